#include "core/engine/memory_limit.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <string>
#include <unistd.h>

namespace core {

namespace {

constexpr double kGiB = 1024.0 * 1024 * 1024;

// The types people find models in, largest first.
constexpr std::array kCommonTypes = {
    DType::Q8_0, DType::Q6_K, DType::Q5_K, DType::Q4_K, DType::Q3_K, DType::Q2_K};

std::string adviceFor(std::size_t parameters, std::size_t memory)
{
    for (const DType dtype : kCommonTypes) {
        const DTypeTraits& type = traits(dtype);
        if (parameters / type.blockElements * type.blockBytes <= memory)
            return fmt::format("choose a smaller model, or this one as {}", type.name);
    }
    return "choose a smaller model";
}

} // namespace

std::size_t usableMemory()
{
    const std::size_t physical = static_cast<std::size_t>(sysconf(_SC_PHYS_PAGES)) *
                                 static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    std::size_t limit = 0; // stays 0 where the file is absent or says "max"
    std::ifstream("/sys/fs/cgroup/memory.max") >> limit;
    return limit > 0 ? std::min(limit, physical) : physical;
}

Status checkWeightsFit(const ModelFile& file, std::size_t memory)
{
    std::size_t bytes = 0;
    std::size_t parameters = 0;
    for (const TensorInfo& tensor : file.tensors()) {
        const DTypeTraits& type = traits(tensor.dtype);
        bytes += tensor.data.size();
        parameters += tensor.data.size() / type.blockBytes * type.blockElements;
    }
    if (bytes <= memory)
        return {};
    return fail(ErrorCode::OutOfMemory,
                "{}: its weights take {:.1f} GiB and there are {:.1f} GiB of memory; {}",
                file.path().string(),
                static_cast<double>(bytes) / kGiB,
                static_cast<double>(memory) / kGiB,
                adviceFor(parameters, memory));
}

} // namespace core
