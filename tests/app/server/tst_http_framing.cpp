// Raw bytes against the running endpoint: what it answers, and whether the connection lives on.
#include "tests/app/server/endpoint_fixture.h"

using namespace tests;

class TestHttpFraming : public QObject
{
    Q_OBJECT

private slots:
    void answers_data();
    void answers();
    void largeBodiesAreRefusedBeforeTheyCome();
    void expectIsAnswered();
    void expectWithTooLargeLengthUploadsNothing();
    void bytesOneByOne();
    void pipelinedRequestsAreAnsweredInOrder();
    void silentConnectionsEnd_data();
    void silentConnectionsEnd();
    void slowBodyEnds();
    void idleConnectionsMakeRoom();
    void refusesWhenAllAreAtWork();
    void totalBodyBytesAreBounded();
    void halfOpenConnectionsDoNotKeepOthersOut();
    void randomBytesDoNotDisturb();
};

namespace {

enum Connection
{
    Lives,
    Closes
};

const QByteArray kHost = "Host: localhost\r\n";
const QByteArray kJsonType = "Content-Type: application/json\r\n";

QByteArray get(const QByteArray& target, const QByteArray& fields = {})
{
    return "GET " + target + " HTTP/1.1\r\n" + kHost + fields + "\r\n";
}

QByteArray post(const QByteArray& fields, const QByteArray& body)
{
    return "POST /v1/chat/completions HTTP/1.1\r\n" + kHost + kJsonType + fields + "\r\n" + body;
}

QByteArray chunk(const QByteArray& bytes)
{
    return QByteArray::number(bytes.size(), 16) + "\r\n" + bytes + "\r\n";
}

} // namespace

void TestHttpFraming::answers_data()
{
    QTest::addColumn<QByteArray>("input");
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("connection");
    const auto row =
        [](const char* name, const QByteArray& input, int status, Connection connection) {
            QTest::newRow(name) << input << status << static_cast<int>(connection);
        };
    const QByteArray chunked = "Transfer-Encoding: chunked\r\n";
    const QByteArray length = "Content-Length: " + QByteArray::number(kChat.size()) + "\r\n";

    row("health", get("/health"), 200, Lives);
    row("health below /v1", get("/v1/health"), 200, Lives);
    row("HEAD", "HEAD /health HTTP/1.1\r\n" + kHost + "\r\n", 200, Lives);
    row("Connection: close", get("/health", "Connection: close\r\n"), 200, Closes);
    row("HTTP/1.0", "GET /health HTTP/1.0\r\n\r\n", 200, Closes);
    row("absolute form", "GET http://localhost/health HTTP/1.1\r\n" + kHost + "\r\n", 200, Lives);
    row("websocket upgrade is ignored",
        get("/health",
            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: "
            "x\r\nSec-WebSocket-Version: 13\r\n"),
        200,
        Lives);
    row("h2c upgrade is ignored",
        get("/health",
            "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAA\r\n"),
        200,
        Lives);
    row("body of a length", post(length, kChat), 200, Lives);
    row("body in chunks",
        post(chunked, chunk(kChat.left(20)) + chunk(kChat.mid(20)) + "0\r\n\r\n"),
        200,
        Lives);
    row("chunks with extension and trailer",
        post(chunked,
             QByteArray::number(kChat.size(), 16) + ";x=y\r\n" + kChat + "\r\n0\r\nX-T: 1\r\n\r\n"),
        200,
        Lives);
    row("body on GET is read past", get("/health", "Content-Length: 3\r\n") + "abc", 200, Lives);
    row("unknown path", get("/nothing"), 404, Lives);
    row("traversal", get("/v1/models/../../../etc/passwd"), 404, Lives);
    row("traversal, encoded", get("/v1/models/%2e%2e%2f%2e%2e%2fetc%2fpasswd"), 404, Lives);
    row("NUL, encoded", get("/v1/models/a%00b"), 404, Lives);
    row("wrong method", "DELETE /v1/models HTTP/1.1\r\n" + kHost + "\r\n", 405, Lives);
    row("unknown method", "BREW /v1/models HTTP/1.1\r\n" + kHost + "\r\n", 405, Lives);
    row("lower-case method", "get /health HTTP/1.1\r\n" + kHost + "\r\n", 405, Lives);
    row("PATCH", "PATCH /health HTTP/1.1\r\n" + kHost + "\r\n", 405, Lives);
    row("text/plain",
        "POST /v1/chat/completions HTTP/1.1\r\n" + kHost + "Content-Type: text/plain\r\n" + length +
            "\r\n" + kChat,
        415,
        Lives);
    row("no type",
        "POST /v1/chat/completions HTTP/1.1\r\n" + kHost + length + "\r\n" + kChat,
        415,
        Lives);
    row("gzip body", post("Content-Encoding: gzip\r\n" + length, kChat), 415, Lives);
    row("empty body", post("Content-Length: 0\r\n", ""), 400, Lives);
    row("no body", post("", ""), 400, Lives);

    row("foreign Host", "GET /health HTTP/1.1\r\nHost: evil.example\r\n\r\n", 403, Closes);
    row("two Hosts", "GET /health HTTP/1.1\r\n" + kHost + kHost + "\r\n", 400, Closes);
    row("no Host", "GET /health HTTP/1.1\r\n\r\n", 400, Closes);
    row("foreign Origin", get("/health", "Origin: https://evil.example\r\n"), 403, Closes);
    row("foreign preflight",
        "OPTIONS /v1/models HTTP/1.1\r\n" + kHost +
            "Origin: https://evil.example\r\nAccess-Control-Request-Method: GET\r\n\r\n",
        403,
        Closes);
    row("garbage", "hello\r\n\r\n", 400, Closes);
    row("TLS hello", QByteArray("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11), 400, Closes);
    row("no version", "GET /health\r\n\r\n", 400, Closes);
    row("HTTP/9.9", "GET /health HTTP/9.9\r\n" + kHost + "\r\n", 505, Closes);
    row("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, Closes);
    row("TRACE", "TRACE / HTTP/1.1\r\n" + kHost + "\r\n", 501, Closes);
    row("CONNECT", "CONNECT a:1 HTTP/1.1\r\n" + kHost + "\r\n", 501, Closes);
    row("authority in the path", get("//evil/health"), 400, Closes);
    row("URL of 64 KiB", get("/" + QByteArray(65536, 'a')), 414, Closes);
    row("field of 64 KiB", get("/health", "X: " + QByteArray(65536, 'a') + "\r\n"), 431, Closes);
    row("1000 fields", get("/health", QByteArray("A: b\r\n").repeated(1000)), 431, Closes);
    row("bare line feeds", "GET /health HTTP/1.1\nHost: localhost\n\n", 400, Closes);
    row("folded field", get("/health", "X: a\r\n b\r\n"), 400, Closes);
    row("space before the colon", get("/health", "X : a\r\n"), 400, Closes);
    row("NUL in a field", get("/health", QByteArray("X: a\0b\r\n", 8)), 400, Closes);
    row("length and coding", post(chunked + length, kChat), 400, Closes);
    row("length twice", post(length + length, kChat), 400, Closes);
    row("negative length", post("Content-Length: -1\r\n", kChat), 400, Closes);
    row("length as a list", post("Content-Length: 5, 5\r\n", kChat), 400, Closes);
    row("length of 10^15", post("Content-Length: 1000000000000000\r\n", ""), 413, Closes);
    row("length of 2^63 - 1", post("Content-Length: 9223372036854775807\r\n", ""), 413, Closes);
    row("bad chunk size", post(chunked, "zz\r\n"), 400, Closes);
    row("overflowing chunk size", post(chunked, "FFFFFFFFFFFFFFFF\r\n"), 400, Closes);
    row("huge chunk", post(chunked, "7FFFFFFF\r\n"), 413, Closes);
    row("unknown coding", post("Transfer-Encoding: gzip\r\n", ""), 501, Closes);
    row("unknown expectation", post("Expect: tea\r\n" + length, kChat), 417, Closes);
}

void TestHttpFraming::answers()
{
    QFETCH(QByteArray, input);
    QFETCH(int, status);
    QFETCH(int, connection);
    EndpointFixture fixture;
    RawHttpClient client(fixture.url());
    client.send(input);
    const std::optional<RawResponse> response = client.response(!input.startsWith("HEAD"));
    QVERIFY(response);
    QCOMPARE(response->status, status);
    if (status >= 400) {
        QCOMPARE(response->field("Content-Type"), QByteArray("application/json"));
        const QJsonObject error = json(response->body)["error"].toObject();
        QVERIFY(!error["message"].toString().isEmpty());
        QVERIFY(!error["type"].toString().isEmpty());
        QVERIFY(error.contains("param") && error.contains("code"));
    }
    if (status == 403)
        QVERIFY(response->field("Access-Control-Allow-Origin").isEmpty());
    if (connection == Closes) {
        QCOMPARE(response->field("Connection"), QByteArray("close"));
        QVERIFY(client.waitForClose());
        QCOMPARE(client.received(), QByteArray());
        return;
    }
    // The connection is still in step.
    client.send(client.request("GET", "/health"));
    const std::optional<RawResponse> next = client.response();
    QVERIFY(next);
    QCOMPARE(next->body, QByteArray(R"({"status":"ok"})"));
}

void TestHttpFraming::largeBodiesAreRefusedBeforeTheyCome()
{
    EndpointFixture fixture;
    RawHttpClient client(fixture.url());
    client.send(post("Content-Length: 17825792\r\n", QByteArray(1 << 20, 'x')));
    const std::optional<RawResponse> response = client.response();
    QVERIFY(response);
    QCOMPARE(response->status, 413);
    client.send(QByteArray(1 << 20,
                           'x')); // still coming: must not turn into a reset before the 413 is read
    QVERIFY(client.waitForClose());
}

void TestHttpFraming::expectIsAnswered()
{
    EndpointFixture fixture;
    RawHttpClient client(fixture.url());
    client.send(
        post("Expect: 100-continue\r\nContent-Length: " + QByteArray::number(kChat.size()) + "\r\n",
             ""));
    const std::optional<RawResponse> interim = client.response();
    QVERIFY(interim);
    QCOMPARE(interim->status, 100);
    client.send(kChat);
    const std::optional<RawResponse> response = client.response();
    QVERIFY(response);
    QCOMPARE(response->status, 200);
}

void TestHttpFraming::expectWithTooLargeLengthUploadsNothing()
{
    EndpointFixture fixture;
    RawHttpClient client(fixture.url());
    client.send(post("Expect: 100-continue\r\nContent-Length: 999999999\r\n", ""));
    const std::optional<RawResponse> response = client.response();
    QVERIFY(response);
    QCOMPARE(response->status, 413);
}

void TestHttpFraming::bytesOneByOne()
{
    EndpointFixture fixture;
    RawHttpClient client(fixture.url());
    const QByteArray input = post("Transfer-Encoding: chunked\r\n", chunk(kChat) + "0\r\n\r\n");
    for (const char byte : input) {
        client.send(QByteArray(1, byte));
        if (byte == '\n')
            QCoreApplication::processEvents();
    }
    const std::optional<RawResponse> response = client.response();
    QVERIFY(response);
    QCOMPARE(response->status, 200);
}

void TestHttpFraming::pipelinedRequestsAreAnsweredInOrder()
{
    EndpointFixture fixture;
    RawHttpClient client(fixture.url());
    QByteArray input;
    for (int i = 0; i < 50; ++i)
        input += client.request("GET", i % 2 == 0 ? "/health" : "/v1/models/none");
    client.send(input);
    for (int i = 0; i < 50; ++i) {
        const std::optional<RawResponse> response = client.response();
        QVERIFY(response);
        QCOMPARE(response->status, i % 2 == 0 ? 200 : 404);
    }
}

void TestHttpFraming::silentConnectionsEnd_data()
{
    QTest::addColumn<QByteArray>("input");
    QTest::addColumn<int>("status"); // 0: closed without a word
    QTest::newRow("nothing sent") << QByteArray() << 0;
    QTest::newRow("half a head") << QByteArray("GET /health HTTP/1.1\r\nHost: loc") << 408;
    QTest::newRow("half a body") << post("Content-Length: 500\r\n", "{") << 408;
    QTest::newRow("half a chunk") << post("Transfer-Encoding: chunked\r\n", "ff\r\n{") << 408;
}

void TestHttpFraming::silentConnectionsEnd()
{
    QFETCH(QByteArray, input);
    QFETCH(int, status);
    EndpointFixture fixture;
    RawHttpClient client(fixture.url());
    client.send(input);
    if (status != 0) {
        const std::optional<RawResponse> response = client.response();
        QVERIFY(response);
        QCOMPARE(response->status, status);
    }
    QVERIFY(client.waitForClose());
}

void TestHttpFraming::slowBodyEnds()
{
    EndpointFixture fixture;
    RawHttpClient client(fixture.url());
    client.send(post("Content-Length: 5000\r\n", "{"));
    for (int i = 0; i < 100 && client.isConnected() && client.received().isEmpty(); ++i) {
        client.send(" "); // a hundred bytes a second are not enough
        QTest::qWait(10);
    }
    const std::optional<RawResponse> response = client.response();
    QVERIFY(response);
    QCOMPARE(response->status, 408);
}

void TestHttpFraming::idleConnectionsMakeRoom()
{
    app::ServerOptions options = quickOptions();
    options.limits.maxConnections = 3;
    options.limits.headMs = 10'000;
    EndpointFixture fixture(options);
    RawHttpClient first(fixture.url());
    first.send(first.request("GET", "/health"));
    QVERIFY(first.response());
    RawHttpClient second(fixture.url());
    second.send(second.request("GET", "/health"));
    QVERIFY(second.response());
    RawHttpClient third(fixture.url());
    RawHttpClient fourth(fixture.url());
    fourth.send(fourth.request("GET", "/health"));
    const std::optional<RawResponse> response = fourth.response();
    QVERIFY(response);
    QCOMPARE(response->status, 200);
    QVERIFY(first.waitForClose()); // it waited longest
    QVERIFY(second.isConnected());
}

void TestHttpFraming::refusesWhenAllAreAtWork()
{
    app::ServerOptions options = quickOptions();
    options.limits.maxConnections = 2;
    EndpointFixture fixture(options);
    fixture.inference().setAnswer({.firstPieceMs = 300});
    RawHttpClient first(fixture.url());
    RawHttpClient second(fixture.url());
    first.send(first.postJson("/v1/chat/completions", kChat));
    second.send(second.postJson("/v1/chat/completions", kChat));
    QTRY_COMPARE(fixture.inference().activeCount(), 2);
    RawHttpClient third(fixture.url());
    const std::optional<RawResponse> refused = third.response();
    QVERIFY(refused);
    QCOMPARE(refused->status, 503);
    QCOMPARE(refused->field("Retry-After"), QByteArray("1"));
    for (RawHttpClient* client : {&first, &second}) {
        const std::optional<RawResponse> response = client->response();
        QVERIFY(response);
        QCOMPARE(response->status, 200);
    }
}

void TestHttpFraming::totalBodyBytesAreBounded()
{
    app::ServerOptions options = quickOptions();
    options.limits.maxBuffered = 100'000;
    options.limits.bodyGraceMs = 10'000;
    EndpointFixture fixture(options);
    RawHttpClient first(fixture.url());
    first.send(post("Content-Length: 80000\r\n", QByteArray(60'000, ' ')));
    QTest::qWait(50);
    RawHttpClient second(fixture.url());
    second.send(post("Content-Length: 80000\r\n", QByteArray(60'000, ' ')));
    const std::optional<RawResponse> refused = second.response();
    QVERIFY(refused);
    QCOMPARE(refused->status, 503);
    first.send(QByteArray(20'000 - kChat.size(), ' ') + kChat);
    const std::optional<RawResponse> response = first.response();
    QVERIFY(response);
    QCOMPARE(response->status, 200);
}

void TestHttpFraming::halfOpenConnectionsDoNotKeepOthersOut()
{
    EndpointFixture fixture;
    std::vector<std::unique_ptr<RawHttpClient>> half;
    for (int i = 0; i < 200; ++i) {
        half.push_back(std::make_unique<RawHttpClient>(fixture.url()));
        half.back()->send("GET /hea");
    }
    RawHttpClient client(fixture.url());
    client.send(client.request("GET", "/health"));
    const std::optional<RawResponse> response = client.response();
    QVERIFY(response);
    QCOMPARE(response->status, 200);
}

void TestHttpFraming::randomBytesDoNotDisturb()
{
    EndpointFixture fixture;
    quint32 state = 99;
    for (int round = 0; round < 50; ++round) {
        QByteArray bytes;
        for (int i = 0; i < 4096; ++i) {
            state = state * 1664525 + 1013904223;
            bytes.append(static_cast<char>(state >> 24));
        }
        RawHttpClient client(fixture.url());
        client.send(bytes);
        const std::optional<RawResponse> response = client.response();
        QVERIFY(response);
        QCOMPARE(response->status / 100, 4);
    }
    RawHttpClient client(fixture.url());
    client.send(client.request("GET", "/health"));
    QVERIFY(client.response());
}

QTEST_GUILESS_MAIN(TestHttpFraming)
#include "tst_http_framing.moc"
