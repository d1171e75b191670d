#include "app/cli/command.h"

#include <QFile>
#include <QLocale>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace app::cli {

std::span<const Command> commands()
{
    static constexpr Command kCommands[] = {
        {"generate", "-m MODEL -p TEXT [options]", "streams an answer", runGenerate},
        {"chat", "-m MODEL [options]", "a conversation in the terminal", runChat},
        {"tokenize",
         "-m MODEL [--no-bos] [--no-special]",
         "text on standard input to a JSON array of ids",
         runTokenize},
        {"detokenize", "-m MODEL", "a JSON array of ids on standard input to text", runDetokenize},
        {"template",
         "(-m MODEL | --file F.jinja) --input CASE.json",
         "renders messages",
         runTemplate},
        {"logits",
         "-m MODEL --ids 1,2,3 [--all] [--out FILE] [--top K]",
         "scores of the next token",
         runLogits},
        {"perplexity",
         "-m MODEL -f TEXT [--context N]",
         "negative log-likelihood per token",
         runPerplexity},
        {"bench",
         "-m MODEL [-p 512] [-n 128] [-t T] [-r 3] [--json]",
         "speed and memory",
         runBench},
        {"inspect", "MODEL [--json]", "what a model is", runInspect},
        {"quantize",
         "IN OUT --type T [--force]",
         "writes a GGUF file with smaller weights",
         runQuantize},
        {"verify",
         "RECEIPT.json [-m MODEL] [--json]",
         "computes an answer again and compares it",
         runVerify},
    };
    return kCommands;
}

int failWith(const std::string& message)
{
    std::fprintf(stderr, "fireside-cli: %s\n", message.c_str());
    return kFailed;
}

int usageError(const QString& message)
{
    // Qt's own messages end with a full stop.
    const QString text = message.endsWith('.') ? message.chopped(1) : message;
    std::fprintf(stderr, "fireside-cli: %s; see fireside-cli --help\n", qPrintable(text));
    return kWrongUsage;
}

QString helpText(const QCommandLineParser& parser, const QString& verb)
{
    const auto all = commands();
    const auto command =
        std::find_if(all.begin(), all.end(), [&verb](const Command& c) { return verb == c.name; });
    // Qt's usage line knows no verbs.
    const QString text = parser.helpText();
    return QStringLiteral("Usage: fireside-cli %1 %2%3")
        .arg(verb, QString::fromUtf8(command->arguments), text.mid(text.indexOf('\n')));
}

bool parse(QCommandLineParser& parser, const QString& verb, const QStringList& arguments)
{
    parser.addHelpOption();
    if (!parser.parse(QStringList(QStringLiteral("fireside-cli ") + verb) + arguments)) {
        usageError(parser.errorText());
        return false;
    }
    if (parser.isSet(QStringLiteral("help"))) {
        std::printf("%s", qPrintable(helpText(parser, verb)));
        std::exit(kDone);
    }
    return true;
}

namespace {

// As people write it: 16777216, not 1.67772e+07.
QString plain(double number)
{
    return QString::number(number, 'f', QLocale::FloatingPointShortest);
}

} // namespace

double numberOption(
    const QCommandLineParser& parser, const QString& name, double fallback, double low, double high)
{
    if (!parser.isSet(name))
        return fallback;
    bool isNumber = false;
    const double value = parser.value(name).toDouble(&isNumber);
    if (isNumber && value >= low && value <= high)
        return value;
    std::exit(usageError(QStringLiteral("expected a number from %1 to %2 after --%3, found \"%4\"")
                             .arg(plain(low), plain(high), name, parser.value(name))));
}

int intOption(
    const QCommandLineParser& parser, const QString& name, int fallback, int low, int high)
{
    const double value = numberOption(parser, name, fallback, low, high);
    if (value != std::floor(value))
        std::exit(usageError(QStringLiteral("expected a whole number after --%1").arg(name)));
    return static_cast<int>(value);
}

std::string tokensText(std::size_t count)
{
    return count == 1 ? "1 token" : std::to_string(count) + " tokens";
}

std::string readStandardInput()
{
    QFile input;
    return input.open(stdin, QIODevice::ReadOnly) ? input.readAll().toStdString() : std::string();
}

core::Result<std::string> readFile(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return core::fail(core::ErrorCode::Io,
                          "{}: cannot be read: {}",
                          path.toStdString(),
                          file.errorString().toStdString());
    return file.readAll().toStdString();
}

} // namespace app::cli
