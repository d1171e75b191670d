// The framing of requests, as a table; every case again byte by byte, which must change nothing.
#include "app/server/http_request_parser.h"

#include <QTest>

using app::HttpRejection;
using app::HttpRequest;
using app::HttpRequestParser;
using Phase = app::HttpRequestParser::Phase;

namespace {

app::HttpLimits smallLimits()
{
    app::HttpLimits limits;
    limits.maxRequestLine = 100;
    limits.maxHead = 400;
    limits.maxFields = 8;
    limits.maxBody = 64;
    return limits;
}

// What came out of the parser: requests in one line each, then how it ended.
QString outcome(HttpRequestParser& parser, const QByteArray& input, qsizetype step)
{
    QStringList result;
    const auto drain = [&] {
        while (parser.phase() == Phase::Complete) {
            const HttpRequest request = parser.take();
            result << QString::fromLatin1(request.method + ' ' + request.target + " [" +
                                          request.body + "]" + (request.close ? " close" : ""));
            parser.next();
        }
    };
    for (qsizetype at = 0; at < input.size(); at += step) {
        parser.feed(QByteArrayView(input).sliced(at, std::min(step, input.size() - at)));
        drain();
    }
    if (parser.phase() == Phase::Rejected)
        result << QString::number(parser.rejection().status);
    else if (parser.phase() != Phase::Idle)
        result << QStringLiteral("waiting");
    return result.join(u'|');
}

QByteArray get(const QByteArray& target, const QByteArray& fields = {})
{
    return "GET " + target + " HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n";
}

QByteArray post(const QByteArray& fields, const QByteArray& body)
{
    return "POST /p HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n" + body;
}

} // namespace

class TestHttpRequestParser : public QObject
{
    Q_OBJECT

private slots:
    void frames_data();
    void frames();
    void dropsWhatSpeaksOfTheConnection();
    void asksForTheBodyOnce();
    void headCheckComesBeforeTheBody();
    void randomBytesAreRefusedOrAwaited();
};

void TestHttpRequestParser::frames_data()
{
    QTest::addColumn<QByteArray>("input");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* name, const QByteArray& input, const char* expected) {
        QTest::newRow(name) << input << QString::fromLatin1(expected);
    };
    const QByteArray chunked = "Transfer-Encoding: chunked\r\n";

    row("plain GET", get("/health"), "GET /health []");
    row("query", get("/a?b=c"), "GET /a?b=c []");
    row("body of a length", post("Content-Length: 5\r\n", "hello"), "POST /p [hello]");
    row("body of length 0", post("Content-Length: 0\r\n", ""), "POST /p []");
    row("length with zeros in front", post("Content-Length: 0005\r\n", "hello"), "POST /p [hello]");
    row("body at the limit",
        post("Content-Length: 64\r\n", QByteArray(64, 'x')),
        ("POST /p [" + QByteArray(64, 'x') + "]").constData());
    row("two in one packet", get("/1") + get("/2"), "GET /1 []|GET /2 []");
    row("body, then another",
        post("Content-Length: 2\r\n", "ab") + get("/2"),
        "POST /p [ab]|GET /2 []");
    row("empty lines in front", "\r\n\r\n" + get("/1"), "GET /1 []");
    row("lower-case method is another method", "get / HTTP/1.1\r\nHost: h\r\n\r\n", "get / []");
    row("OPTIONS *", "OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", "OPTIONS * []");
    row("absolute form", "GET http://other/x?y HTTP/1.1\r\nHost: h\r\n\r\n", "GET /x?y []");
    row("absolute form without path", "GET http://other HTTP/1.1\r\nHost: h\r\n\r\n", "GET / []");
    row("absolute form with query only",
        "GET http://other?q=/1 HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /?q=/1 []");
    row("HTTP/1.0 closes", "GET / HTTP/1.0\r\n\r\n", "GET / [] close");
    row("Connection: close", get("/", "Connection: x, Close\r\n"), "GET / [] close");
    row("field without value", get("/", "X-Empty:\r\n"), "GET / []");
    row("field with tab", get("/", "X-Tab: a\tb\r\n"), "GET / []");

    row("chunked", post(chunked, "5\r\nhello\r\n0\r\n\r\n"), "POST /p [hello]");
    row("chunked in pieces",
        post(chunked, "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n") + get("/2"),
        "POST /p [hello]|GET /2 []");
    row("chunk size in capitals",
        post(chunked, "0A\r\n0123456789\r\n0\r\n\r\n"),
        "POST /p [0123456789]");
    row("chunk extension", post(chunked, "5;name=\"v\"\r\nhello\r\n0\r\n\r\n"), "POST /p [hello]");
    row("trailers are dropped",
        post(chunked, "1\r\nx\r\n0\r\nX-Sum: 1\r\n\r\n") + get("/2"),
        "POST /p [x]|GET /2 []");
    row("chunked name in capitals",
        post("Transfer-Encoding: Chunked\r\n", "0\r\n\r\n"),
        "POST /p []");

    row("half a request line", "GET /hea", "waiting");
    row("half a head", "GET / HTTP/1.1\r\nHost: h\r\n", "waiting");
    row("half a body", post("Content-Length: 5\r\n", "he"), "waiting");
    row("half a chunk", post(chunked, "5\r\nhe"), "waiting");
    row("nothing", "", "");

    row("no version", "GET /\r\n\r\n", "400");
    row("garbage line", "hello there friend and more\r\n\r\n", "400");
    row("one word", "hello\r\n\r\n", "400");
    row("HTTP/9.9", "GET / HTTP/9.9\r\nHost: h\r\n\r\n", "505");
    row("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "505");
    row("TLS hello", QByteArray("\x16\x03\x01\x02\x00\x01", 6), "400");
    row("CONNECT", "CONNECT h:1 HTTP/1.1\r\nHost: h\r\n\r\n", "501");
    row("TRACE", "TRACE / HTTP/1.1\r\nHost: h\r\n\r\n", "501");
    row("method with a bracket", "G(T / HTTP/1.1\r\nHost: h\r\n\r\n", "400");
    row("two spaces", "GET  / HTTP/1.1\r\nHost: h\r\n\r\n", "400");
    row("space in the target", "GET /a b HTTP/1.1\r\nHost: h\r\n\r\n", "400");
    row("UTF-8 in the target", "GET /\xc3\xa9 HTTP/1.1\r\nHost: h\r\n\r\n", "400");
    row("target without slash", "GET health HTTP/1.1\r\nHost: h\r\n\r\n", "400");
    row("target of two slashes", get("//evil/health"), "400");
    row("fragment", get("/a#b"), "400");
    row("GET *", get("*"), "400");
    row("long request line", get('/' + QByteArray(200, 'a')), "414");
    row("long request line without end", "GET /" + QByteArray(200, 'a'), "414");
    row("long field", get("/", "X: " + QByteArray(500, 'a') + "\r\n"), "431");
    row("long field without end", "GET / HTTP/1.1\r\nX: " + QByteArray(500, 'a'), "431");
    row("too many fields", get("/", QByteArray("A: b\r\n").repeated(9)), "431");

    row("no Host", "GET / HTTP/1.1\r\n\r\n", "400");
    row("two Hosts", get("/", "Host: h\r\n"), "400");
    row("bare line feeds", "GET / HTTP/1.1\nHost: h\n\n", "400");
    row("one bare line feed", "GET / HTTP/1.1\r\nHost: h\n\r\n", "400");
    row("bare return", "GET / HTTP/1.1\r\nHost: h\rX: y\r\n\r\n", "400");
    row("line feed in front", "\nGET / HTTP/1.1\r\nHost: h\r\n\r\n", "400");
    row("folded field", get("/", "X: a\r\n b\r\n"), "400");
    row("first field indented", "GET / HTTP/1.1\r\n Host: h\r\n\r\n", "400");
    row("space before the colon", get("/", "X : a\r\n"), "400");
    row("field without colon", get("/", "nonsense\r\n"), "400");
    row("field without name", get("/", ": a\r\n"), "400");
    row("NUL in a field", get("/", QByteArray("X: a\0b\r\n", 8)), "400");
    row("escape in a field", get("/", "X: \x1b[1m\r\n"), "400");
    row("unknown expectation", post("Expect: tea\r\nContent-Length: 1\r\n", "x"), "417");

    row("length twice, different",
        post("Content-Length: 5\r\nContent-Length: 3\r\n", "hello"),
        "400");
    row("length twice, the same",
        post("Content-Length: 5\r\nContent-Length: 5\r\n", "hello"),
        "400");
    row("length as a list", post("Content-Length: 5, 5\r\n", "hello"), "400");
    row("negative length", post("Content-Length: -5\r\n", "hello"), "400");
    row("length with plus", post("Content-Length: +5\r\n", "hello"), "400");
    row("length in words", post("Content-Length: abc\r\n", ""), "400");
    row("length in hexadecimal", post("Content-Length: 0x5\r\n", "hello"), "400");
    row("empty length", post("Content-Length:\r\n", ""), "400");
    row("length one too large", post("Content-Length: 65\r\n", ""), "413");
    row("length 2^63", post("Content-Length: 9223372036854775808\r\n", ""), "413");
    row("length of 40 digits", post("Content-Length: " + QByteArray(40, '9') + "\r\n", ""), "413");
    row("length and coding", post(chunked + "Content-Length: 5\r\n", "0\r\n\r\n"), "400");
    row("coding in HTTP/1.0",
        "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "400");
    row("coding twice", post(chunked + chunked, "0\r\n\r\n"), "501");
    row("gzip, chunked", post("Transfer-Encoding: gzip, chunked\r\n", ""), "501");
    row("xchunked", post("Transfer-Encoding: xchunked\r\n", ""), "501");

    row("chunk size zz", post(chunked, "zz\r\n"), "400");
    row("chunk size -5", post(chunked, "-5\r\nhello\r\n"), "400");
    row("chunk size empty", post(chunked, "\r\n"), "400");
    row("chunk size 0x5", post(chunked, "0x5\r\nhello\r\n"), "400");
    row("chunk size of 20 digits", post(chunked, "FFFFFFFFFFFFFFFFFFFF\r\n"), "400");
    row("chunk larger than the body may be", post(chunked, "41\r\n"), "413");
    row("chunks together too large",
        post(chunked, "40\r\n" + QByteArray(64, 'x') + "\r\n1\r\n"),
        "413");
    row("chunk longer than its size", post(chunked, "2\r\nhello\r\n"), "400");
    row("chunk line with bare line feed", post(chunked, "5\nhello\r\n0\r\n\r\n"), "400");
    row("long chunk extension", post(chunked, "5;" + QByteArray(300, 'a')), "400");
    row("long trailer", post(chunked, "0\r\nX: " + QByteArray(500, 'a') + "\r\n\r\n"), "400");
    row("many trailers",
        post(chunked, "0\r\n" + QByteArray("X: aaaaaaaaaa\r\n").repeated(40) + "\r\n"),
        "431");
}

void TestHttpRequestParser::frames()
{
    QFETCH(QByteArray, input);
    QFETCH(QString, expected);
    for (const qsizetype step : {input.size() + 1, qsizetype(1), qsizetype(2), qsizetype(7)}) {
        HttpRequestParser parser(smallLimits());
        QCOMPARE(outcome(parser, input, step), expected);
    }
}

void TestHttpRequestParser::dropsWhatSpeaksOfTheConnection()
{
    HttpRequestParser parser({});
    parser.feed(
        "POST /p HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nKeep-Alive: "
        "5\r\n"
        "TE: trailers\r\nX-Kept: yes\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\nx");
    QCOMPARE(parser.phase(), Phase::Complete);
    const HttpRequest request = parser.take();
    QCOMPARE(request.fields, (app::HttpFields{{"Host", "h"}, {"X-Kept", "yes"}}));
    QCOMPARE(request.field("x-kept"), QByteArray("yes"));
    QCOMPARE(request.field("absent"), QByteArray());
}

void TestHttpRequestParser::asksForTheBodyOnce()
{
    HttpRequestParser parser({});
    parser.feed("POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-Continue\r\n\r\n");
    QCOMPARE(parser.phase(), Phase::Body);
    QVERIFY(parser.expectsContinue());
    parser.feed("x");
    QVERIFY(!parser.expectsContinue());
    parser.feed("y");
    QCOMPARE(parser.take().body, QByteArray("xy"));
}

void TestHttpRequestParser::headCheckComesBeforeTheBody()
{
    HttpRequestParser parser({}, [](const HttpRequest& head) -> std::optional<HttpRejection> {
        if (head.field("Host") == "evil")
            return HttpRejection{403, "no"};
        return {};
    });
    parser.feed("POST /p HTTP/1.1\r\nHost: evil\r\nContent-Length: 1000\r\n\r\n");
    QCOMPARE(parser.phase(), Phase::Rejected);
    QCOMPARE(parser.rejection(), (HttpRejection{403, "no"}));
    parser.feed("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    QCOMPARE(parser.phase(), Phase::Rejected);
}

void TestHttpRequestParser::randomBytesAreRefusedOrAwaited()
{
    quint32 state = 12345;
    for (int round = 0; round < 2000; ++round) {
        QByteArray input =
            round % 2 == 0
                ? QByteArray("POST /p HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n")
                : QByteArray();
        for (int i = 0; i < 200; ++i) {
            state = state * 1664525 + 1013904223;
            input.append(round % 3 == 0 ? static_cast<char>(state >> 24)
                                        : "0123456789abcdef\r\n;: /"[(state >> 24) % 22]);
        }
        HttpRequestParser whole(smallLimits());
        HttpRequestParser split(smallLimits());
        QCOMPARE(outcome(split, input, 1), outcome(whole, input, input.size()));
    }
}

QTEST_GUILESS_MAIN(TestHttpRequestParser)
#include "tst_http_request_parser.moc"
