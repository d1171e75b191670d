#include "ui/chat/context_strip.h"

#include "app/conversation/prompt.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/announcement.h"
#include "ui/widgets/pasting.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace ui {

namespace {

constexpr qsizetype kMostListed = 3;
constexpr int kSummaryHeight = 120;
constexpr int kLeastSummaryHeight = 56; // in a low window

} // namespace

ContextStrip::ContextStrip(const Theme& theme, QWidget* parent)
    : QFrame(parent)
    , m_text(new QLabel(this))
    , m_messages(new QLabel(this))
    , m_summary(new Pasting<QPlainTextEdit>(this))
    , m_always(new QCheckBox(tr("Always in this conversation"), this))
{
    setObjectName(QStringLiteral("contextStrip"));
    setProperty("look", "chip");
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText);
    m_messages->setObjectName(QStringLiteral("leftOutMessages"));
    m_messages->setWordWrap(true);
    m_messages->setTextFormat(Qt::PlainText);
    m_messages->setProperty("look", "muted");
    m_messages->setFont(theme.smallFont());
    connect(
        &theme, &Theme::changed, this, [this, &theme] { m_messages->setFont(theme.smallFont()); });
    m_summary->setObjectName(QStringLiteral("summaryText"));
    m_summary->setAccessibleName(tr("Summary"));
    m_summary->setMinimumHeight(kLeastSummaryHeight);
    m_summary->setMaximumHeight(kSummaryHeight);
    m_summary->setTabChangesFocus(true); // the buttons come after it
    m_always->setObjectName(QStringLiteral("alwaysBox"));
    m_leaveOut = addButton("leaveOutButton", tr("Leave them out"));
    m_summarise = addButton("summariseButton", tr("Summarise them"));
    m_enlarge = addButton("enlargeButton", {});
    m_useSummary = addButton("useSummaryButton", tr("Go on with the summary"));
    m_startAnew = addButton("startAnewButton", tr("New conversation with it"));
    m_stop = addButton("stopSummaryButton", tr("Stop summarising"));
    m_cancel = addButton("cancelContextButton", {});
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(kSpaceS);
    for (QPushButton* button :
         {m_leaveOut, m_summarise, m_enlarge, m_useSummary, m_startAnew, m_stop, m_cancel})
        buttons->addWidget(button);
    buttons->addStretch(1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(kSpaceM, kSpaceM, kSpaceM, kSpaceM);
    layout->setSpacing(kSpaceS);
    layout->addWidget(m_text);
    layout->addWidget(m_messages);
    layout->addWidget(m_summary);
    layout->addWidget(m_always);
    layout->addLayout(buttons);

    connect(m_leaveOut, &QPushButton::clicked, this, [this] {
        emit leaveOutRequested(m_always->isChecked());
    });
    connect(m_summarise, &QPushButton::clicked, this, [this] {
        showSummary({}, false);
        emit summaryRequested();
    });
    connect(
        m_enlarge, &QPushButton::clicked, this, [this] { emit enlargeRequested(m_largerTokens); });
    connect(m_useSummary, &QPushButton::clicked, this, [this] {
        emit useSummaryRequested(m_summary->toPlainText(), m_always->isChecked());
    });
    connect(m_startAnew, &QPushButton::clicked, this, [this] {
        emit startAnewRequested(m_summary->toPlainText());
    });
    connect(m_stop, &QPushButton::clicked, this, [this] {
        emit stopRequested();
        showStage(Stage::Choosing);
        (m_leaveOut->isHidden() ? m_cancel : m_leaveOut)->setFocus();
    });
    connect(m_cancel, &QPushButton::clicked, this, &ContextStrip::dismissed);
    hide();
}

QPushButton* ContextStrip::addButton(const char* name, const QString& text)
{
    auto* button = new QPushButton(text, this);
    button->setObjectName(QLatin1String(name));
    return button;
}

QString ContextStrip::whatToShorten(const QString& largestFile, bool canEnlarge)
{
    if (largestFile.isEmpty())
        return canEnlarge ? tr("The message itself is too long: shorten it or enlarge the context.")
                          : tr("The message itself is too long: shorten it.");
    return (canEnlarge ? tr("The message itself is too long: take off “%1” or enlarge the context.")
                       : tr("The message itself is too long: take off “%1”."))
        .arg(largestFile);
}

void ContextStrip::ask(const app::ContextFit& fit,
                       bool isMessage,
                       const QString& largestFile,
                       int largerTokens,
                       qint64 moreBytes)
{
    const QLocale locale;
    m_isMessage = isMessage;
    m_canLeaveOut = fit.verdict == app::ContextFit::Verdict::Full;
    const QString text =
        (isMessage ? tr("With this message the conversation has %1 tokens, and the model reads %2 "
                        "at once, the answer included.")
                   : tr("Up to this answer the conversation has %1 tokens, and the model reads %2 "
                        "at once, the answer included."))
            .arg(locale.toString(fit.promptTokens), locale.toString(fit.windowTokens));
    m_question =
        text + QLatin1Char(' ') +
        (m_canLeaveOut ? tr("These messages would be left out (they stay in the conversation):")
                       : whatToShorten(largestFile, largerTokens > 0));
    QStringList lines;
    for (const app::Message& message : fit.leftOut.first(std::min(kMostListed, fit.leftOut.size())))
        lines << QStringLiteral("•  ") + app::titleFor(message.text);
    if (const auto more = static_cast<int>(fit.leftOut.size() - lines.size()); more > 0)
        lines << tr("and %n more", nullptr, more);
    m_messages->setText(lines.join(u'\n'));
    m_largerTokens = largerTokens;
    const QString larger = tr("Enlarge to %1 tokens").arg(locale.toString(largerTokens));
    m_enlarge->setText(moreBytes > 0
                           ? larger + QStringLiteral(" (+%1)").arg(locale.formattedDataSize(
                                          moreBytes, 0, QLocale::DataSizeSIFormat))
                           : larger);
    m_enlarge->setToolTip(
        isMessage ? tr("Opens the model again with a larger context window, which needs more "
                       "memory, and keeps it so for all models. Then the message is sent.")
                  : tr("Opens the model again with a larger context window, which needs more "
                       "memory, and keeps it so for all models. Then the answer is written."));
    m_always->setChecked(fit.plan.choice == app::ContextChoice::Summarise);
    m_summary->clear();
    showStage(Stage::Choosing);
    show();
    setAccessibleName(m_text->text());
    announce(*this, m_text->text());
}

void ContextStrip::showStage(Stage stage)
{
    m_text->setText(stage == Stage::Choosing ? m_question
                    : stage == Stage::Summarising
                        ? tr("The model summarises these messages (they stay in the conversation):")
                        : tr("This is read in place of these messages (they stay in the "
                             "conversation), and can be changed:"));
    const bool isChoosing = stage == Stage::Choosing;
    const bool isDone = stage == Stage::Summarised;
    m_messages->setVisible(m_canLeaveOut);
    m_always->setVisible(m_canLeaveOut);
    m_leaveOut->setVisible(m_canLeaveOut && isChoosing);
    m_summarise->setVisible(m_canLeaveOut && isChoosing);
    m_enlarge->setVisible(m_largerTokens > 0 && isChoosing);
    m_summary->setVisible(!isChoosing);
    m_summary->setReadOnly(!isDone);
    m_useSummary->setVisible(isDone);
    m_startAnew->setVisible(isDone && m_isMessage);
    m_stop->setVisible(stage == Stage::Summarising);
    m_cancel->setText(m_canLeaveOut || m_largerTokens > 0 ? tr("Not now") : tr("Close"));
    m_cancel->setVisible(stage != Stage::Summarising);
}

void ContextStrip::showReading(int doneTokens, int totalTokens, int part, int parts)
{
    const QLocale locale;
    const QString done = locale.toString(doneTokens), total = locale.toString(totalTokens);
    m_summary->clear(); // of the part before
    m_summary->setPlaceholderText(
        parts > 1 ? tr("Reading part %1 of %2: %3 of %4 tokens…")
                        .arg(locale.toString(part), locale.toString(parts), done, total)
                  : tr("Reading %1 of %2 tokens…").arg(done, total));
}

void ContextStrip::showSummary(const QString& text, bool isDone)
{
    m_summary->setPlainText(text);
    if (text.isEmpty())
        m_summary->setPlaceholderText(isDone ? QString() : tr("The model is summarising…"));
    m_useSummary->setEnabled(isDone && !text.isEmpty());
    m_startAnew->setEnabled(isDone && !text.isEmpty());
    showStage(isDone ? Stage::Summarised : Stage::Summarising);
}

QString ContextStrip::summary() const
{
    const bool isDone = !m_useSummary->isHidden() && m_useSummary->isEnabled();
    return isDone ? m_summary->toPlainText() : QString();
}

void ContextStrip::failSummary(const QString& message)
{
    showStage(Stage::Choosing);
    m_text->setText(message);
}

} // namespace ui
