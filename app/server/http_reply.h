// One response under way, written straight to its GuardSocket.
//
// A QHttpServerResponder is unsafe to keep in Qt 6.4 (it holds a bare socket pointer) and changes
// in every Qt since; here it is kept only as the token by which later versions know that the
// connection is busy.
//
// Deletes itself once the response is complete or the client is gone; whoever works on the response
// is best a child of it. Lives on the server's thread; must be gone before the QHttpServer.
#pragma once

#include "app/server/api_error.h"
#include "app/server/guard_socket.h"
#include "app/server/http_guard.h"

#include <QHttpServerResponder>
#include <QObject>
#include <QPointer>

#include <optional>

namespace app {

class HttpReply final : public QObject
{
    Q_OBJECT

public:
    // For the request that guard.current() is dispatching.
    HttpReply(HttpGuard& guard, QHttpServerResponder&& responder);
    ~HttpReply() override;

    // Goes into the head of whatever is sent. The value must hold no CR or LF.
    void addField(const QByteArray& name, const QByteArray& value);

    // How the client of this request reads errors.
    void setErrorForm(ErrorForm form) { m_errorForm = form; }
    ErrorForm errorForm() const { return m_errorForm; }

    // A whole response. To HEAD only its head is sent.
    void sendWhole(int status, const QByteArray& contentType, const QByteArray& body);

    // A response in pieces: chunked, or to HTTP/1.0 ended by the close of the connection.
    void beginStream(const QByteArray& contentType);
    void sendPiece(const QByteArray& bytes); // one chunk; nothing where bytes is empty
    void endStream();
    void closeAfterwards(); // before endStream()

    bool isOpen() const { return m_socket != nullptr && !m_done; }
    bool isStreaming() const { return m_streaming; }

signals:
    void clientGone(); // before the response was complete; the reply is about to delete itself

private:
    void finish();

    QPointer<GuardSocket> m_socket;
    std::optional<QHttpServerResponder> m_busyToken;
    HttpFields m_fields;
    ErrorForm m_errorForm = ErrorForm::Object;
    bool m_headOnly = false;
    bool m_http10 = false;
    bool m_streaming = false;
    bool m_done = false;
};

} // namespace app
