// Sound GGUF files: everything written comes back, from one file, from parts, and from the starter
// model.
#include "core/formats/gguf.h"
#include "core/formats/open_model_file.h"
#include "core/tensor/dequantize.h"
#include "tests/support/cpu_time.h"
#include "tests/support/test_paths.h"
#include "tests/support/tiny_llama.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <limits>

using tests::GgufBuilder;
namespace fs = std::filesystem;

namespace {

std::span<const std::byte> asBytes(const std::string& text)
{
    return std::as_bytes(std::span(text));
}

} // namespace

class GgufTest : public QObject
{
    Q_OBJECT

private slots:
    void metadataOfEveryType();
    void tensorsOfEveryType();
    void versionTwoAndOtherAlignments();
    void boolOfTwoIsTrue();
    void stringsKeepTheirBytes();
    void noTensors();
    void trailingBytesAreNoted();
    void manyKeysAreFast();
    void tinyLlamaOpens();
    void typedLookups();
    void splitFiles();
    void truncatedWhileOpen();
    void starterModel();

private:
    fs::path path(const std::string& name) const
    {
        return fs::path(m_folder.path().toStdString()) / name;
    }

    QTemporaryDir m_folder;
};

void GgufTest::metadataOfEveryType()
{
    using tests::littleEndian;
    GgufBuilder builder;
    const std::string ones(8, '\xff');
    const std::pair<std::uint32_t, std::size_t> integers[] = {
        {0, 1}, {1, 1}, {2, 2}, {3, 2}, {4, 4}, {5, 4}, {10, 8}, {11, 8}};
    for (const auto& [type, size] : integers) {
        builder.addRaw("scalar" + std::to_string(type), type, ones.substr(0, size));
        if (type != 10)
            builder.addRaw("array" + std::to_string(type),
                           9,
                           littleEndian(type, 4) + littleEndian(2, 8) + ones.substr(0, size) +
                               std::string(size, '\1'));
    }
    builder.set("f32", 0.25)
        .addRaw("f64", 12, littleEndian(std::bit_cast<std::uint64_t>(0.1), 8))
        .set("yes", true)
        .set("text", std::string("héllo"))
        .set("numbers", std::vector<double>{1.5, -2.0})
        .set("flags", std::vector<bool>{true, false, true})
        .set("texts", std::vector<std::string>{"a", "", "c"})
        .addRaw("none", 9, littleEndian(8, 4) + littleEndian(0, 8));
    const std::string file = builder.build();
    const auto contents = core::gguf::parse(asBytes(file));
    QVERIFY2(contents, contents ? "" : contents.error().message.c_str());
    const auto& metadata = contents->metadata;
    const auto integer = [&](const char* key) { return std::get<std::int64_t>(metadata.at(key)); };
    QCOMPARE(integer("scalar0"), std::int64_t{255});
    QCOMPARE(integer("scalar1"), std::int64_t{-1});
    QCOMPARE(integer("scalar2"), std::int64_t{65535});
    QCOMPARE(integer("scalar3"), std::int64_t{-1});
    QCOMPARE(integer("scalar4"), std::int64_t{4294967295});
    QCOMPARE(integer("scalar5"), std::int64_t{-1});
    QCOMPARE(std::get<std::uint64_t>(metadata.at("scalar10")),
             std::numeric_limits<std::uint64_t>::max());
    QCOMPARE(integer("scalar11"), std::int64_t{-1});
    using Integers = std::vector<std::int64_t>;
    QCOMPARE(std::get<Integers>(metadata.at("array0")), (Integers{255, 1}));
    QCOMPARE(std::get<Integers>(metadata.at("array3")), (Integers{-1, 0x0101}));
    QCOMPARE(std::get<Integers>(metadata.at("array4")), (Integers{4294967295, 0x01010101}));
    QCOMPARE(std::get<Integers>(metadata.at("array11")), (Integers{-1, 0x0101010101010101}));
    QCOMPARE(std::get<double>(metadata.at("f32")), 0.25);
    QCOMPARE(std::get<double>(metadata.at("f64")), 0.1);
    QCOMPARE(std::get<bool>(metadata.at("yes")), true);
    QCOMPARE(std::get<std::string>(metadata.at("text")), std::string("héllo"));
    QCOMPARE(std::get<std::vector<double>>(metadata.at("numbers")),
             (std::vector<double>{1.5, -2.0}));
    QCOMPARE(std::get<std::vector<bool>>(metadata.at("flags")),
             (std::vector<bool>{true, false, true}));
    QCOMPARE(std::get<std::vector<std::string>>(metadata.at("texts")),
             (std::vector<std::string>{"a", "", "c"}));
    QVERIFY(std::get<std::vector<std::string>>(metadata.at("none")).empty());
}

void GgufTest::tensorsOfEveryType()
{
    using core::DType;
    GgufBuilder builder;
    std::vector<DType> types;
    for (std::uint32_t number = 0; number < 64; ++number)
        if (const auto dtype = core::dtypeFromGguf(number))
            types.push_back(*dtype);
    for (const DType type : types)
        builder.tensor(
            core::traits(type).name, type, {3, 256}, tests::randomElements(type, 768, 5));
    builder.floats("scalar", {}, {42});
    const std::string file = builder.build();
    const auto contents = core::gguf::parse(asBytes(file));
    QVERIFY2(contents, contents ? "" : contents.error().message.c_str());
    QCOMPARE(contents->tensors.size(), std::size(types) + 1);
    for (std::size_t i = 0; i < std::size(types); ++i) {
        const core::TensorInfo& tensor = contents->tensors[i];
        QCOMPARE(tensor.dtype, types[i]);
        QCOMPARE(tensor.shape, (std::vector<std::size_t>{3, 256})); // outermost first
        const std::string expected = tests::randomElements(types[i], 768, 5);
        QVERIFY(std::ranges::equal(tensor.data, asBytes(expected)));
    }
    QVERIFY(contents->tensors.back().shape.empty());
    QCOMPARE(contents->tensors.back().data.size(), std::size_t{4});
    QVERIFY(contents->notes.empty());
}

void GgufTest::versionTwoAndOtherAlignments()
{
    for (const std::int64_t alignment : {8, 32, 64, 4096, 1 << 20}) {
        GgufBuilder builder;
        builder.version = 2;
        builder.alignment = static_cast<std::uint64_t>(alignment);
        builder.set("general.alignment", alignment).floats("a", {1}, {1}).floats("b", {2}, {2, 3});
        const std::string file = builder.build();
        const auto contents = core::gguf::parse(asBytes(file));
        QVERIFY2(contents, contents ? "" : contents.error().message.c_str());
        float values[2] = {};
        core::dequantize(core::DType::F32, contents->tensors[1].data.data(), values, 2);
        QCOMPARE(values[1], 3.0F);
    }
}

void GgufTest::boolOfTwoIsTrue()
{
    const std::string file = GgufBuilder().addRaw("flag", 7, "\2").build(); // G30
    const auto contents = core::gguf::parse(asBytes(file));
    QVERIFY(contents);
    QVERIFY(std::get<bool>(contents->metadata.at("flag")));
}

void GgufTest::stringsKeepTheirBytes()
{
    const std::string raw("\xff\xfe\0x", 4);
    const std::string file = GgufBuilder().set("tokens", std::vector<std::string>{raw}).build();
    const auto contents = core::gguf::parse(asBytes(file));
    QVERIFY(contents);
    QCOMPARE(std::get<std::vector<std::string>>(contents->metadata.at("tokens"))[0], raw);
}

void GgufTest::noTensors()
{
    const std::string file =
        GgufBuilder().set("general.architecture", std::string("llama")).build();
    const auto contents = core::gguf::parse(asBytes(file));
    QVERIFY(contents);
    QVERIFY(contents->tensors.empty());
    QVERIFY(contents->notes.empty());
}

void GgufTest::trailingBytesAreNoted()
{
    const std::string file =
        GgufBuilder().floats("a", {8}, std::vector<float>(8)).build() + std::string(1 << 20, 'x');
    const auto contents = core::gguf::parse(asBytes(file));
    QVERIFY(contents);
    QCOMPARE(contents->notes.size(), std::size_t{1});
    QVERIFY(contents->notes[0].starts_with("1048576 bytes"));
}

void GgufTest::manyKeysAreFast()
{
    GgufBuilder builder;
    for (std::uint64_t i = 0; i < core::gguf::kMostKeys; ++i)
        builder.addRaw("key." + std::to_string(i), 0, "x");
    const std::string file = builder.build();
    const tests::CpuTimer timer;
    const auto contents = core::gguf::parse(asBytes(file));
    QVERIFY(timer.elapsedMs() < 1000);
    QVERIFY(contents);
    QCOMPARE(contents->metadata.size(), std::size_t{65536});
}

void GgufTest::tinyLlamaOpens()
{
    for (const core::DType type : {core::DType::F32, core::DType::Q4_0, core::DType::Q6_K}) {
        tests::TinyLlama options;
        options.matrixType = type;
        options.modelDim = 256;
        options.feedForwardDim = 256;
        options.tiedOutput = false;
        QVERIFY(tests::writeFile(path("tiny.gguf"), tests::tinyLlama(options).build()));
        const auto model = core::openModelFile(path("tiny.gguf"));
        QVERIFY2(model, model ? "" : model.error().message.c_str());
        QCOMPARE((*model)->format(), core::ModelFile::Format::Gguf);
        QVERIFY((*model)->huggingFace() == nullptr);
        const core::TensorInfo* const tensor = (*model)->tensor("blk.1.attn_k.weight");
        QVERIFY(tensor != nullptr);
        QCOMPARE(tensor->shape, (std::vector<std::size_t>{128, 256}));
        QVERIFY((*model)->tensor("output.weight") != nullptr);
        QVERIFY((*model)->tensor("nothing") == nullptr);
    }
}

void GgufTest::typedLookups()
{
    GgufBuilder builder;
    builder.set("i", std::int64_t{7})
        .set("u", std::numeric_limits<std::uint64_t>::max())
        .set("d", 0.5)
        .set("b", true)
        .set("s", std::string("text"))
        .set("is", std::vector<std::int64_t>{1})
        .set("ds", std::vector<double>{1})
        .set("ss", std::vector<std::string>{"x"});
    QVERIFY(tests::writeFile(path("keys.gguf"), builder.build()));
    const auto opened = core::openModelFile(path("keys.gguf"));
    QVERIFY(opened);
    const core::ModelFile& model = **opened;
    QCOMPARE(model.integer("i"), std::optional<std::int64_t>(7));
    QCOMPARE(model.number("i"), std::optional<double>(7));
    QCOMPARE(model.number("u"), std::optional<double>(0x1p64));
    QCOMPARE(model.number("d"), std::optional<double>(0.5));
    QCOMPARE(model.boolean("b"), std::optional<bool>(true));
    QCOMPARE(*model.string("s"), std::string("text"));
    QCOMPARE(model.integers("is")->size(), std::size_t{1});
    QCOMPARE(model.numbers("ds")->size(), std::size_t{1});
    QCOMPARE(model.strings("ss")->size(), std::size_t{1});
    for (const char* key : {"absent", "s"}) {
        QVERIFY(!model.integer(key));
        QVERIFY(!model.number(key));
        QVERIFY(!model.boolean(key));
        QVERIFY(model.strings(key) == nullptr);
    }
    QVERIFY(!model.integer("u"));
    QVERIFY(model.string("i") == nullptr);
}

void GgufTest::splitFiles()
{
    const auto part = [](std::int64_t number, std::int64_t count, const std::string& tensor) {
        return GgufBuilder()
            .set("split.no", number)
            .set("split.count", count)
            .set("split.tensors.count", std::int64_t{2})
            .floats(tensor, {1}, {static_cast<float>(number)})
            .build();
    };
    const fs::path first = path("m-00001-of-00002.gguf");
    const fs::path second = path("m-00002-of-00002.gguf");
    const auto refused = [&](const fs::path& opened, const char* fragment) {
        const auto model = core::openModelFile(opened);
        return !model && model.error().message.find(fragment) != std::string::npos;
    };
    QVERIFY(tests::writeFile(first, part(0, 2, "a")));
    QVERIFY(refused(first, "m-00002-of-00002.gguf is missing"));
    QVERIFY(tests::writeFile(second, part(1, 2, "b")));
    const auto model = core::openModelFile(first);
    QVERIFY2(model, model ? "" : model.error().message.c_str());
    float value = 0;
    core::dequantize(core::DType::F32, (*model)->tensor("b")->data.data(), &value, 1);
    QCOMPARE(value, 1.0F);

    QVERIFY(refused(second, "open the first part"));
    QVERIFY(tests::writeFile(second, part(1, 2, "a")));
    QVERIFY(refused(first, "is in an earlier part too"));
    QVERIFY(tests::writeFile(second, part(0, 2, "b")));
    QVERIFY(refused(first, "expected part 2 of 2, found another"));
    QVERIFY(tests::writeFile(first, part(0, 3, "a")));
    QVERIFY(refused(first, "expected its name to end in \"-00001-of-00003.gguf\""));
    QVERIFY(tests::writeFile(first, part(0, 60000, "a")));
    QVERIFY(refused(first, "of at most 512 parts"));
    QVERIFY(tests::writeFile(first, part(7, 2, "a")));
    QVERIFY(refused(first, "\"split.no\" 7"));
    QVERIFY(tests::writeFile(first, part(0, 2, "a")));
    QVERIFY(tests::writeFile(second,
                             GgufBuilder()
                                 .set("split.no", std::int64_t{1})
                                 .set("split.count", std::int64_t{2})
                                 .build()));
    QVERIFY(refused(first, "expected 2 tensors in all 2 parts, found 1"));
}

void GgufTest::truncatedWhileOpen()
{
    QVERIFY(tests::writeFile(path("tiny.gguf"), tests::tinyLlama().build()));
    const auto model = core::openModelFile(path("tiny.gguf"));
    QVERIFY(model);
    QVERIFY(!(*model)->damaged());
    fs::resize_file(path("tiny.gguf"), 4096);
    std::size_t zeros = 0;
    for (const std::byte byte : (*model)->tensors().back().data)
        zeros += byte == std::byte{0} ? 1 : 0;
    QCOMPARE(zeros, (*model)->tensors().back().data.size());
    QVERIFY((*model)->damaged());
}

void GgufTest::starterModel()
{
    const fs::path starter = tests::starterModelPath();
    if (starter.empty())
        QSKIP("the starter model is not in the cache");
    const tests::CpuTimer timer;
    const auto model = core::openModelFile(starter);
    QVERIFY2(model, model ? "" : model.error().message.c_str());
    QVERIFY(timer.elapsedMs() < 1000);
    QCOMPARE(*(*model)->string("general.architecture"), std::string("llama"));
    QCOMPARE((*model)->tensors().size(), std::size_t{272});
    QCOMPARE((*model)->strings("tokenizer.ggml.tokens")->size(), std::size_t{49152});
    QVERIFY((*model)->notes().empty());
    // Every weight of every tensor is a sensible number.
    double squares = 0;
    std::size_t count = 0;
    for (const core::TensorInfo& tensor : (*model)->tensors()) {
        const std::size_t columns = tensor.shape.back();
        std::vector<float> row(columns);
        core::dequantize(tensor.dtype, tensor.data.data(), row.data(), columns);
        for (const float value : row) {
            QVERIFY(std::abs(value) < 1000);
            squares += static_cast<double>(value) * value;
        }
        count += columns;
    }
    QVERIFY(squares / static_cast<double>(count) > 1e-4);
}

QTEST_APPLESS_MAIN(GgufTest)
#include "tst_gguf.moc"
