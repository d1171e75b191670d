// What an answer was computed from and what came out: enough for anybody with the same model to
// compute it again and compare. Plain values; the functions are pure and thread-safe.
#pragma once

#include "core/base/result.h"
#include "core/base/token.h"
#include "core/engine/types.h"
#include "core/sampling/sampling_params.h"

#include <string>
#include <string_view>
#include <vector>

namespace core {

struct Receipt
{
    std::string engine;      // engineVersion() of the program that computed it
    std::string model;       // for people
    std::string fingerprint; // modelFingerprint()
    std::vector<TokenId> promptIds;
    SamplingParams sampling; // the seed included
    int maxTokens = -1;      // < 0: until the context window ended
    int contextTokens = 0;
    bool compactCache = false; // keys and values were kept as Q8_0
    std::vector<std::string> stopStrings;
    std::vector<TokenId> outputIds;
    FinishReason reason = FinishReason::EndOfTurn;

    bool operator==(const Receipt&) const = default;
};

// The version whose arithmetic this program does.
std::string engineVersion();

// "sha256:" and 64 hexadecimal digits, of the ids as little-endian 32-bit numbers.
std::string hashOfIds(const std::vector<TokenId>& ids);

enum class ReceiptForm
{
    Summary, // hashes in place of the prompt's and the answer's tokens
    Whole,   // with the tokens: can be verified, and tells what was said
};

// One line of JSON.
std::string receiptJson(const Receipt& receipt, ReceiptForm form);

// Reads the whole form, also in a response of the endpoint. Fails with Malformed where something is
// missing, has another type, or contradicts its hash, and with InvalidArgument for a summary.
Result<Receipt> parseReceipt(std::string_view json);

} // namespace core
