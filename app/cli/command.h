// One verb of fireside-cli. Results go to standard output, everything else to standard error.
#pragma once

#include "core/base/result.h"

#include <QCommandLineParser>
#include <QStringList>

#include <span>

namespace app::cli {

// How a verb ended, as the process's exit status.
enum ExitStatus
{
    kDone = 0,
    kFailed = 1,
    kWrongUsage = 2
};

struct Command
{
    const char* name;
    const char* arguments; // as the help shows them
    const char* summary;
    // arguments: what follows the verb.
    int (*run)(const QStringList& arguments);
};

std::span<const Command> commands();

int runGenerate(const QStringList& arguments);
int runChat(const QStringList& arguments);
int runTokenize(const QStringList& arguments);
int runDetokenize(const QStringList& arguments);
int runTemplate(const QStringList& arguments);
int runLogits(const QStringList& arguments);
int runPerplexity(const QStringList& arguments);
int runBench(const QStringList& arguments);
int runInspect(const QStringList& arguments);
int runQuantize(const QStringList& arguments);
int runVerify(const QStringList& arguments);

// Prints one line on standard error and returns the status of a failure.
int failWith(const std::string& message);
int usageError(const QString& message);

// What VERB --help prints.
QString helpText(const QCommandLineParser& parser, const QString& verb);

// Parses a verb's arguments; false where they are wrong, after usageError() has said so.
bool parse(QCommandLineParser& parser, const QString& verb, const QStringList& arguments);

// The number an option holds, or fallback where it is not given. Anything else than a number from
// low to high is a wrong usage that ends the process with status 2.
double numberOption(const QCommandLineParser& parser,
                    const QString& name,
                    double fallback,
                    double low,
                    double high);
int intOption(
    const QCommandLineParser& parser, const QString& name, int fallback, int low, int high);

// "1 token", "20 tokens".
std::string tokensText(std::size_t count);

// All of standard input, as bytes.
std::string readStandardInput();
// A whole file, or an error that names it.
core::Result<std::string> readFile(const QString& path);

} // namespace app::cli
