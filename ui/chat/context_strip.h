// Says that a conversation does not fit into the model's context window any more, which messages
// would be left out, and offers what can be done. Hidden while there is nothing to say.
#pragma once

#include "app/conversation/context_fit.h"

#include <QFrame>

class QCheckBox;
class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace ui {

class Theme;

class ContextStrip : public QFrame
{
    Q_OBJECT

public:
    explicit ContextStrip(const Theme& theme, QWidget* parent = nullptr);

    // isMessage: a message is to be sent, and not an answer made anew; largestFile: what most of it
    // is due to, if that is a file. largerTokens: the context window to offer, 0: none; moreBytes:
    // the memory it takes in addition, 0: not known.
    void ask(const app::ContextFit& fit,
             bool isMessage,
             const QString& largestFile,
             int largerTokens,
             qint64 moreBytes);
    // Before there is any of the summary: what the model has read, and of which part.
    void showReading(int doneTokens, int totalTokens, int part, int parts);
    // The model's summary while it is written, and when it is there to be read and changed.
    void showSummary(const QString& text, bool isDone);
    void failSummary(const QString& message);
    QString summary() const; // that is there to be used; empty: none

signals:
    void leaveOutRequested(bool always);
    void summaryRequested();
    void stopRequested(); // of the summary under way
    void useSummaryRequested(const QString& summary, bool always);
    void startAnewRequested(const QString& summary);
    void enlargeRequested(int contextTokens);
    void dismissed(); // not now: whoever listens hides the strip

private:
    // Which buttons there are.
    enum class Stage
    {
        Choosing,
        Summarising,
        Summarised
    };
    void showStage(Stage stage);
    static QString whatToShorten(const QString& largestFile, bool canEnlarge);
    QPushButton* addButton(const char* name, const QString& text);

    QLabel* m_text;
    QString m_question;
    QLabel* m_messages; // that would be left out
    QPlainTextEdit* m_summary;
    QCheckBox* m_always;
    QPushButton* m_leaveOut;
    QPushButton* m_summarise;
    QPushButton* m_enlarge;
    QPushButton* m_useSummary;
    QPushButton* m_startAnew;
    QPushButton* m_stop;
    QPushButton* m_cancel;
    int m_largerTokens = 0;
    bool m_canLeaveOut = false;
    bool m_isMessage = false;
};

} // namespace ui
