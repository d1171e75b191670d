#include "tests/support/test_paths.h"

#include <cstdlib>

namespace tests {

namespace fs = std::filesystem;

namespace {

fs::path existing(const fs::path& path)
{
    std::error_code ignored;
    return fs::exists(path, ignored) ? path : fs::path();
}

fs::path fromEnvironment(const char* name)
{
    const char* value = std::getenv(name);
    return value != nullptr ? fs::path(value) : fs::path();
}

// What the variable names, or the file of the user's cache.
fs::path modelPath(const char* variable, const char* file)
{
    if (const fs::path given = fromEnvironment(variable); !given.empty())
        return existing(given);
    fs::path cache = fromEnvironment("XDG_CACHE_HOME");
    if (cache.empty())
        cache = fromEnvironment("HOME") / ".cache";
    return existing(cache / "fireside" / "models" / file);
}

} // namespace

fs::path dataPath(const fs::path& relative)
{
    return fs::path(FIRESIDE_SOURCE_DIR) / "tests" / "data" / relative;
}

fs::path sharedPath(const fs::path& relative)
{
    fs::path root = fromEnvironment("FIRESIDE_TEST_DATA");
    if (root.empty())
        root = fs::path(FIRESIDE_SOURCE_DIR).parent_path() / "shared";
    return existing(root / relative);
}

fs::path starterModelPath()
{
    return modelPath("FIRESIDE_STARTER_MODEL", "SmolLM2-135M-Instruct.Q4_1.gguf");
}

fs::path gemmaModelPath()
{
    return modelPath("FIRESIDE_GEMMA_MODEL", "gemma-3-270m-q4_k_m.gguf");
}

} // namespace tests
