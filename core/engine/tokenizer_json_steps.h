// The parts of tokenizer.json that cut and rewrite text, before and after the model.
#pragma once

#include "core/base/result.h"
#include "core/tokenizer/tokenizer_spec.h"

#include <nlohmann/json.hpp>

namespace core::tokenizer_json {

// Look-ups that never throw; the fallback where the key is absent or of another type.
std::string textAt(const nlohmann::json& object, const char* key);
bool flagAt(const nlohmann::json& object, const char* key, bool fallback);
const nlohmann::json& valueAt(const nlohmann::json& object, const char* key); // null where absent

// Each reads one part, null included, into spec. Unsupported for types that are not known.
Status readNormalizer(const nlohmann::json& part, TokenizerSpec& spec);
Status readPreTokenizer(const nlohmann::json& part,
                        TokenizerSpec& spec); // sets kind if it is ByteLevel
Status readPostProcessor(const nlohmann::json& part, TokenizerSpec& spec);
void readDecoder(const nlohmann::json& part, TokenizerSpec& spec);

} // namespace core::tokenizer_json
