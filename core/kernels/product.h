// One of the matrix products that are made of the same rows of activations.
#pragma once

#include "core/kernels/packed_matrix.h"

namespace core {

// y: [rows of activations, w.rows()].
struct Product
{
    const PackedMatrix& w;
    float* y;
};

} // namespace core
