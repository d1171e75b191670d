#include "app/server/http_message.h"

#include <array>
#include <utility>

namespace app {

QByteArray HttpRequest::field(QByteArrayView name) const
{
    for (const HttpField& field : fields) {
        if (field.name.compare(name, Qt::CaseInsensitive) == 0)
            return field.value;
    }
    return {};
}

QByteArray HttpRequest::path() const
{
    const qsizetype query = target.indexOf('?');
    return query < 0 ? target : target.left(query);
}

QByteArray reasonPhrase(int status)
{
    static constexpr std::array<std::pair<int, const char*>, 20> kPhrases{{
        {200, "OK"},
        {204, "No Content"},
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {408, "Request Timeout"},
        {409, "Conflict"},
        {413, "Content Too Large"},
        {414, "URI Too Long"},
        {415, "Unsupported Media Type"},
        {416, "Range Not Satisfiable"},
        {417, "Expectation Failed"},
        {429, "Too Many Requests"},
        {431, "Request Header Fields Too Large"},
        {500, "Internal Server Error"},
        {501, "Not Implemented"},
        {503, "Service Unavailable"},
        {505, "HTTP Version Not Supported"},
    }};
    for (const auto& [code, phrase] : kPhrases) {
        if (code == status)
            return phrase;
    }
    return "Status";
}

QByteArray responseHead(int status, const HttpFields& fields, bool close)
{
    QByteArray head =
        "HTTP/1.1 " + QByteArray::number(status) + ' ' + reasonPhrase(status) + "\r\n";
    for (const HttpField& field : fields)
        head += field.name + ": " + field.value + "\r\n";
    if (close)
        head += "Connection: close\r\n";
    return head + "\r\n";
}

} // namespace app
