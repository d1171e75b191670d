// Products of a few rows with quantised matrices, as decoding makes them, in repeatable loops: a
// worker that loses its processor does not hold up the others (worker_team.h).
#pragma once

#include "core/kernels/kernel_table.h"
#include "core/kernels/matmul_input.h"
#include "core/kernels/product.h"
#include "core/threads/worker_team.h"

#include <cstddef>
#include <span>
#include <vector>

namespace core {

class FewRowProducts final : private RepeatableLoop
{
public:
    // Each worker copies the rows; of more rows this costs more than it can win.
    static constexpr std::size_t kMostRows = kTileTokens;

    // The team must outlive the object, and the object the matrices that it multiplied with.
    explicit FewRowProducts(WorkerTeam& team);
    ~FewRowProducts() override;
    FewRowProducts(const FewRowProducts&) = delete;
    FewRowProducts& operator=(const FewRowProducts&) = delete;

    // As matmul() does, bit for bit; the matrices are quantised, x has at most kMostRows rows.
    void multiply(MatmulInput& x, std::span<const Product> products);

private:
    // What one worker may still read and write when the loop is over.
    struct alignas(64) Place
    {
        std::vector<Product> products;
        std::size_t rows = 0;
        ActivationBuffer input;     // [rows, columns]
        std::vector<float> results; // of a piece: [rows, its columns of the product], one by one
    };

    void enter(int worker) override;
    void compute(std::size_t begin, std::size_t end, int worker) override;
    void deliver(std::size_t begin, std::size_t end, int worker) override;

    WorkerTeam& m_team;
    std::span<const Product> m_products; // of the loop that runs
    ActivationView m_input{};            // its rows
    std::size_t m_rows = 0;
    std::size_t m_cols = 0;
    std::vector<Place> m_places; // [workers]
};

} // namespace core
