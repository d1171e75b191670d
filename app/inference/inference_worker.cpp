#include "app/inference/inference_worker.h"

#include "app/models/model_error.h"

#include <algorithm>
#include <climits>
#include <optional>

namespace app {

namespace {

using Clock = std::chrono::steady_clock;

// A display shows about 60 pictures a second; more signals than that only cost time.
constexpr std::chrono::milliseconds kSignalInterval{16};

// What nobody waits for is put off until there has been nothing to do for so long.
constexpr std::chrono::seconds kIdle{1};

// Of a conversation that is too long to be counted.
int estimatedTokens(const core::GenerationRequest& request)
{
    constexpr std::size_t kBytesPerToken = 4;
    std::size_t bytes = 0;
    if (const auto* chat = std::get_if<core::ChatPrompt>(&request.prompt)) {
        for (const core::ChatMessage& message : chat->messages)
            bytes += message.content.size();
    }
    return static_cast<int>(std::min<std::size_t>(bytes / kBytesPerToken, INT_MAX));
}

} // namespace

void InferenceService::Worker::run()
{
    for (;;) {
        waitForWork();
        {
            const std::lock_guard lock(m_mutex);
            if (m_quit)
                break;
        }
        applyOptions();
        loadNext();
        takeSubmissions();
        takeCancellations();
        m_hasWork = m_engines.step() || m_engines.saveOnePage();
    }
    m_engines.endAll();
}

void InferenceService::Worker::waitForWork()
{
    const auto hasWork = [this] {
        return m_quit || m_hasWork || m_hasNewOptions || !m_pathToLoad.isEmpty() ||
               !m_submissions.empty() || !m_cancellations.empty();
    };
    std::unique_lock lock(m_mutex);
    if (m_wake.wait_for(lock, kIdle, hasWork))
        return;
    lock.unlock();
    m_engines.tidy();
    lock.lock();
    m_wake.wait(lock, hasWork);
}

void InferenceService::Worker::quit()
{
    const std::lock_guard lock(m_mutex);
    m_quit = true;
    m_loadStop.request_stop();
    m_wake.notify_one();
}

void InferenceService::Worker::setOptions(const InferenceOptions& options)
{
    const std::lock_guard lock(m_mutex);
    m_options = options;
    m_hasNewOptions = true;
    m_wake.notify_one();
}

void InferenceService::Worker::applyOptions()
{
    InferenceOptions options;
    {
        const std::lock_guard lock(m_mutex);
        if (!std::exchange(m_hasNewOptions, false))
            return;
        options = m_options;
    }
    m_engines.apply(options);
}

void InferenceService::Worker::load(const QString& path, EngineSet::Place place)
{
    const std::lock_guard lock(m_mutex);
    m_pathToLoad = path;
    m_place = place;
    m_state = ModelState::Loading; // at once, so that requests that follow wait for this model
    m_loadStop.request_stop();     // of a load that is under way and not wanted any more
    m_loadStop = std::stop_source();
    m_wake.notify_one();
}

void InferenceService::Worker::cancelLoad()
{
    const std::lock_guard lock(m_mutex);
    m_loadStop.request_stop();
}

void InferenceService::Worker::loadNext()
{
    QString path;
    std::stop_token stop;
    InferenceOptions options;
    EngineSet::Place place = EngineSet::Place::Current;
    {
        const std::lock_guard lock(m_mutex);
        if (m_pathToLoad.isEmpty())
            return;
        place = m_place;
        path = std::exchange(m_pathToLoad, QString());
        stop = m_loadStop.get_token();
        options = m_options;
    }
    emit m_service.modelStateChanged(ModelState::Loading, QString());
    const bool isThere = place == EngineSet::Place::Beside
                             ? m_engines.has(path.toStdString(), options)
                             : m_engines.choose(path.toStdString(), options);
    const core::Status loaded = isThere ? core::Status() : load(path, options, place, stop);
    if (!m_engines.isEmpty())
        announceModels(); // also where it was stopped: that may have come too late
    const bool isStopped = stop.stop_requested();
    if (!loaded && !isStopped)
        setState(ModelState::Failed, QString::fromStdString(loaded.error().message));
    const ModelState after = m_engines.isEmpty() ? ModelState::Empty : ModelState::Ready;
    if (isStopped || after == ModelState::Ready)
        setState(after, QString());
}

// Where it was stopped, models are as they were.
core::Status InferenceService::Worker::load(const QString& path,
                                            const InferenceOptions& options,
                                            EngineSet::Place place,
                                            const std::stop_token& stop)
{
    const core::Status prepared = m_engines.prepareToLoad(path.toStdString(), options, place);
    if (!prepared)
        return prepared;
    const auto progress = [this](double done) {
        emit m_service.loadProgress(done);
        takeCancellations();
        m_engines.step(); // answers of models that stay go on
    };
    std::optional<core::QuantiseOnLoad> quantise;
    if (const auto dtype = core::loadTypeNamed(options.loadAs.toStdString()))
        quantise = {*dtype, options.quantisedFolder.toStdString()};
    auto team = std::make_unique<ComputeTeam>(options.threads);
    auto model = core::LoadedModel::load(path.toStdString(), *team, progress, stop, quantise);
    if (stop.stop_requested())
        return {};
    if (!model)
        return modelError(model.error(), path);
    return m_engines.add(std::move(*model), std::move(team), options, place);
}

void InferenceService::Worker::announceModels()
{
    EngineSet::Overview overview = m_engines.overview();
    const std::lock_guard lock(m_mutex);
    m_overview = std::move(overview);
    m_cacheBytesPerToken = static_cast<qint64>(m_engines.current().cacheBytesPerToken());
    m_model = m_engines.current().sharedModel();
}

// Tells nothing where another load has been asked for meanwhile.
void InferenceService::Worker::setState(ModelState state, const QString& message)
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_pathToLoad.isEmpty())
            return;
        m_state = state;
    }
    emit m_service.modelStateChanged(state, message);
}

core::RequestId InferenceService::Worker::submit(core::GenerationRequest request)
{
    const std::lock_guard lock(m_mutex);
    const core::RequestId id{++m_lastId};
    m_submissions.emplace_back(id, std::move(request));
    m_wake.notify_one();
    return id;
}

void InferenceService::Worker::cancel(core::RequestId id)
{
    const std::lock_guard lock(m_mutex);
    m_cancellations.push_back(id);
    m_answering.erase(id.value);
    m_wake.notify_one();
}

void InferenceService::Worker::takeSubmissions()
{
    std::vector<Submission> submissions;
    {
        const std::lock_guard lock(m_mutex);
        if (!m_pathToLoad.isEmpty())
            return; // they are meant for the model that is about to be loaded
        submissions.swap(m_submissions);
        for (const auto& [id, request] : submissions) {
            if (request.priority != core::Priority::Ahead && !m_overview.models.empty())
                m_answering[id.value] =
                    request.model.empty() ? m_overview.models.front().info.path : request.model;
        }
    }
    for (auto& [id, request] : submissions) {
        if (m_engines.submit(id, std::move(request)))
            continue;
        const QString message =
            m_engines.isEmpty()
                ? InferenceService::tr("No model is loaded; open one first.")
                : InferenceService::tr("This model is not loaded any more; open it again.");
        onFailed(id, {core::ErrorCode::NotFound, message.toStdString()});
    }
}

// Those of requests that still wait to be taken stay.
void InferenceService::Worker::takeCancellations()
{
    std::vector<core::RequestId> taken;
    {
        const std::lock_guard lock(m_mutex);
        const auto waits = [this](core::RequestId id) {
            return std::any_of(m_submissions.begin(),
                               m_submissions.end(),
                               [id](const Submission& each) { return each.first == id; });
        };
        const auto first = std::partition(m_cancellations.begin(), m_cancellations.end(), waits);
        taken.assign(first, m_cancellations.end());
        m_cancellations.erase(first, m_cancellations.end());
    }
    for (const core::RequestId id : taken)
        m_engines.cancel(id);
}

ModelState InferenceService::Worker::state() const
{
    const std::lock_guard lock(m_mutex);
    return m_state;
}

std::vector<core::ModelInfo> InferenceService::Worker::infos() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<core::ModelInfo> result;
    for (const EngineSet::Overview::Model& each : m_overview.models)
        result.push_back(each.info);
    return result;
}

int InferenceService::Worker::answersEndedBy(const std::string& path) const
{
    const std::lock_guard lock(m_mutex);
    const std::vector<std::string> leaving = m_overview.leaving(path, m_options);
    return static_cast<int>(
        std::count_if(m_answering.begin(), m_answering.end(), [&leaving](const auto& each) {
            return std::find(leaving.begin(), leaving.end(), each.second) != leaving.end();
        }));
}

qint64 InferenceService::Worker::cacheBytesPerToken() const
{
    const std::lock_guard lock(m_mutex);
    return m_cacheBytesPerToken;
}

int InferenceService::Worker::countTokens(const core::GenerationRequest& request) const
{
    std::shared_ptr<const core::LoadedModel> model;
    {
        const std::lock_guard lock(m_mutex);
        model = m_model;
    }
    if (model == nullptr)
        return -1;
    const auto ids = model->promptIds(request);
    if (!ids && ids.error().code == core::ErrorCode::Limit)
        return estimatedTokens(request);
    return ids ? static_cast<int>(ids->size()) : -1;
}

void InferenceService::Worker::onPrefillProgress(core::RequestId id, int done, int total)
{
    emit m_service.prefillProgress(id, done, total);
}

void InferenceService::Worker::onScored(core::RequestId id, const core::ScoredToken& scored)
{
    m_pieces[id.value].scored.push_back(scored);
}

void InferenceService::Worker::onReceipt(core::RequestId id, const core::Receipt& receipt)
{
    emit m_service.receiptIssued(id, receipt);
}

void InferenceService::Worker::onToken(core::RequestId id,
                                       core::TokenId token,
                                       std::string_view text)
{
    Piece& piece = m_pieces[id.value];
    piece.text += QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
    piece.tokens += token == core::kNoToken ? 0 : 1;
    if (Clock::now() - piece.signalled >= kSignalInterval)
        signalPiece(id, piece);
}

void InferenceService::Worker::signalPiece(core::RequestId id, Piece& piece)
{
    if (piece.tokens == 0 && piece.text.isEmpty())
        return;
    if (!piece.scored.empty())
        emit m_service.tokensScored(id, piece.scored);
    emit m_service.textAppended(id, piece.text, piece.tokens);
    piece = {QString(), 0, {}, Clock::now()};
}

void InferenceService::Worker::onFinished(core::RequestId id,
                                          core::FinishReason reason,
                                          const core::GenerationStats& stats)
{
    if (const auto piece = m_pieces.find(id.value); piece != m_pieces.end()) {
        signalPiece(id, piece->second);
        m_pieces.erase(piece);
    }
    endAnswering(id);
    emit m_service.finished(id, reason, stats);
}

void InferenceService::Worker::endAnswering(core::RequestId id)
{
    const std::lock_guard lock(m_mutex);
    m_answering.erase(id.value);
}

void InferenceService::Worker::onFailed(core::RequestId id, const core::Error& error)
{
    m_pieces.erase(id.value);
    endAnswering(id);
    emit m_service.failed(id, error.code, QString::fromStdString(error.message));
}

} // namespace app
