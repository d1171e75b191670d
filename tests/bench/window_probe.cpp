// Loaded into the real program, this types into its window and says how long that took; window.py
// starts both. Each line is a name, and milliseconds or a share. FIRESIDE_PROBE_ASKS, where set,
// has it ask the model that many turns of a millisecond later.
//
//     typed   from FIRESIDE_PROBE_START (CLOCK_MONOTONIC, ms) until a typed letter was painted
//     first   from Enter until the answer's first text was painted
//     gap_p99, gap_max   of the window's thread between two turns while the answer came
//     thread  processor time of that thread over the time that the answer took
#include "tests/e2e/session_driver.h"
#include "ui/chat/message_item.h"

#include <QAbstractButton>
#include <QApplication>
#include <QElapsedTimer>
#include <QKeyEvent>
#include <QTextEdit>
#include <QTimer>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <vector>

namespace {

double threadMs()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return double(time.tv_sec) * 1e3 + double(time.tv_nsec) / 1e6;
}

class WindowProbe : public QObject
{
public:
    explicit WindowProbe(long long startMs)
        : m_startMs(startMs)
    {
        qApp->installEventFilter(this);
        connect(&m_timer, &QTimer::timeout, this, [this] { (this->*m_step)(); });
        m_timer.setTimerType(Qt::PreciseTimer);
        m_timer.start(1);
    }

private:
    template <class Widget>
    static Widget* seen(const char* name)
    {
        for (QWidget* window : QApplication::topLevelWidgets()) {
            for (Widget* widget : window->findChildren<Widget*>(QLatin1String(name))) {
                if (widget->isVisible())
                    return widget;
            }
        }
        return nullptr;
    }
    static const ui::MessageItem* answer()
    {
        for (QWidget* window : QApplication::topLevelWidgets()) {
            for (QWidget* widget : window->findChildren<QWidget*>()) {
                if (qstrcmp(widget->metaObject()->className(), "ui::MessageItem") != 0)
                    continue;
                const auto* item = static_cast<ui::MessageItem*>(widget);
                if (item->message().role == core::Role::Assistant)
                    return item;
            }
        }
        return nullptr;
    }
    static void say(const char* what, double value)
    {
        std::printf("%s %.3f\n", what, value);
        std::fflush(stdout);
    }
    static void press(QWidget* widget, int key, const QString& text)
    {
        for (const QEvent::Type kind : {QEvent::KeyPress, QEvent::KeyRelease})
            QCoreApplication::postEvent(widget, new QKeyEvent(kind, key, Qt::NoModifier, text));
    }

    // A paint of the watched text is over once the event behind it is handled.
    bool eventFilter(QObject* object, QEvent* event) override
    {
        if (event->type() == QEvent::Paint)
            m_hasPainted = true;
        return QObject::eventFilter(object, event);
    }

    void findWindow()
    {
        m_edit = seen<QTextEdit>("composerText");
        if (!m_edit || !m_hasPainted)
            return;
        press(m_edit, 0, QStringLiteral("H"));
        m_step = &WindowProbe::awaitLetter;
        m_hasPainted = false;
    }
    void awaitLetter()
    {
        if (m_edit->toPlainText().isEmpty() || !m_hasPainted)
            return;
        say("typed", double(tests::steadyMs() - m_startMs));
        if (!qEnvironmentVariableIsSet("FIRESIDE_PROBE_ASKS"))
            return m_timer.stop();
        press(m_edit, 0, QStringLiteral("ello, who are you?"));
        m_step = &WindowProbe::awaitModel;
    }
    void awaitModel()
    {
        const QAbstractButton* send = seen<QAbstractButton>("sendButton");
        // Enabled also for a message that waits for its model: so many turns are left for that.
        if (!send || !send->isEnabled() ||
            ++m_turns < qEnvironmentVariableIntValue("FIRESIDE_PROBE_ASKS"))
            return;
        m_clock.start();
        press(m_edit, Qt::Key_Return, QStringLiteral("\r"));
        m_step = &WindowProbe::awaitText;
        m_hasPainted = false;
    }
    void awaitText()
    {
        const ui::MessageItem* item = answer();
        if (!item || item->message().text.isEmpty())
            return;
        if (!m_hasText) {
            m_hasText = true; // of which the next paint shows the first
            m_hasPainted = false;
        } else if (m_hasPainted) {
            say("first", double(m_clock.nsecsElapsed()) / 1e6);
            m_clock.restart();
            m_turn.start();
            m_threadMs = threadMs();
            m_step = &WindowProbe::awaitEnd;
        }
    }
    void awaitEnd()
    {
        m_gaps.push_back(double(m_turn.nsecsElapsed()) / 1e6);
        m_turn.restart();
        // Looking for the answer costs more than a turn should: not at each.
        if (m_gaps.size() % 64 != 0 || answer()->message().state == app::MessageState::Streaming)
            return;
        const double tookMs = double(m_clock.nsecsElapsed()) / 1e6;
        say("thread", (threadMs() - m_threadMs) / tookMs);
        std::sort(m_gaps.begin(), m_gaps.end());
        say("gap_p99", m_gaps[m_gaps.size() * 99 / 100]);
        say("gap_max", m_gaps.back());
        m_timer.stop();
        say("end", tookMs);
    }

    long long m_startMs;
    QTimer m_timer;
    void (WindowProbe::*m_step)() = &WindowProbe::findWindow;
    QTextEdit* m_edit = nullptr;
    bool m_hasPainted = false;
    bool m_hasText = false;
    int m_turns = 0;
    QElapsedTimer m_clock;
    QElapsedTimer m_turn;
    double m_threadMs = 0;
    std::vector<double> m_gaps; // ms
};

void startProbe()
{
    const long long start = qEnvironmentVariable("FIRESIDE_PROBE_START").toLongLong();
    if (start > 0)
        QTimer::singleShot(0, qApp, [start] { new WindowProbe(start); });
}

Q_COREAPP_STARTUP_FUNCTION(startProbe)

} // namespace
