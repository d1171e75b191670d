#include "core/model/read_gguf_form.h"

#include "core/model/hugging_face_form.h"

namespace core {

Result<GgufForm> ggufForm(const ModelFile& file)
{
    if (file.format() == ModelFile::Format::HuggingFace)
        return huggingFaceForm(file);
    GgufForm form{file.metadata(), {}};
    for (const TensorInfo& tensor : file.tensors())
        form.tensors.push_back({tensor.name, tensor.dtype, tensor.shape, {{tensor.data}}});
    return form;
}

} // namespace core
