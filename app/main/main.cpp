// fireside: the chat window, or with --serve the endpoint alone.

#include "app/main/application.h"
#include "app/main/command_line.h"
#include "app/main/quit_signals.h"
#include "app/platform/application_id.h"
#include "app/platform/log_file.h"
#include "app/platform/paths.h"
#include "app/platform/single_instance.h"
#include "app/settings/settings.h"
#include "ui/theme/language.h"

#ifdef FIRESIDE_HTTP_SERVER
#include "app/main/headless.h"
#endif

#include <QApplication>
#include <QMessageBox>

#include <cstdio>

namespace {

constexpr int kFailed = 1;
constexpr int kWrongUsage = 2;

void nameApplication()
{
    QCoreApplication::setApplicationName(QStringLiteral("Fireside"));
    QCoreApplication::setApplicationVersion(QStringLiteral(FIRESIDE_VERSION));
    QGuiApplication::setDesktopFileName(QString::fromLatin1(app::kApplicationId));
}

QStringList argumentList(int argc, char** argv)
{
    QStringList arguments;
    for (int i = 0; i < argc; ++i)
        arguments << QString::fromLocal8Bit(argv[i]);
    return arguments;
}

// Qt ends the process with an abort where it finds no display; a sentence is kinder.
bool hasDisplay()
{
    for (const char* name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}) {
        if (!qEnvironmentVariableIsEmpty(name))
            return true;
    }
    return false;
}

// Started from a menu, nobody reads what a terminal would show.
void tellThatNoneAnswers()
{
    std::fputs("fireside: another Fireside is running but does not answer; end it and try again\n",
               stderr);
    ui::useLanguage(app::Settings(app::settingsPath()).language());
    QMessageBox::critical(
        nullptr,
        QStringLiteral("Fireside"),
        QCoreApplication::translate("Main",
                                    "Another Fireside is running but does not answer. End it, for "
                                    "instance in the system monitor, and start Fireside again."));
}

int serve(int argc, char** argv, const app::CommandLine& commandLine)
{
#ifdef FIRESIDE_HTTP_SERVER
    QCoreApplication application(argc, argv);
    return app::Headless(commandLine).run();
#else
    std::fputs("fireside: this build has no endpoint; build it with FIRESIDE_HTTP_SERVER=ON\n",
               stderr);
    return kFailed;
#endif
}

int showWindow(int argc, char** argv, const app::CommandLine& commandLine)
{
    if (!hasDisplay()) {
        std::fputs("fireside: there is no display here, so the chat window cannot open; "
                   "to use Fireside without a window, run: fireside --serve\n",
                   stderr);
        return kFailed;
    }
    QApplication application(argc, argv);
    app::SingleInstance instance(app::dataDir());
    switch (instance.start(app::argumentsToHandOver(commandLine))) {
    case app::SingleInstance::Role::Owner:
        break;
    case app::SingleInstance::Role::HandedOver:
        return 0;
    case app::SingleInstance::Role::Unreachable:
        tellThatNoneAnswers();
        return kFailed;
    }
    app::logToFile(app::logFilePath());
    app::quitOnSignals();
    app::Application fireside(commandLine.models.value(0));
    QObject::connect(
        &instance, &app::SingleInstance::activated, &fireside, &app::Application::activate);
    fireside.show(commandLine.opening);
    return QApplication::exec();
}

} // namespace

int main(int argc, char** argv)
{
    nameApplication();
    const app::CommandLine commandLine = app::parseCommandLine(argumentList(argc, argv));
    if (!commandLine.error.isEmpty()) {
        std::fprintf(
            stderr, "fireside: %s\n\n%s", qPrintable(commandLine.error), qPrintable(app::usage()));
        return kWrongUsage;
    }
    switch (commandLine.action) {
    case app::CommandLine::Action::Version:
        std::printf("fireside %s\n", FIRESIDE_VERSION);
        return 0;
    case app::CommandLine::Action::Help:
        std::fputs(qPrintable(app::usage()), stdout);
        return 0;
    case app::CommandLine::Action::Serve:
        return serve(argc, argv, commandLine);
    case app::CommandLine::Action::Window:
        break;
    }
    return showWindow(argc, argv, commandLine);
}
