// Scaled dot-product attention of a batch over the paged KV cache.
#pragma once

#include "core/cache/kv_pool.h"
#include "core/kernels/kernel_table.h"
#include "core/model/batch_row.h"
#include "core/model/hyperparameters.h"
#include "core/threads/worker_team.h"

#include <cstddef>
#include <span>
#include <vector>

namespace core {

// Rows of one sequence meet a page's keys and values together, and long contexts are shared out
// among the team's threads, also for a single row.
//
// A sequence is cut into chunks of kChunkPages pages at fixed places. Each chunk is summed by
// online softmax, page after page, and the chunks are joined in ascending order (as Flash-Decoding
// splits the keys: Dao et al. 2023). So a row's bits depend neither on the rows beside it nor on
// how the work was handed out. Buffers grow to the largest batch and stay. Not thread-safe.
class Attention
{
public:
    static constexpr std::size_t kChunkPages = 16;

    // All references must outlive the object.
    Attention(const Hyperparameters& hp, const KvPool& pool, WorkerTeam& team);

    // The batch of the calls of run() that follow; it must stay until the last of them.
    void setBatch(std::span<const BatchRow> batch);

    // out = softmax(q · keys) · values for each row over the positions it sees, its own included,
    // whose keys and values must be stored. q, out: [rows, qDim], q scaled and rotated. sinks:
    // [headCount], scores of a position whose value is zero; or empty.
    void run(std::size_t layer, const float* q, std::span<const float> sinks, float* out);

private:
    // Rows of one sequence, one after another.
    struct Block
    {
        std::size_t first;
        std::size_t rows;
    };
    // The queries of a block that share a KV head.
    struct Group
    {
        Block block;
        std::size_t kvHead;
    };
    // The state of an online softmax for a group's queries, [rows, group size] of them.
    struct State
    {
        float* maximum; // [queries]
        float* sum;     // [queries]
        float* output;  // [queries, headDim]
    };
    struct Call
    {
        std::size_t layer;
        const float* q;
        std::span<const float> sinks;
        float* out;
    };
    struct Range
    {
        std::size_t begin;
        std::size_t end;
    };

    Range visible(std::size_t layer, std::size_t row) const;
    Range chunks(std::size_t layer, const Block& block) const;
    std::size_t stateFloats() const;
    State stateAt(float* memory, std::size_t queries) const;

    void runGroup(const Call& call, const Group& group, float* scratch) const;
    void runSplit(const Call& call);
    void runChunk(const Call& call,
                  const Group& group,
                  std::size_t chunk,
                  const State& state,
                  float* scratch) const;
    void attendByRows(std::size_t layer,
                      const Block& block,
                      std::size_t begin,
                      AttentionPage work,
                      void (*attend)(const AttentionPage&)) const;
    void join(const State& into, const State& from, std::size_t queries) const;
    void finish(const Call& call, const Group& group, const State& state) const;

    const Hyperparameters& m_hp;
    const KvPool& m_pool;
    WorkerTeam& m_team;
    const std::size_t m_groupSize; // query heads per KV head
    const std::size_t m_blockRows; // most rows of a block
    std::span<const BatchRow> m_batch;
    std::vector<Block> m_blocks;
    std::vector<std::vector<float>> m_scratch; // one for each worker
    std::vector<float> m_partial;              // states of chunks that wait to be joined
};

} // namespace core
