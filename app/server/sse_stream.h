// Server-sent events over an HttpReply: one write for each event, comments in silence, "[DONE]" at
// the end.
//
// A child of the reply and gone with it. Server's thread.
#pragma once

#include "app/server/http_reply.h"

#include <QObject>
#include <QTimer>

namespace app {

class SseStream final : public QObject
{
    Q_OBJECT

public:
    SseStream(HttpReply& reply, int pingMs);

    void begin(); // status and head, at once; later calls do nothing
    bool hasBegun() const { return m_reply.isStreaming(); }

    void sendEvent(const QByteArray& data); // one line, without line ends
    void end();                             // [DONE]; the connection lives on
    void
    endWithError(const QByteArray& data); // the error as an event, [DONE], and the connection ends

private:
    void ping();

    HttpReply& m_reply;
    QTimer m_ping;
};

} // namespace app
