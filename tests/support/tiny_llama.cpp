#include "tests/support/tiny_llama.h"

#include "core/base/half.h"
#include "core/base/utf8.h"

#include <bit>
#include <random>

namespace tests {

namespace {

using core::DType;

// GPT-2 gives every byte a visible character: printable Latin-1 stands for itself, the rest begins
// at U+0100.
std::vector<std::string> byteAlphabet()
{
    std::vector<std::string> alphabet;
    char32_t next = 0x100;
    for (char32_t byte = 0; byte < 256; ++byte) {
        const bool visible = (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte != 0xad);
        core::appendUtf8(alphabet.emplace_back(), visible ? byte : next++);
    }
    return alphabet;
}

// Uniform in [-0.1, 0.1), by integer arithmetic alone: the same on every standard library.
float smallNumber(std::mt19937& random)
{
    return (static_cast<float>(random() >> 8) * 0x1p-24F - 0.5F) * 0.2F;
}

std::string half(float value)
{
    return littleEndian(core::halfFromFloat(value), 2);
}

std::string randomBytes(std::mt19937& random, std::size_t count)
{
    std::string bytes;
    for (std::size_t i = 0; i < count; ++i)
        bytes += static_cast<char>(random() >> 24);
    return bytes;
}

std::string randomBlock(DType dtype, std::mt19937& random)
{
    switch (dtype) {
    case DType::F32:
        return littleEndian(std::bit_cast<std::uint32_t>(smallNumber(random)), 4);
    case DType::F16:
        return half(smallNumber(random));
    case DType::BF16:
        return littleEndian(core::bf16FromFloat(smallNumber(random)), 2);
    case DType::Q4_0:
        return half(smallNumber(random) / 8) + randomBytes(random, 16);
    case DType::Q4_1:
        return half(0.0125F) + half(-0.1F + smallNumber(random) / 8) + randomBytes(random, 16);
    case DType::Q8_0:
        return half(smallNumber(random) / 128) + randomBytes(random, 32);
    case DType::Q5_0:
        return half(smallNumber(random) / 16) + randomBytes(random, 20);
    case DType::Q5_1:
        return half(0.00625F) + half(-0.1F + smallNumber(random) / 8) + randomBytes(random, 20);
    case DType::Q2_K:
        return randomBytes(random, 16 + 64) + half(0.2F / 45) + half(0.1F / 15);
    case DType::Q3_K:
        return randomBytes(random, 32 + 64 + 12) + half(smallNumber(random) / 128);
    case DType::Q4_K:
        return half(0.2F / 945) + half(0.1F / 63) + randomBytes(random, 12 + 128);
    case DType::Q5_K:
        return half(0.2F / 1953) + half(0.1F / 63) + randomBytes(random, 12 + 32 + 128);
    case DType::Q6_K:
        return randomBytes(random, 128 + 64 + 16) + half(smallNumber(random) / 4096);
    case DType::MXFP4:
        return littleEndian(118 + random() % 4, 1) + randomBytes(random, 16);
    case DType::TQ1_0:
    case DType::TQ2_0:
        return randomBytes(random, core::traits(dtype).blockBytes - 2) + half(smallNumber(random));
    case DType::IQ1_M: { // the number is in the upper four bits of the last four words
        std::string block = randomBytes(random, 56);
        const std::uint16_t d = core::halfFromFloat(smallNumber(random) / 16);
        for (std::size_t i = 0; i < 4; ++i)
            block[49 + 2 * i] =
                static_cast<char>((block[49 + 2 * i] & 15) | (d >> (4 * i) & 15) << 4);
        return block;
    }
    case DType::IQ1_S:
        return half(smallNumber(random) / 16) + randomBytes(random, 48);
    case DType::IQ4_NL:
    case DType::IQ2_XXS:
    case DType::IQ2_XS:
    case DType::IQ2_S:
        return half(smallNumber(random) / 128) +
               randomBytes(random, core::traits(dtype).blockBytes - 2);
    case DType::IQ3_XXS:
    case DType::IQ3_S:
        return half(smallNumber(random) / 512) +
               randomBytes(random, core::traits(dtype).blockBytes - 2);
    case DType::IQ4_XS:
        return half(smallNumber(random) / 4096) + randomBytes(random, 134);
    }
    return {};
}

} // namespace

std::string randomElements(DType dtype, std::size_t elements, std::uint32_t seed)
{
    std::mt19937 random(seed);
    std::string bytes;
    for (std::size_t i = 0; i < elements; i += core::traits(dtype).blockElements)
        bytes += randomBlock(dtype, random);
    return bytes;
}

GgufBuilder tinyLlama(const TinyLlama& options)
{
    std::vector<std::string> tokens = byteAlphabet();
    std::vector<std::int64_t> types(tokens.size(), 1); // normal
    for (const char* merged : {"th", "he"}) {
        tokens.emplace_back(merged);
        types.push_back(1);
    }
    const auto endOfText = static_cast<std::int64_t>(tokens.size());
    for (const char* control : {"<|endoftext|>", "<|im_start|>", "<|im_end|>"}) {
        tokens.emplace_back(control);
        types.push_back(3);
    }

    const auto number = [](std::uint32_t value) { return std::int64_t{value}; };
    const std::uint32_t headDim = options.modelDim / options.headCount;
    GgufBuilder builder;
    builder.set("general.architecture", std::string("llama"))
        .set("general.name", std::string("Tiny llama"))
        .set("llama.block_count", number(options.layerCount))
        .set("llama.context_length", number(options.contextTokens))
        .set("llama.embedding_length", number(options.modelDim))
        .set("llama.feed_forward_length", number(options.feedForwardDim))
        .set("llama.attention.head_count", number(options.headCount))
        .set("llama.attention.head_count_kv", number(options.kvHeadCount))
        .set("llama.attention.layer_norm_rms_epsilon", 1e-5)
        .set("llama.rope.freq_base", 10000.0)
        .set("llama.rope.dimension_count", number(headDim))
        .set("llama.vocab_size", static_cast<std::int64_t>(tokens.size()))
        .set("tokenizer.ggml.model", std::string("gpt2"))
        .set("tokenizer.ggml.pre", std::string("gpt-2"))
        .set("tokenizer.ggml.tokens", tokens)
        .set("tokenizer.ggml.token_type", types)
        .set("tokenizer.ggml.merges", std::vector<std::string>{"t h", "h e"})
        .set("tokenizer.ggml.bos_token_id", endOfText)
        .set("tokenizer.ggml.eos_token_id", endOfText + 2)
        .set("tokenizer.ggml.add_bos_token", false)
        .set("tokenizer.chat_template",
             std::string(
                 "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + "
                 "message['content'] + '<|im_end|>' + '\\n' }}{% endfor %}"
                 "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"));

    std::uint32_t seed = options.seed * 1000;
    const auto matrix = [&](const std::string& name, std::uint64_t rows, std::uint64_t columns) {
        builder.tensor(name,
                       options.matrixType,
                       {rows, columns},
                       randomElements(options.matrixType, rows * columns, seed++));
    };
    const auto norm = [&](const std::string& name) {
        builder.floats(name, {options.modelDim}, std::vector<float>(options.modelDim, 1.0F));
    };
    const std::uint64_t kvDim = std::uint64_t{options.kvHeadCount} * headDim;
    matrix("token_embd.weight", tokens.size(), options.modelDim);
    for (std::uint32_t layer = 0; layer < options.layerCount; ++layer) {
        const std::string prefix = "blk." + std::to_string(layer) + ".";
        norm(prefix + "attn_norm.weight");
        matrix(prefix + "attn_q.weight", options.modelDim, options.modelDim);
        matrix(prefix + "attn_k.weight", kvDim, options.modelDim);
        matrix(prefix + "attn_v.weight", kvDim, options.modelDim);
        matrix(prefix + "attn_output.weight", options.modelDim, options.modelDim);
        norm(prefix + "ffn_norm.weight");
        matrix(prefix + "ffn_gate.weight", options.feedForwardDim, options.modelDim);
        matrix(prefix + "ffn_up.weight", options.feedForwardDim, options.modelDim);
        matrix(prefix + "ffn_down.weight", options.modelDim, options.feedForwardDim);
    }
    norm("output_norm.weight");
    if (!options.tiedOutput)
        matrix("output.weight", tokens.size(), options.modelDim);
    return builder;
}

} // namespace tests
