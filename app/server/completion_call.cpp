#include "app/server/completion_call.h"

#include "core/prompt/answer_reader.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace app {

void sendError(HttpReply& reply, const ApiError& error)
{
    if (error.retryAfterSeconds > 0)
        reply.addField("Retry-After", QByteArray::number(error.retryAfterSeconds));
    else if (error.status >= 500)
        reply.addField("x-should-retry", "false"); // clients of the API otherwise try again twice
    reply.sendWhole(error.status,
                    "application/json",
                    QByteArray::fromStdString(errorJson(error, reply.errorForm())));
}

std::optional<ApiError> checkContentType(const HttpRequest& request)
{
    if (const QByteArray coding = request.field("Content-Encoding");
        !coding.isEmpty() && coding.toLower() != "identity")
        return errorForStatus(
            415, "Compressed request bodies are not accepted; send the JSON as it is.");
    const QByteArray type =
        request.field("Content-Type").toLower().split(';').constFirst().trimmed();
    if (type != "application/json")
        return errorForStatus(415, "The request needs the header Content-Type: application/json.");
    return {};
}

ApiResult<CompletionRequest> parseRequest(const HttpRequest& request, RequestParser parse)
{
    if (const std::optional<ApiError> error = checkContentType(request))
        return tl::unexpected(*error);
    return parse({request.body.constData(), static_cast<std::size_t>(request.body.size())});
}

namespace {

// What the client told the template may keep a prompt from opening the reasoning.
core::AnswerForm formFor(const CompletionRequest& request, core::AnswerForm form)
{
    const auto* chat = std::get_if<core::ChatPrompt>(&request.generation.prompt);
    if (chat == nullptr || chat->variablesJson.empty())
        return form;
    const Json variables = Json::parse(chat->variablesJson, nullptr, false);
    if (variables.is_object() && variables.contains("enable_thinking"))
        form.opensReasoning = form.opensReasoning && variables["enable_thinking"] != false;
    return form;
}

bool namesTools(const CompletionRequest& request)
{
    const auto* chat = std::get_if<core::ChatPrompt>(&request.generation.prompt);
    return chat != nullptr && !chat->toolsJson.empty();
}

bool isEmpty(const core::AnswerParts& parts)
{
    return parts.reasoning.empty() && parts.content.empty() && parts.toolCalls.empty();
}

} // namespace

// One of the answers of a request.
class CompletionCall::Choice final : public GenerationListener
{
public:
    Choice(CompletionCall& call, int index)
        : m_call(call)
        , m_index(index)
    {
        if (call.m_request.generation.alternatives >= 0)
            m_scored.emplace();
        if (call.m_request.kind == CompletionKind::Chat)
            m_reader.emplace(call.m_form, namesTools(call.m_request));
    }

    void prefillMoved() override { m_call.openStream(); }
    void tokensScored(const std::vector<core::ScoredToken>& tokens) override
    {
        m_scored->tokens.insert(m_scored->tokens.end(), tokens.begin(), tokens.end());
    }
    void textAppended(const QString& text) override;
    void receiptIssued(const core::Receipt& receipt) override;
    void finished(core::FinishReason reason, const core::GenerationStats& stats) override;
    void failed(core::ErrorCode code, const QString& message) override
    {
        m_call.fail(apiErrorFrom(code, message.toStdString()));
    }

    // How it ended; the scores are those that have not been sent.
    ChoiceEnd end() const;

    core::RequestId id;
    std::string text; // so far
    int index() const { return m_index; }

private:
    void take(core::AnswerParts parts);
    void send(const core::AnswerParts& parts);

    CompletionCall& m_call;
    int m_index = 0;
    std::optional<core::AnswerReader> m_reader; // of a chat
    std::optional<ScoredPiece>
        m_scored;    // tokens whose text has not been sent; empty: not asked for
    ChoiceEnd m_end; // so far
};

void CompletionCall::Choice::textAppended(const QString& piece)
{
    if (piece.isEmpty())
        return;
    const std::string bytes = piece.toStdString();
    text += bytes;
    take(m_reader ? m_reader->feed(bytes) : core::AnswerParts{.content = bytes});
}

void CompletionCall::Choice::take(core::AnswerParts parts)
{
    if (isEmpty(parts))
        return;
    if (m_call.isStream() && !m_call.m_over)
        send(parts);
    m_end.parts.reasoning += parts.reasoning;
    m_end.parts.content += parts.content;
    std::move(
        parts.toolCalls.begin(), parts.toolCalls.end(), std::back_inserter(m_end.parts.toolCalls));
}

void CompletionCall::Choice::send(const core::AnswerParts& parts)
{
    m_call.openStream();
    m_call.m_stream.send(m_call.m_writer->piece(
        parts, m_end.parts.toolCalls.size(), m_index, m_scored ? &*m_scored : nullptr));
    if (!m_scored)
        return;
    for (const core::ScoredToken& token : m_scored->tokens)
        m_scored->offset += token.chosen.bytes.size();
    m_scored->tokens.clear();
}

void CompletionCall::Choice::receiptIssued(const core::Receipt& receipt)
{
    if (m_call.m_request.receipt != ReceiptWish::None)
        m_end.receipt = core::receiptJson(receipt,
                                          m_call.m_request.receipt == ReceiptWish::Whole
                                              ? core::ReceiptForm::Whole
                                              : core::ReceiptForm::Summary);
}

void CompletionCall::Choice::finished(core::FinishReason reason, const core::GenerationStats& stats)
{
    // This side cancels only together with its client, so here the model was replaced or the engine
    // is ending.
    if (reason == core::FinishReason::Cancelled)
        return m_call.fail(apiErrorFrom(core::ErrorCode::Cancelled,
                                        "The answer was stopped before its end because the model "
                                        "was replaced or unloaded; try again."));
    if (m_reader)
        take(m_reader->finish());
    m_end.reason = reason;
    m_end.stats = stats;
    m_call.choiceFinished(*this);
}

ChoiceEnd CompletionCall::Choice::end() const
{
    ChoiceEnd result = m_end;
    if (m_scored && (!m_call.isStream() || !m_scored->tokens.empty()))
        result.scored = m_scored;
    return result;
}

CompletionCall::CompletionCall(HttpReply& reply,
                               GenerationHub& hub,
                               CompletionRequest request,
                               std::unique_ptr<AnswerWriter> writer,
                               const core::AnswerForm& form,
                               const ServerOptions& options,
                               std::unique_ptr<AnswerKeeper> keeper)
    : QObject(&reply)
    , m_reply(reply)
    , m_hub(hub)
    , m_request(std::move(request))
    , m_form(formFor(m_request, form))
    , m_writer(std::move(writer))
    , m_keeper(std::move(keeper))
    , m_unfinished(m_request.choices)
    , m_stream(reply, m_writer->streamForm(), options.pingMs)
{
    // An error that shows within moments (a prompt too long, a full queue) can still have its own
    // status; after that the client gets its head, long before the prompt is computed.
    m_headerGrace.setSingleShot(true);
    connect(&m_headerGrace, &QTimer::timeout, this, &CompletionCall::openStream);
    if (isStream())
        m_headerGrace.start(options.headerGraceMs);
    // At once, not only with the reply: what is queued for these requests would come first.
    connect(&reply, &HttpReply::clientGone, this, [this] { forgetAll(); });
    for (int index = 0; index < m_request.choices; ++index) {
        core::GenerationRequest generation = m_request.generation;
        generation.sampling.seed += static_cast<std::uint64_t>(index);
        m_choices.push_back(std::make_unique<Choice>(*this, index));
        m_choices.back()->id = m_hub.submit(std::move(generation), *m_choices.back());
    }
}

CompletionCall::~CompletionCall()
{
    forgetAll();
}

void CompletionCall::forgetAll()
{
    m_over = true;
    m_keeper.reset();
    for (const auto& choice : m_choices)
        m_hub.forget(choice->id);
}

void CompletionCall::openStream()
{
    m_headerGrace.stop();
    if (!isStream() || m_stream.hasBegun() || m_over)
        return;
    m_stream.begin();
    for (const auto& choice : m_choices) {
        m_stream.send(m_writer->opening(choice->index()));
        if (m_request.echo)
            m_stream.send(m_writer->piece({.content = echo()}, 0, choice->index(), nullptr));
    }
}

const std::string& CompletionCall::echo() const
{
    return std::get<std::string>(m_request.generation.prompt);
}

void CompletionCall::choiceFinished(Choice& choice)
{
    if (m_over)
        return;
    --m_unfinished;
    if (isStream()) {
        openStream();
        const std::string session = m_keeper ? m_keeper->answered(choice.text) : std::string();
        m_stream.send(m_writer->finish(choice.end(), choice.index(), session));
    }
    if (m_unfinished == 0)
        endAll();
}

void CompletionCall::endAll()
{
    m_over = true;
    std::vector<ChoiceEnd> ends;
    for (const auto& choice : m_choices)
        ends.push_back(choice->end());
    // The prompt is one for all choices and counted once.
    core::GenerationStats total = ends.front().stats;
    for (std::size_t i = 1; i < ends.size(); ++i)
        total.completionTokens += ends[i].stats.completionTokens;
    if (isStream()) {
        m_stream.send(m_writer->closing(total));
        m_stream.end();
        return;
    }
    const std::string session =
        m_keeper ? m_keeper->answered(m_choices.front()->text) : std::string();
    if (m_request.echo)
        for (ChoiceEnd& end : ends)
            end.parts.content.insert(0, echo());
    m_reply.sendWhole(
        200, "application/json", QByteArray::fromStdString(m_writer->whole(ends, total, session)));
}

void CompletionCall::fail(const ApiError& error)
{
    if (m_over)
        return;
    forgetAll();
    m_headerGrace.stop();
    if (!m_stream.hasBegun())
        return sendError(m_reply, error);
    m_stream.send(m_writer->failure(error));
    m_reply.closeAfterwards();
    m_stream.end();
}

} // namespace app
