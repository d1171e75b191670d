#include "core/engine/memory_limit.h"

#include <QTest>

#include <vector>

using namespace core;

namespace {

constexpr std::size_t kParameters = 1 << 20;

// A model of a million weights in half precision.
class FakeModelFile : public ModelFile
{
public:
    FakeModelFile()
        : ModelFile(Format::Gguf, "model.gguf")
        , m_data(byteSize(DType::F16, kParameters))
    {
        m_tensors.push_back({"weights", DType::F16, {1024, 1024}, m_data});
    }
    bool damaged() const override { return false; }

private:
    std::vector<std::byte> m_data;
};

} // namespace

class TestMemoryLimit : public QObject
{
    Q_OBJECT

private slots:
    void weightsThatFitAreTaken() { QVERIFY(checkWeightsFit(FakeModelFile(), 2 * kParameters)); }

    void theAdviceIsWhatWouldFit_data()
    {
        QTest::addColumn<std::size_t>("memory");
        QTest::addColumn<QString>("advice");
        QTest::newRow("half the bits") << 2 * kParameters - 1 << "this one as Q8_0";
        QTest::newRow("a third") << std::size_t(0.6 * kParameters) << "this one as Q4_K";
        QTest::newRow("a tenth") << kParameters / 5 << "choose a smaller model";
    }
    void theAdviceIsWhatWouldFit()
    {
        QFETCH(std::size_t, memory);
        QFETCH(QString, advice);
        const Status fits = checkWeightsFit(FakeModelFile(), memory);
        QVERIFY(!fits);
        QCOMPARE(fits.error().code, ErrorCode::OutOfMemory);
        const QString message = QString::fromStdString(fits.error().message);
        QVERIFY2(message.startsWith("model.gguf: its weights take 0.0 GiB"), qPrintable(message));
        QVERIFY2(message.endsWith(advice), qPrintable(message));
    }

    void thereIsMemory()
    {
        QVERIFY(usableMemory() > std::size_t{16} << 20);
        QVERIFY(usableMemory() < std::size_t{1} << 50);
    }
};

QTEST_GUILESS_MAIN(TestMemoryLimit)
#include "tst_memory_limit.moc"
