// What `fireside` was asked for on its command line.
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

    enum class Opening
    {
        Last,      // the window there is, or the first one
        NewWindow, // another one
        Question   // a small one, for a question that is not kept
    };

    Action action = Action::Window;
    Opening opening = Opening::Last;
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

// What the window that is open already needs of it, in whatever folder that was started: files by
// their whole paths.
QStringList argumentsToHandOver(const CommandLine& commandLine);

QString usage();

} // namespace app
