#include "app/inference/engine_set.h"

#include "app/models/model_error.h"
#include "core/engine/memory_limit.h"

#include <QFileInfo>
#include <QLocale>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

namespace app {

namespace {

// How long the program's end, or a change of model, may wait for pages that are being saved.
constexpr std::chrono::milliseconds kSavingAtTheEnd{500};

// Whether a model loaded with these options need not be loaded again for others.
bool isAsWanted(InferenceOptions loaded, const InferenceOptions& wanted)
{
    loaded.openModels = wanted.openModels; // make no difference to a model
    loaded.cacheFolderBytes = wanted.cacheFolderBytes;
    loaded.giveWay = wanted.giveWay;
    return loaded == wanted;
}

} // namespace

EngineSet::EngineSet(core::EngineObserver& observer)
    : m_observer(observer)
    , m_budget(std::make_shared<core::CacheBudget>(core::usualCacheBytes()))
{
}

void EngineSet::apply(const InferenceOptions& options)
{
    m_givesWay = options.giveWay;
    const std::string folder = options.cacheFolder.toStdString();
    if (folder.empty())
        m_pages.reset();
    else if (m_pages == nullptr || m_pages->path() != folder)
        m_pages = std::make_shared<core::PageFolder>(folder, options.cacheFolderBytes);
    else
        m_pages->setMaxBytes(options.cacheFolderBytes);
}

bool EngineSet::choose(const std::string& path, const InferenceOptions& options)
{
    const auto found = std::find_if(m_loaded.begin(), m_loaded.end(), [&](const Loaded& each) {
        return each.info().path == path && isAsWanted(each.options, options);
    });
    if (found == m_loaded.end() || found->engine->model().file->damaged())
        return false;
    if (found == m_loaded.begin())
        return true; // and what it is answering goes on
    std::list<Loaded> chosen;
    chosen.splice(chosen.begin(), m_loaded, found);
    unload(overview().stay(path, options, chosen.front().info().sizeBytes, Place::Current));
    m_loaded.splice(m_loaded.begin(), chosen);
    return true;
}

bool EngineSet::has(const std::string& path, const InferenceOptions& options) const
{
    return std::any_of(m_loaded.begin(), m_loaded.end(), [&](const Loaded& each) {
        return each.info().path == path && isAsWanted(each.options, options) &&
               !each.engine->model().file->damaged();
    });
}

std::uint64_t EngineSet::roomForWeights() const
{
    const std::uint64_t memory = core::usableMemory();
    return memory - std::min<std::uint64_t>(memory, m_budget->bytes());
}

EngineSet::Overview EngineSet::overview() const
{
    Overview result{.room = roomForWeights()};
    for (const Loaded& each : m_loaded)
        result.models.push_back({each.engine->info(), each.options});
    return result;
}

std::vector<bool> EngineSet::Overview::stay(const std::string& path,
                                            const InferenceOptions& options,
                                            std::uint64_t bytes,
                                            Place place) const
{
    const int most = place == Place::Beside ? std::max(options.openModels, 2) : options.openModels;
    std::vector<bool> result;
    int kept = 1;
    for (const Model& each : models) {
        const std::uint64_t together = bytes + each.info.sizeBytes;
        const bool stays = each.info.path != path && kept < most && together <= room;
        kept += stays ? 1 : 0;
        bytes = stays ? together : bytes;
        result.push_back(stays);
    }
    return result;
}

std::vector<std::string> EngineSet::Overview::leaving(const std::string& path,
                                                      const InferenceOptions& options) const
{
    const auto wanted = std::find_if(models.begin(), models.end(), [&](const Model& each) {
        return each.info.path == path && isAsWanted(each.options, options);
    });
    if (!models.empty() && wanted == models.begin())
        return {};
    const bool isThere = wanted != models.end();
    const std::uint64_t bytes = isThere
                                    ? wanted->info.sizeBytes
                                    : std::uint64_t(QFileInfo(QString::fromStdString(path)).size());
    const std::vector<bool> stays = stay(path, options, bytes, Place::Current);
    std::vector<std::string> result;
    for (std::size_t i = 0; i < models.size(); ++i) {
        if (!stays[i] && !(isThere && models[i].info.path == path))
            result.push_back(models[i].info.path);
    }
    return result;
}

// The requests of those that do not stay are Cancelled, and what has not been saved in idle moments
// is, as far as time allows; the rest is computed again some day.
void EngineSet::end(const std::vector<bool>& stays)
{
    using Clock = std::chrono::steady_clock;
    const Clock::time_point latest = Clock::now() + kSavingAtTheEnd;
    auto isKept = stays.begin();
    for (Loaded& each : m_loaded) {
        if (*isKept++ || std::exchange(each.hasEnded, true))
            continue;
        each.engine->cancelAll();
        while (Clock::now() < latest && each.engine->saveOnePage()) {
        }
    }
}

core::Status EngineSet::fits(const std::string& path, std::uint64_t bytes, Place place) const
{
    if (place == Place::Current || isEmpty())
        return {};
    const std::uint64_t together = bytes + current().info().sizeBytes;
    if (current().info().path == path || together <= roomForWeights())
        return {};
    const auto size = [](std::uint64_t of) {
        return QLocale().formattedDataSize(qint64(of), 1, QLocale::DataSizeSIFormat);
    };
    const QString sentence = tr("%1 does not fit into memory beside %2: together they take %3, and "
                                "there are %4; choose a smaller model.")
                                 .arg(QFileInfo(QString::fromStdString(path)).fileName(),
                                      QString::fromStdString(current().info().name),
                                      size(together),
                                      size(roomForWeights()));
    return core::fail({core::ErrorCode::OutOfMemory, sentence.toStdString()});
}

core::Status
EngineSet::prepareToLoad(const std::string& path, const InferenceOptions& options, Place place)
{
    const qint64 fileBytes = QFileInfo(QString::fromStdString(path)).size();
    if (const core::Status fit = fits(path, std::uint64_t(fileBytes), place); !fit)
        return fit;
    end(overview().stay(path, options, 0, place));
    return {};
}

core::Status EngineSet::add(std::shared_ptr<const core::LoadedModel> model,
                            std::unique_ptr<ComputeTeam> team,
                            const InferenceOptions& options,
                            Place place)
{
    const core::ModelInfo info = model->info;
    if (const core::Status fit = fits(info.path, info.sizeBytes, place); !fit)
        return fit;
    const int contextTokens = info.trainedContext > 0
                                  ? std::min(options.contextTokens, info.trainedContext)
                                  : options.contextTokens;
    auto engine = core::Engine::create(std::move(model),
                                       {.contextTokens = contextTokens,
                                        .budget = m_budget,
                                        .compactCache = options.compactCache,
                                        .disk = m_pages},
                                       *team,
                                       m_observer);
    if (!engine)
        return modelError(engine.error(), QString::fromStdString(info.path));
    const bool staysCurrent =
        place == Place::Beside && !isEmpty() && current().info().path != info.path;
    unload(overview().stay(info.path, options, info.sizeBytes, place));
    m_loaded.insert(staysCurrent ? std::next(m_loaded.begin()) : m_loaded.begin(),
                    {options, std::move(team), std::move(*engine)});
    return {};
}

void EngineSet::unload(const std::vector<bool>& stays)
{
    end(stays);
    auto each = m_loaded.begin();
    for (const bool isKept : stays)
        each = isKept ? std::next(each) : m_loaded.erase(each);
}

bool EngineSet::submit(core::RequestId id, core::GenerationRequest request)
{
    const auto found = std::find_if(m_loaded.begin(), m_loaded.end(), [&](const Loaded& each) {
        return request.model.empty() || each.info().path == request.model;
    });
    if (found == m_loaded.end())
        return false;
    found->hasEnded = false;
    found->engine->submit(id, std::move(request));
    return true;
}

void EngineSet::cancel(core::RequestId id)
{
    for (Loaded& each : m_loaded)
        each.engine->cancel(id);
}

void EngineSet::endAll()
{
    end(std::vector<bool>(m_loaded.size(), false));
}

bool EngineSet::step()
{
    // Together they keep an answer waiting no longer than one of them would.
    const double promptMs = core::Engine::kPromptMs / std::max(m_busy, 1);
    m_busy = 0;
    for (Loaded& each : m_loaded) {
        each.team->giveWay(m_givesWay); // as the machine's load is now
        m_busy += each.engine->step(promptMs) ? 1 : 0;
    }
    if (m_busy > 1) // work ahead is for moments without other work
        for (Loaded& each : m_loaded)
            each.engine->dropWorkAhead();
    return m_busy > 0;
}

void EngineSet::tidy()
{
    if (m_pages != nullptr)
        m_pages->holdLimit();
}

bool EngineSet::saveOnePage()
{
    return std::any_of(m_loaded.begin(), m_loaded.end(), [](const Loaded& each) {
        return each.engine->saveOnePage();
    });
}

} // namespace app
