#include "core/engine/quantised_copy.h"

#include "core/engine/model_fingerprint.h"
#include "core/engine/receipt.h"
#include "core/formats/gguf.h"
#include "core/model/quantize_model.h"

#include <algorithm>
#include <cctype>
#include <system_error>

namespace core {

namespace {

// Another version may quantise differently.
std::string fileName(const ModelFile& file, DType dtype)
{
    std::string fingerprint = modelFingerprint(file);
    fingerprint.erase(0, fingerprint.find(':') + 1);
    return fmt::format("{}-{}-{}.gguf", fingerprint, traits(dtype).name, engineVersion());
}

} // namespace

std::optional<DType> loadTypeNamed(std::string_view name)
{
    for (const DType dtype : kLoadTypes) {
        const std::string_view known = traits(dtype).name;
        if (std::equal(name.begin(), name.end(), known.begin(), known.end(), [](char a, char b) {
                return std::toupper(static_cast<unsigned char>(a)) == b;
            }))
            return dtype;
    }
    return std::nullopt;
}

Result<std::shared_ptr<const ModelFile>> quantisedCopy(const ModelFile& file,
                                                       const QuantiseOnLoad& options,
                                                       WorkerTeam& team,
                                                       const LoadProgress& progress,
                                                       const std::stop_token& stop)
{
    const std::filesystem::path path = options.folder / fileName(file, options.dtype);
    if (Result<std::shared_ptr<const ModelFile>> copy = openGguf(path))
        return copy;
    std::error_code problem;
    std::filesystem::create_directories(options.folder, problem);
    if (problem)
        return fail(ErrorCode::Io,
                    "{}: the folder for quantised models cannot be made ({}); free some space or "
                    "open the model as it is",
                    options.folder.string(),
                    problem.message());
    if (Status written = quantizeModel(file, options.dtype, path, team, progress, stop); !written)
        return fail(written.error());
    return openGguf(path);
}

} // namespace core
