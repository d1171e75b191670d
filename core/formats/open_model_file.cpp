#include "core/formats/open_model_file.h"

#include "core/formats/gguf.h"
#include "core/formats/hugging_face.h"

#include <system_error>

namespace core {

Result<std::shared_ptr<const ModelFile>> openModelFile(const std::filesystem::path& path)
{
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored))
        return openHuggingFace(path);
    if (path.extension() == ".safetensors")
        return fail(ErrorCode::InvalidArgument,
                    "{} holds only weights; choose the folder it lies in, with its config.json",
                    path.string());
    return openGguf(path);
}

} // namespace core
