#include "core/model/attention.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace core {

namespace {

constexpr float kNothing = -std::numeric_limits<float>::infinity(); // the maximum of no scores

// Queries that meet a page together: enough to pay for widening it, few enough that they stay in
// the L1 cache beside it.
constexpr std::size_t kBlockQueries = 24;

// Groups for each worker from which sharing them out is even enough.
constexpr std::size_t kGroupsPerWorker = 4;

bool continues(const BatchRow& row, const BatchRow& next)
{
    return next.pages.data() == row.pages.data() && next.position == row.position + 1;
}

} // namespace

Attention::Attention(const Hyperparameters& hp, const KvPool& pool, WorkerTeam& team)
    : m_hp(hp)
    , m_pool(pool)
    , m_team(team)
    , m_groupSize(hp.groupSize())
    , m_blockRows(std::max<std::size_t>(1, kBlockQueries / m_groupSize))
    , m_scratch(static_cast<std::size_t>(team.size()))
{
    // For a worker: the queries, two states, and a page in float32.
    const std::size_t queries = m_blockRows * m_groupSize;
    for (std::vector<float>& scratch : m_scratch)
        scratch.resize(queries * hp.headDim + 2 * stateFloats() + pool.wideSize());
}

void Attention::setBatch(std::span<const BatchRow> batch)
{
    m_batch = batch;
    m_blocks.clear();
    for (std::size_t row = 0; row < batch.size(); ++row) {
        if (row > 0 && m_blocks.back().rows < m_blockRows && continues(batch[row - 1], batch[row]))
            ++m_blocks.back().rows;
        else
            m_blocks.push_back({row, 1});
    }
}

void Attention::run(std::size_t layer, const float* q, std::span<const float> sinks, float* out)
{
    const Call call{layer, q, sinks, out};
    const std::size_t groups = m_blocks.size() * m_hp.kvHeadCount;
    const bool isLong = std::any_of(m_blocks.begin(), m_blocks.end(), [&](const Block& block) {
        const Range range = chunks(layer, block);
        return range.end - range.begin > 1;
    });
    if (isLong && groups < kGroupsPerWorker * static_cast<std::size_t>(m_team.size()))
        return runSplit(call);
    m_team.run(groups, 1, [&](std::size_t begin, std::size_t end, int worker) {
        for (std::size_t i = begin; i < end; ++i)
            runGroup(call,
                     {m_blocks[i / m_hp.kvHeadCount], i % m_hp.kvHeadCount},
                     m_scratch[static_cast<std::size_t>(worker)].data());
    });
}

// Positions that a row sees.
Attention::Range Attention::visible(std::size_t layer, std::size_t row) const
{
    const std::size_t end = m_batch[row].position + 1;
    const std::size_t window = m_hp.layers[layer].window;
    return {window > 0 && end > window ? end - window : 0, end};
}

// Chunks that rows of the block see.
Attention::Range Attention::chunks(std::size_t layer, const Block& block) const
{
    constexpr std::size_t kChunk = kChunkPages * kPageTokens;
    const std::size_t last = visible(layer, block.first + block.rows - 1).end - 1;
    return {visible(layer, block.first).begin / kChunk, last / kChunk + 1};
}

std::size_t Attention::stateFloats() const
{
    return m_blockRows * m_groupSize * (m_hp.headDim + 2);
}

Attention::State Attention::stateAt(float* memory, std::size_t queries) const
{
    return {memory, memory + queries, memory + 2 * queries};
}

// One thread, chunk after chunk.
void Attention::runGroup(const Call& call, const Group& group, float* scratch) const
{
    const std::size_t queries = group.block.rows * m_groupSize;
    const State state = stateAt(scratch, queries);
    const State next = stateAt(scratch + stateFloats(), queries);
    float* rest = scratch + 2 * stateFloats();
    const Range range = chunks(call.layer, group.block);
    runChunk(call, group, range.begin, state, rest);
    for (std::size_t chunk = range.begin + 1; chunk < range.end; ++chunk) {
        runChunk(call, group, chunk, next, rest);
        join(state, next, queries);
    }
    finish(call, group, state);
}

// All threads: first the chunks of all groups, then their sums.
void Attention::runSplit(const Call& call)
{
    struct Part
    {
        Group group;
        std::size_t chunk;
    };
    std::vector<Part> parts;
    std::vector<std::size_t> firstParts; // of each group
    for (const Block& block : m_blocks) {
        const Range range = chunks(call.layer, block);
        for (std::size_t kvHead = 0; kvHead < m_hp.kvHeadCount; ++kvHead) {
            firstParts.push_back(parts.size());
            for (std::size_t chunk = range.begin; chunk < range.end; ++chunk)
                parts.push_back({{block, kvHead}, chunk});
        }
    }
    firstParts.push_back(parts.size());
    m_partial.resize(std::max(m_partial.size(), parts.size() * stateFloats()));
    const auto stateOf = [&](std::size_t part) {
        return stateAt(m_partial.data() + part * stateFloats(),
                       parts[part].group.block.rows * m_groupSize);
    };
    m_team.run(parts.size(), 1, [&](std::size_t begin, std::size_t end, int worker) {
        float* scratch = m_scratch[static_cast<std::size_t>(worker)].data();
        for (std::size_t i = begin; i < end; ++i)
            runChunk(call, parts[i].group, parts[i].chunk, stateOf(i), scratch);
    });
    for (std::size_t i = 0; i + 1 < firstParts.size(); ++i) {
        const Group& group = parts[firstParts[i]].group;
        const State state = stateOf(firstParts[i]);
        for (std::size_t part = firstParts[i] + 1; part < firstParts[i + 1]; ++part)
            join(state, stateOf(part), group.block.rows * m_groupSize);
        finish(call, group, state);
    }
}

// The state after the chunk's pages alone. scratch: queries and a page in float32.
void Attention::runChunk(const Call& call,
                         const Group& group,
                         std::size_t chunk,
                         const State& state,
                         float* scratch) const
{
    const Block& block = group.block;
    const std::size_t queries = block.rows * m_groupSize;
    std::fill_n(state.maximum, queries, kNothing);
    std::fill_n(state.sum, queries, 0.0F);
    std::fill_n(state.output, queries * m_hp.headDim, 0.0F);
    const std::size_t rowFloats = m_groupSize * m_hp.headDim;
    for (std::size_t r = 0; r < block.rows; ++r)
        std::copy_n(call.q + (block.first + r) * m_hp.qDim() + group.kvHead * rowFloats,
                    rowFloats,
                    scratch + r * rowFloats);

    const std::span<const PageId> pages = m_batch[block.first + block.rows - 1].pages;
    const Range firstSees = visible(call.layer, block.first);
    const Range lastSees = visible(call.layer, block.first + block.rows - 1);
    const std::size_t lastPage =
        std::min((chunk + 1) * kChunkPages, (lastSees.end - 1) / kPageTokens + 1);
    for (std::size_t page = std::max(chunk * kChunkPages, firstSees.begin / kPageTokens);
         page < lastPage;
         ++page) {
        const std::size_t begin = page * kPageTokens;
        const std::size_t end = begin + kPageTokens;
        float* wide = scratch + m_blockRows * rowFloats;
        const KvHead head = m_pool.head(pages[page], call.layer, group.kvHead, wide);
        const auto attend = head.dtype == DType::F32 ? kernels().attendF32 : kernels().attendF16;
        AttentionPage work{.q = scratch,
                           .heads = queries,
                           .headDim = m_hp.headDim,
                           .keys = head.keys,
                           .values = head.values,
                           .count = kPageTokens,
                           .maximum = state.maximum,
                           .sum = state.sum,
                           .output = state.output,
                           .softCap = m_hp.attentionSoftCap,
                           .widened = wide};
        if (lastSees.begin <= begin && firstSees.end >= end) { // every row sees all of it
            attend(work);
            continue;
        }
        attendByRows(call.layer, block, begin, work, attend);
    }
}

// A page, from position `begin` on, of which the rows see different parts.
void Attention::attendByRows(std::size_t layer,
                             const Block& block,
                             std::size_t begin,
                             AttentionPage work,
                             void (*attend)(const AttentionPage&)) const
{
    const std::size_t end = begin + kPageTokens;
    work.heads = m_groupSize;
    for (std::size_t r = 0; r < block.rows; ++r) {
        const Range sees = visible(layer, block.first + r);
        if (sees.begin < end && sees.end > begin) {
            work.first = std::max(sees.begin, begin) - begin;
            work.count = std::min(sees.end, end) - begin;
            attend(work);
        }
        work.q += m_groupSize * m_hp.headDim;
        work.maximum += m_groupSize;
        work.sum += m_groupSize;
        work.output += m_groupSize * m_hp.headDim;
    }
}

void Attention::join(const State& into, const State& from, std::size_t queries) const
{
    for (std::size_t i = 0; i < queries; ++i) {
        if (from.maximum[i] == kNothing)
            continue;
        const float maximum = std::max(into.maximum[i], from.maximum[i]);
        const float here = std::exp(into.maximum[i] - maximum);
        const float there = std::exp(from.maximum[i] - maximum);
        into.maximum[i] = maximum;
        into.sum[i] = here * into.sum[i] + there * from.sum[i];
        float* output = into.output + i * m_hp.headDim;
        const float* other = from.output + i * m_hp.headDim;
        for (std::size_t d = 0; d < m_hp.headDim; ++d)
            output[d] = here * output[d] + there * other[d];
    }
}

// A sink is one more position, with its score and a value of zeros.
void Attention::finish(const Call& call, const Group& group, const State& state) const
{
    for (std::size_t r = 0; r < group.block.rows; ++r)
        for (std::size_t h = 0; h < m_groupSize; ++h) {
            const std::size_t query = r * m_groupSize + h;
            const std::size_t head = group.kvHead * m_groupSize + h;
            float scale = 1.0F;
            float sum = state.sum[query];
            if (!call.sinks.empty()) {
                const float maximum = std::max(state.maximum[query], call.sinks[head]);
                scale = std::exp(state.maximum[query] - maximum);
                sum = scale * sum + std::exp(call.sinks[head] - maximum);
            }
            const float* output = state.output + query * m_hp.headDim;
            float* out = call.out + (group.block.first + r) * m_hp.qDim() + head * m_hp.headDim;
            for (std::size_t d = 0; d < m_hp.headDim; ++d)
                out[d] = scale * output[d] / sum;
        }
}

} // namespace core
