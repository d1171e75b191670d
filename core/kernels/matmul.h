// y[n, m] = sum over k of x[n, k] * W[m, k]: every matrix product of the forward pass.
#pragma once

#include "core/kernels/matmul_input.h"
#include "core/kernels/packed_matrix.h"
#include "core/kernels/product.h"

#include <span>

namespace core {

class WorkerTeam;

// y: [x.rows(), w.rows()]. w.cols() == x.cols(). A row of y depends on its row of x alone, bit for
// bit, whatever the batch or the team; but where the kernels hand full-precision batches to
// OpenBLAS (KernelTable::blasRows: on processors without vector kernels of ours), its rounding may
// depend on the batch.
void matmul(MatmulInput& x, const PackedMatrix& w, float* y, WorkerTeam& team);

// Several products of one input, as if each were made alone. Quantised ones share one loop of the
// team: with few rows of activations the ends of loops, where threads wait for each other, count.
void matmul(MatmulInput& x, std::span<const Product> products, WorkerTeam& team);

} // namespace core
