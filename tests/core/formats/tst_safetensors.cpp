// safetensors files, sound and broken. Rows bear the numbers of the project's list of malformed
// inputs (S01 to S23).
#include "core/formats/safetensors.h"
#include "tests/support/cpu_time.h"
#include "tests/support/gguf_builder.h"
#include "tests/support/safetensors_builder.h"

#include <QTest>

#include <random>

using tests::littleEndian;
using tests::safetensorsEntry;
using tests::safetensorsFile;
using tests::safetensorsHeader;

namespace {

core::Result<core::safetensors::Contents> parseExactly(const std::string& file)
{
    const std::vector<char> exact(file.begin(),
                                  file.end()); // a sanitizer sees a read behind the end
    return core::safetensors::parse(std::as_bytes(std::span(exact)));
}

std::string sound()
{
    return safetensorsFile(safetensorsHeader({R"("__metadata__":{"format":"pt"})",
                                              safetensorsEntry("b", "F16", {2, 2}, 16, 24),
                                              safetensorsEntry("a", "F32", {4}, 0, 16)}) +
                               "   ",
                           std::string(24, '\0'));
}

} // namespace

class SafetensorsTest : public QObject
{
    Q_OBJECT

private slots:
    void readsSoundFiles();
    void setsOtherTypesAside();
    void sharedWeightsAppearUnderBothNames();
    void zeroSizedTensorsShareAnOffset();
    void unknownFieldsAreNoted();
    void manyTensorsAreFast();
    void refuses_data();
    void refuses();
    void everyPrefixIsRefused();
    void mutantsAreHarmless();
};

void SafetensorsTest::readsSoundFiles()
{
    const std::string file = sound();
    const auto contents = core::safetensors::parse(std::as_bytes(std::span(file)));
    QVERIFY2(contents, contents ? "" : contents.error().message.c_str());
    QCOMPARE(contents->tensors.size(), std::size_t{2});
    const core::TensorInfo& b = contents->tensors[0];
    QCOMPARE(b.name, std::string("b"));
    QCOMPARE(b.dtype, core::DType::F16);
    QCOMPARE(b.shape, (std::vector<std::size_t>{2, 2}));
    QCOMPARE(b.data.data() - contents->tensors[1].data.data(), std::ptrdiff_t{16});
    QCOMPARE(b.data.size(), std::size_t{8});
    QVERIFY(contents->notes.empty());
    QVERIFY(parseExactly(safetensorsFile("{}", ""))->tensors.empty());
}

void SafetensorsTest::setsOtherTypesAside()
{
    const auto contents =
        parseExactly(safetensorsFile(safetensorsHeader({safetensorsEntry("ids", "I64", {2}, 0, 16),
                                                        safetensorsEntry("w", "BF16", {1}, 16, 18),
                                                        safetensorsEntry("f4", "F4", {4}, 18, 20)}),
                                     std::string(20, '\0')));
    QVERIFY2(contents, contents ? "" : contents.error().message.c_str());
    QCOMPARE(contents->tensors.size(), std::size_t{1});
    QCOMPARE(contents->unread.size(), std::size_t{2});
    QCOMPARE(contents->unread.at("ids"), std::string("I64"));
}

void SafetensorsTest::sharedWeightsAppearUnderBothNames()
{
    const auto contents = parseExactly(safetensorsFile(
        safetensorsHeader(
            {R"("__metadata__":{"format":"pt","embed":"head","head":"embed","x":"absent"})",
             safetensorsEntry("head", "F32", {1}, 0, 4)}),
        "abcd"));
    QVERIFY(contents);
    QCOMPARE(contents->tensors.size(), std::size_t{2});
    QCOMPARE(contents->tensors[1].name, std::string("embed"));
    QVERIFY(contents->tensors[1].data.data() == contents->tensors[0].data.data());
}

void SafetensorsTest::zeroSizedTensorsShareAnOffset()
{
    const auto contents = parseExactly(
        safetensorsFile(safetensorsHeader({safetensorsEntry("a", "F32", {1}, 0, 4),
                                           safetensorsEntry("none", "F32", {0, 7}, 4, 4),
                                           safetensorsEntry("b", "F32", {1}, 4, 8)}),
                        "12345678"));
    QVERIFY2(contents, contents ? "" : contents.error().message.c_str()); // S19
    QVERIFY(contents->tensors[1].data.empty());
}

void SafetensorsTest::unknownFieldsAreNoted()
{
    const auto contents = parseExactly(safetensorsFile(
        R"({"a":{"dtype":"F32","extra":{"deep":[1,{"dtype":[[]]},"x",null]},"shape":[1],"data_offsets":[0,4]}})",
        "1234"));
    QVERIFY2(contents, contents ? "" : contents.error().message.c_str()); // S12
    QCOMPARE(contents->notes,
             std::vector<std::string>{"tensor \"a\": unknown field \"extra\" ignored"});
}

void SafetensorsTest::manyTensorsAreFast()
{
    std::vector<std::string> names;
    for (int i = 0; i < 100000; ++i)
        names.push_back("model.layers." + std::to_string(i));
    const std::string file = tests::safetensorsOf(names);
    const tests::CpuTimer timer;
    const auto contents = core::safetensors::parse(std::as_bytes(std::span(file)));
    QVERIFY(timer.elapsedMs() < 1000); // S22
    QVERIFY(contents);
    QCOMPARE(contents->tensors.size(), std::size_t{100000});
}

void SafetensorsTest::refuses_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QString>("fragment");
    const auto row = [](const char* name, const std::string& file, const char* fragment) {
        QTest::newRow(name) << QByteArray::fromStdString(file) << fragment;
    };
    const auto headed = [](const std::string& header) {
        return safetensorsFile(header, "12345678");
    };
    const auto entry = [&](const std::string& fields) {
        return headed(R"({"t":{)" + fields + "}}");
    };
    constexpr std::uint64_t kMax = ~std::uint64_t{0};

    row("S01 empty", "", "at least 8 bytes, found 0");
    row("S01 seven bytes", "1234567", "at least 8 bytes, found 7");
    row("S02 no header", littleEndian(0, 8), "header of 1 to 100000000 bytes, found 0");
    row("S03 length 2^64-1", littleEndian(kMax, 8) + "{}", "found 18446744073709551615");
    row("S03 length 2^64-8", littleEndian(kMax - 7, 8) + "{}", "found 18446744073709551608");
    row("S04 length past the end",
        littleEndian(100, 8) + "{}",
        "expected 100 bytes for the header at byte 8, found only 2");
    row("S05 100,000,001", littleEndian(100'000'001, 8) + "{}", "header of 1 to 100000000 bytes");
    row("S06 not JSON", headed("{nonsense}"), "expected JSON");
    row("S06 trailing JSON", headed("{} {}"), "expected JSON");
    row("S06 NUL padding",
        safetensorsFile(std::string("{}\0\0", 4), ""),
        "byte of value 0 at byte 2");
    row("S06 unfinished", headed(R"({"t":)"), "expected JSON");
    row("S07 array", headed("[]"), "begin with \"{\"");
    row("S07 space first", headed(" {}"), "begin with \"{\"");
    row("S08 invalid UTF-8", headed("{\"\xff\":{}}"), "expected JSON");
    row("S09 nested in an extra field",
        entry(R"("x":)" + std::string(100000, '[')),
        "64 levels deep");
    row("S09 nested objects",
        headed([] {
            std::string text;
            for (int i = 0; i < 100000; ++i)
                text += R"({"a":)";
            return text;
        }()),
        "");
    row("S10 duplicate tensor",
        safetensorsFile(safetensorsHeader({safetensorsEntry("t", "F32", {1}, 0, 4),
                                           safetensorsEntry("t", "F32", {1}, 4, 8)}),
                        "12345678"),
        "two tensors are named \"t\"");
    row("S10 duplicate metadata",
        headed(R"({"__metadata__":{},"__metadata__":{}})"),
        "\"__metadata__\" twice");
    row("duplicate metadata entry",
        headed(R"({"__metadata__":{"a":"1","a":"2"}})"),
        "names an entry twice");
    row("duplicate field",
        entry(R"("dtype":"F32","dtype":"F16")"),
        "\"dtype\" once, found it twice");
    row("S11 metadata number", headed(R"({"__metadata__":{"a":1}})"), "map names to strings");
    row("S11 metadata object", headed(R"({"__metadata__":{"a":{}}})"), "map names to strings");
    row("S11 metadata list", headed(R"({"__metadata__":[]})"), "map names to strings");
    row("S12 unknown dtype",
        safetensorsFile(safetensorsHeader({safetensorsEntry("t", "Q17", {1}, 0, 8)}), "12345678"),
        "unknown element type \"Q17\"");
    row("S12 dtype missing",
        entry(R"("shape":[2],"data_offsets":[0,8])"),
        "\"dtype\", \"shape\" and two");
    row("dtype a number",
        entry(R"("dtype":7,"shape":[2],"data_offsets":[0,8])"),
        "\"dtype\" to be a string");
    row("dtype an array", entry(R"("dtype":[],"shape":[2],"data_offsets":[0,8])"), "no array here");
    row("shape a number", entry(R"("dtype":"F32","shape":2,"data_offsets":[0,8])"), "integers");
    row("shape nested",
        entry(R"("dtype":"F32","shape":[[2]],"data_offsets":[0,8])"),
        "no array here");
    row("shape an object", entry(R"("dtype":"F32","shape":{},"data_offsets":[0,8])"), "no object");
    row("description a number", headed(R"({"t":7})"), "described by an object");
    row("description a list", headed(R"({"t":[]})"), "described by an object");
    row("S13 negative dimension",
        entry(R"("dtype":"F32","shape":[-2],"data_offsets":[0,8])"),
        "integers from 0");
    row("S13 fraction",
        entry(R"("dtype":"F32","shape":[2.0],"data_offsets":[0,8])"),
        "integers from 0");
    row("S13 2^64",
        entry(R"("dtype":"F32","shape":[18446744073709551616],"data_offsets":[0,8])"),
        "integers from 0");
    row("S14 product wraps",
        safetensorsFile(
            safetensorsHeader({safetensorsEntry("t", "F32", {1ULL << 32, 1ULL << 32}, 0, 8)}),
            "12345678"),
        "more than 2^63 elements");
    row("S14 bytes wrap",
        safetensorsFile(safetensorsHeader({safetensorsEntry("t", "F32", {(1ULL << 62) + 2}, 0, 8)}),
                        "12345678"),
        "more than 2^63 elements");
    row("S15 1,000,000 dimensions",
        entry(R"("dtype":"F32","data_offsets":[0,4],"shape":[1)" +
              [] {
                  std::string ones;
                  for (int i = 0; i < 1'000'000; ++i)
                      ones += ",1";
                  return ones;
              }() +
              "]"),
        "at most 8 dimensions");
    row("S16 bytes differ from the shape",
        safetensorsFile(safetensorsHeader({safetensorsEntry("t", "F32", {3}, 0, 8)}), "12345678"),
        "expected 12 bytes for its shape, found offsets 0 to 8");
    row("S16 half a byte",
        safetensorsFile(safetensorsHeader({safetensorsEntry("t", "F4", {3}, 0, 1)}), "1"),
        "part of a byte");
    row("S17 reversed",
        safetensorsFile(safetensorsHeader({safetensorsEntry("t", "F32", {2}, 8, 0)}), "12345678"),
        "offsets 8 to 0");
    row("S17 three offsets",
        entry(R"("dtype":"F32","shape":[2],"data_offsets":[0,8,8])"),
        "two numbers");
    row("S17 one offset",
        entry(R"("dtype":"F32","shape":[2],"data_offsets":[0])"),
        "two \"data_offsets\"");
    row("S17 first not 0",
        safetensorsFile(safetensorsHeader({safetensorsEntry("t", "F32", {1}, 4, 8)}), "12345678"),
        "begin at offset 0");
    const auto pair = [](std::uint64_t begin) {
        return safetensorsFile(
            safetensorsHeader({safetensorsEntry("a", "F32", {1}, 0, 4),
                               safetensorsEntry("b", "F32", {1}, begin, begin + 4)}),
            "123456789012");
    };
    row("S18 gap", pair(8), "begin at offset 4, where the one before it ends, found 8");
    row("S18 overlap", pair(2), "begin at offset 4");
    row("S18 identical", pair(0), "begin at offset 4");
    row("S20 trailing bytes",
        pair(4),
        "expected 8 bytes of tensor data, found 12: something was appended");
    row("cut short",
        safetensorsFile(safetensorsHeader({safetensorsEntry("t", "F32", {4}, 0, 16)}), "12345678"),
        "the file is shorter than it says, it was cut short");
    row("S21 empty name", headed(R"({"":{}})"), "1 to 1024 bytes");
    row("S21 name of 1 MiB",
        headed("{\"" + std::string(1 << 20, 'n') + "\":{}}"),
        "of 1048576 bytes");
    row("S21 name with NUL", headed(R"({"a\u0000b":{}})"), "without NUL");
}

void SafetensorsTest::refuses()
{
    QFETCH(QByteArray, file);
    QFETCH(QString, fragment);
    const tests::CpuTimer timer;
    const auto contents = parseExactly(file.toStdString());
    QVERIFY(timer.elapsedMs() < 1000);
    QVERIFY(!contents);
    const QString message = QString::fromStdString(contents.error().message);
    QVERIFY2(message.contains(fragment), qPrintable(message));
    QVERIFY2(message.size() < 400 && message.size() > 20, qPrintable(message));
}

void SafetensorsTest::everyPrefixIsRefused()
{
    const std::string file = sound();
    for (std::size_t size = 0; size < file.size(); ++size)
        QVERIFY2(!parseExactly(file.substr(0, size)), std::to_string(size).c_str());
}

void SafetensorsTest::mutantsAreHarmless()
{
    const std::string file = sound();
    const std::string interesting = "{}[]\",:0129-e.tf\\ \x80\xff";
    std::mt19937 random(1);
    for (int i = 0; i < 20000; ++i) {
        std::string mutant = file;
        for (std::uint32_t changes = random() % 4 + 1; changes > 0; --changes)
            mutant[random() % mutant.size()] = interesting[random() % interesting.size()];
        const auto contents = parseExactly(mutant);
        if (!contents)
            QVERIFY(contents.error().message.size() < 500);
    }
}

QTEST_APPLESS_MAIN(SafetensorsTest)
#include "tst_safetensors.moc"
