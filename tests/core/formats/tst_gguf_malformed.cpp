// GGUF files that lie: each is refused with a sentence, quickly, without touching memory that is
// not there. Rows bear the numbers of the project's list of malformed inputs (G01 to G38; later
// ones concern loading a model).
#include "core/formats/gguf.h"
#include "tests/support/cpu_time.h"
#include "tests/support/tiny_llama.h"

#include <QTest>

#include <random>

using tests::GgufBuilder;
using tests::ggufString;
using tests::littleEndian;

namespace {

constexpr std::uint64_t kMax = ~std::uint64_t{0};

// The bytes on the heap, at exactly their size: a sanitizer sees a read behind the end.
core::Result<core::gguf::Contents> parseExactly(const std::string& file)
{
    const std::vector<char> exact(file.begin(), file.end());
    return core::gguf::parse(std::as_bytes(std::span(exact)));
}

std::string sound()
{
    return GgufBuilder()
        .set("general.architecture", std::string("llama"))
        .set("list", std::vector<std::string>{"a", "b"})
        .floats("first", {2, 8}, std::vector<float>(16))
        .floats("second", {8}, std::vector<float>(8))
        .build();
}

std::string withTensor(GgufBuilder::RawTensor tensor)
{
    return GgufBuilder().addRawTensor(std::move(tensor)).build();
}

std::string nestedArrays(int depth)
{
    std::string payload;
    for (int i = 0; i < depth; ++i)
        payload += littleEndian(9, 4) + littleEndian(1, 8);
    return payload + littleEndian(0, 4) + littleEndian(0, 8);
}

std::string manyKeys(int count)
{
    GgufBuilder builder;
    for (int i = 0; i < count; ++i)
        builder.addRaw("key." + std::to_string(i), 0, "x");
    return builder.build();
}

} // namespace

class GgufMalformedTest : public QObject
{
    Q_OBJECT

private slots:
    void refuses_data();
    void refuses();
    void everyPrefixIsRefused();
    void mutantsAreHarmless();

private:
    void row(const char* name, const std::string& file, const char* fragment)
    {
        QTest::newRow(name) << QByteArray::fromStdString(file) << fragment;
    }
    void addWrappers();
    void addCounts();
    void addMetadata();
    void addTensors();
};

void GgufMalformedTest::addWrappers()
{
    row("G01 empty", "", "not a GGUF file: it is empty (0 bytes)");
    row("G02 magic only", "GGUF", "the version in the header at byte 4");
    row("G02 two bytes", "GG", "not a GGUF file");
    row("G03 predecessor", std::string("GGML").append(60, '\0'), "its predecessor");
    row("G03 predecessor, ggjt", std::string("tjgg").append(60, '\0'), "its predecessor");
    row("G04 web page", "\n<!DOCTYPE html><html><body>404", "looks like a web page");
    row("G05 LFS pointer",
        "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n",
        "Git LFS pointer");
    const auto versioned = [](std::uint32_t version) {
        GgufBuilder builder;
        builder.version = version;
        return builder.build();
    };
    row("G06 version 0", versioned(0), "found version 0");
    row("G06 version 1", versioned(1), "found version 1; it is from before August 2023");
    row("G06 version 99", versioned(99), "found version 99");
    row("G07 big-endian", versioned(0x03000000), "big-endian");
    row("random bytes",
        "\x7f"
        "ELF" +
            std::string(200, '\x5a'),
        "found another kind of file");
    row("text", "Dear model, " + std::string(60, '.'), "found \"Dear\"");
}

void GgufMalformedTest::addCounts()
{
    const std::string file = sound();
    row("G08 cut in the metadata", file.substr(0, 60), "at byte");
    row("G09 cut in the tensor table", file.substr(0, 170), "at byte");
    row("G10 one byte short",
        file.substr(0, file.size() - 1),
        "the file is shorter than it says");
    row("G11 data half missing",
        file.substr(0, file.size() - 60),
        "resume the download or download it again");
    const auto counted = [](std::uint64_t tensors, std::uint64_t keys) {
        GgufBuilder builder;
        builder.tensorCount = tensors;
        builder.keyCount = keys;
        return builder.build();
    };
    row("G12 2^64-1 tensors",
        counted(kMax, 0),
        "at most 65536 tensors, found 18446744073709551615");
    row("G12 2^40 tensors", counted(std::uint64_t{1} << 40, 0), "at most 65536 tensors");
    row("G12 more tensors than there are", counted(3, 0), "the length of a tensor's name");
    row("G13 2^40 keys", counted(0, std::uint64_t{1} << 40), "at most 65536 metadata entries");
    row("G13 more keys than there are", counted(0, 3), "the length of a metadata key");
    for (const std::uint64_t keys : {0, 1}) {
        GgufBuilder builder;
        builder.set("general.architecture", std::string("llama"))
            .set("llama.block_count", std::int64_t{2});
        builder.floats("a", {8}, std::vector<float>(8));
        builder.keyCount = keys;
        row(keys == 0 ? "G14 no keys announced" : "G14 one key too few", builder.build(), "");
    }
}

void GgufMalformedTest::addMetadata()
{
    for (const std::int64_t alignment : {std::int64_t{0},
                                         std::int64_t{13},
                                         std::int64_t{4},
                                         std::int64_t{1} << 31,
                                         std::int64_t{-32}})
        row(qPrintable(QString("G15 alignment %1").arg(alignment)),
            GgufBuilder().set("general.alignment", alignment).build(),
            "\"general.alignment\" to be a power of two from 8 to 1048576");
    row("G15 alignment as text",
        GgufBuilder().set("general.alignment", std::string("32")).build(),
        "to be an integer");
    row("G15 alignment as bool",
        GgufBuilder().set("general.alignment", true).build(),
        "to be an integer");

    GgufBuilder oneKey;
    oneKey.keyCount = 1;
    row("G21 key length 2^64-1",
        oneKey.build() + littleEndian(kMax, 8),
        "expected 1 to 65535 bytes");
    row("G21 key longer than the file",
        oneKey.build() + littleEndian(60000, 8),
        "expected 60000 bytes for a metadata key");
    row("G22 empty key",
        GgufBuilder().addRaw("", 0, "x").build(),
        "expected 1 to 65535 bytes, found 0");
    row("G23 duplicate key",
        GgufBuilder().addRaw("twice", 0, "x").addRaw("twice", 0, "x").build(),
        "\"twice\" appears a second time");
    row("G24 key with NUL",
        GgufBuilder().addRaw(std::string_view("a\0b", 3), 0, "x").build(),
        "expected UTF-8 without NUL");
    row("G24 key not UTF-8",
        GgufBuilder().addRaw("a\xff", 0, "x").build(),
        "expected UTF-8 without NUL");
    row("G25 100,000 keys", manyKeys(100000), "at most 65536 metadata entries, found 100000");

    row("G26 value type 99",
        GgufBuilder().addRaw("k", 99, "xxxxxxxx").build(),
        "value type from 0 to 12, found 99");
    row("G26 value type -1",
        GgufBuilder().addRaw("k", 0xffffffff, "xxxxxxxx").build(),
        "found 4294967295");
    row("G26 array type 99",
        GgufBuilder().addRaw("k", 9, littleEndian(99, 4) + littleEndian(1, 8) + "x").build(),
        "found type 99");
    row("G27 string length 2^64-1",
        GgufBuilder().addRaw("k", 8, littleEndian(kMax, 8)).build(),
        "claims 18446744073709551615 bytes");
    row("G27 string of 1 GiB",
        GgufBuilder().addRaw("k", 8, littleEndian(1U << 30, 8)).build(),
        "claims 1073741824 bytes");
    row("G27 string of 1 MiB",
        GgufBuilder().addRaw("k", 8, littleEndian(1U << 20, 8) + "x").build(),
        "expected 1048576 bytes for a string");
    const auto array = [](std::uint32_t type, std::uint64_t count) {
        return GgufBuilder()
            .addRaw("k", 9, littleEndian(type, 4) + littleEndian(count, 8) + "xxxxxxxx")
            .build();
    };
    row("G28 array length 2^64-1", array(0, kMax), "claims 18446744073709551615 array elements");
    row("G28 array product wraps",
        array(4, (std::uint64_t{1} << 62) + 1),
        "claims 4611686018427387905 array elements");
    row("G28 array of strings", array(8, 2), "claims 2 array elements, but only 8 bytes follow");
    row("array of too many",
        GgufBuilder()
            .addRaw(
                "k", 9, littleEndian(0, 4) + littleEndian(9U << 20, 8) + std::string(9U << 20, 'x'))
            .build(),
        "more than the 8388608 allowed");
    row("array element above 2^63",
        GgufBuilder()
            .addRaw("k", 9, littleEndian(10, 4) + littleEndian(1, 8) + littleEndian(kMax, 8))
            .build(),
        "larger than 2^63");
    row("G29 array of arrays",
        GgufBuilder().addRaw("k", 9, nestedArrays(1)).build(),
        "array of arrays");
    row("G29 20,000 arrays deep",
        GgufBuilder().addRaw("k", 9, nestedArrays(20000)).build(),
        "array of arrays");
}

void GgufMalformedTest::addTensors()
{
    const std::uint64_t two32 = std::uint64_t{1} << 32;
    const std::uint64_t two63 = std::uint64_t{1} << 63;
    const std::string data(64, '\0');
    row("G16 quantised scalar",
        withTensor({"t", {}, 8, data, {}, {}}),
        "rows of a multiple of 32 elements");
    row("G17 5 dimensions",
        withTensor({"t", {1, 1, 1, 1, 1}, 0, data, {}, {}}),
        "at most 4 dimensions, found 5");
    row("G17 2^32-1 dimensions",
        withTensor({"t", {1}, 0, data, {}, 0xffffffff}),
        "found 4294967295");
    row("G18 dimension 0", withTensor({"t", {8, 0}, 0, data, {}, {}}), "at least one");
    row("G18 dimension 0 after a wrap",
        withTensor({"t", {two63, two63, 0}, 0, data, {}, {}}),
        "fewer than 2^63");
    row("G19 dimension -1", withTensor({"t", {kMax}, 0, data, {}, {}}), "fewer than 2^63 elements");
    row("G20 row of 31",
        withTensor({"t", {31, 32}, 2, data, {}, {}}),
        "multiple of 32 elements, as Q4_0 needs, found 31");
    row("G20 row of 128",
        withTensor({"t", {128, 2}, 14, data, {}, {}}),
        "multiple of 256 elements, as Q6_K needs");
    row("G31 product wraps to 0",
        withTensor({"t", {two32, two32}, 0, data, {}, {}}),
        "fewer than 2^63 elements");
    row("G32 product wraps negative",
        withTensor({"t", {two63 - 1, 2}, 0, data, {}, {}}),
        "fewer than 2^63 elements");
    row("G33 byte size wraps",
        withTensor({"t", {two63 / 2}, 0, data, {}, {}}),
        "claims more than 2^63 bytes");
    row("G34 offset 2^64-32",
        withTensor({"t", {8}, 0, data, kMax - 31, {}}),
        "at offset 18446744073709551584");
    row("G34 offset past the end", withTensor({"t", {8}, 0, data, 4096, {}}), "at offset 4096");
    row("G34 offset at the end", withTensor({"t", {8}, 0, data, 64, {}}), "at offset 64");
    row("G35 unaligned", withTensor({"t", {8}, 0, data, 8, {}}), "multiple of 32, found 8");
    const auto pair = [&](std::uint64_t firstOffset, std::uint64_t secondOffset) {
        return GgufBuilder()
            .addRawTensor({"t", {16}, 0, data, firstOffset, {}})
            .addRawTensor({"u", {16}, 0, data, secondOffset, {}})
            .build();
    };
    row("G35 identical places", pair(0, 0), "tensor \"u\": its data");
    row("G35 overlapping", pair(0, 32), "overlaps the tensor before it");
    row("G35 out of order", pair(64, 0), "overlaps the tensor before it");
    row("G36 sum wraps",
        GgufBuilder()
            .addRawTensor({"t", {two63 - 64}, 2, data, {}, {}})
            .addRawTensor({"u", {two63 - 64}, 2, data, {}, {}})
            .build(),
        "tensor \"t\"");
    row("G37 type 99", withTensor({"t", {8}, 99, data, {}, {}}), "stored as unknown type 99");
    row("G37 type -1",
        withTensor({"t", {8}, 0xffffffff, data, {}, {}}),
        "stored as unknown type 4294967295");
    row("G37 removed type 4", withTensor({"t", {8}, 4, data, {}, {}}), "stored as unknown type 4");
    row("unread type Q8_1",
        withTensor({"t", {256}, 9, data, {}, {}}),
        "stored as Q8_1, which this version does not read; choose a file that uses only F32, F16");
    row("G38 name of 64 bytes",
        withTensor({std::string(64, 'n'), {8}, 0, data, {}, {}}),
        "expected 1 to 63 bytes, found 64");
    row("G38 empty name",
        withTensor({"", {8}, 0, data, {}, {}}),
        "expected 1 to 63 bytes, found 0");
    row("G38 name with NUL",
        withTensor({std::string("a\0b", 3), {8}, 0, data, {}, {}}),
        "expected UTF-8 without NUL");
    GgufBuilder oneTensor;
    oneTensor.tensorCount = 1;
    row("G38 name length 2^64-1",
        oneTensor.build() + littleEndian(kMax, 8),
        "expected 1 to 63 bytes");
    row("G38 duplicate name",
        GgufBuilder()
            .addRawTensor({"t", {8}, 0, data, {}, {}})
            .addRawTensor({"t", {8}, 0, data, {}, {}})
            .build(),
        "two tensors are named \"t\"");
}

void GgufMalformedTest::refuses_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QString>("fragment");
    addWrappers();
    addCounts();
    addMetadata();
    addTensors();
}

void GgufMalformedTest::refuses()
{
    QFETCH(QByteArray, file);
    QFETCH(QString, fragment);
    const tests::CpuTimer timer;
    const auto contents = parseExactly(file.toStdString());
    QVERIFY2(timer.elapsedMs() < 1000, qPrintable(QString::number(timer.elapsedMs())));
    QVERIFY(!contents);
    const QString message = QString::fromStdString(contents.error().message);
    QVERIFY2(message.contains(fragment), qPrintable(message));
    QVERIFY2(message.size() < 400 && message.size() > 20, qPrintable(message));
}

void GgufMalformedTest::everyPrefixIsRefused()
{
    const std::string file = sound();
    QVERIFY(parseExactly(file));
    for (std::size_t size = 0; size < file.size(); ++size)
        QVERIFY2(!parseExactly(file.substr(0, size)), std::to_string(size).c_str());
}

void GgufMalformedTest::mutantsAreHarmless()
{
    tests::TinyLlama options;
    options.layerCount = 1;
    options.modelDim = 32;
    options.feedForwardDim = 32;
    const std::string file = tests::tinyLlama(options).build();
    QVERIFY(parseExactly(file));
    std::mt19937 random(1);
    const std::string interesting = {'\0', '\1', '\x7f', '\x80', '\xff'};
    for (int i = 0; i < 3000; ++i) {
        std::string mutant = file.substr(0, 9000); // the header alone: what follows is only data
        mutant.resize(file.size());
        for (std::uint32_t changes = random() % 4 + 1; changes > 0; --changes)
            mutant[random() % 9000] = interesting[random() % interesting.size()];
        const auto contents = parseExactly(mutant);
        if (!contents)
            QVERIFY(contents.error().message.size() < 500);
    }
}

QTEST_APPLESS_MAIN(GgufMalformedTest)
#include "tst_gguf_malformed.moc"
