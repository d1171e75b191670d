#include "app/cli/command.h"
#include "app/cli/model_session.h"

#include "core/engine/gguf_tokenizer_writer.h"
#include "core/formats/open_model_file.h"
#include "core/model/quantize_model.h"
#include "core/model/read_hyperparameters.h"
#include "core/tensor/quantize.h"

#include <QFileInfo>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>
#include <set>
#include <unistd.h>

namespace app::cli {

namespace {

constexpr std::array kTypes = {core::DType::Q4_0,
                               core::DType::Q4_K,
                               core::DType::Q6_K,
                               core::DType::Q8_0,
                               core::DType::F16,
                               core::DType::BF16,
                               core::DType::F32};

QString nameOf(core::DType dtype)
{
    const std::string_view name = core::traits(dtype).name;
    return QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
}

QStringList typeNames()
{
    QStringList names;
    for (const core::DType dtype : kTypes)
        names << nameOf(dtype);
    return names;
}

// Writing takes a while, and what stood at OUT may have taken longer.
core::Status checkOut(const QString& out, bool force)
{
    if (force || !QFileInfo::exists(out))
        return {};
    return core::fail(core::ErrorCode::InvalidArgument,
                      "{} exists already; name another file, or add --force to replace it",
                      out.toStdString());
}

// Of the matrices, for a person; empty where none is quantised.
std::string quantisationOf(const core::ModelFile& file)
{
    std::set<std::string> names;
    for (const core::TensorInfo& tensor : file.tensors())
        if (core::traits(tensor.dtype).blockElements > 1)
            names.emplace(core::traits(tensor.dtype).name);
    return fmt::format("{}", fmt::join(names, " and "));
}

// A line that is written over and over belongs on a terminal alone.
core::LoadProgress progressOnTerminal()
{
    if (!isatty(STDERR_FILENO))
        return {};
    return
        [](double done) { std::fprintf(stderr, "\r%3.0f %%%s", done * 100, done < 1 ? "" : "\n"); };
}

std::optional<core::DType> typeNamed(const QString& name)
{
    const std::optional<core::DType> dtype = core::dtypeNamed(name.toStdString());
    const bool isOne = dtype && std::find(kTypes.begin(), kTypes.end(), *dtype) != kTypes.end();
    return isOne ? dtype : std::nullopt;
}

} // namespace

int runQuantize(const QStringList& arguments)
{
    QCommandLineParser parser;
    parser.addPositionalArgument("IN", "GGUF file, Hugging Face folder, or name from the library.");
    parser.addPositionalArgument("OUT", "The GGUF file to write.");
    parser.addOption({"type", "What matrices become: " + typeNames().join(", ") + ".", "T"});
    parser.addOption({"force", "Replaces OUT where it exists."});
    parser.addOption({{"t", "threads"}, "Threads to use.", "N"});
    if (!parse(parser, "quantize", arguments))
        return kWrongUsage;
    const QStringList paths = parser.positionalArguments();
    if (paths.size() != 2)
        return usageError("expected IN and OUT");
    const std::optional<core::DType> wanted = typeNamed(parser.value("type"));
    if (!wanted)
        return usageError(QStringLiteral("expected --type to be one of %1, found \"%2\"")
                              .arg(typeNames().join(", "), parser.value("type")));
    if (const core::Status free = checkOut(paths[1], parser.isSet("force")); !free)
        return failWith(free.error().message);
    const core::Result<QString> path = resolveModel(paths[0]);
    if (!path)
        return failWith(path.error().message);
    const auto file = core::openModelFile(path->toStdString());
    if (!file)
        return failWith(file.error().message);
    if (const std::string types = quantisationOf(**file); !types.empty())
        std::fprintf(
            stderr,
            "fireside-cli: %s is quantised already (%s); what that lost stays lost, so take "
            "the original weights where you have them\n",
            path->toStdString().c_str(),
            types.c_str());
    const auto hp = core::readHyperparameters(**file);
    if (!hp)
        return failWith(hp.error().message);
    const auto tokenizer = core::ggufTokenizerMetadata(**file, hp->vocabSize);
    if (!tokenizer)
        return failWith(path->toStdString() + ": " + tokenizer.error().message);
    ComputeTeam team(intOption(parser, "threads", 0, 0, 1024));
    const core::Status written = core::quantizeModel(
        **file, *wanted, paths[1].toStdString(), team, progressOnTerminal(), {}, *tokenizer);
    return written ? kDone : failWith(written.error().message);
}

} // namespace app::cli
