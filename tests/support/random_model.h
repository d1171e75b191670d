// Small models of every architecture with random weights, and an exact computation of what they
// answer.
//
// A model is described in the conventions of Hugging Face's files and written as such a folder or
// as a GGUF file. Every matrix element is a small integer times a power of two, so that F32, F16,
// BF16 and Q8_0 all hold it exactly.
#pragma once

#include "core/base/token.h"
#include "core/tensor/dtype.h"
#include "tests/support/gguf_builder.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace tests {

struct RandomTensor
{
    std::vector<std::size_t> shape; // outermost first
    std::vector<float> values;
};

// One rotary embedding: pair i turns by position * frequencies[i].
struct RandomRope
{
    std::vector<double> frequencies;
    double magnitude = 1.0;
};

struct RandomModel
{
    std::string name = {};      // of the test row
    std::string ggufName = {};  // general.architecture; empty: Hugging Face folders only
    nlohmann::json config = {}; // config.json
    std::map<std::string, core::MetaValue> ggufKeys =
        {}; // without the architecture's name: "block_count"
    std::map<std::string, RandomTensor> tensors = {}; // by Hugging Face's names

    // What the reference needs to know.
    int layers = 4;
    std::size_t dim = 96;
    std::size_t ffn = 128;
    std::size_t heads = 4;
    std::size_t kvHeads = 2;
    std::size_t headDim = 24;
    std::size_t experts = 0;
    std::size_t expertsUsed = 0;
    double attentionScale = 0;
    double attentionCap = 0;
    double logitCap = 0;
    double embeddingScale = 1;
    double residualScale = 1;
    double logitScale = 1;
    double normOffset = 0;
    enum class Norms
    {
        Before,
        After,
        Around
    } norms = Norms::Before;
    enum class HeadNorm
    {
        None,
        Head,
        Row
    } headNorm = HeadNorm::None;
    enum class Gate
    {
        Silu,
        Gelu,
        Clamped
    } gate = Gate::Silu;
    bool sinks = false;
    std::function<const RandomRope*(int layer)> rope = {}; // null: none
    std::function<std::size_t(int layer)> window = {};     // 0: all
    bool ggufInterleaves =
        false; // GGUF's rows of queries and keys are reordered for RopePairing::Interleaved
    std::map<std::string, RandomTensor> ggufTensors =
        {}; // that only GGUF files have, by their name there
};

// One of each architecture and of each way to scale ropes.
const std::vector<RandomModel>& randomModels();

// matrixType: of every matrix; F32, F16, BF16 or Q8_0.
GgufBuilder ggufOf(const RandomModel& model, core::DType matrixType);

// config.json and model.safetensors (F32); false where writing failed.
bool writeHuggingFace(const RandomModel& model, const std::filesystem::path& folder);

// Logits after each of ids: [ids.size(), vocabulary], computed plainly in double precision.
std::vector<double> exactLogits(const RandomModel& model, const std::vector<core::TokenId>& ids);

} // namespace tests
