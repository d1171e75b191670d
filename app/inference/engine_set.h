// The engines of the models that are loaded at once. They take turns step by step and share one
// memory for keys and values; the current one, loaded or chosen last, comes first.
//
// For the engine's thread.
#pragma once

#include "app/inference/inference_options.h"
#include "app/threads/compute_team.h"
#include "core/engine/engine.h"

#include <QCoreApplication>

#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <vector>

namespace app {

class EngineSet
{
    Q_DECLARE_TR_FUNCTIONS(app::EngineSet)

public:
    explicit EngineSet(core::EngineObserver& observer); // must outlive the object

    // What concerns models that are loaded too: giveWay, and how much the folder on disk may hold.
    void apply(const InferenceOptions& options);

    // Makes the model at path the current one, and unloads others as add() does. False where it has
    // to be loaded for that: it is not, or with other options, or its file is damaged.
    bool choose(const std::string& path, const InferenceOptions& options);

    enum class Place
    {
        Current,
        Beside // the current one stays that, and loaded
    };

    // What is loaded, the current one first, for other threads to ask.
    struct Overview
    {
        struct Model
        {
            core::ModelInfo info;
            InferenceOptions options;
        };

        // Of each, whether it stays beside one from path whose weights take so many bytes.
        std::vector<bool> stay(const std::string& path,
                               const InferenceOptions& options,
                               std::uint64_t bytes,
                               Place place) const;
        // The paths of those whose requests end when the one at path becomes the current one.
        std::vector<std::string> leaving(const std::string& path,
                                         const InferenceOptions& options) const;

        std::vector<Model> models = {};
        std::uint64_t room = 0; // for weights: what the cache leaves
    };
    Overview overview() const;

    // Whether the model at path is loaded as it would be by these options.
    bool has(const std::string& path, const InferenceOptions& options) const;

    // Ends the requests of the models that one loaded from path would replace. Fails where it can
    // be seen already that memory does not hold a model beside the current one.
    core::Status
    prepareToLoad(const std::string& path, const InferenceOptions& options, Place place);
    // Adds a model and unloads those that it replaces: the one from the same path, and those not
    // current for longest, beyond options.openModels or what memory holds. Fails as
    // Engine::create() does, and where memory does not hold it beside the current one, with
    // everything as it was.
    core::Status add(std::shared_ptr<const core::LoadedModel> model,
                     std::unique_ptr<ComputeTeam> team,
                     const InferenceOptions& options,
                     Place place);

    bool isEmpty() const { return m_loaded.empty(); }
    const core::Engine& current() const { return *m_loaded.front().engine; }

    // False where request.model is not loaded.
    bool submit(core::RequestId id, core::GenerationRequest request);
    void cancel(core::RequestId id);
    void endAll(); // as Cancelled

    bool step(); // of each engine; whether there is more to do
    bool saveOnePage();
    void tidy(); // the folder on disk, once

private:
    struct Loaded
    {
        InferenceOptions options;
        std::unique_ptr<ComputeTeam> team;
        std::unique_ptr<core::Engine> engine; // goes before its team
        bool hasEnded = false;                // and nothing has been submitted since

        const core::ModelInfo& info() const { return engine->model().info; }
    };

    std::uint64_t roomForWeights() const;
    core::Status fits(const std::string& path, std::uint64_t bytes, Place place) const;
    void end(const std::vector<bool>& stays);
    void unload(const std::vector<bool>& stays);

    core::EngineObserver& m_observer;
    std::shared_ptr<core::CacheBudget> m_budget;
    std::shared_ptr<core::PageFolder> m_pages; // on disk; null: nowhere
    std::list<Loaded> m_loaded;
    bool m_givesWay = false;
    int m_busy = 1; // of them, in the last step
};

} // namespace app
