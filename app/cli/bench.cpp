#include "app/cli/command.h"
#include "app/cli/model_session.h"
#include "app/threads/compute_team.h"

#include "core/base/json_line.h"
#include "core/model/sequence_scorer.h"
#include "core/sampling/sampler.h"

#include <fmt/format.h>
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
        return {
            {"median", sorted[sorted.size() / 2]}, {"min", sorted.front()}, {"max", sorted.back()}};
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
            sum += std::accumulate(memory.begin() + std::ptrdiff_t(begin),
                                   memory.begin() + std::ptrdiff_t(end),
                                   std::uint64_t{0});
        });
        best = std::max(best, static_cast<double>(kBytes) / 1e9 / secondsSince(start));
    }
    return sum == 5 * kWords ? best : 0;
}

std::vector<core::TokenId> somePrompt(std::size_t count, std::size_t vocabSize)
{
    std::vector<core::TokenId> ids(count);
    for (std::size_t i = 0; i < count; ++i)
        ids[i] =
            static_cast<core::TokenId>((100 + i * 7919) % std::min<std::size_t>(vocabSize, 1500));
    return ids;
}

struct Work
{
    std::size_t prefill = 0; // tokens of a prompt
    std::size_t decode = 0;  // tokens to generate, for each sequence
    std::size_t depth = 0;   // tokens before the prompt
    std::size_t batch = 0;   // sequences that are decoded together
    int repetitions = 0;     // after one that warms up
};

struct Speed
{
    Figures prefill;
    Figures decode; // of all sequences together
};

// Decodes greedily from tokens, one for each sequence.
void decode(core::SequenceScorer& scorer, std::vector<core::TokenId> tokens, std::size_t count)
{
    core::Sampler greedy({.temperature = 0});
    for (std::size_t i = 0; i < count; ++i) {
        const std::span<const float> logits = scorer.appendToEach(tokens);
        const std::size_t vocab = logits.size() / tokens.size();
        for (std::size_t s = 0; s < tokens.size(); ++s) {
            tokens[s] = greedy.sample(logits.subspan(s * vocab, vocab));
        }
    }
}

Speed measure(core::SequenceScorer& scorer, const Work& work, std::size_t vocabSize)
{
    const std::vector<core::TokenId> before = somePrompt(work.depth, vocabSize);
    const std::vector<core::TokenId> prompt = somePrompt(work.prefill, vocabSize);
    const auto append = [&scorer](std::span<const core::TokenId> ids, std::size_t sequence) {
        for (; !ids.empty(); ids = ids.subspan(std::min(kPiece, ids.size())))
            scorer.append(ids.first(std::min(kPiece, ids.size())),
                          core::SequenceScorer::Wanted::Last,
                          sequence);
    };
    Speed speed;
    for (int r = -1; r < work.repetitions; ++r) {
        scorer.rewind();
        double prefillSeconds = 0;
        for (std::size_t s = 0; s < work.batch; ++s) {
            append(before, s);
            const auto start = Clock::now();
            append(prompt, s);
            prefillSeconds += secondsSince(start);
        }
        scorer.rewind(work.depth); // decoding is measured at the same depth
        const auto start = Clock::now();
        decode(scorer, somePrompt(work.batch, vocabSize), work.decode);
        const double decodeSeconds = secondsSince(start);
        if (r < 0)
            continue;
        const auto sequences = static_cast<double>(work.batch);
        speed.prefill.values.push_back(sequences * static_cast<double>(work.prefill) /
                                       prefillSeconds);
        speed.decode.values.push_back(sequences * static_cast<double>(work.decode) / decodeSeconds);
    }
    return speed;
}

void print(const nlohmann::ordered_json& result)
{
    const auto speed = [](const nlohmann::ordered_json& figures) {
        return fmt::format("{:.1f} tokens/s ({:.1f} to {:.1f})",
                           figures["median"].get<double>(),
                           figures["min"].get<double>(),
                           figures["max"].get<double>());
    };
    const auto count = [&result](const char* key) { return result[key].get<std::size_t>(); };
    const std::string together =
        count("batch") > 1 ? fmt::format(" of each of {} sequences together", count("batch")) : "";
    const std::string text =
        fmt::format("{}, {}, {} threads, {} kernels, loaded in {:.0f} ms\n"
                    "prefill {} tokens at depth {}: {}\n"
                    "decode {} tokens{} at that depth: {}, {:.0f} % of {:.1f} GB/s read bandwidth\n"
                    "peak memory {:.0f} MB\n",
                    result["model"].get<std::string>(),
                    result["quantisation"].get<std::string>(),
                    count("threads"),
                    result["kernels"].get<std::string>(),
                    result["load_ms"].get<double>(),
                    count("prefill_tokens"),
                    count("depth"),
                    speed(result["prefill_tps"]),
                    count("decode_tokens"),
                    together,
                    speed(result["decode_tps"]),
                    100 * result["bandwidth_share"].get<double>(),
                    result["read_gb_per_second"].get<double>(),
                    result["peak_memory_mb"].get<double>());
    std::fputs(text.c_str(), stdout);
}

} // namespace

int runBench(const QStringList& arguments)
{
    QCommandLineParser parser;
    addComputeOptions(parser);
    parser.addOption({{"p", "prefill"}, "Prompt tokens; 512 unless given.", "N"});
    parser.addOption({{"n", "decode"}, "Tokens to generate; 128 unless given.", "N"});
    parser.addOption({"depth", "Tokens that are in the context before; 0 unless given.", "N"});
    parser.addOption({"batch", "Sequences decoded together; 1 unless given.", "N"});
    parser.addOption({{"r", "repetitions"}, "Repetitions; 3 unless given.", "R"});
    parser.addOption({"json", "One JSON object instead of lines."});
    if (!parse(parser, "bench", arguments))
        return kWrongUsage;
    const auto number = [&parser](const char* option, int fallback, int low) {
        return static_cast<std::size_t>(intOption(parser, option, fallback, low, 1 << 20));
    };
    const Work work{.prefill = number("prefill", 512, 1),
                    .decode = number("decode", 128, 1),
                    .depth = number("depth", 0, 0),
                    .batch = static_cast<std::size_t>(intOption(parser, "batch", 1, 1, 64)),
                    .repetitions = intOption(parser, "repetitions", 3, 1, 1000)};
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
    const auto scorer =
        core::SequenceScorer::create(model.hp,
                                     model.weights,
                                     team,
                                     work.depth + work.prefill + work.decode,
                                     core::keyValueType(model.weights, compactCacheFrom(parser)),
                                     work.batch);
    if (!scorer)
        return failWith(scorer.error().message);
    const Speed speed = measure(**scorer, work, model.hp.vocabSize);

    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const double bandwidth = readBandwidth(team);
    const nlohmann::ordered_json decodeSpeed = speed.decode.json();
    // The weights are read once for all sequences.
    const double weightsRead = static_cast<double>(model.weights.sizeBytes()) / 1e9 *
                               decodeSpeed["median"].get<double>() /
                               static_cast<double>(work.batch);
    const nlohmann::ordered_json result = {
        {"engine", "fireside " FIRESIDE_VERSION},
        {"model", model.info.name},
        {"quantisation", model.info.quantisation},
        {"kernels", model.info.kernels},
        {"threads", team.size()},
        {"load_ms", loadMs},
        {"depth", work.depth},
        {"batch", work.batch},
        {"prefill_tokens", work.prefill},
        {"prefill_tps", speed.prefill.json()},
        {"decode_tokens", work.decode},
        {"decode_tps", decodeSpeed},
        {"weights_gb_per_second", weightsRead},
        {"read_gb_per_second", bandwidth},
        {"bandwidth_share", bandwidth > 0 ? weightsRead / bandwidth : 0},
        {"peak_memory_mb", static_cast<double>(usage.ru_maxrss) / 1024}};
    if (parser.isSet("json"))
        std::printf("%s\n", core::jsonLine(result).c_str());
    else
        print(result);
    return kDone;
}

} // namespace app::cli
