// A stream over an HttpReply that is never silent for long.
//
// A child of the reply and gone with it. Server's thread.
#pragma once

#include "app/server/http_reply.h"
#include "app/server/stream_form.h"

#include <QObject>
#include <QTimer>

#include <string>

namespace app {

class ReplyStream final : public QObject
{
    Q_OBJECT

public:
    ReplyStream(HttpReply& reply, const StreamForm& form, int pingMs);

    void begin(); // status and head, at once; later calls do nothing
    bool hasBegun() const { return m_reply.isStreaming(); }

    void send(const std::string& piece); // in one write
    void end();                          // the connection lives on, unless the reply is to close it

private:
    HttpReply& m_reply;
    const StreamForm m_form;
    QTimer m_ping;
};

} // namespace app
