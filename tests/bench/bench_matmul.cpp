// How fast weights are multiplied: decode (one row, bytes of weights per second, against the
// memory's bandwidth) and prefill (512 rows, multiplications and additions per second). Usage:
// bench_matmul [--benchmark_filter=Q4_K], with the number of threads in FIRESIDE_BENCH_THREADS (2).
#include "core/kernels/matmul.h"
#include "core/threads/fork_join.h"
#include "tests/support/tiny_llama.h"

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <span>
#include <string>
#include <thread>
#include <vector>

using namespace core;

namespace {

// A ForkJoin with threads of its own.
class Team
{
public:
    Team()
        : m_team(threadCount())
    {
        for (int worker = 1; worker < m_team.size(); ++worker)
            m_threads.emplace_back([this, worker] { m_team.serve(worker); });
    }
    ~Team() { m_team.stop(); }
    Team(const Team&) = delete;
    Team& operator=(const Team&) = delete;

    ForkJoin& get() { return m_team; }

private:
    static int threadCount()
    {
        const char* wanted = std::getenv("FIRESIDE_BENCH_THREADS");
        return wanted != nullptr ? std::max(1, std::atoi(wanted)) : 2;
    }

    ForkJoin m_team;
    std::vector<std::jthread> m_threads;
};

std::string randomRows(DType dtype, std::size_t rows, std::size_t cols)
{
    // One random row, over and over: the values do not matter for the time.
    const std::string row = tests::randomElements(dtype, cols, 1);
    std::string stored;
    stored.reserve(rows * row.size());
    for (std::size_t i = 0; i < rows; ++i)
        stored += row;
    return stored;
}

void run(
    benchmark::State& state, DType dtype, std::size_t rows, std::size_t cols, std::size_t batch)
{
    Team team;
    const std::string stored = randomRows(dtype, rows, cols);
    const std::span bytes(reinterpret_cast<const std::byte*>(stored.data()), stored.size());
    const PackedMatrix weights =
        std::move(*PackedMatrix::pack(dtype, rows, cols, bytes, team.get()));
    const std::vector<float> x(batch * cols, 0.5F);
    std::vector<float> y(batch * rows);
    MatmulInput input;
    for ([[maybe_unused]] auto _ : state) {
        input.set(x.data(), batch, cols);
        matmul(input, weights, y.data(), team.get());
        benchmark::DoNotOptimize(y.data());
    }
    const auto perSecond = [](double amount) {
        return benchmark::Counter(amount, benchmark::Counter::kIsIterationInvariantRate);
    };
    state.counters["weights"] = perSecond(static_cast<double>(weights.sizeBytes()));
    state.counters["FLOP"] = perSecond(2.0 * static_cast<double>(rows * cols * batch));
}

void readMemory(benchmark::State& state)
{
    Team team;
    const std::vector<std::uint64_t> memory(std::size_t{96} << 17, 1); // 96 MiB
    std::vector<std::uint64_t> sums(static_cast<std::size_t>(team.get().size()) * 8);
    for ([[maybe_unused]] auto _ : state) {
        team.get().run(
            memory.size() / 8192, 64, [&](std::size_t begin, std::size_t end, int worker) {
                std::uint64_t sum = 0;
                for (std::size_t i = begin * 8192; i < end * 8192; ++i)
                    sum += memory[i];
                sums[static_cast<std::size_t>(worker) * 8] += sum;
            });
        benchmark::DoNotOptimize(sums.data());
    }
    state.counters["read"] =
        benchmark::Counter(static_cast<double>(memory.size() * sizeof(std::uint64_t)),
                           benchmark::Counter::kIsIterationInvariantRate);
}

} // namespace

int main(int argc, char** argv)
{
    benchmark::RegisterBenchmark("memory/read", readMemory)->UseRealTime();
    for (std::uint32_t number = 0; number < 64; ++number) {
        const auto dtype = dtypeFromGguf(number);
        if (!dtype)
            continue;
        const std::string name(traits(*dtype).name);
        constexpr std::size_t kCols = 2048;
        const std::size_t rows =
            (std::size_t{96} << 20) / byteSize(*dtype, kCols); // far beyond the caches
        benchmark::RegisterBenchmark((name + "/decode").c_str(), run, *dtype, rows, kCols, 1)
            ->UseRealTime();
        benchmark::RegisterBenchmark((name + "/prefill").c_str(), run, *dtype, 2048, kCols, 512)
            ->UseRealTime();
    }
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
