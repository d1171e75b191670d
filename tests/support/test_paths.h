// Where the suites find their data. Every function is pure and thread-safe.
#pragma once

#include <filesystem>

namespace tests {

// A file or folder below tests/data, which is part of the repository.
std::filesystem::path dataPath(const std::filesystem::path& relative);

// A file or folder of the optional larger test data: $FIRESIDE_TEST_DATA, or the folder "shared"
// beside the checkout. Empty where it is absent; the test then skips with a word.
std::filesystem::path sharedPath(const std::filesystem::path& relative);

// The starter model SmolLM2-135M-Instruct as GGUF: $FIRESIDE_STARTER_MODEL or the user's cache.
// Empty where absent.
std::filesystem::path starterModelPath();

// Gemma 3 270M (Q4_K_M) as GGUF: $FIRESIDE_GEMMA_MODEL or the user's cache. Empty where absent.
std::filesystem::path gemmaModelPath();

} // namespace tests
