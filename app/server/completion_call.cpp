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
    reply.sendWhole(error.status, "application/json", QByteArray::fromStdString(errorJson(error)));
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
    ChoiceEnd takeEnd(const std::string& echo);

    core::RequestId id;
    std::string text; // so far
    core::GenerationStats stats;
    int index() const { return m_index; }

private:
    void take(core::AnswerParts parts);
    void sendText(const std::string& bytes);
    void sendParts(const core::AnswerParts& parts);
    void scoresSent();

    CompletionCall& m_call;
    int m_index = 0;
    std::optional<core::AnswerReader> m_reader; // of a chat
    std::size_t m_calls = 0;                    // of tools, so far
    std::optional<ScoredPiece>
        m_scored; // tokens whose text has not been sent; empty: not asked for
    ChoiceEnd m_end;
};

void CompletionCall::Choice::textAppended(const QString& piece)
{
    if (piece.isEmpty())
        return;
    const std::string bytes = piece.toStdString();
    text += bytes;
    if (m_reader)
        take(m_reader->feed(bytes));
    else if (m_call.isStream() && !m_call.m_over)
        sendText(bytes);
}

void CompletionCall::Choice::take(core::AnswerParts parts)
{
    if (isEmpty(parts))
        return;
    if (m_call.isStream() && !m_call.m_over)
        sendParts(parts);
    m_calls += parts.toolCalls.size();
    if (m_call.isStream())
        return;
    m_end.parts.reasoning += parts.reasoning;
    m_end.parts.content += parts.content;
    std::move(
        parts.toolCalls.begin(), parts.toolCalls.end(), std::back_inserter(m_end.parts.toolCalls));
}

void CompletionCall::Choice::sendText(const std::string& bytes)
{
    m_call.openStream();
    m_call.m_events.sendEvent(QByteArray::fromStdString(
        m_call.m_response.textChunk(bytes, m_index, m_scored ? &*m_scored : nullptr)));
    scoresSent();
}

void CompletionCall::Choice::sendParts(const core::AnswerParts& parts)
{
    m_call.openStream();
    m_call.m_events.sendEvent(QByteArray::fromStdString(
        m_call.m_response.partsChunk(parts, m_calls, m_index, m_scored ? &*m_scored : nullptr)));
    scoresSent();
}

void CompletionCall::Choice::scoresSent()
{
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

void CompletionCall::Choice::finished(core::FinishReason reason, const core::GenerationStats& given)
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
    m_end.calledTools = m_calls > 0;
    stats = given;
    m_call.choiceFinished(*this);
}

ChoiceEnd CompletionCall::Choice::takeEnd(const std::string& echo)
{
    if (!m_reader)
        m_end.text = echo + text;
    const bool hasUnsent = m_scored && (!m_call.isStream() || !m_scored->tokens.empty());
    m_end.scored = hasUnsent ? std::move(m_scored) : std::nullopt;
    return std::move(m_end);
}

CompletionCall::CompletionCall(HttpReply& reply,
                               GenerationHub& hub,
                               CompletionRequest request,
                               ResponseIdentity identity,
                               const core::AnswerForm& form,
                               const ServerOptions& options,
                               std::unique_ptr<AnswerKeeper> keeper)
    : QObject(&reply)
    , m_reply(reply)
    , m_hub(hub)
    , m_request(std::move(request))
    , m_form(formFor(m_request, form))
    , m_response(m_request.kind, std::move(identity), m_request.stream && m_request.includeUsage)
    , m_keeper(std::move(keeper))
    , m_unfinished(m_request.choices)
    , m_events(reply, options.pingMs)
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
    if (!isStream() || m_events.hasBegun() || m_over)
        return;
    m_events.begin();
    for (const auto& choice : m_choices) {
        const int index = choice->index();
        m_events.sendEvent(QByteArray::fromStdString(m_response.openingChunk(index)));
        if (m_request.echo)
            m_events.sendEvent(QByteArray::fromStdString(
                m_response.textChunk(std::get<std::string>(m_request.generation.prompt), index)));
    }
}

void CompletionCall::choiceFinished(Choice& choice)
{
    if (m_over)
        return;
    --m_unfinished;
    if (isStream()) {
        openStream();
        const std::string session = m_keeper ? m_keeper->answered(choice.text) : std::string();
        m_events.sendEvent(QByteArray::fromStdString(
            m_response.finishChunk(choice.takeEnd({}), choice.index(), session)));
    }
    if (m_unfinished == 0)
        endAll();
}

// The prompt is one for all choices and counted once.
core::GenerationStats CompletionCall::totalStats() const
{
    core::GenerationStats total = m_choices.front()->stats;
    for (std::size_t i = 1; i < m_choices.size(); ++i)
        total.completionTokens += m_choices[i]->stats.completionTokens;
    return total;
}

void CompletionCall::endAll()
{
    m_over = true;
    if (isStream()) {
        if (m_request.includeUsage)
            m_events.sendEvent(QByteArray::fromStdString(m_response.usageChunk(totalStats())));
        m_events.end();
        return;
    }
    const std::string session =
        m_keeper ? m_keeper->answered(m_choices.front()->text) : std::string();
    const std::string echo =
        m_request.echo ? std::get<std::string>(m_request.generation.prompt) : std::string();
    std::vector<ChoiceEnd> ends;
    for (const auto& choice : m_choices)
        ends.push_back(choice->takeEnd(echo));
    m_reply.sendWhole(200,
                      "application/json",
                      QByteArray::fromStdString(m_response.whole(ends, totalStats(), session)));
}

void CompletionCall::fail(const ApiError& error)
{
    if (m_over)
        return;
    forgetAll();
    m_headerGrace.stop();
    if (m_events.hasBegun())
        m_events.endWithError(QByteArray::fromStdString(errorJson(error)));
    else
        sendError(m_reply, error);
}

} // namespace app
