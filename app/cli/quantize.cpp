#include "app/cli/command.h"
#include "app/cli/model_session.h"

#include "core/engine/gguf_tokenizer_writer.h"
#include "core/formats/open_model_file.h"
#include "core/model/quantize_model.h"
#include "core/model/read_hyperparameters.h"
#include "core/tensor/quantize.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>

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
    const core::Result<QString> path = resolveModel(paths[0]);
    if (!path)
        return failWith(path.error().message);
    const auto file = core::openModelFile(path->toStdString());
    if (!file)
        return failWith(file.error().message);
    const auto hp = core::readHyperparameters(**file);
    if (!hp)
        return failWith(hp.error().message);
    const auto tokenizer = core::ggufTokenizerMetadata(**file, hp->vocabSize);
    if (!tokenizer)
        return failWith(path->toStdString() + ": " + tokenizer.error().message);
    ComputeTeam team(intOption(parser, "threads", 0, 0, 1024));
    const auto progress = [](double done) { std::fprintf(stderr, "\r%3.0f %%", done * 100); };
    const core::Status written = core::quantizeModel(
        **file, *wanted, paths[1].toStdString(), team, progress, {}, *tokenizer);
    std::fputc('\n', stderr);
    return written ? kDone : failWith(written.error().message);
}

} // namespace app::cli
