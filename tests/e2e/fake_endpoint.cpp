// The endpoint before scripted answers, as a program: prints its address, serves until it is
// terminated.
#include "app/server/http_endpoint.h"
#include "tests/support/fake_inference.h"

#include <QCoreApplication>

#include <cstdio>

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    tests::FakeInference inference;
    inference.setAnswer({.pieces = {QStringLiteral("One"),
                                    QStringLiteral(" two"),
                                    QStringLiteral(" 三 😀"),
                                    QStringLiteral(" four"),
                                    QStringLiteral(" five"),
                                    QStringLiteral(" six"),
                                    QStringLiteral(" seven"),
                                    QStringLiteral(" eight"),
                                    QStringLiteral(" nine"),
                                    QStringLiteral(" ten.")},
                         .firstPieceMs = 200,
                         .pieceMs = 10});
    app::HttpEndpoint endpoint(inference);
    QObject::connect(&endpoint, &app::HttpEndpoint::started, [](const QUrl& url) {
        std::printf("listening on %s\n", qPrintable(url.toString()));
        std::fflush(stdout);
    });
    QObject::connect(&endpoint, &app::HttpEndpoint::failed, [](const QString& message) {
        std::fprintf(stderr, "%s\n", qPrintable(message));
        QCoreApplication::exit(1);
    });
    app::ServerOptions options;
    options.port = 0;
    endpoint.start(options);
    return QCoreApplication::exec();
}
