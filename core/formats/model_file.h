// What a model on disk says of itself: metadata and tensors, without opinions about what they mean.
//
// Both readers, GGUF (gguf.h) and Hugging Face folders (hugging_face.h), yield this. Immutable
// after opening and thread-safe; tensors borrow from the mapped files that the ModelFile owns.
#pragma once

#include "core/base/result.h"
#include "core/tensor/dtype.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace core {

struct TensorInfo
{
    std::string name;
    DType dtype = DType::F32;
    std::vector<std::size_t> shape; // outermost first, last index contiguous
    // Exactly byteSize(dtype, product of shape). At least 8-byte aligned in GGUF, at any address in
    // safetensors.
    std::span<const std::byte> data;
};

// One GGUF metadata value. Integers of every width widen to int64_t (uint64_t only above its
// range), floats to double.
using MetaValue = std::variant<bool,
                               std::int64_t,
                               std::uint64_t,
                               double,
                               std::string,
                               std::vector<bool>,
                               std::vector<std::int64_t>,
                               std::vector<double>,
                               std::vector<std::string>>;

struct HuggingFaceFiles; // hugging_face_files.h

class ModelFile
{
public:
    enum class Format
    {
        Gguf,
        HuggingFace
    };

    virtual ~ModelFile();

    Format format() const { return m_format; }
    const std::filesystem::path& path() const { return m_path; }

    // GGUF metadata; empty for Hugging Face folders.
    const std::map<std::string, MetaValue, std::less<>>& metadata() const { return m_metadata; }
    // Null for GGUF files.
    const HuggingFaceFiles* huggingFace() const { return m_huggingFace.get(); }

    const std::vector<TensorInfo>& tensors() const { return m_tensors; }
    // Null where there is no tensor of this name.
    const TensorInfo* tensor(std::string_view name) const;

    // Tensors of element types that DType does not have, by name ("I64"). Harmless until a model
    // needs one.
    const std::map<std::string, std::string, std::less<>>& unreadTensors() const
    {
        return m_unreadTensors;
    }

    // A file was truncated after opening and the missing bytes read as zeros: results computed
    // since are worthless and the model must be loaded again. Any thread; cheap enough to ask after
    // every token.
    virtual bool damaged() const = 0;

    // Data that is not needed soon: where it is mapped its memory is given back, and reading it
    // again reads the file again. Any thread.
    virtual void release(std::span<const std::byte> data) const;

    // Oddities that do not hinder reading, one sentence each.
    const std::vector<std::string>& notes() const { return m_notes; }

    // Typed look-ups in metadata(); empty where the key is absent or has another type.
    std::optional<std::int64_t> integer(std::string_view key) const;
    std::optional<double> number(std::string_view key) const; // integers too
    std::optional<bool> boolean(std::string_view key) const;
    const std::string* string(std::string_view key) const;
    const std::vector<std::string>* strings(std::string_view key) const;
    const std::vector<std::int64_t>* integers(std::string_view key) const;
    const std::vector<double>* numbers(std::string_view key) const;

protected:
    ModelFile(Format format, std::filesystem::path path);
    void indexTensors(); // after m_tensors is filled

    Format m_format;
    std::filesystem::path m_path;
    std::map<std::string, MetaValue, std::less<>> m_metadata;
    std::unique_ptr<HuggingFaceFiles> m_huggingFace;
    std::vector<TensorInfo> m_tensors;
    std::map<std::string, std::string, std::less<>> m_unreadTensors;
    std::vector<std::string> m_notes;

private:
    std::map<std::string_view, std::size_t> m_tensorIndex;
};

} // namespace core
