// A GGUF file with smaller weights: matrices in another type, everything else as it was.
#pragma once

#include "core/base/result.h"
#include "core/formats/model_file.h"
#include "core/model/gguf_form.h"
#include "core/model/weights.h"

#include <filesystem>
#include <stop_token>

namespace core {

// The type a tensor of the file gets where its matrices are to become `wanted`. Norms, biases,
// routers and what else is small keep theirs; the token embedding and the output matrix, which are
// read by every token and hurt most, get Q6_K where wanted has four bits; rows that are no whole
// number of blocks get Q8_0, or else F16.
DType quantizedType(const TensorInfo& tensor, DType wanted);

// Writes file as GGUF with matrices in `wanted`, for which canQuantizeTo() must hold. more:
// metadata besides the model's own, such as a folder's tokenizer. Runs on the calling thread and
// the team; progress is called on the calling thread. Fails as writeGguf() and ggufForm() do, with
// InvalidArgument where path is one of the file's own, and with Cancelled; path is then as it was.
Status quantizeModel(const ModelFile& file,
                     DType wanted,
                     const std::filesystem::path& path,
                     WorkerTeam& team,
                     const LoadProgress& progress,
                     const std::stop_token& stop,
                     const GgufMetadata& more = {});

} // namespace core
