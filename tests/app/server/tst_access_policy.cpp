#include "app/server/access_policy.h"

#include <QTest>

class TestAccessPolicy : public QObject
{
    Q_OBJECT

private slots:
    void hosts_data();
    void hosts();
    void origins_data();
    void origins();
    void keys_data();
    void keys();
    void checksBoth();
};

void TestAccessPolicy::hosts_data()
{
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<bool>("allowed");
    for (const char* host : {"localhost",
                             "LocalHost",
                             "localhost:8080",
                             "localhost.",
                             "localhost.:1",
                             "127.0.0.1",
                             "127.0.0.1:65535",
                             "[::1]",
                             "[::1]:8080",
                             "my.box",
                             "MY.BOX:80",
                             "192.168.1.5",
                             "192.168.1.5:8080"})
        QTest::newRow(host) << QByteArray(host) << true;
    for (const char* host : {"",
                             "evil.example",
                             "localhost.evil.example",
                             "127.0.0.1.evil.example",
                             "evil-localhost",
                             "127.0.0.2",
                             "2130706433",
                             "0x7f000001",
                             "127.1",
                             "0177.0.0.1",
                             "0.0.0.0",
                             "::1",
                             "[::1",
                             "[::2]",
                             "[localhost]",
                             "localhost:",
                             "localhost:x",
                             "localhost:80:80",
                             "localhost:1234567",
                             "localhost:-1",
                             "user@localhost",
                             "localhost/",
                             "192.168.1.6",
                             "192.168.001.5",
                             "localhost..",
                             "local host",
                             "my.box.evil"})
        QTest::newRow(qPrintable(QStringLiteral("not ") + host)) << QByteArray(host) << false;
}

void TestAccessPolicy::hosts()
{
    QFETCH(QByteArray, host);
    QFETCH(bool, allowed);
    app::ServerOptions options;
    options.hostNames = {QStringLiteral("My.Box")};
    const app::AccessPolicy policy(options);
    QCOMPARE(policy.hostAllowed(host, QHostAddress(QStringLiteral("192.168.1.5"))), allowed);
}

void TestAccessPolicy::origins_data()
{
    QTest::addColumn<QByteArray>("origin");
    QTest::addColumn<bool>("allowed");
    for (const char* origin : {"http://localhost",
                               "http://localhost:3000",
                               "https://127.0.0.1:3000",
                               "http://[::1]:1",
                               "https://chat.example",
                               "HTTPS://Chat.Example"})
        QTest::newRow(origin) << QByteArray(origin) << true;
    for (const char* origin : {"null",
                               "https://evil.example",
                               "http://chat.example",
                               "https://chat.example.evil",
                               "http://localhost.evil",
                               "http://localhost@evil",
                               "file://",
                               "chrome-extension://abc",
                               "http://",
                               "localhost",
                               "http://evil/localhost"})
        QTest::newRow(qPrintable(QStringLiteral("not ") + origin)) << QByteArray(origin) << false;
}

void TestAccessPolicy::origins()
{
    QFETCH(QByteArray, origin);
    QFETCH(bool, allowed);
    app::ServerOptions options;
    options.origins = {QStringLiteral("https://chat.example")};
    QCOMPARE(app::AccessPolicy(options).originAllowed(origin), allowed);
}

void TestAccessPolicy::keys_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<bool>("accepted");
    const QString key = QStringLiteral("s3cret");
    QTest::newRow("none asked, none sent") << QString() << QByteArray("X") << QByteArray() << true;
    QTest::newRow("none asked, one sent")
        << QString() << QByteArray("Authorization") << QByteArray("Bearer x") << true;
    QTest::newRow("bearer") << key << QByteArray("Authorization") << QByteArray("Bearer s3cret")
                            << true;
    QTest::newRow("bearer in lower case")
        << key << QByteArray("authorization") << QByteArray("bearer s3cret") << true;
    QTest::newRow("header of its own")
        << key << QByteArray("X-Api-Key") << QByteArray("s3cret") << true;
    QTest::newRow("missing") << key << QByteArray("X") << QByteArray() << false;
    QTest::newRow("wrong") << key << QByteArray("Authorization") << QByteArray("Bearer s3creT")
                           << false;
    QTest::newRow("beginning only")
        << key << QByteArray("X-Api-Key") << QByteArray("s3cre") << false;
    QTest::newRow("longer") << key << QByteArray("X-Api-Key") << QByteArray("s3cret1") << false;
    QTest::newRow("empty bearer") << key << QByteArray("Authorization") << QByteArray("Bearer ")
                                  << false;
    QTest::newRow("basic") << key << QByteArray("Authorization") << QByteArray("Basic s3cret")
                           << false;
}

void TestAccessPolicy::keys()
{
    QFETCH(QString, key);
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, value);
    QFETCH(bool, accepted);
    app::ServerOptions options;
    options.apiKey = key;
    app::HttpRequest request;
    request.fields.append(app::HttpField{name, value});
    QCOMPARE(app::AccessPolicy(options).keyAccepted(request), accepted);
}

void TestAccessPolicy::checksBoth()
{
    const app::AccessPolicy policy{app::ServerOptions()};
    const QHostAddress local(QHostAddress::LocalHost);
    app::HttpRequest request;
    request.fields = {{"Host", "localhost:1"}};
    QVERIFY(!policy.check(request, local));
    request.fields = {{"Host", "localhost:1"}, {"Origin", "https://evil.example"}};
    QCOMPARE(policy.check(request, local)->status, 403);
    request.fields = {{"Host", "evil.example"}};
    QCOMPARE(policy.check(request, local)->status, 403);
    request.fields = {};
    QCOMPARE(policy.check(request, local)->status, 403);
    request.http10 = true; // no browser
    QVERIFY(!policy.check(request, local));
}

QTEST_GUILESS_MAIN(TestAccessPolicy)
#include "tst_access_policy.moc"
