#include "app/cli/command.h"
#include "app/cli/model_session.h"

#include <cstdio>
#include <iostream>

namespace app::cli {

int runChat(const QStringList& arguments)
{
    QCommandLineParser parser;
    addModelOptions(parser);
    addSamplingOptions(parser);
    parser.addOption({"system", "What the model is told before the conversation.", "TEXT"});
    if (!parse(parser, "chat", arguments))
        return kWrongUsage;
    core::GenerationRequest request;
    request.sampling = samplingFrom(parser);
    const auto session = openSession(parser);
    if (!session)
        return failWith(session.error().message);

    core::ChatPrompt conversation;
    if (parser.isSet("system"))
        conversation.messages.push_back(
            {.role = core::Role::System, .content = parser.value("system").toStdString()});
    std::fprintf(stderr,
                 "%s. An empty line or Ctrl+D ends the conversation.\n",
                 (*session)->info().name.c_str());
    std::string line;
    while (std::fputs("> ", stderr), std::getline(std::cin, line) && !line.empty()) {
        conversation.messages.push_back({.role = core::Role::User, .content = line});
        request.prompt = conversation;
        const core::Result<Answer> answer =
            (*session)->generate(request, [](std::string_view text) {
                std::fwrite(text.data(), 1, text.size(), stdout);
                std::fflush(stdout);
            });
        std::printf("\n");
        if (!answer)
            return failWith(answer.error().message);
        std::fprintf(stderr,
                     "[%s, %.1f tokens/s]\n",
                     tokensText(static_cast<std::size_t>(answer->stats.completionTokens)).c_str(),
                     answer->stats.decodeTokensPerSecond());
        conversation.messages.push_back({.role = core::Role::Assistant, .content = answer->text});
    }
    return kDone;
}

} // namespace app::cli
