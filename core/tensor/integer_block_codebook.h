// The part of integer_block.h for the types of codebook_blocks.h.
#pragma once

#include "core/tensor/integer_block.h"

namespace core {

ExpandBlock codebookExpanderFor(DType dtype);

} // namespace core
