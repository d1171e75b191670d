#include "app/conversation/context_fit.h"

#include "app/conversation/prompt.h"

#include <algorithm>

namespace app {

namespace {

constexpr int kMostForAnswer = 256;
// Bytes that a chat template may add to a message, and to the whole.
constexpr qsizetype kTemplatePerMessage = 64;
constexpr qsizetype kTemplateInAll = 512;

qsizetype indexOf(const QList<Message>& path, MessageId id)
{
    const auto found = std::find_if(path.begin(), path.end(), [id](const Message& message) {
        return id != 0 && message.id == id;
    });
    return found == path.end() ? -1 : found - path.begin();
}

} // namespace

QList<Message> pathToRead(const QList<Message>& path, const ContextPlan& plan)
{
    const qsizetype end = indexOf(path, plan.end);
    QList<Message> read = path.mid(end + 1);
    if (!plan.summary.isEmpty() && (end >= 0 || plan.end == 0)) {
        // As words of the person: every chat template has a place for those.
        Message summary;
        summary.text = QStringLiteral("Summary of our conversation so far:\n\n") + plan.summary;
        read.prepend(summary);
    }
    return read;
}

int tokensForAnswer(int windowTokens)
{
    return std::min(kMostForAnswer, windowTokens / 8);
}

ContextFit fitContext(const QString& systemPrompt,
                      const QList<Message>& path,
                      const ContextPlan& plan,
                      int windowTokens,
                      const CountTokens& count)
{
    const auto tokensWith = [&](const ContextPlan& tried) {
        return count(promptFor(systemPrompt, pathToRead(path, tried)));
    };
    const int limit = windowTokens - tokensForAnswer(windowTokens);
    ContextFit fit;
    fit.windowTokens = windowTokens;
    fit.plan = plan;
    if (plan.summary.isEmpty())
        fit.plan.end = 0;
    fit.promptTokens = tokensWith(fit.plan);
    if (fit.promptTokens <= limit)
        return fit;
    if (!(fit.plan == plan)) {
        fit.plan = plan;
        fit.promptTokens = tokensWith(plan);
        if (fit.promptTokens <= limit)
            return fit;
    }

    // Candidates: after each answer that is read so far. The first that leaves room is searched for
    // by halves, as each lets less be read than the one before.
    const qsizetype begin = indexOf(path, plan.end) + 1;
    QList<qsizetype> ends;
    for (qsizetype at = begin; at + 1 < path.size(); ++at) {
        if (path.at(at + 1).role == core::Role::User)
            ends.append(at);
    }
    const auto planWith = [&](qsizetype at) {
        ContextPlan tried = plan;
        // The summary of another branch may not come to this one with an end that is on its path.
        if (plan.end != 0 && begin == 0)
            tried.summary.clear();
        tried.end = path.at(at).id;
        return tried;
    };
    const auto firstWithin = [&](int tokens) {
        return std::partition_point(ends.cbegin(), ends.cend(), [&](qsizetype at) {
            return tokensWith(planWith(at)) > tokens;
        });
    };
    auto chosen = firstWithin(limit - windowTokens / 4);
    if (chosen == ends.cend() && !ends.isEmpty())
        chosen = tokensWith(planWith(ends.last())) <= limit ? ends.cend() - 1 : ends.cend();
    if (chosen == ends.cend()) {
        fit.verdict = ContextFit::Verdict::TooLong;
        return fit;
    }
    fit.verdict = ContextFit::Verdict::Full;
    fit.plan = planWith(*chosen);
    fit.tokensThen = tokensWith(fit.plan);
    fit.leftOut = path.mid(begin, *chosen + 1 - begin);
    return fit;
}

bool surelyFits(const QString& systemPrompt, const QList<Message>& path, int windowTokens)
{
    // No token stands for less than a byte.
    qsizetype bytes = kTemplateInAll + systemPrompt.toUtf8().size();
    for (const Message& message : path)
        bytes += message.text.toUtf8().size() + kTemplatePerMessage;
    return bytes <= windowTokens - tokensForAnswer(windowTokens);
}

} // namespace app
