#include "core/formats/gguf_writer.h"

#include "core/formats/gguf.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <cstring>
#include <numeric>

using namespace core;

namespace {

std::filesystem::path pathIn(const QTemporaryDir& folder, const char* name)
{
    return folder.filePath(QString::fromLatin1(name)).toStdString();
}

Status fillWithIndex(std::size_t index, std::span<std::byte> data)
{
    std::fill(data.begin(), data.end(), static_cast<std::byte>(index + 1));
    return {};
}

} // namespace

class TestGgufWriter : public QObject
{
    Q_OBJECT

private slots:
    void readsBackWhatWasWritten()
    {
        const QTemporaryDir folder;
        const std::filesystem::path path = pathIn(folder, "model.gguf");
        const std::map<std::string, MetaValue, std::less<>> metadata = {
            {"a.bool", true},
            {"a.small", std::int64_t{7}},
            {"a.negative", std::int64_t{-7}},
            {"a.large", std::int64_t{1} << 40},
            {"a.huge", std::uint64_t{1} << 63},
            {"a.number", 0.5},
            {"a.text", std::string("é\n")},
            {"a.bools", std::vector<bool>{true, false}},
            {"a.integers", std::vector<std::int64_t>{1, -2, 3}},
            {"a.numbers", std::vector<double>{0.5, -2}},
            {"a.texts", std::vector<std::string>{"", "x"}},
        };
        const std::vector<GgufTensor> tensors = {{"odd", DType::F32, {3}},
                                                 {"matrix.weight", DType::Q8_0, {5, 64}},
                                                 {"experts.weight", DType::F16, {2, 3, 4}}};
        const Status written = writeGguf(path, metadata, tensors, fillWithIndex);
        QVERIFY2(written, written ? "" : written.error().message.c_str());

        const auto file = openGguf(path);
        QVERIFY2(file, file ? "" : file.error().message.c_str());
        QVERIFY((*file)->notes().empty());
        QCOMPARE((*file)->metadata().size(), metadata.size());
        for (const auto& [key, value] : metadata)
            QVERIFY2((*file)->metadata().at(key) == value, key.c_str());
        for (std::size_t i = 0; i < tensors.size(); ++i) {
            const TensorInfo* tensor = (*file)->tensor(tensors[i].name);
            QVERIFY(tensor != nullptr);
            QCOMPARE(tensor->dtype, tensors[i].dtype);
            QCOMPARE(tensor->shape, tensors[i].shape);
            QCOMPARE(tensor->data.size(), tensors[i].sizeBytes());
            for (const std::byte byte : tensor->data)
                QCOMPARE(byte, static_cast<std::byte>(i + 1));
        }
    }

    void whatIsThereStaysWhereWritingFails()
    {
        const QTemporaryDir folder;
        const std::filesystem::path path = pathIn(folder, "model.gguf");
        QVERIFY(writeGguf(path, {{"kept", true}}, {}, fillWithIndex));
        const auto refuse = [](std::size_t, std::span<std::byte>) -> Status {
            return fail(ErrorCode::Cancelled, "no more");
        };
        const Status written = writeGguf(path, {}, {{"x", DType::F32, {1}}}, refuse);
        QVERIFY(!written);
        QCOMPARE(written.error().code, ErrorCode::Cancelled);
        QVERIFY((*openGguf(path))->metadata().contains("kept"));
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files), QStringList{"model.gguf"});
    }

    void aFolderThatIsNotThereIsNamed()
    {
        const Status written = writeGguf("/nowhere/at/all.gguf", {}, {}, fillWithIndex);
        QVERIFY(!written);
        QCOMPARE(written.error().code, ErrorCode::Io);
        QVERIFY(written.error().message.starts_with("/nowhere/at/all.gguf"));
    }
};

QTEST_GUILESS_MAIN(TestGgufWriter)
#include "tst_gguf_writer.moc"
