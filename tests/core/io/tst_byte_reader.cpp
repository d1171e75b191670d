#include "core/io/byte_reader.h"

#include <QTest>

#include <array>
#include <limits>

class ByteReaderTest : public QObject
{
    Q_OBJECT

private slots:
    void readsLittleEndian();
    void staysFailedAfterTheEnd();
    void hugeSizesDoNotWrap();
};

namespace {

constexpr std::array<unsigned char, 15> kBytes = {
    1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x80, 0x3f};

std::span<const std::byte> bytes()
{
    return std::as_bytes(std::span(kBytes));
}

} // namespace

void ByteReaderTest::readsLittleEndian()
{
    core::ByteReader reader(bytes());
    QCOMPARE(reader.u8("a"), std::uint8_t{1});
    QCOMPARE(reader.u16("b"), std::uint16_t{2});
    QCOMPARE(reader.u64("c"), std::uint64_t{4});
    QCOMPARE(reader.f32("d"), 1.0F);
    QCOMPARE(reader.remaining(), std::size_t{0});
    QVERIFY(reader.bytes(0, "nothing").empty());
    QVERIFY(!reader.failed());
}

void ByteReaderTest::staysFailedAfterTheEnd()
{
    core::ByteReader reader(bytes());
    reader.bytes(10, "a");
    QCOMPARE(reader.u64("the count"), std::uint64_t{0});
    QVERIFY(reader.failed());
    QCOMPARE(reader.position(), std::size_t{10});
    const std::string message = reader.error().message;
    QVERIFY2(message.starts_with("expected 8 bytes for the count at byte 10, found only 5"),
             message.c_str());
    QCOMPARE(reader.u8("b"), std::uint8_t{0}); // bytes are left, but the reader has lost its place
    QCOMPARE(reader.error().message, message);
}

void ByteReaderTest::hugeSizesDoNotWrap()
{
    core::ByteReader reader(bytes());
    reader.u32("a");
    QVERIFY(reader.text(std::numeric_limits<std::uint64_t>::max(), "a string").empty());
    QVERIFY(reader.failed());
}

QTEST_APPLESS_MAIN(ByteReaderTest)
#include "tst_byte_reader.moc"
