// One completion under way: listens to its generations and writes the response, as a stream or
// whole.
//
// A child of the reply. Whatever ends the reply (a complete response, a client that left, the
// server's end) ends the call, and generations that still run are cancelled with it.
#pragma once

#include "app/server/answer_writer.h"
#include "app/server/completion_request.h"
#include "app/server/generation_hub.h"
#include "app/server/http_reply.h"
#include "app/server/reply_stream.h"
#include "app/server/server_options.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>
#include <vector>

namespace app {

// Wants to know of a chat's answer. Destroyed without answered(): there was none.
class AnswerKeeper
{
public:
    virtual ~AnswerKeeper() = default;

    // The answer is complete. Returns JSON for the response's field "session".
    virtual std::string answered(const std::string& text) = 0;
};

// Computes a request and answers the reply, or refuses it. keeper: may be null.
using Complete =
    std::function<void(HttpReply&, CompletionRequest, std::unique_ptr<AnswerKeeper> keeper)>;

class CompletionCall final : public QObject
{
    Q_OBJECT

public:
    // Submits at once. keeper: of a request for one choice; may be null.
    CompletionCall(HttpReply& reply,
                   GenerationHub& hub,
                   CompletionRequest request,
                   std::unique_ptr<AnswerWriter> writer,
                   const core::AnswerForm& form, // of the model's answers
                   const ServerOptions& options,
                   std::unique_ptr<AnswerKeeper> keeper);
    ~CompletionCall() override;

private:
    class Choice;

    void openStream(); // head and first chunks, once
    void choiceFinished(Choice& choice);
    void endAll();
    void fail(const ApiError& error);
    void forgetAll();
    bool isStream() const { return m_request.stream; }
    const std::string& echo() const; // the prompt, where the answer is to begin with it

    HttpReply& m_reply;
    GenerationHub& m_hub;
    const CompletionRequest m_request;
    const core::AnswerForm m_form;
    const std::unique_ptr<AnswerWriter> m_writer;
    std::unique_ptr<AnswerKeeper> m_keeper;
    std::vector<std::unique_ptr<Choice>> m_choices;
    int m_unfinished = 0;
    bool m_over = false; // answered or failed; what still comes is not sent
    ReplyStream m_stream;
    QTimer m_headerGrace;
};

// Only JSON: a form of a foreign page can send text/plain without asking first.
std::optional<ApiError> checkContentType(const HttpRequest& request);

// The body as the parser understands it.
using RequestParser = ApiResult<CompletionRequest> (*)(std::string_view body);
ApiResult<CompletionRequest> parseRequest(const HttpRequest& request, RequestParser parse);

// The error as a whole JSON response, with Retry-After where it helps.
void sendError(HttpReply& reply, const ApiError& error);

} // namespace app
