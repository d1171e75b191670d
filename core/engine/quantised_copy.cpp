#include "core/engine/quantised_copy.h"

#include "core/engine/model_fingerprint.h"
#include "core/engine/receipt.h"
#include "core/formats/gguf.h"
#include "core/io/stored_files.h"
#include "core/model/quantize_model.h"

#include <algorithm>
#include <chrono>
#include <system_error>

namespace core {

namespace {

namespace fs = std::filesystem;

// Whoever writes a copy adds to it all the time.
constexpr std::chrono::hours kAbandonedAfter{1};

// How the names of all copies of this model in this type begin.
std::string nameStem(const ModelFile& file, DType dtype)
{
    std::string fingerprint = modelFingerprint(file);
    fingerprint.erase(0, fingerprint.find(':') + 1);
    return fmt::format("{}-{}-", fingerprint, traits(dtype).name);
}

void discard(const fs::path& path)
{
    std::error_code already;
    fs::remove(path, already); // a process that reads it keeps it
}

// Once kept is written: removes copies of the same model by other versions, what was never
// finished, and the copies used longest ago where all take too much room.
void tidy(const QuantiseOnLoad& options, const std::string& stem, const fs::path& kept)
{
    for (const StoredFile& part : storedFiles(options.folder, ".part"))
        if (fs::file_time_type::clock::now() - part.used > kAbandonedAfter)
            discard(part.path);
    std::vector<StoredFile> others;
    std::error_code none;
    std::uint64_t bytes = fs::file_size(kept, none);
    for (StoredFile& copy : storedFiles(options.folder, ".gguf")) {
        if (copy.path == kept)
            continue;
        if (copy.path.filename().string().starts_with(stem)) {
            discard(copy.path);
            continue;
        }
        bytes += copy.bytes;
        others.push_back(std::move(copy));
    }
    for (const StoredFile& copy : others) {
        if (bytes <= options.maxBytes)
            return;
        discard(copy.path);
        bytes -= copy.bytes;
    }
}

} // namespace

std::optional<DType> loadTypeNamed(std::string_view name)
{
    const std::optional<DType> dtype = dtypeNamed(name);
    const bool isOne =
        dtype && std::find(kLoadTypes.begin(), kLoadTypes.end(), *dtype) != kLoadTypes.end();
    return isOne ? dtype : std::nullopt;
}

Result<std::shared_ptr<const ModelFile>> quantisedCopy(const ModelFile& file,
                                                       const QuantiseOnLoad& options,
                                                       WorkerTeam& team,
                                                       const LoadProgress& progress,
                                                       const std::stop_token& stop)
{
    const std::string stem = nameStem(file, options.dtype);
    // Another version may quantise differently.
    const fs::path path = options.folder / fmt::format("{}{}.gguf", stem, engineVersion());
    std::error_code problem;
    if (Result<std::shared_ptr<const ModelFile>> copy = openGguf(path)) {
        fs::last_write_time(path, fs::file_time_type::clock::now(), problem); // it is in use
        return copy;
    }
    fs::create_directories(options.folder, problem);
    if (problem)
        return fail(ErrorCode::Io,
                    "{}: the folder for quantised models cannot be made ({}); free some space or "
                    "open the model as it is",
                    options.folder.string(),
                    problem.message());
    if (Status written = quantizeModel(file, options.dtype, path, team, progress, stop); !written)
        return fail(written.error());
    tidy(options, stem, path);
    return openGguf(path);
}

} // namespace core
