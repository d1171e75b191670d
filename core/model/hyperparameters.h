// The numbers that shape a transformer.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace core {

// Which two components of a head RoPE rotates together.
enum class RopePairing
{
    Interleaved, // 2i and 2i + 1, as in the paper (Su et al. 2021, arXiv:2104.09864) and in GGUF's
                 // llama files
    Halves,      // i and i + rotaryDim / 2, as in GPT-NeoX and Hugging Face's llama files
};

// One rotary embedding: component pair i turns by position * theta^(-2i / rotaryDim) / factors[i]
// radians.
struct Rope
{
    float theta = 10000.0F;
    std::vector<float> factors = {}; // [rotaryDim / 2], divide the frequencies; empty: none
    std::vector<float> longFactors =
        {}; // likewise, in contexts longer than shortContext; empty: factors serve all
    std::size_t shortContext = 0; // tokens
    float magnitude = 1.0F;       // multiplies what is rotated

    bool isLongIn(std::size_t contextTokens) const
    {
        return !longFactors.empty() && contextTokens > shortContext;
    }
};

inline constexpr int kNoRope = -1;

// What one layer's attention sees.
struct LayerAttention
{
    std::size_t window = 0; // latest positions, the own one included; 0: all
    int rope = 0;           // index into Hyperparameters::ropes, or kNoRope
};

// Queries and keys divided by their root mean square before they are rotated.
enum class QkNorm
{
    None,
    PerHead, // over a head's components
    PerRow,  // over all heads' components together
};

// f(gate, up) of the gated feed-forward network (Shazeer 2020, arXiv:2002.05202).
enum class Activation
{
    Silu,        // SwiGLU
    GeluTanh,    // GeGLU, GELU by its tanh approximation
    ClampedSilu, // gpt-oss's: both clamped, sigmoid(1.702 gate), up + 1
};

struct Hyperparameters
{
    std::string architecture;
    std::size_t layerCount = 0;
    std::size_t modelDim = 0; // width of the hidden state
    std::size_t ffnDim =
        0; // width of the feed-forward network's inner layer; of one expert where there are some
    std::size_t headCount = 0;   // query heads
    std::size_t kvHeadCount = 0; // headCount / kvHeadCount query heads share one key/value head
    std::size_t headDim = 0;
    std::size_t vocabSize = 0;
    std::size_t trainedContext = 0; // tokens
    float normEpsilon = 1e-5F;
    float normOffset = 0.0F; // added to every norm weight of the file
    Activation activation = Activation::Silu;

    std::size_t rotaryDim = 0; // the first components of a head that are rotated
    RopePairing ropePairing = RopePairing::Interleaved;
    std::vector<Rope> ropes;
    std::vector<LayerAttention> layers; // [layerCount]
    QkNorm qkNorm = QkNorm::None;
    float attentionScale = 0.0F;   // of q · k
    float attentionSoftCap = 0.0F; // s becomes cap * tanh(s / cap); 0: as it is
    bool attentionSinks =
        false; // a learnt score per head takes its share of the softmax and adds nothing

    bool qkvBias = false;
    bool attentionOutputBias = false;
    bool ffnBias = false;

    std::size_t expertCount = 0;      // per layer; 0: one dense feed-forward network
    std::size_t expertsUsed = 0;      // per token
    bool expertSharesSumToOne = true; // the softmax is over the chosen experts, not over all

    float embeddingScale = 1.0F;
    float residualScale = 1.0F; // of what each half of a layer adds
    float logitScale = 1.0F;
    float logitSoftCap = 0.0F; // as attentionSoftCap

    std::size_t qDim() const { return headCount * headDim; }
    std::size_t kvDim() const { return kvHeadCount * headDim; }
    std::size_t groupSize() const { return headCount / kvHeadCount; }
};

} // namespace core
