#include "app/server/http_request_parser.h"

#include <algorithm>
#include <utility>

namespace app {

namespace {

bool isTokenCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c != '\0' && QByteArrayView("!#$%&'*+-.^_`|~").contains(c));
}

bool isToken(QByteArrayView text)
{
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), isTokenCharacter);
}

bool isDigits(QByteArrayView text)
{
    return !text.isEmpty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Controls have no place in a head; refusing them at once also turns a TLS hello away at its first
// byte.
bool isForbiddenInHead(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t' && c != '\r' && c != '\n') || byte == 0x7f;
}

// "http://host/path?query" -> "/path?query"
QByteArray originForm(const QByteArray& target)
{
    const qsizetype authority = target.indexOf("://") + 3;
    const qsizetype slash = target.indexOf('/', authority);
    const qsizetype query = target.indexOf('?', authority);
    if (slash >= 0 && (query < 0 || slash < query))
        return target.mid(slash);
    return query < 0 ? QByteArray("/") : '/' + target.mid(query);
}

bool hasScheme(const QByteArray& target)
{
    const QByteArray start = target.left(8).toLower();
    return start.startsWith("http://") || start.startsWith("https://");
}

// Fields that speak of the connection or of framing, not of the request: consumed here, never
// passed on.
bool isHopField(const QByteArray& lowerName)
{
    static const QByteArrayList kNames{
        "upgrade", "keep-alive", "proxy-connection", "te", "trailer", "http2-settings"};
    return kNames.contains(lowerName);
}

constexpr qsizetype kLongestChunkLine = 256; // size and extensions

} // namespace

HttpRequestParser::HttpRequestParser(const HttpLimits& limits, HeadCheck headCheck)
    : m_limits(limits)
    , m_headCheck(std::move(headCheck))
{
}

void HttpRequestParser::feed(QByteArrayView bytes)
{
    if (m_phase == Phase::Rejected)
        return;
    m_input.append(bytes);
    if (m_phase != Phase::Complete)
        advance();
}

HttpRequest HttpRequestParser::take()
{
    return std::exchange(m_request, {});
}

void HttpRequestParser::next()
{
    if (m_phase != Phase::Complete)
        return;
    m_phase = Phase::Idle;
    advance();
}

void HttpRequestParser::reject(int status, QByteArray message)
{
    m_phase = Phase::Rejected;
    m_rejection = {status, std::move(message)};
    m_request = {};
    m_body = {};
    dropHeld();
}

void HttpRequestParser::dropHeld()
{
    m_input = {};
    m_position = m_scanned = m_lineStart = 0;
}

void HttpRequestParser::compact()
{
    if (m_position == 0)
        return;
    m_input.remove(0, m_position);
    m_position = 0;
}

void HttpRequestParser::advance()
{
    if (m_phase == Phase::Idle) {
        // RFC 9112, 2.2: empty lines before a request are skipped.
        while (m_input.size() - m_position >= 2 && m_input[m_position] == '\r' &&
               m_input[m_position + 1] == '\n')
            m_position += 2;
        if (heldBytes() == 0 || (heldBytes() == 1 && m_input[m_position] == '\r'))
            return compact();
        m_phase = Phase::Head;
        m_scanned = m_lineStart = 0;
    }
    if (m_phase == Phase::Head) {
        if (!scanHead())
            return;
        const QByteArray head = m_input.mid(m_position, m_scanned);
        m_position += m_scanned;
        compact();
        parseHead(head);
    }
    while (m_phase == Phase::Body && advanceBody()) {
    }
    compact();
}

bool HttpRequestParser::scanHead()
{
    const char* const start = m_input.constData() + m_position;
    const qsizetype size = heldBytes();
    bool inRequestLine = m_lineStart == 0;
    for (; m_scanned < size; ++m_scanned) {
        const char c = start[m_scanned];
        const bool afterReturn = m_scanned > m_lineStart && start[m_scanned - 1] == '\r';
        if (isForbiddenInHead(c) || (c == '\n') != afterReturn) {
            reject(400,
                   "The request head holds a control character or a bare line end; lines must end "
                   "with CRLF.");
            return false;
        }
        if (c == '\n') {
            const bool empty = m_scanned == m_lineStart + 1;
            m_lineStart = m_scanned + 1;
            inRequestLine = false;
            if (empty) {
                ++m_scanned;
                return true;
            }
        }
        if (inRequestLine && m_scanned >= m_limits.maxRequestLine) {
            reject(414,
                   "The request line is longer than " +
                       QByteArray::number(m_limits.maxRequestLine) + " bytes.");
            return false;
        }
        if (m_scanned >= m_limits.maxHead) {
            reject(431,
                   "The request head is longer than " + QByteArray::number(m_limits.maxHead) +
                       " bytes.");
            return false;
        }
    }
    return false;
}

void HttpRequestParser::parseHead(QByteArrayView head)
{
    m_request = {};
    m_body = {};
    m_expectsContinue = false;
    m_lengthFields = m_codingFields = m_hostFields = 0;
    int fields = -1;
    while (!head.isEmpty()) {
        const qsizetype end = head.indexOf("\r\n");
        const QByteArrayView line = head.first(end);
        head = head.sliced(end + 2);
        ++fields;
        if (fields == 0) {
            if (!parseRequestLine(line))
                return;
        } else if (!line.isEmpty()) {
            if (fields > m_limits.maxFields) {
                reject(431,
                       "The request has more than " + QByteArray::number(m_limits.maxFields) +
                           " header fields.");
                return;
            }
            if (!parseField(line))
                return;
        }
    }
    if (!settleFraming())
        return;
    if (m_headCheck) {
        if (const std::optional<HttpRejection> refused = m_headCheck(m_request))
            return reject(refused->status, refused->message);
    }
    if (m_bodyState == BodyState::Length && m_missing == 0) {
        m_phase = Phase::Complete;
        return;
    }
    m_phase = Phase::Body;
}

bool HttpRequestParser::parseRequestLine(QByteArrayView line)
{
    const qsizetype first = line.indexOf(' ');
    const qsizetype last = line.lastIndexOf(' ');
    if (first <= 0 || last <= first + 1) {
        reject(400, "The request line must read: method, target, HTTP version.");
        return false;
    }
    m_request.method = line.first(first).toByteArray();
    m_request.target = line.sliced(first + 1, last - first - 1).toByteArray();
    const QByteArrayView version = line.sliced(last + 1);
    if (!isToken(m_request.method)) {
        reject(400, "The request method is not a token.");
        return false;
    }
    const auto printable = [](char c) {
        return c > 0x20 && c < 0x7f;
    }; // char may be signed: 0x80.. fails either way
    if (!std::all_of(m_request.target.cbegin(), m_request.target.cend(), printable)) {
        reject(400,
               "The request target holds a space or a character outside ASCII; percent-encode it.");
        return false;
    }
    if (version != "HTTP/1.1" && version != "HTTP/1.0") {
        if (version.startsWith("HTTP/"))
            reject(505, "Only HTTP/1.0 and HTTP/1.1 are spoken here.");
        else
            reject(400, "The request line must end with an HTTP version.");
        return false;
    }
    if (m_request.method == "CONNECT" || m_request.method == "TRACE") {
        reject(501, "The methods CONNECT and TRACE are not supported.");
        return false;
    }
    if (hasScheme(m_request.target))
        m_request.target = originForm(m_request.target);
    // "//host/path" would be read as an authority further on.
    const bool wellFormed =
        (m_request.target.startsWith('/') && !m_request.target.startsWith("//")) ||
        (m_request.target == "*" && m_request.method == "OPTIONS");
    if (!wellFormed || m_request.target.contains('#')) {
        reject(400, "The request target must be an absolute path.");
        return false;
    }
    m_request.http10 = version == "HTTP/1.0";
    m_request.close = m_request.http10;
    return true;
}

bool HttpRequestParser::parseField(QByteArrayView line)
{
    const qsizetype colon = line.indexOf(':');
    // A space before the colon or at the start of a line (folding) makes the name no token.
    if (colon <= 0 || !isToken(line.first(colon))) {
        reject(400, "A header field must read name, colon, value on one line.");
        return false;
    }
    const QByteArray name = line.first(colon).toByteArray();
    const QByteArray lower = name.toLower();
    const QByteArray value = line.sliced(colon + 1).trimmed().toByteArray();
    if (lower == "content-length") {
        ++m_lengthFields;
        m_length = value;
        return true;
    }
    if (lower == "transfer-encoding") {
        ++m_codingFields;
        m_coding = value.toLower();
        return true;
    }
    if (lower == "expect") {
        if (value.toLower() != "100-continue") {
            reject(417, "The only expectation supported is 100-continue.");
            return false;
        }
        m_expectsContinue = !m_request.http10;
        return true;
    }
    if (lower == "connection") {
        for (const QByteArray& option : value.toLower().split(','))
            m_request.close = m_request.close || option.trimmed() == "close";
        return true;
    }
    if (isHopField(lower))
        return true;
    if (lower == "host")
        ++m_hostFields;
    m_request.fields.append({name, value});
    return true;
}

bool HttpRequestParser::settleFraming()
{
    if (m_hostFields > 1 || (m_hostFields == 0 && !m_request.http10)) {
        reject(400, "A request must have exactly one Host field.");
        return false;
    }
    m_bodyState = BodyState::Length;
    m_missing = 0;
    if (m_codingFields > 0) {
        if (m_lengthFields > 0 || m_request.http10) {
            reject(400, "Transfer-Encoding must not come with Content-Length, nor with HTTP/1.0.");
            return false;
        }
        if (m_codingFields > 1 || m_coding != "chunked") {
            reject(501, "The only transfer coding supported is chunked.");
            return false;
        }
        m_bodyState = BodyState::ChunkSize;
        m_trailers = 0;
        return true;
    }
    if (m_lengthFields == 0)
        return true;
    if (m_lengthFields > 1 || !isDigits(m_length)) {
        reject(400, "Content-Length must be one plain number.");
        return false;
    }
    // 18 digits fit a 64-bit integer; more are too large whatever they say.
    const qint64 length = m_length.size() <= 18 ? m_length.toLongLong() : m_limits.maxBody + 1;
    if (length > m_limits.maxBody) {
        reject(413,
               "The request body is larger than " + QByteArray::number(m_limits.maxBody) +
                   " bytes.");
        return false;
    }
    m_missing = length;
    return true;
}

bool HttpRequestParser::advanceBody()
{
    switch (m_bodyState) {
    case BodyState::Length:
        if (!moveToBody())
            return false;
        break;
    case BodyState::ChunkSize:
        return advanceChunkSize();
    case BodyState::ChunkData:
        if (!moveToBody())
            return false;
        m_bodyState = BodyState::ChunkEnd;
        return true;
    case BodyState::ChunkEnd:
        if (heldBytes() < 2)
            return false;
        if (m_input[m_position] != '\r' || m_input[m_position + 1] != '\n') {
            reject(400, "A chunk of the request body is longer than its size says.");
            return false;
        }
        m_position += 2;
        m_bodyState = BodyState::ChunkSize;
        return true;
    case BodyState::Trailer:
        if (!advanceTrailer())
            return false;
        if (m_bodyState == BodyState::Trailer)
            return true;
        break;
    }
    m_request.body = std::exchange(m_body, {});
    m_phase = Phase::Complete;
    return true;
}

bool HttpRequestParser::moveToBody()
{
    const qsizetype count = std::min(m_missing, heldBytes());
    m_body.append(m_input.constData() + m_position, count);
    m_position += count;
    m_missing -= count;
    return m_missing == 0;
}

bool HttpRequestParser::advanceChunkSize()
{
    const std::optional<QByteArray> line = takeLine(kLongestChunkLine);
    if (!line)
        return false;
    const qsizetype extension = line->indexOf(';');
    const QByteArray digits = (extension < 0 ? *line : line->left(extension)).trimmed();
    const auto isHex = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    };
    if (digits.isEmpty() || digits.size() > 15 ||
        !std::all_of(digits.cbegin(), digits.cend(), isHex)) {
        reject(400, "A chunk of the request body has no valid size.");
        return false;
    }
    const qint64 size = digits.toLongLong(nullptr, 16);
    if (size > m_limits.maxBody - m_body.size()) {
        reject(413,
               "The request body is larger than " + QByteArray::number(m_limits.maxBody) +
                   " bytes.");
        return false;
    }
    m_missing = size;
    m_bodyState = size > 0 ? BodyState::ChunkData : BodyState::Trailer;
    return true;
}

bool HttpRequestParser::advanceTrailer()
{
    const std::optional<QByteArray> line = takeLine(m_limits.maxHead);
    if (!line)
        return false;
    if (line->isEmpty()) {
        m_bodyState = BodyState::Length; // the end; trailers are read and dropped
        return true;
    }
    m_trailers += line->size();
    if (m_trailers > m_limits.maxHead) {
        reject(431,
               "The trailer fields are longer than " + QByteArray::number(m_limits.maxHead) +
                   " bytes.");
        return false;
    }
    return true;
}

std::optional<QByteArray> HttpRequestParser::takeLine(qsizetype longest)
{
    const qsizetype end = m_input.indexOf('\n', m_position);
    const qsizetype length = end < 0 ? heldBytes() : end - m_position - 1;
    if (end >= 0 && (length < 0 || m_input[end - 1] != '\r')) {
        reject(400, "A line of the request body's framing does not end with CRLF.");
        return {};
    }
    if (length > longest) {
        reject(400, "A line of the request body's framing is too long.");
        return {};
    }
    if (end < 0)
        return {};
    const QByteArray line = m_input.mid(m_position, length);
    m_position = end + 1;
    return line;
}

} // namespace app
