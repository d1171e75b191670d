// Products of matrices in full precision: float32, IEEE half and bfloat16.
#pragma once

#include "core/kernels/packed_matrix.h"

namespace core {

class MatmulInput;
class WorkerTeam;

// As matmul(), for one matrix that is not quantised.
void multiplyFloats(MatmulInput& x, const PackedMatrix& w, float* y, WorkerTeam& team);

} // namespace core
