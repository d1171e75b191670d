// A running HttpEndpoint before a FakeInference, with limits short enough for a test to reach them.
#pragma once

#include "app/server/http_endpoint.h"
#include "tests/support/fake_inference.h"
#include "tests/support/raw_http_client.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTest>

namespace tests {

inline app::ServerOptions quickOptions()
{
    app::ServerOptions options;
    options.port = 0;
    options.pingMs = 60;
    options.headerGraceMs = 40;
    options.limits.headMs = 400;
    options.limits.bodyGraceMs = 400;
    options.limits.idleMs = 600;
    options.limits.stallMs = 400;
    options.limits.lingerMs = 150;
    return options;
}

class EndpointFixture
{
public:
    explicit EndpointFixture(const app::ServerOptions& options = quickOptions())
        : m_endpoint(m_inference)
    {
        QSignalSpy started(&m_endpoint, &app::HttpEndpoint::started);
        m_endpoint.start(options);
        started.wait(5000);
    }

    FakeInference& inference() { return m_inference; }
    app::HttpEndpoint& endpoint() { return m_endpoint; }
    QUrl url() const { return m_endpoint.url(); }

private:
    FakeInference m_inference;
    app::HttpEndpoint m_endpoint;
};

// The data lines of an event stream, in order, without "data: ".
inline QByteArrayList events(const QByteArray& stream)
{
    QByteArrayList result;
    for (const QByteArray& line : stream.split('\n')) {
        if (line.startsWith("data: "))
            result << line.mid(6);
    }
    return result;
}

inline std::optional<RawResponse> exchange(const QUrl& url,
                                           const QByteArray& method,
                                           const QByteArray& target,
                                           const QByteArray& body = {})
{
    RawHttpClient client(url, 20'000);
    client.send(client.request(
        method, target, body.isEmpty() ? "" : "Content-Type: application/json\r\n", body));
    return client.response(method != "HEAD");
}

inline QJsonObject json(const QByteArray& text)
{
    return QJsonDocument::fromJson(text).object();
}

inline QByteArray streamed(QByteArray body)
{
    return body.replace(0, 1, R"({"stream":true,)");
}

inline const core::ChatPrompt& chatOf(const core::GenerationRequest& request)
{
    return std::get<core::ChatPrompt>(request.prompt);
}

// The model reasons "I must look.", says "One moment." and calls weather for {"city": "Bonn"}.
inline void actWithCall(FakeInference& inference)
{
    core::ModelInfo info = inference.modelInfo();
    info.answerForm.reasons = true;
    inference.setModelInfo(info);
    inference.setAnswer(
        {.pieces = {QStringLiteral("<think>I must look.</think>One moment.<tool_call>"),
                    QStringLiteral("{\"name\": \"weather\", \"arguments\": {\"city\": \"Bonn\"}}"),
                    QStringLiteral("</tool_call>")}});
}

inline const QByteArray kChat = R"({"model":"any","messages":[{"role":"user","content":"Hi"}]})";
inline const QByteArray kChatStream =
    R"({"model":"any","stream":true,"messages":[{"role":"user","content":"Hi"}]})";

} // namespace tests
