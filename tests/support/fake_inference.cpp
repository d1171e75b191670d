#include "tests/support/fake_inference.h"

#include <QFileInfo>
#include <QMutexLocker>
#include <QTimer>

#include <algorithm>
#include <utility>

namespace tests {

namespace {

int wordCount(const std::string& text)
{
    return static_cast<int>(QString::fromStdString(text).split(u' ', Qt::SkipEmptyParts).size());
}

core::ModelInfo smallModel()
{
    core::ModelInfo info;
    info.name = "Fake 1M Instruct";
    info.path = "/models/fake-1m-instruct.gguf";
    info.architecture = "llama";
    info.quantisation = "Q8_0";
    info.parameters = 1'000'000'000;
    info.sizeBytes = 1'100'000;
    info.trainedContext = 2048;
    info.contextTokens = 2048;
    info.hasChatTemplate = true;
    info.kernels = "AVX2";
    info.fingerprint = "sha256:fake";
    return info;
}

} // namespace

FakeInference::FakeInference(QObject* parent)
    : app::Inference(parent)
    , m_info(smallModel())
{
    qRegisterMetaType<app::ModelState>();
    qRegisterMetaType<core::RequestId>();
    qRegisterMetaType<core::FinishReason>();
    qRegisterMetaType<core::GenerationStats>();
    qRegisterMetaType<core::ErrorCode>();
}

FakeInference::~FakeInference() = default;

void FakeInference::setAnswer(FakeAnswer answer)
{
    const QMutexLocker lock(&m_mutex);
    m_answer = std::move(answer);
}

void FakeInference::enqueueAnswer(FakeAnswer answer)
{
    const QMutexLocker lock(&m_mutex);
    m_queue.append(std::move(answer));
}

void FakeInference::setModelState(app::ModelState state, const QString& message)
{
    {
        const QMutexLocker lock(&m_mutex);
        m_state = state;
    }
    emit modelStateChanged(state, message);
}

void FakeInference::setModelInfo(core::ModelInfo info)
{
    const QMutexLocker lock(&m_mutex);
    m_info = std::move(info);
}

void FakeInference::failNextLoad(const QString& message)
{
    const QMutexLocker lock(&m_mutex);
    m_loadFailure = message;
}

void FakeInference::setLoadMs(int loadMs)
{
    const QMutexLocker lock(&m_mutex);
    m_loadMs = loadMs;
}

std::vector<core::GenerationRequest> FakeInference::requests() const
{
    const QMutexLocker lock(&m_mutex);
    return m_requests;
}

int FakeInference::activeCount() const
{
    const QMutexLocker lock(&m_mutex);
    return static_cast<int>(m_runs.size());
}

int FakeInference::cancelledCount() const
{
    const QMutexLocker lock(&m_mutex);
    return m_cancelled;
}

QStringList FakeInference::loadedPaths() const
{
    const QMutexLocker lock(&m_mutex);
    return m_loadedPaths;
}

void FakeInference::loadModel(const QString& path)
{
    load(path, /*isBeside=*/false);
}

void FakeInference::loadBeside(const QString& path)
{
    load(path, /*isBeside=*/true);
}

void FakeInference::load(const QString& path, bool isBeside)
{
    int loadMs = 0, load = 0;
    {
        const QMutexLocker lock(&m_mutex);
        m_loadedPaths.append(path);
        loadMs = m_loadMs;
        load = ++m_load;
    }
    QMetaObject::invokeMethod(
        this,
        [this, path, loadMs, load, isBeside] {
            setModelState(app::ModelState::Loading);
            emit loadProgress(0.5);
            m_finishLoad = [this, path, load, isBeside] {
                {
                    const QMutexLocker lock(&m_mutex);
                    if (load != m_load)
                        return;
                    ++m_load;
                }
                endLoad(path, isBeside);
            };
            QTimer::singleShot(loadMs, this, m_finishLoad);
        },
        Qt::QueuedConnection);
}

bool FakeInference::isBy(const Run& run, const std::string& path) const
{
    return (run.request.model.empty() ? m_info.path : run.request.model) == path;
}

int FakeInference::answersEndedBy(const QString& path) const
{
    const QMutexLocker lock(&m_mutex);
    if (path.toStdString() == m_info.path)
        return 0;
    return static_cast<int>(std::count_if(m_runs.begin(), m_runs.end(), [&](const auto& each) {
        const Run& run = each.second;
        return !run.isCancelled && run.request.priority != core::Priority::Ahead &&
               !isBy(run, path.toStdString());
    }));
}

void FakeInference::finishLoad()
{
    m_finishLoad();
}

void FakeInference::cancelLoad()
{
    const QMutexLocker lock(&m_mutex);
    if (m_state != app::ModelState::Loading)
        return;
    ++m_load;
    const auto state = m_info.path.empty() ? app::ModelState::Empty : app::ModelState::Ready;
    QMetaObject::invokeMethod(
        this, [this, state] { setModelState(state); }, Qt::QueuedConnection);
}

void FakeInference::endLoad(const QString& path, bool isBeside)
{
    QString failure;
    bool hadModel = false;
    std::vector<core::RequestId> running;
    {
        const QMutexLocker lock(&m_mutex);
        failure = std::exchange(m_loadFailure, {});
        hadModel = !m_info.path.empty();
        core::ModelInfo info = smallModel();
        info.path = path.toStdString();
        info.name = QFileInfo(path).completeBaseName().toStdString();
        if (failure.isEmpty() && isBeside) {
            m_otherInfos = {info};
        } else if (failure.isEmpty() && m_info.path != info.path) {
            for (const auto& [id, run] : m_runs) {
                if (!isBy(run, info.path))
                    running.push_back(core::RequestId{id});
            }
            const auto loaded =
                std::find_if(m_otherInfos.begin(), m_otherInfos.end(), [&](const auto& each) {
                    return each.path == info.path;
                });
            m_info = loaded == m_otherInfos.end() ? info : *loaded;
            m_otherInfos.clear();
        }
    }
    for (const core::RequestId id : running)
        end(id, core::FinishReason::Cancelled);
    if (failure.isEmpty()) {
        setModelState(app::ModelState::Ready);
        return;
    }
    setModelState(app::ModelState::Failed, failure);
    if (hadModel)
        setModelState(app::ModelState::Ready);
}

app::ModelState FakeInference::modelState() const
{
    const QMutexLocker lock(&m_mutex);
    return m_state;
}

core::ModelInfo FakeInference::modelInfo() const
{
    const QMutexLocker lock(&m_mutex);
    return m_info;
}

std::vector<core::ModelInfo> FakeInference::loadedModels() const
{
    std::vector<core::ModelInfo> infos = Inference::loadedModels();
    const QMutexLocker lock(&m_mutex);
    infos.insert(infos.end(), m_otherInfos.begin(), m_otherInfos.end());
    return infos;
}

void FakeInference::setOtherModels(std::vector<core::ModelInfo> infos)
{
    const QMutexLocker lock(&m_mutex);
    m_otherInfos = std::move(infos);
}

core::RequestId FakeInference::submit(core::GenerationRequest request)
{
    core::RequestId id;
    int delayMs = 0;
    {
        const QMutexLocker lock(&m_mutex);
        id.value = ++m_lastId;
        Run run;
        run.answer = m_queue.isEmpty() ? m_answer : m_queue.takeFirst();
        run.maxTokens = request.maxTokens;
        run.request = request;
        delayMs = run.answer.firstPieceMs;
        m_runs.emplace(id.value, std::move(run));
        m_requests.push_back(std::move(request));
    }
    // Queued also on the own thread: no signal may come before the caller knows the id.
    QMetaObject::invokeMethod(
        this, [this, id, delayMs] { stepAfter(id, delayMs); }, Qt::QueuedConnection);
    return id;
}

void FakeInference::cancel(core::RequestId id)
{
    {
        const QMutexLocker lock(&m_mutex);
        if (const auto run = m_runs.find(id.value); run != m_runs.end())
            run->second.isCancelled = true;
    }
    QMetaObject::invokeMethod(
        this, [this, id] { end(id, core::FinishReason::Cancelled); }, Qt::QueuedConnection);
}

int FakeInference::countTokens(const core::GenerationRequest& request) const
{
    if (modelState() != app::ModelState::Ready)
        return -1;
    if (const auto* chat = std::get_if<core::ChatPrompt>(&request.prompt)) {
        int words = 0;
        for (const core::ChatMessage& message : chat->messages)
            words += wordCount(message.content);
        return words;
    }
    if (const auto* text = std::get_if<std::string>(&request.prompt))
        return wordCount(*text);
    return static_cast<int>(std::get<std::vector<core::TokenId>>(request.prompt).size());
}

void FakeInference::stepAfter(core::RequestId id, int delayMs)
{
    QTimer::singleShot(delayMs, this, [this, id] { step(id); });
}

void FakeInference::step(core::RequestId id)
{
    QString piece;
    bool more = false;
    int delayMs = 0;
    FakeAnswer answer;
    bool cut = false;
    int alternatives = -1;
    {
        const QMutexLocker lock(&m_mutex);
        const auto found = m_runs.find(id.value);
        if (found == m_runs.end())
            return; // cancelled while waiting
        Run& run = found->second;
        answer = run.answer;
        cut = run.maxTokens >= 0 && run.next >= run.maxTokens && run.next < answer.pieces.size();
        more = !cut && run.next < answer.pieces.size();
        if (more) {
            piece = answer.pieces.at(run.next++);
            delayMs = answer.pieceMs;
            alternatives = run.request.alternatives;
        }
    }
    if (more) {
        score(id, piece, alternatives);
        emit textAppended(id, piece, 1);
        stepAfter(id, delayMs);
        return;
    }
    if (answer.error) {
        {
            const QMutexLocker lock(&m_mutex);
            if (m_runs.erase(id.value) == 0)
                return;
        }
        emit failed(id, answer.error->code, QString::fromStdString(answer.error->message));
        return;
    }
    end(id, cut ? core::FinishReason::Length : answer.reason);
}

void FakeInference::score(core::RequestId id, const QString& piece, int alternatives)
{
    if (alternatives < 0)
        return;
    core::ScoredToken scored;
    scored.chosen = {1, kFakeLogProb, piece.toStdString()};
    if (alternatives > 0)
        scored.alternatives = {scored.chosen, {2, 2 * kFakeLogProb, "other"}};
    emit tokensScored(id, {scored});
}

core::Receipt FakeInference::receiptOf(const Run& run, core::FinishReason reason) const
{
    core::Receipt receipt;
    receipt.engine = core::engineVersion();
    receipt.model = m_info.name;
    receipt.fingerprint = m_info.fingerprint;
    receipt.promptIds = {5, 6, 7};
    receipt.sampling = run.request.sampling;
    receipt.maxTokens = run.request.maxTokens;
    receipt.contextTokens = m_info.contextTokens;
    receipt.stopStrings = run.request.stopStrings;
    receipt.outputIds.assign(static_cast<std::size_t>(run.next), 1);
    receipt.reason = reason;
    return receipt;
}

void FakeInference::end(core::RequestId id, core::FinishReason reason)
{
    core::GenerationStats stats;
    core::Receipt receipt;
    {
        const QMutexLocker lock(&m_mutex);
        const auto found = m_runs.find(id.value);
        if (found == m_runs.end())
            return;
        stats.promptTokens = found->second.answer.promptTokens;
        stats.cachedTokens = found->second.answer.cachedTokens;
        stats.completionTokens = found->second.next;
        stats.prefillMs = std::max(1, found->second.answer.firstPieceMs);
        stats.decodeMs = std::max(1, found->second.answer.pieceMs * found->second.next);
        receipt = receiptOf(found->second, reason);
        m_runs.erase(found);
        if (reason == core::FinishReason::Cancelled)
            ++m_cancelled;
    }
    emit receiptIssued(id, receipt);
    emit finished(id, reason, stats);
}

} // namespace tests
