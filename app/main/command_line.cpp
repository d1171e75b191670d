#include "app/main/command_line.h"

#include "app/settings/settings.h"

#include <QCommandLineParser>
#include <QFileInfo>

namespace app {

QString usage()
{
    return QStringLiteral(
        "Usage: fireside [--new-window | --ask] [--model MODEL] [MODEL]\n"
        "       fireside --serve [--model MODEL]... [--host HOST] [--port PORT] [--api-key KEY]\n"
        "\n"
        "Opens the chat window, or with --serve answers programs at a local address without a "
        "window.\n"
        "MODEL is a GGUF file, a Hugging Face folder, or the name of a model in a model folder.\n"
        "\n"
        "  --model MODEL   start with this model; with --serve, several can be named\n"
        "  --new-window    another window of a Fireside that is running\n"
        "  --ask           a small window for a question that is not kept; for a shortcut of the "
        "desktop\n"
        "  --serve         no window; the OpenAI protocol at http://HOST:PORT/v1 until Ctrl+C\n"
        "  --host HOST     listen on this address (127.0.0.1)\n"
        "  --port PORT     listen on this port; 0: any free one (11439)\n"
        "  --api-key KEY   programs have to show this key\n"
        "  --version       print the version\n"
        "  --help          print this text\n");
}

CommandLine parseCommandLine(const QStringList& arguments)
{
    CommandLine result;
    QCommandLineParser parser;
    const QCommandLineOption model(QStringLiteral("model"), {}, QStringLiteral("MODEL"));
    const QCommandLineOption newWindow(QStringLiteral("new-window"));
    const QCommandLineOption ask(QStringLiteral("ask"));
    const QCommandLineOption serve(QStringLiteral("serve"));
    const QCommandLineOption host(QStringLiteral("host"), {}, QStringLiteral("HOST"));
    const QCommandLineOption port(QStringLiteral("port"), {}, QStringLiteral("PORT"));
    const QCommandLineOption key(QStringLiteral("api-key"), {}, QStringLiteral("KEY"));
    const QCommandLineOption version(QStringList{QStringLiteral("v"), QStringLiteral("version")});
    const QCommandLineOption help(QStringList{QStringLiteral("h"), QStringLiteral("help")});
    parser.addOptions({model, newWindow, ask, serve, host, port, key, version, help});
    if (!parser.parse(arguments)) {
        result.error = parser.errorText();
        return result;
    }
    if (parser.isSet(help) || parser.isSet(version)) {
        result.action =
            parser.isSet(help) ? CommandLine::Action::Help : CommandLine::Action::Version;
        return result;
    }
    if (parser.isSet(serve))
        result.action = CommandLine::Action::Serve;
    if (parser.isSet(newWindow))
        result.opening = CommandLine::Opening::NewWindow;
    if (parser.isSet(ask))
        result.opening = CommandLine::Opening::Question;
    if (int(parser.isSet(serve)) + int(parser.isSet(newWindow)) + int(parser.isSet(ask)) > 1)
        result.error = QStringLiteral("Expected one of --new-window, --ask and --serve.");
    result.models = parser.values(model) + parser.positionalArguments();
    const qsizetype most =
        result.action == CommandLine::Action::Serve ? Settings::kMaxOpenModels : 1;
    if (result.models.size() > most)
        result.error = most == 1 ? QStringLiteral("Expected one model, found %1; several go with "
                                                  "--serve.")
                                       .arg(result.models.size())
                                 : QStringLiteral("Expected at most %1 models, found %2.")
                                       .arg(most)
                                       .arg(result.models.size());
    if (result.action != CommandLine::Action::Serve &&
        (parser.isSet(host) || parser.isSet(port) || parser.isSet(key)))
        result.error = QStringLiteral("--host, --port and --api-key go with --serve.");
    if (parser.isSet(host))
        result.host = parser.value(host);
    if (parser.isSet(port)) {
        bool valid = false;
        const int number = parser.value(port).toInt(&valid);
        if (!valid || number < 0 || number > 65535)
            result.error =
                QStringLiteral("--port: expected a number from 0 to 65535, found \"%1\".")
                    .arg(parser.value(port));
        else
            result.port = quint16(number);
    }
    if (parser.isSet(key))
        result.apiKey = parser.value(key);
    return result;
}

QStringList argumentsToHandOver(const CommandLine& commandLine)
{
    QStringList arguments{QStringLiteral("fireside")};
    if (commandLine.opening == CommandLine::Opening::NewWindow)
        arguments << QStringLiteral("--new-window");
    else if (commandLine.opening == CommandLine::Opening::Question)
        arguments << QStringLiteral("--ask");
    for (const QString& model : commandLine.models) {
        const QFileInfo file(model); // else the name of a model in the library
        arguments << QStringLiteral("--model") << (file.exists() ? file.absoluteFilePath() : model);
    }
    return arguments;
}

} // namespace app
