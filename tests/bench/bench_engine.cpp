// What the engine's memory saves: forks, branches, common prompts, batches and restarts, measured
// on a real model.
//
//     bench_engine [MODEL] [THREADS]
//
// MODEL: a GGUF file or folder; the starter model unless given. One line for each figure on
// standard output.
#include "app/threads/compute_team.h"
#include "core/engine/engine.h"
#include "core/kernels/kernel_table.h"
#include "tests/support/test_paths.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <unistd.h>

using namespace core;

namespace {

using Clock = std::chrono::steady_clock;

double milliseconds(Clock::duration time)
{
    return std::chrono::duration<double, std::milli>(time).count();
}

// Signed: memory can be given back between two looks.
long long residentBytes()
{
    long long all = 0, resident = 0; // in pages of the system's
    std::ifstream("/proc/self/statm") >> all >> resident;
    return resident * sysconf(_SC_PAGESIZE);
}

struct Seen
{
    Clock::time_point submitted = Clock::now();
    Clock::time_point firstToken;
    Clock::time_point lastToken;
    double longestGapMs = 0; // between tokens
    bool ended = false;
    GenerationStats stats;

    double firstMs() const { return milliseconds(firstToken - submitted); }
};

class Watch : public EngineObserver
{
public:
    void onPrefillProgress(RequestId, int, int) override {}
    void onToken(RequestId id, TokenId token, std::string_view) override
    {
        if (token == kNoToken)
            return;
        Seen& seen = of[id.value];
        const Clock::time_point now = Clock::now();
        if (seen.firstToken == Clock::time_point())
            seen.firstToken = now;
        else
            seen.longestGapMs = std::max(seen.longestGapMs, milliseconds(now - seen.lastToken));
        seen.lastToken = now;
    }
    void onFinished(RequestId id, FinishReason, const GenerationStats& stats) override
    {
        of[id.value].ended = true;
        of[id.value].stats = stats;
    }
    void onFailed(RequestId, const Error& error) override
    {
        std::fprintf(stderr, "%s\n", error.message.c_str());
        std::exit(1);
    }

    std::map<std::uint64_t, Seen> of;
};

class Bench
{
public:
    Bench(std::shared_ptr<const LoadedModel> model, WorkerTeam& team)
        : m_model(std::move(model))
        , m_team(team)
    {
        std::mt19937 dice(1);
        for (int i = 0; i < 6000; ++i)
            m_ids.push_back(static_cast<TokenId>(100 + dice() % (m_model->hp.vocabSize / 2)));
        restart();
    }

    void run()
    {
        memoryPerToken();
        fork();
        siblings();
        commonPrompt();
        together();
        besideALongPrompt();
        reopen();
    }

private:
    // A new engine: nothing is in memory.
    void restart(const std::filesystem::path& disk = {})
    {
        m_engine.reset();
        m_watch = Watch();
        // Answers to random ids go in circles, and guesses would be right more often than in text.
        m_engine = std::move(*Engine::create(
            m_model,
            {.contextTokens = 8192,
             .guessing = Guessing::Never,
             .disk = disk.empty() ? nullptr : std::make_shared<PageFolder>(disk, 2ULL << 30)},
            m_team,
            m_watch));
    }

    // `count` ids of a text of their own for each `text`, in common between calls.
    std::vector<TokenId> ids(std::size_t text, std::size_t count) const
    {
        std::vector<TokenId> result(m_ids.begin(),
                                    m_ids.begin() + static_cast<std::ptrdiff_t>(count));
        std::rotate(result.begin(),
                    result.begin() + static_cast<std::ptrdiff_t>(text % count),
                    result.end());
        return result;
    }

    std::uint64_t submit(std::vector<TokenId> prompt, int maxTokens)
    {
        GenerationRequest request;
        request.prompt = std::move(prompt);
        request.maxTokens = maxTokens;
        request.keepOnDisk = true;
        request.sampling.temperature = 0;
        // Random ids are no text: the model might end at once.
        for (TokenId id = 0; id < static_cast<TokenId>(m_model->hp.vocabSize); ++id)
            if (m_model->tokenizer->endsGeneration(id))
                request.sampling.logitBias.emplace_back(id, -100.0F);
        const std::uint64_t id = ++m_lastId;
        m_watch.of[id] = Seen();
        m_engine->submit({id}, std::move(request));
        return id;
    }

    void finishAll()
    {
        while (m_engine->step()) {
        }
    }

    const Seen& ask(std::vector<TokenId> prompt, int maxTokens)
    {
        const std::uint64_t id = submit(std::move(prompt), maxTokens);
        finishAll();
        return m_watch.of[id];
    }

    void memoryPerToken()
    {
        restart();
        ask(ids(3, 600), 1); // buffers of the forward pass have their size from here on
        const long long before = residentBytes();
        constexpr int kTokens = 4000;
        ask(ids(5, kTokens), 1);
        const Hyperparameters& hp = m_model->hp;
        const std::size_t arithmetic =
            hp.layerCount * hp.kvDim() * 2 * byteSize(keyValueType(m_model->weights), 1);
        std::printf("cache memory per token      %lld bytes resident, by arithmetic %zu\n",
                    (residentBytes() - before) / kTokens,
                    arithmetic);
    }

    void fork() const
    {
        const Hyperparameters& hp = m_model->hp;
        auto pool = KvPool::create({hp.layerCount, hp.kvHeadCount, hp.headDim, DType::F16}, 100);
        PrefixCache cache(*pool);
        const std::vector<TokenId> conversation = ids(0, 2000);
        std::vector<PageId> pages;
        while (pages.size() < 2000 / kPageTokens)
            pages.push_back(*pool->allocate());
        cache.insert(conversation, pages);
        const std::size_t before = pool->freePages();
        const Clock::time_point start = Clock::now();
        const std::vector<PageId> shared = cache.acquire(conversation);
        const double ms = milliseconds(Clock::now() - start);
        std::printf("fork of 2000 tokens         %.3f ms, %zu pages shared, %zu copied\n",
                    ms,
                    shared.size(),
                    before - pool->freePages());
    }

    void siblings()
    {
        restart();
        std::vector<TokenId> first = ids(0, 2000), second = first;
        const std::vector<TokenId> a = ids(31, 100), b = ids(57, 100);
        first.insert(first.end(), a.begin(), a.end());
        second.insert(second.end(), b.begin(), b.end());
        const GenerationStats afresh = ask(first, 1).stats;
        const Seen other = ask(second, 1);
        const Seen back = ask(first, 1);
        std::printf("sibling of 2000 + 100       %d tokens computed, %.0f ms; afresh %d, %.0f ms\n",
                    other.stats.promptTokens - other.stats.cachedTokens,
                    other.firstMs(),
                    afresh.promptTokens,
                    afresh.prefillMs);
        std::printf("switch back to the first    %d tokens computed, %.0f ms\n",
                    back.stats.promptTokens - back.stats.cachedTokens,
                    back.firstMs());
    }

    void commonPrompt()
    {
        restart();
        std::vector<std::uint64_t> clients;
        for (std::size_t client = 1; client <= 8; ++client) {
            std::vector<TokenId> prompt = ids(0, 1000);
            const std::vector<TokenId> own = ids(client * 13, 20);
            prompt.insert(prompt.end(), own.begin(), own.end());
            clients.push_back(submit(std::move(prompt), 1));
        }
        finishAll();
        int computed = 0;
        for (const std::uint64_t id : clients)
            computed += m_watch.of[id].stats.promptTokens - m_watch.of[id].stats.cachedTokens;
        std::printf("8 clients, 1000 in common   %d tokens computed of %d\n", computed, 8 * 1020);
    }

    void together()
    {
        restart();
        constexpr int kTokens = 64;
        const auto rate = [this](std::size_t count) {
            std::vector<std::uint64_t> clients;
            for (std::size_t client = 0; client < count; ++client)
                clients.push_back(submit(ids(client * 7 + 1, 40), kTokens));
            finishAll();
            Clock::time_point first = Clock::time_point::max(), last;
            for (const std::uint64_t id : clients) {
                first = std::min(first, m_watch.of[id].firstToken);
                last = std::max(last, m_watch.of[id].lastToken);
            }
            return static_cast<double>(count * (kTokens - 1)) * 1000 / milliseconds(last - first);
        };
        const double one = rate(1);
        const double eight = rate(8);
        std::printf("answers together            1: %.1f tokens/s, 8: %.1f tokens/s, %.1f times\n",
                    one,
                    eight,
                    eight / one);
    }

    void besideALongPrompt()
    {
        restart();
        const std::uint64_t stream = submit(ids(3, 40), 2000);
        while (m_watch.of[stream].firstToken == Clock::time_point())
            m_engine->step();
        submit(ids(5, 4000), 1);
        for (int i = 0; i < 10; ++i)
            m_engine->step();
        m_watch.of[stream].longestGapMs = 0;
        const std::uint64_t shortOne = submit(ids(11, 24), 1);
        while (!m_watch.of[shortOne].ended)
            m_engine->step();
        std::printf("beside a prompt of 4000     first token of a short request after %.0f ms, a "
                    "running answer waits "
                    "%.0f ms at most\n",
                    m_watch.of[shortOne].firstMs(),
                    m_watch.of[stream].longestGapMs);
        m_engine->cancelAll();
    }

    void reopen()
    {
        std::error_code ignored;
        const std::filesystem::path folder =
            std::filesystem::temp_directory_path(ignored) / "fireside-bench-computed";
        std::filesystem::remove_all(folder, ignored);
        restart(folder);
        const double computed = ask(ids(0, 4000), 1).firstMs();
        while (m_engine->saveOnePage()) {
        }
        restart(folder);
        const Seen reopened = ask(ids(0, 4000), 1);
        std::printf("reopening 4000 tokens       %.0f ms from disk, %.0f ms computed, %.0f times; "
                    "%d tokens computed\n",
                    reopened.firstMs(),
                    computed,
                    computed / reopened.firstMs(),
                    reopened.stats.promptTokens - reopened.stats.cachedTokens);
        std::filesystem::remove_all(folder, ignored);
    }

    std::shared_ptr<const LoadedModel> m_model;
    WorkerTeam& m_team;
    std::vector<TokenId> m_ids;
    Watch m_watch;
    std::unique_ptr<Engine> m_engine;
    std::uint64_t m_lastId = 0;
};

} // namespace

int main(int argc, char** argv)
{
    const std::filesystem::path path =
        argc > 1 ? std::filesystem::path(argv[1]) : tests::starterModelPath();
    app::ComputeTeam team(argc > 2 ? std::atoi(argv[2]) : 0);
    const auto model = LoadedModel::load(path, team);
    if (!model) {
        std::fprintf(stderr, "%s\n", model.error().message.c_str());
        return 1;
    }
    std::printf("%s, %s, %d threads\n",
                (*model)->info.name.c_str(),
                (*model)->info.kernels.c_str(),
                team.size());
    Bench(*model, team).run();
    return 0;
}
