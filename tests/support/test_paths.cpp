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
    if (const fs::path given = fromEnvironment("FIRESIDE_STARTER_MODEL"); !given.empty())
        return existing(given);
    fs::path cache = fromEnvironment("XDG_CACHE_HOME");
    if (cache.empty())
        cache = fromEnvironment("HOME") / ".cache";
    return existing(cache / "fireside" / "models" / "SmolLM2-135M-Instruct.Q4_1.gguf");
}

} // namespace tests
