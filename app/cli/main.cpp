#include "app/cli/command.h"

#include <QCoreApplication>

#include <cstdio>

namespace {

void printHelp()
{
    std::printf("fireside-cli: Fireside's engine on the command line\n\n");
    for (const app::cli::Command& command : app::cli::commands())
        std::printf(
            "  %-11s %s\n              %s\n", command.name, command.arguments, command.summary);
    std::printf("\nMODEL is a GGUF file, a Hugging Face folder, or a name from the library.\n"
                "fireside-cli VERB --help lists a verb's options.\n");
}

} // namespace

int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("fireside"));
    QCoreApplication::setApplicationVersion(QStringLiteral(FIRESIDE_VERSION));
    const QStringList arguments = QCoreApplication::arguments().mid(1);
    if (arguments.isEmpty())
        return app::cli::usageError(QStringLiteral("expected a verb"));
    if (arguments.first() == QLatin1String("--help") || arguments.first() == QLatin1String("-h")) {
        printHelp();
        return app::cli::kDone;
    }
    if (arguments.first() == QLatin1String("--version")) {
        std::printf("fireside-cli %s\n", FIRESIDE_VERSION);
        return app::cli::kDone;
    }
    for (const app::cli::Command& command : app::cli::commands())
        if (arguments.first() == QLatin1String(command.name))
            return command.run(arguments.mid(1));
    return app::cli::usageError(QStringLiteral("there is no verb \"%1\"").arg(arguments.first()));
}
