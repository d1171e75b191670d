#include "ui/chat/context_meter.h"

#include "app/conversation/context_fit.h"
#include "app/conversation/prompt.h"
#include "app/threads/run_in_background.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"

#include <QLocale>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <utility>

namespace ui {

namespace {

constexpr int kRing = 16;
constexpr int kLongEnough = 24; // prompt tokens whose speed is worth remembering
constexpr double kNearlyFull = 0.85;

// What the conversation holds already, if the engine has said so; else -1.
int knownTokens(const QList<app::Message>& path)
{
    if (path.isEmpty())
        return 0;
    const app::Message& last = path.last();
    const core::GenerationStats& stats = last.stats;
    return last.role == core::Role::Assistant && !last.edited && stats.promptTokens > 0
               ? stats.promptTokens + stats.completionTokens
               : -1;
}

} // namespace

ContextMeter::ContextMeter(const Theme& theme, app::Inference& inference, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_inference(inference)
{
    setObjectName(QStringLiteral("contextMeter"));
    m_pool.setMaxThreadCount(1);
    m_timer.setSingleShot(true);
    m_timer.setInterval(kQuietMs);
    connect(&m_timer, &QTimer::timeout, this, &ContextMeter::recount);
    connect(&theme, &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setModel();
}

ContextMeter::~ContextMeter()
{
    m_pool.waitForDone();
}

void ContextMeter::setModel()
{
    m_window = m_inference.modelState() == app::ModelState::Ready
                   ? m_inference.modelInfo().contextTokens
                   : 0;
    setVisible(m_window > 0);
    m_promptTokens = 0;
    m_timer.start();
}

void ContextMeter::setConversation(const QString& systemPrompt, const QList<app::Message>& path)
{
    m_systemPrompt = systemPrompt;
    m_path = path;
    for (const app::Message& message : path) {
        if (message.stats.promptTokens - message.stats.cachedTokens >= kLongEnough)
            m_prefillSpeed = message.stats.prefillTokensPerSecond();
    }
    m_used += std::exchange(m_answered, 0);
    m_promptTokens = 0;
    ++m_round; // a count under way is of another path
    if (const int known = knownTokens(path); known >= 0) {
        m_used = known;
        showNumbers();
    }
    m_timer.start();
}

void ContextMeter::addAnswered(int tokens)
{
    m_answered += tokens;
    showNumbers();
}

void ContextMeter::setPlan(const app::ContextPlan& plan)
{
    m_plan = plan;
    m_timer.start();
}

void ContextMeter::setDraft(const QString& text)
{
    m_draftText = text;
    m_timer.start();
}

void ContextMeter::setPromptTokens(int tokens)
{
    m_promptTokens = tokens;
    m_promptDraft = m_draftText;
    m_timer.start();
}

void ContextMeter::recount()
{
    struct Counts
    {
        int used = 0;
        int draft = 0;
    };
    // An answer on its way is what the model goes on with.
    QList<app::Message> path = m_path;
    QString answer;
    if (!path.isEmpty() && path.last().state == app::MessageState::Streaming)
        answer = path.takeLast().text;
    const auto count = [&inference = m_inference,
                        known = knownTokens(m_path),
                        system = m_systemPrompt,
                        path = app::pathToRead(path, m_plan),
                        answer,
                        draft = m_draftText] {
        Counts counts{known, 0};
        if (known < 0) {
            core::GenerationRequest request;
            core::ChatPrompt prompt = app::promptFor(system, path);
            prompt.answerSoFar = answer.toStdString();
            request.prompt = std::move(prompt);
            counts.used = std::max(0, inference.countTokens(request));
        }
        if (!draft.isEmpty()) {
            core::GenerationRequest request;
            request.prompt = draft.toStdString();
            counts.draft = std::max(0, inference.countTokens(request));
        }
        return counts;
    };
    app::runInBackground(m_pool, count, this, [this, round = ++m_round](const Counts& counts) {
        if (round != m_round)
            return;
        m_used = counts.used;
        m_draft = counts.draft;
        if (m_promptTokens > m_draft && m_promptDraft == m_draftText) // template included
            m_used = m_promptTokens - m_draft;
        showNumbers();
        emit counted();
    });
}

double ContextMeter::secondsToFirstWord() const
{
    const bool isTooLong = m_used + m_draft > m_window; // then there will be none
    return m_prefillSpeed > 0 && !isTooLong ? m_draft / m_prefillSpeed : -1;
}

QString ContextMeter::text() const
{
    const QLocale locale;
    const QString used = locale.toString(usedTokens() + m_draft);
    const double seconds = secondsToFirstWord();
    if (seconds >= 1)
        return tr("%1 / %2 · first word in %3 s")
            .arg(used, locale.toString(m_window), locale.toString(std::lround(seconds)));
    return tr("%1 / %2").arg(used, locale.toString(m_window));
}

void ContextMeter::showNumbers()
{
    const QLocale locale;
    QStringList lines;
    lines << tr("The model reads up to %1 tokens at once. A token is about three quarters of a "
                "word.")
                 .arg(locale.toString(m_window));
    lines << tr("This conversation: %1").arg(locale.toString(usedTokens()));
    const app::ContextPlan end{m_plan.choice, m_plan.end, {}};
    const qsizetype read = app::pathToRead(m_path, end).size();
    if (const auto unread = static_cast<int>(m_path.size() - read); unread > 0)
        lines << tr("The model does not read the first %n messages any more.", nullptr, unread);
    if (m_draft > 0)
        lines << tr("What you are writing: %1").arg(locale.toString(m_draft));
    lines << (usedTokens() + m_draft <= m_window
                  ? tr("Free: %1").arg(locale.toString(m_window - usedTokens() - m_draft))
                  : tr("Too long by: %1").arg(locale.toString(usedTokens() + m_draft - m_window)));
    if (const double seconds = secondsToFirstWord(); m_draft > 0 && seconds >= 0.1)
        lines << tr("First word in about %1 s").arg(locale.toString(seconds, 'f', 1));
    setToolTip(lines.join(u'\n'));
    setAccessibleName(tr("Context: %1 tokens").arg(text()));
    setAccessibleDescription(toolTip());
    updateGeometry();
    update();
}

QSize ContextMeter::sizeHint() const
{
    const QFontMetrics metrics(m_theme.smallFont());
    const int ring = m_theme.grown(kRing);
    return {ring + kSpaceS + metrics.horizontalAdvance(text()) + 2,
            std::max(ring + 2, metrics.height())};
}

void ContextMeter::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Palette& palette = m_theme.palette();
    const double share = m_window > 0 ? double(usedTokens() + m_draft) / m_window : 0;
    const QColor colour = share > 1             ? palette.error
                          : share > kNearlyFull ? palette.accent
                                                : palette.mutedText;
    const int size = m_theme.grown(kRing);
    const QRectF ring(1.5, (height() - size) / 2.0 + 1.5, size - 3, size - 3);
    painter.setPen(QPen(palette.pressed, 2.5));
    painter.drawEllipse(ring);
    painter.setPen(QPen(colour, 2.5, Qt::SolidLine, Qt::FlatCap));
    painter.drawArc(ring, 90 * 16, -int(std::min(share, 1.0) * 360 * 16));
    painter.setPen(colour);
    painter.setFont(m_theme.smallFont());
    painter.drawText(rect().adjusted(size + kSpaceS - 2, 0, 0, 0), Qt::AlignVCenter, text());
}

} // namespace ui
