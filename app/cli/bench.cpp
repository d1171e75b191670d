#include "app/cli/command.h"
#include "app/cli/model_session.h"
#include "app/threads/compute_team.h"

#include "core/model/sequence_scorer.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <numeric>
#include <sys/resource.h>

namespace app::cli {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kPiece = 256; // prompt tokens per batch, as the engine cuts them

double secondsSince(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

struct Figures // tokens per second of each repetition
{
    std::vector<double> values;

    nlohmann::ordered_json json() const
    {
        std::vector<double> sorted = values;
        std::sort(sorted.begin(), sorted.end());
        return {{"median", sorted[sorted.size() / 2]}, {"min", sorted.front()}, {"max", sorted.back()}};
    }
};

// GB/s at which the team reads memory that no cache holds; the best of five passes.
double readBandwidth(core::WorkerTeam& team)
{
    constexpr std::size_t kBytes = std::size_t{256} << 20;
    constexpr std::size_t kWords = kBytes / sizeof(std::uint64_t);
    const std::vector<std::uint64_t> memory(kWords, 1);
    double best = 0;
    std::atomic<std::uint64_t> sum = 0;
    for (int pass = 0; pass < 5; ++pass) {
        const auto start = Clock::now();
        team.run(kWords, kWords / 64, [&](std::size_t begin, std::size_t end, int) {
            sum += std::accumulate(memory.begin() + std::ptrdiff_t(begin), memory.begin() + std::ptrdiff_t(end), std::uint64_t{0});
        });
        best = std::max(best, static_cast<double>(kBytes) / 1e9 / secondsSince(start));
    }
    return sum == 5 * kWords ? best : 0;
}

void appendInPieces(core::SequenceScorer& scorer, std::span<const core::TokenId> ids)
{
    for (; !ids.empty(); ids = ids.subspan(std::min(kPiece, ids.size())))
        scorer.append(ids.first(std::min(kPiece, ids.size())), core::SequenceScorer::Wanted::Last);
}

std::vector<core::TokenId> somePrompt(std::size_t count, std::size_t vocabSize)
{
    std::vector<core::TokenId> ids(count);
    for (std::size_t i = 0; i < count; ++i)
        ids[i] = static_cast<core::TokenId>((100 + i * 7919) % std::min<std::size_t>(vocabSize, 1500));
    return ids;
}

} // namespace

int runBench(const QStringList& arguments)
{
    QCommandLineParser parser;
    addComputeOptions(parser);
    parser.addOption({{"p", "prefill"}, "Prompt tokens; 512 unless given.", "N"});
    parser.addOption({{"n", "decode"}, "Tokens to generate; 128 unless given.", "N"});
    parser.addOption({"depth", "Tokens that are in the context before; 0 unless given.", "N"});
    parser.addOption({{"r", "repetitions"}, "Repetitions; 3 unless given.", "R"});
    parser.addOption({"json", "One JSON object instead of lines."});
    if (!parse(parser, "bench", arguments))
        return kWrongUsage;
    const auto prefill = static_cast<std::size_t>(intOption(parser, "prefill", 512, 1, 1 << 20));
    const auto decode = static_cast<std::size_t>(intOption(parser, "decode", 128, 1, 1 << 20));
    const auto depth = static_cast<std::size_t>(intOption(parser, "depth", 0, 0, 1 << 20));
    const int repetitions = intOption(parser, "repetitions", 3, 1, 1000);
    const core::Result<QString> name = modelFrom(parser);
    if (!name)
        return failWith(name.error().message);
    const core::Result<QString> path = resolveModel(*name);
    if (!path)
        return failWith(path.error().message);
    ComputeTeam team(intOption(parser, "threads", 0, 0, 128));
    const auto loadStart = Clock::now();
    const auto loaded = core::LoadedModel::loadWithoutTokenizer(path->toStdString(), team);
    if (!loaded)
        return failWith(loaded.error().message);
    const double loadMs = 1e3 * secondsSince(loadStart);
    const core::LoadedModel& model = **loaded;
    auto scorer = core::SequenceScorer::create(
        model.hp, model.weights, team, depth + prefill + decode, core::keyValueType(model.weights, compactCacheFrom(parser)));
    if (!scorer)
        return failWith(scorer.error().message);

    const std::vector<core::TokenId> before = somePrompt(depth, model.hp.vocabSize);
    const std::vector<core::TokenId> prompt = somePrompt(prefill, model.hp.vocabSize);
    Figures prefillSpeed, decodeSpeed;
    for (int r = -1; r < repetitions; ++r) { // the first run warms up
        (*scorer)->reset();
        appendInPieces(**scorer, before);
        auto start = Clock::now();
        appendInPieces(**scorer, prompt);
        const double prefillSeconds = secondsSince(start);
        core::TokenId token = prompt.front();
        start = Clock::now();
        for (std::size_t i = 0; i < decode; ++i) {
            const std::span<const float> logits = (*scorer)->append({&token, 1}, core::SequenceScorer::Wanted::Last);
            token = static_cast<core::TokenId>(std::max_element(logits.begin(), logits.end()) - logits.begin());
        }
        if (r < 0)
            continue;
        prefillSpeed.values.push_back(static_cast<double>(prefill) / prefillSeconds);
        decodeSpeed.values.push_back(static_cast<double>(decode) / secondsSince(start));
    }

    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const double bandwidth = readBandwidth(team);
    const double decodeMedian = decodeSpeed.json()["median"];
    const double weightsRead = static_cast<double>(model.weights.sizeBytes()) / 1e9 * decodeMedian;
    const core::ModelInfo& info = model.info;
    const nlohmann::ordered_json result = {{"engine", "fireside " FIRESIDE_VERSION},
                                           {"model", info.name},
                                           {"quantisation", info.quantisation},
                                           {"kernels", info.kernels},
                                           {"threads", team.size()},
                                           {"load_ms", loadMs},
                                           {"depth", depth},
                                           {"prefill_tokens", prefill},
                                           {"prefill_tps", prefillSpeed.json()},
                                           {"decode_tokens", decode},
                                           {"decode_tps", decodeSpeed.json()},
                                           {"weights_gb_per_second", weightsRead},
                                           {"read_gb_per_second", bandwidth},
                                           {"bandwidth_share", bandwidth > 0 ? weightsRead / bandwidth : 0},
                                           {"peak_memory_mb", static_cast<double>(usage.ru_maxrss) / 1024}};
    if (parser.isSet("json")) {
        std::printf("%s\n", result.dump().c_str());
        return kDone;
    }
    std::printf("%s, %s, %d threads, %s kernels, loaded in %.0f ms\n",
                info.name.c_str(), info.quantisation.c_str(), team.size(), info.kernels.c_str(), loadMs);
    std::printf("prefill %zu tokens at depth %zu: %.1f tokens/s (%.1f to %.1f)\n", prefill, depth,
                result["prefill_tps"]["median"].get<double>(), result["prefill_tps"]["min"].get<double>(), result["prefill_tps"]["max"].get<double>());
    std::printf("decode %zu tokens: %.1f tokens/s (%.1f to %.1f), %.0f %% of %.1f GB/s read bandwidth\n", decode, decodeMedian,
                result["decode_tps"]["min"].get<double>(), result["decode_tps"]["max"].get<double>(),
                100 * result["bandwidth_share"].get<double>(), bandwidth);
    std::printf("peak memory %.0f MB\n", result["peak_memory_mb"].get<double>());
    return kDone;
}

} // namespace app::cli
