#include "app/inference/inference_service.h"
#include "tests/support/tiny_llama.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <fstream>

using namespace app;

namespace {

constexpr int kPatienceMs = 20000;

core::GenerationRequest request(const QString& text, int maxTokens)
{
    core::GenerationRequest result;
    result.prompt = text.toStdString();
    result.maxTokens = maxTokens;
    result.sampling.seed = 4;
    return result;
}

// What a signal carried, noted as it arrives in this thread; a QSignalSpy notes it in the sender's.
class Arrivals : public QList<QVariantList>
{
public:
    template <class... Args>
    Arrivals(const Inference* sender, void (Inference::*signal)(Args...))
    {
        QObject::connect(
            sender,
            signal,
            &m_here,
            [this](Args... args) { append(QVariantList{QVariant::fromValue(args)...}); },
            Qt::QueuedConnection);
    }

private:
    QObject m_here;
};

} // namespace

class TestInferenceService : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void answersInWholePieces();
    void refusesWithoutModel();
    void keepsFormerModelWhenLoadingFails();
    void requestsWaitForTheModel();
    void loadTellsItsProgress();
    void cancelledLoadKeepsTheFormerModel();
    void stoppedTooLateTheChosenModelIsTold();
    void severalModelsAreLoaded();
    void theCurrentModelIsNotLoadedAgain();
    void oneIsLoadedBesideTheCurrentModel();
    void whatDoesNotFitBesideIsRefused();
    void answersGoOnWhileAnotherModelLoads();
    void answersCanBeStoppedWhileAnotherModelLoads();
    void lowerLimitOfTheDiskHoldsAtOnce();
    void cancelEndsOnce();
    void endsCleanlyWhileBusy();
    void countsTokens();
    void noModelGetsMoreThanItWasTrainedOn();

private:
    void load(InferenceService& service, const QString& path);
    void loadBeside(InferenceService& service, const QString& path);

    QString copyOfTheModel(const QString& name);

    QTemporaryDir m_folder;
    QString m_model;
};

QString TestInferenceService::copyOfTheModel(const QString& name)
{
    const QString path = m_folder.filePath(name);
    QFile::copy(m_model, path);
    return path;
}

void TestInferenceService::initTestCase()
{
    qRegisterMetaType<app::ModelState>();
    m_model = m_folder.filePath("tiny.gguf");
    std::ofstream(m_model.toStdString(), std::ios::binary)
        << tests::tinyLlama({.contextTokens = 2048, .matrixType = core::DType::Q8_0}).build();
}

void TestInferenceService::load(InferenceService& service, const QString& path)
{
    service.loadModel(path); // Loading from here on, though a tiny model may be there already
    QTRY_VERIFY_WITH_TIMEOUT(service.modelState() != ModelState::Loading, kPatienceMs);
}

void TestInferenceService::loadBeside(InferenceService& service, const QString& path)
{
    service.loadBeside(path);
    QTRY_VERIFY_WITH_TIMEOUT(service.modelState() != ModelState::Loading, kPatienceMs);
}

void TestInferenceService::answersInWholePieces()
{
    InferenceService service({.threads = 2});
    load(service, m_model);
    QCOMPARE(service.modelState(), ModelState::Ready);
    QCOMPARE(service.modelInfo().architecture, std::string("llama"));

    QString text;
    int tokens = 0;
    std::optional<core::GenerationStats> stats;
    connect(
        &service,
        &Inference::textAppended,
        this,
        [&](core::RequestId, const QString& piece, int count) {
            text += piece;
            tokens += count;
        },
        Qt::QueuedConnection);
    connect(
        &service,
        &Inference::finished,
        this,
        [&](core::RequestId, core::FinishReason, const core::GenerationStats& s) { stats = s; },
        Qt::QueuedConnection);
    service.submit(request("Once upon a time", 30));
    QTRY_VERIFY_WITH_TIMEOUT(stats.has_value(), kPatienceMs);
    QCOMPARE(tokens, stats->completionTokens);
    QVERIFY(tokens > 0);
    QVERIFY(!text.isEmpty());
    disconnect(&service, nullptr, this, nullptr);
}

void TestInferenceService::refusesWithoutModel()
{
    InferenceService service({.threads = 1});
    Arrivals failed(&service, &Inference::failed);
    const core::RequestId id = service.submit(request("Hi", 3));
    QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, kPatienceMs);
    QCOMPARE(failed[0][0].value<core::RequestId>(), id);
    QCOMPARE(failed[0][1].value<core::ErrorCode>(), core::ErrorCode::NotFound);
    QVERIFY(!failed[0][2].toString().isEmpty());
    QCOMPARE(service.countTokens(request("Hi", 3)), -1);
}

void TestInferenceService::keepsFormerModelWhenLoadingFails()
{
    InferenceService service({.threads = 1});
    load(service, m_model);
    Arrivals states(&service, &Inference::modelStateChanged);
    load(service, m_folder.filePath("not-there.gguf"));
    QTRY_COMPARE_WITH_TIMEOUT(service.modelState(), ModelState::Ready, kPatienceMs);
    QTRY_COMPARE_WITH_TIMEOUT(states.count(), 3, kPatienceMs); // Loading, Failed, Ready
    QCOMPARE(states[1][0].value<app::ModelState>(), ModelState::Failed);
    QVERIFY(states[1][1].toString().contains("not-there.gguf"));
    Arrivals finished(&service, &Inference::finished);
    service.submit(request("Hi", 3));
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, kPatienceMs);
}

void TestInferenceService::requestsWaitForTheModel()
{
    InferenceService service({.threads = 1});
    Arrivals finished(&service, &Inference::finished);
    service.loadModel(m_model);
    service.submit(request("Hi", 3)); // while it is still loading
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, kPatienceMs);
}

void TestInferenceService::loadTellsItsProgress()
{
    InferenceService service({.threads = 1});
    Arrivals progress(&service, &Inference::loadProgress);
    load(service, m_model);
    QVERIFY(progress.count() > 1);
    QCOMPARE(progress.last()[0].toDouble(), 1.0);
    for (int i = 1; i < progress.count(); ++i)
        QVERIFY(progress[i][0].toDouble() >= progress[i - 1][0].toDouble());
}

void TestInferenceService::cancelledLoadKeepsTheFormerModel()
{
    InferenceService service({.threads = 1});
    service.cancelLoad(); // there is none
    std::atomic<bool> cancels = true;
    connect(
        &service,
        &Inference::modelStateChanged,
        &service,
        [&service, &cancels](ModelState state) {
            if (state == ModelState::Loading && cancels)
                service.cancelLoad();
        },
        Qt::DirectConnection); // on the worker, before it begins
    load(service, m_model);
    QCOMPARE(service.modelState(), ModelState::Empty);

    cancels = false;
    load(service, m_model);
    QCOMPARE(service.modelState(), ModelState::Ready);
    cancels = true;
    Arrivals states(&service, &Inference::modelStateChanged);
    load(service, m_folder.filePath("other.gguf"));
    QCOMPARE(service.modelState(), ModelState::Ready);
    QTRY_COMPARE_WITH_TIMEOUT(states.count(), 2, kPatienceMs); // Loading, Ready
    QCOMPARE(service.modelInfo().path, m_model.toStdString());
    Arrivals finished(&service, &Inference::finished);
    service.submit(request("Hi", 3));
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, kPatienceMs);
}

void TestInferenceService::stoppedTooLateTheChosenModelIsTold()
{
    InferenceService service({.threads = 1, .openModels = 2});
    load(service, m_model);
    load(service, copyOfTheModel("stopped.gguf"));
    connect(
        &service,
        &Inference::modelStateChanged,
        &service,
        [&service](ModelState state) {
            if (state == ModelState::Loading)
                service.cancelLoad();
        },
        Qt::DirectConnection); // on the worker; what is loaded is chosen all the same
    load(service, m_model);
    QCOMPARE(service.modelState(), ModelState::Ready);
    Arrivals finished(&service, &Inference::finished);
    service.submit(request("Hi", 3));
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, kPatienceMs);
    QCOMPARE(service.modelInfo().path, m_model.toStdString());
}

void TestInferenceService::theCurrentModelIsNotLoadedAgain()
{
    const QString other = copyOfTheModel("other-choice.gguf");
    InferenceService service({.threads = 1});
    load(service, m_model);
    Arrivals progress(&service, &Inference::loadProgress);
    Arrivals finished(&service, &Inference::finished);
    QList<int> ended;
    connect(
        &service,
        &Inference::textAppended,
        &service,
        [&] {
            if (!ended.isEmpty())
                return;
            ended << service.answersEndedBy(m_model) << service.answersEndedBy(other);
            service.setOptions({.threads = 1, .contextTokens = 512}); // as it would be loaded
            ended << service.answersEndedBy(m_model);
            service.setOptions({.threads = 1, .openModels = 2});
            ended << service.answersEndedBy(other);
            service.setOptions({.threads = 1});
            service.loadModel(m_model);
        },
        Qt::DirectConnection); // before the answer goes on
    service.submit(request("Hi", 5));
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, kPatienceMs);
    QVERIFY(finished[0][1].value<core::FinishReason>() != core::FinishReason::Cancelled);
    QCOMPARE(ended, (QList<int>{0, 1, 1, 0}));
    QCOMPARE(progress.count(), 0);
    QCOMPARE(service.answersEndedBy(other), 0);
}

void TestInferenceService::severalModelsAreLoaded()
{
    const auto paths = [](const InferenceService& service) {
        QStringList result;
        for (const core::ModelInfo& model : service.loadedModels())
            result << QString::fromStdString(model.path);
        return result;
    };
    const QString a = m_model, b = copyOfTheModel("b.gguf"), c = copyOfTheModel("c.gguf");
    InferenceService service({.threads = 1, .openModels = 2});
    load(service, a);
    load(service, b);
    QCOMPARE(paths(service), QStringList({b, a}));
    QCOMPARE(service.modelInfo().path, b.toStdString());

    Arrivals progress(&service, &Inference::loadProgress);
    load(service, a); // is loaded already
    QCOMPARE(paths(service), QStringList({a, b}));
    QCOMPARE(progress.count(), 0);

    Arrivals finished(&service, &Inference::finished), failed(&service, &Inference::failed);
    core::GenerationRequest toB = request("Hi", 5);
    toB.model = b.toStdString();
    const core::RequestId id = service.submit(toB);
    service.submit(request("Hi", 5));
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 2, kPatienceMs);

    toB.maxTokens = -1;
    Arrivals text(&service, &Inference::textAppended);
    const core::RequestId endless = service.submit(toB);
    QTRY_VERIFY_WITH_TIMEOUT(!text.isEmpty(), kPatienceMs);
    load(service, c); // in place of b
    QCOMPARE(paths(service), QStringList({c, a}));
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 3, kPatienceMs);
    QCOMPARE(finished[2][0].value<core::RequestId>(), endless);
    const core::RequestId late = service.submit(toB);
    QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, kPatienceMs);
    QCOMPARE(failed[0][0].value<core::RequestId>(), late);
    QVERIFY(id.value < endless.value);

    load(service, m_folder.filePath("absent.gguf"));
    QCOMPARE(paths(service), QStringList({c, a}));
    load(service, c); // the current one is loaded anew
    QCOMPARE(paths(service), QStringList({c, a}));
    QVERIFY(progress.count() > 0);

    service.setOptions({.threads = 1, .openModels = 1});
    load(service, a); // chosen, and alone from now on
    QCOMPARE(paths(service), QStringList(a));
}

void TestInferenceService::oneIsLoadedBesideTheCurrentModel()
{
    const QString b = copyOfTheModel("second.gguf"), c = copyOfTheModel("third.gguf");
    InferenceService service({.threads = 1, .openModels = 1});
    load(service, m_model);
    loadBeside(service, b);
    QCOMPARE(service.loadedModels().size(), std::size_t(2));
    QCOMPARE(service.modelInfo().path, m_model.toStdString());

    Arrivals finished(&service, &Inference::finished);
    core::GenerationRequest toB = request("Hi", 5);
    toB.model = b.toStdString();
    service.submit(toB);
    service.submit(request("Hi", 5));
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 2, kPatienceMs);

    Arrivals progress(&service, &Inference::loadProgress);
    loadBeside(service, b); // is there
    loadBeside(service, m_model);
    QCOMPARE(progress.count(), 0);
    loadBeside(service, c); // in place of b
    QCOMPARE(service.loadedModels()[0].path, m_model.toStdString());
    QCOMPARE(service.loadedModels()[1].path, c.toStdString());
    load(service, b); // alone, as the options have it
    QCOMPARE(service.loadedModels().size(), std::size_t(1));
}

void TestInferenceService::whatDoesNotFitBesideIsRefused()
{
    const QString huge = m_folder.filePath("huge.gguf");
    QFile file(huge);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QVERIFY(file.resize(qint64(1) << 43)); // all of it a hole
    InferenceService service({.threads = 1});
    load(service, m_model);
    Arrivals states(&service, &Inference::modelStateChanged);
    loadBeside(service, huge);
    QTRY_COMPARE_WITH_TIMEOUT(states.count(), 3, kPatienceMs);
    QCOMPARE(states[1][0].value<ModelState>(), ModelState::Failed);
    const QString message = states[1][1].toString();
    QVERIFY2(message.startsWith("huge.gguf does not fit into memory beside"), qPrintable(message));
    QCOMPARE(service.modelState(), ModelState::Ready);
    QCOMPARE(service.loadedModels().size(), std::size_t(1));
}

void TestInferenceService::answersGoOnWhileAnotherModelLoads()
{
    const QString other = copyOfTheModel("beside.gguf");
    InferenceService service({.threads = 1, .openModels = 2});
    load(service, m_model);
    Arrivals finished(&service, &Inference::finished);
    std::atomic<int> pieces = 0, piecesBesideLoading = 0;
    connect(
        &service,
        &Inference::prefillProgress,
        &service,
        [&] {
            if (++pieces == 1)
                service.loadModel(other); // which the worker does next
            else if (service.modelState() == ModelState::Loading)
                ++piecesBesideLoading;
        },
        Qt::DirectConnection);
    service.submit(request(QString(1500, u'x'), 3));
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, kPatienceMs);
    QCOMPARE(finished[0][1].value<core::FinishReason>(), core::FinishReason::Length);
    QTRY_COMPARE_WITH_TIMEOUT(service.loadedModels().size(), std::size_t(2), kPatienceMs);
    QVERIFY(piecesBesideLoading > 0);
}

void TestInferenceService::answersCanBeStoppedWhileAnotherModelLoads()
{
    const QString other = copyOfTheModel("meanwhile.gguf");
    InferenceService service({.threads = 1, .openModels = 2});
    load(service, m_model);
    Arrivals finished(&service, &Inference::finished);
    core::RequestId running;
    connect(
        &service,
        &Inference::textAppended,
        &service,
        [&](core::RequestId id) {
            if (running.value == 0)
                service.loadModel(other); // which the worker does next
            running = id;
        },
        Qt::DirectConnection);
    core::RequestId waiting; // for the model that is loaded
    std::atomic<bool> isStoppedBesideLoading = false;
    connect(
        &service,
        &Inference::loadProgress,
        &service,
        [&] {
            if (waiting.value != 0)
                return;
            waiting = service.submit(request("Hi", -1));
            service.cancel(waiting);
            service.cancel(running);
        },
        Qt::DirectConnection);
    connect(
        &service,
        &Inference::finished,
        &service,
        [&](core::RequestId id) {
            if (id == running && service.modelState() == ModelState::Loading)
                isStoppedBesideLoading = true;
        },
        Qt::DirectConnection);
    service.submit(request("Hi", -1));
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 2, kPatienceMs);
    QVERIFY(isStoppedBesideLoading);
    QCOMPARE(finished[0][0].value<core::RequestId>(), running);
    QCOMPARE(finished[1][0].value<core::RequestId>(), waiting);
    QCOMPARE(finished[1][1].value<core::FinishReason>(), core::FinishReason::Cancelled);
}

void TestInferenceService::lowerLimitOfTheDiskHoldsAtOnce()
{
    const QString folder = m_folder.filePath("computed");
    const auto pages = [&] { return QDir(folder).entryList({"*.kv"}, QDir::Files).size(); };
    InferenceOptions options{.threads = 1, .cacheFolder = folder};
    const auto keepSome = [&](InferenceService& service, const QString& word) {
        core::GenerationRequest kept = request(word.repeated(100), 1);
        kept.keepOnDisk = true;
        service.submit(kept);
        QTRY_VERIFY_WITH_TIMEOUT(pages() > 0, kPatienceMs);
    };
    {
        InferenceService service(options);
        load(service, m_model);
        keepSome(service, "one ");
        options.cacheFolderBytes = 0;
        service.setOptions(options); // without work
        QTRY_COMPARE_WITH_TIMEOUT(pages(), 0, kPatienceMs);
        options.cacheFolderBytes = 1 << 20;
        service.setOptions(options);
        keepSome(service, "other ");
    }
    options.cacheFolderBytes = 0;
    InferenceService later(options); // without a model
    QTRY_COMPARE_WITH_TIMEOUT(pages(), 0, kPatienceMs);
}

void TestInferenceService::cancelEndsOnce()
{
    InferenceService service({.threads = 1});
    load(service, m_model);
    Arrivals finished(&service, &Inference::finished);
    // Where the text comes from, so that the answer cannot end by itself before.
    connect(
        &service,
        &Inference::textAppended,
        &service,
        [&service](core::RequestId id) {
            service.cancel(id);
            service.cancel(id);
        },
        Qt::DirectConnection);
    service.submit(request("Hi", -1));
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, kPatienceMs);
    QCOMPARE(finished[0][1].value<core::FinishReason>(), core::FinishReason::Cancelled);
    service.submit(request("Hi", 2));
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 2, kPatienceMs);
}

void TestInferenceService::endsCleanlyWhileBusy()
{
    auto service = std::make_unique<InferenceService>(InferenceOptions{.threads = 2});
    load(*service, m_model);
    Arrivals finished(service.get(), &Inference::finished);
    for (int i = 0; i < 5; ++i)
        service->submit(request("Hi", -1));
    service.reset();
    QVERIFY(finished.count() <= 5);

    service = std::make_unique<InferenceService>(InferenceOptions{.threads = 2});
    service->loadModel(m_model);
    service.reset(); // in the middle of loading
}

void TestInferenceService::noModelGetsMoreThanItWasTrainedOn()
{
    InferenceService service({.threads = 1, .contextTokens = 32768});
    load(service, m_model);
    QCOMPARE(service.modelInfo().contextTokens, 2048);
    service.setOptions({.threads = 1, .contextTokens = 512});
    load(service, m_model);
    QCOMPARE(service.modelInfo().contextTokens, 512);
}

void TestInferenceService::countsTokens()
{
    InferenceService service({.threads = 1});
    load(service, m_model);
    QTRY_COMPARE_WITH_TIMEOUT(service.countTokens(request("abc", 0)), 3, kPatienceMs);
    // What is too long to be counted is not thereby thought to fit.
    core::GenerationRequest huge;
    huge.prompt = core::ChatPrompt{
        .messages = {{.role = core::Role::User, .content = std::string(9 << 20, 'x')}}};
    QVERIFY(service.countTokens(huge) > 1'000'000);
}

QTEST_GUILESS_MAIN(TestInferenceService)
#include "tst_inference_service.moc"
