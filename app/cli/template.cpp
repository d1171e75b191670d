#include "app/cli/command.h"
#include "app/cli/model_session.h"

#include "core/engine/chat_template_source.h"
#include "core/engine/tokenizer_loader.h"
#include "core/formats/open_model_file.h"

#include <cstdio>

namespace app::cli {

namespace {

struct TemplateSource
{
    std::string text;
    std::string bos, eos; // of the model, where it has them
};

core::Result<TemplateSource> sourceOf(const QCommandLineParser& parser)
{
    TemplateSource source;
    if (parser.isSet("file")) {
        core::Result<std::string> text = readFile(parser.value("file"));
        if (!text)
            return core::fail(text.error());
        source.text = std::move(*text);
        return source;
    }
    const core::Result<QString> path = resolveModel(parser.value("model"));
    if (!path)
        return core::fail(path.error());
    const auto file = core::openModelFile(path->toStdString());
    if (!file)
        return core::fail(file.error());
    source.text = core::chatTemplateSource(**file);
    if (source.text.empty())
        return core::fail(
            core::ErrorCode::NotFound, "{}: has no chat template", path->toStdString());
    if (const auto tokenizer = core::loadTokenizer(**file)) {
        source.bos = (*tokenizer)->tokenBytes((*tokenizer)->bos(), true);
        source.eos = (*tokenizer)->tokenBytes((*tokenizer)->eos(), true);
    }
    return source;
}

// "2026-01-15T09:30:00"
core::Result<core::RenderClock> clockFrom(const nlohmann::ordered_json& input)
{
    const auto now = input.find("now");
    if (now == input.end() || !now->is_string())
        return core::RenderClock::now();
    core::RenderClock clock;
    if (std::sscanf(now->get_ref<const std::string&>().c_str(),
                    "%d-%d-%dT%d:%d:%d",
                    &clock.year,
                    &clock.month,
                    &clock.day,
                    &clock.hour,
                    &clock.minute,
                    &clock.second) < 3)
        return core::fail(core::ErrorCode::InvalidArgument,
                          "expected \"now\" as 2026-01-15T09:30:00, found {}",
                          now->dump());
    return clock;
}

} // namespace

int runTemplate(const QStringList& arguments)
{
    QCommandLineParser parser;
    parser.addOption({{"m", "model"}, "Model whose template to use.", "MODEL"});
    parser.addOption({"file", "Template to use instead of a model's.", "F.jinja"});
    parser.addOption({"input",
                      "JSON with messages, tools, add_generation_prompt and further variables.",
                      "CASE.json"});
    if (!parse(parser, "template", arguments))
        return kWrongUsage;
    if (parser.isSet("file") == parser.isSet("model") || !parser.isSet("input"))
        return usageError("expected either -m or --file, and --input");
    const core::Result<TemplateSource> source = sourceOf(parser);
    if (!source)
        return failWith(source.error().message);
    const auto text = readFile(parser.value("input"));
    if (!text)
        return failWith(text.error().message);
    nlohmann::ordered_json variables = nlohmann::ordered_json::parse(*text, nullptr, false);
    if (!variables.is_object())
        return failWith(parser.value("input").toStdString() +
                        ": expected a JSON object, found something else");
    if (!variables.contains("bos_token"))
        variables["bos_token"] = source->bos;
    if (!variables.contains("eos_token"))
        variables["eos_token"] = source->eos;

    const core::Result<core::RenderClock> clock = clockFrom(variables);
    if (!clock)
        return failWith(clock.error().message);
    variables.erase("now");
    const core::Result<core::ChatTemplate> chatTemplate = core::ChatTemplate::parse(source->text);
    if (!chatTemplate)
        return failWith(chatTemplate.error().message);
    const core::Result<std::string> rendered = chatTemplate->render(variables, *clock);
    if (!rendered)
        return failWith(rendered.error().message);
    std::fwrite(rendered->data(), 1, rendered->size(), stdout);
    return kDone;
}

} // namespace app::cli
