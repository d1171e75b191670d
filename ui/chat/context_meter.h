// How full the model's context window is, with what is being written.
//
// Counting happens on a thread of its own, a moment after the last change; until then the former
// numbers stay. What the engine tells, an answer's tokens as they come and all of them at its end,
// is shown at once. GUI thread only.
#pragma once

#include "app/chats/chat_types.h"
#include "app/inference/inference.h"

#include <QThreadPool>
#include <QTimer>
#include <QWidget>

namespace ui {

class Theme;

class ContextMeter : public QWidget
{
    Q_OBJECT

public:
    ContextMeter(const Theme& theme, app::Inference& inference, QWidget* parent = nullptr);
    ~ContextMeter() override;

    // systemPrompt: the one in force.
    void setConversation(const QString& systemPrompt, const QList<app::Message>& path);
    void setPlan(const app::ContextPlan& plan); // what the model reads of the conversation
    void addAnswered(int tokens); // by the answer at the end of the path, which is on its way
    void setDraft(const QString& text);
    // Of the conversation with this draft, as the model would read both.
    void setPromptTokens(int tokens);
    void setModel(); // another one is loaded, or none: everything is counted again

    int usedTokens() const { return m_used + m_answered; }
    int draftTokens() const { return m_draft; }
    QString text() const;
    QSize sizeHint() const override;

    static constexpr int kQuietMs = 250;

signals:
    void counted();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void recount();
    void showNumbers();
    double secondsToFirstWord() const; // < 0: not known, or there will be none

    const Theme& m_theme;
    app::Inference& m_inference;
    QThreadPool m_pool;
    QTimer m_timer;
    QString m_systemPrompt;
    QList<app::Message> m_path;
    app::ContextPlan m_plan;
    QString m_draftText;
    int m_promptTokens = 0; // with m_promptDraft; 0: not known
    QString m_promptDraft;
    int m_window = 0; // tokens of the context window; 0: no model
    int m_used = 0;
    int m_answered = 0; // since the path was set
    int m_draft = 0;
    double m_prefillSpeed = 0; // tokens a second, of the last prompt that was long enough
    int m_round = 0;           // counts; a late result is of a former one
};

} // namespace ui
