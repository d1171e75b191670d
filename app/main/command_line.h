// What `fireside` was asked for on its command line. A pure function.
#pragma once

#include <QString>
#include <QStringList>

#include <optional>

namespace app {

struct CommandLine
{
    enum class Action
    {
        Window,
        Serve,
        Version,
        Help
    };

    Action action = Action::Window;
    // Files, folders or names from the library; the first is the one to begin with. Several go
    // with Serve only.
    QStringList models;
    QString host = QStringLiteral("127.0.0.1");
    std::optional<quint16> port;   // else the settings'
    std::optional<QString> apiKey; // else the settings'
    QString error;                 // wrong usage, in one sentence; else empty
};

// arguments: with the program's name first.
CommandLine parseCommandLine(const QStringList& arguments);

QString usage();

} // namespace app
