// Frames HTTP/1.0 and 1.1 requests out of a byte stream, strictly (RFC 9112).
//
// Everything that two programs could read differently is refused rather than guessed: bare line
// feeds, folded fields, a length given twice or beside a transfer coding, lengths that are not
// plain digits. No socket, no clock, no thread: bytes in, one request at a time out. Splitting the
// input differently never changes the result.
//
//     parser.feed(bytes);
//     if (parser.phase() == HttpRequestParser::Phase::Complete) { use(parser.take()); ...
//     parser.next(); }
#pragma once

#include "app/server/http_message.h"

#include <QByteArray>

#include <functional>
#include <optional>

namespace app {

// Why a request is not served, as a status and one sentence. The connection ends with it.
struct HttpRejection
{
    int status = 400;
    QByteArray message;

    bool operator==(const HttpRejection&) const = default;
};

class HttpRequestParser
{
public:
    enum class Phase
    {
        Idle,     // no byte of a request yet
        Head,     // inside request line or fields
        Body,     // inside the body or its trailers
        Complete, // take() has the request; further input is held back until next()
        Rejected, // for good
    };
    // Looks at a head before any of its body is accepted; a rejection refuses the request.
    using HeadCheck = std::function<std::optional<HttpRejection>(const HttpRequest& head)>;

    explicit HttpRequestParser(const HttpLimits& limits, HeadCheck headCheck = {});

    void feed(QByteArrayView bytes);
    Phase phase() const { return m_phase; }

    HttpRequest take(); // once per Complete
    void next();        // from Complete on to the input held back

    const HttpRejection& rejection() const { return m_rejection; }
    void reject(int status,
                QByteArray message); // also for reasons from outside: a deadline, a budget

    // The client waits for "100 Continue" before it sends the body, none of which has come yet.
    bool expectsContinue() const
    {
        return m_expectsContinue && m_phase == Phase::Body && m_body.isEmpty();
    }
    qsizetype bodyBytes() const { return m_body.size(); }
    qsizetype heldBytes() const { return m_input.size() - m_position; } // not yet parsed
    void dropHeld();

private:
    enum class BodyState
    {
        Length,
        ChunkSize,
        ChunkData,
        ChunkEnd,
        Trailer
    };

    void advance();
    bool scanHead(); // true: a whole head lies at the front
    void parseHead(QByteArrayView head);
    bool parseRequestLine(QByteArrayView line);
    bool parseField(QByteArrayView line);
    bool settleFraming();
    bool advanceBody(); // false: more input is needed, or the request is rejected
    bool advanceChunkSize();
    bool advanceTrailer();
    bool moveToBody(); // false: more input is needed
    std::optional<QByteArray>
    takeLine(qsizetype longest); // without CRLF; empty: not whole yet, or rejected
    void compact();

    HttpLimits m_limits;
    HeadCheck m_headCheck;
    Phase m_phase = Phase::Idle;
    BodyState m_bodyState = BodyState::Length;
    HttpRejection m_rejection;
    HttpRequest m_request;

    QByteArray m_input;
    qsizetype m_position = 0;  // of the first byte not parsed
    qsizetype m_scanned = 0;   // bytes after it that scanHead() has seen
    qsizetype m_lineStart = 0; // of the line scanHead() is in, after m_position

    QByteArray m_body;
    qsizetype m_missing = 0;  // of the body or the chunk
    qsizetype m_trailers = 0; // bytes
    bool m_expectsContinue = false;

    // Framing fields of the head in hand.
    int m_lengthFields = 0, m_codingFields = 0, m_hostFields = 0;
    QByteArray m_length, m_coding;
};

} // namespace app
