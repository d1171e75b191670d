// Part 2 of a GGUF file: its metadata entries (gguf.h).
#pragma once

#include "core/base/result.h"
#include "core/formats/model_file.h"
#include "core/io/byte_reader.h"

#include <cstdint>
#include <map>
#include <string>

namespace core::gguf {

using Metadata = std::map<std::string, MetaValue, std::less<>>;

// Reads keyCount entries; the reader stands at the first and is left behind the last.
Result<Metadata> readMetadata(ByteReader& reader, std::uint64_t keyCount);

} // namespace core::gguf
