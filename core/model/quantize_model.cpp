#include "core/model/quantize_model.h"

#include "core/formats/gguf_writer.h"
#include "core/model/read_gguf_form.h"
#include "core/tensor/dequantize.h"
#include "core/tensor/quantize.h"
#include "core/threads/worker_team.h"

#include <cmath>
#include <system_error>
#include <vector>

namespace core {

namespace {

constexpr std::size_t kGrainElements = std::size_t{1} << 16; // per piece of work: some milliseconds

// The number of "general.file_type" (llama.h, enum llama_ftype), which is informative only.
std::int64_t fileType(DType wanted)
{
    switch (wanted) {
    case DType::F32:
        return 0;
    case DType::F16:
        return 1;
    case DType::Q4_0:
        return 2;
    case DType::Q8_0:
        return 7;
    case DType::Q4_K:
        return 14;
    case DType::Q6_K:
        return 18;
    case DType::BF16:
        return 32;
    default:
        return 1024; // "guessed"
    }
}

bool isMatrix(const TensorInfo& tensor)
{
    return tensor.shape.size() >= 2 && tensor.name.ends_with(".weight") &&
           tensor.name.find("norm") == std::string::npos &&
           tensor.name.find("ffn_gate_inp") == std::string::npos;
}

DType orSmallerBlocks(DType wanted, std::size_t rowElements)
{
    for (const DType dtype : {wanted, DType::Q8_0}) {
        if (rowElements % traits(dtype).blockElements == 0)
            return dtype;
    }
    return DType::F16;
}

Status
convert(const GgufFormTensor& tensor, DType dtype, std::span<std::byte> out, WorkerTeam& team)
{
    const std::size_t rowElements = tensor.rowElements();
    const std::size_t rows = tensor.rowCount();
    const std::size_t outBytes = byteSize(dtype, rowElements);
    std::vector<char> finite(static_cast<std::size_t>(team.size()), 1);
    const auto convertRows = [&](std::size_t begin, std::size_t end, int worker) {
        std::vector<float> row(rowElements);
        for (std::size_t r = begin; r < end; ++r) {
            const std::span<const std::byte> source = tensor.row(r);
            std::byte* const target = out.data() + r * outBytes;
            if (dtype == tensor.dtype) {
                std::copy(source.begin(), source.end(), target);
                continue;
            }
            dequantize(tensor.dtype, source.data(), row.data(), rowElements);
            for (const float value : row) {
                if (!std::isfinite(value)) {
                    finite[static_cast<std::size_t>(worker)] = 0;
                    return;
                }
            }
            quantize(dtype, row, target);
        }
    };
    team.run(rows, std::max<std::size_t>(1, kGrainElements / rowElements), convertRows);
    if (std::find(finite.begin(), finite.end(), 0) != finite.end())
        return fail(ErrorCode::Malformed,
                    "tensor \"{}\": expected finite weights, found one that is not a number; the "
                    "file is damaged, "
                    "download it again",
                    tensor.name);
    return {};
}

// Whether path is one of the files that the model is read from. In a folder those are all that are
// no GGUF files: such a one was written by an earlier run.
bool isOfModel(const ModelFile& file, const std::filesystem::path& path)
{
    namespace fs = std::filesystem;
    std::error_code none;
    if (fs::equivalent(file.path(), path, none))
        return true;
    const bool isFolder = file.format() == ModelFile::Format::HuggingFace;
    if (!isFolder && file.integer("split.count").value_or(1) <= 1)
        return false;
    // Parts are named as the first is, but for their number: "NAME-00001-of-00003.gguf".
    constexpr std::size_t kNumberAndEnd = std::string_view("00001-of-00003.gguf").size();
    constexpr std::size_t kEnd = std::string_view("-of-00003.gguf").size();
    const std::string first = file.path().filename().string();
    const auto isPart = [&first](const std::string& name) {
        return name.size() == first.size() && name.size() > kNumberAndEnd &&
               name.substr(0, name.size() - kNumberAndEnd) ==
                   first.substr(0, first.size() - kNumberAndEnd) &&
               name.substr(name.size() - kEnd) == first.substr(first.size() - kEnd);
    };
    const fs::path folder = isFolder ? file.path() : fs::absolute(file.path(), none).parent_path();
    const auto isRead = [&](const fs::path& name) {
        return isFolder ? name.extension() != ".gguf" : isPart(name.string());
    };
    for (fs::directory_iterator entry(folder, none), end; !none && entry != end;
         entry.increment(none)) {
        std::error_code absent;
        if (isRead(entry->path().filename()) && fs::equivalent(entry->path(), path, absent))
            return true;
    }
    return false;
}

} // namespace

DType quantizedType(const TensorInfo& tensor, DType wanted)
{
    if (!isMatrix(tensor))
        return tensor.dtype;
    const bool ofVocabulary = tensor.name == "token_embd.weight" || tensor.name == "output.weight";
    const bool fourBits = wanted == DType::Q4_0 || wanted == DType::Q4_K;
    return orSmallerBlocks(ofVocabulary && fourBits ? DType::Q6_K : wanted, tensor.shape.back());
}

Status quantizeModel(const ModelFile& file,
                     DType wanted,
                     const std::filesystem::path& path,
                     WorkerTeam& team,
                     const LoadProgress& progress,
                     const std::stop_token& stop,
                     const GgufMetadata& more)
{
    if (isOfModel(file, path))
        return fail(ErrorCode::InvalidArgument,
                    "{} is part of the model that is read; choose another name for what is written",
                    path.string());

    Result<GgufForm> form = ggufForm(file);
    if (!form)
        return fail(form.error());
    GgufMetadata metadata = std::move(form->metadata);
    metadata.insert(more.begin(), more.end());
    metadata["general.file_type"] = fileType(wanted);
    metadata["general.quantization_version"] = std::int64_t{2};
    for (const char* key : {"general.alignment", "split.no", "split.count", "split.tensors.count"})
        metadata.erase(key); // of the old file's layout

    std::vector<GgufTensor> tensors;
    std::size_t total = 0;
    for (const GgufFormTensor& tensor : form->tensors) {
        const DType dtype = quantizedType({tensor.name, tensor.dtype, tensor.shape, {}}, wanted);
        tensors.push_back({tensor.name, dtype, tensor.shape});
        total += tensors.back().sizeBytes();
    }
    std::size_t done = 0;
    const auto fill = [&](std::size_t index, std::span<std::byte> data) -> Status {
        if (stop.stop_requested())
            return fail(ErrorCode::Cancelled, "writing {} was cancelled", path.string());
        Status ok = convert(form->tensors[index], tensors[index].dtype, data, team);
        done += data.size();
        if (ok && progress)
            progress(static_cast<double>(done) / static_cast<double>(total));
        if (ok && file.damaged())
            return fail(ErrorCode::Io,
                        "{} was cut short while it was read; try again",
                        file.path().string());
        return ok;
    };
    return writeGguf(path, metadata, tensors, fill);
}

} // namespace core
