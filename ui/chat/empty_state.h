// What a new conversation shows: a greeting and example prompts, or how to get a model where there
// is none.
#pragma once

#include <QWidget>

class QLabel;

namespace ui {

class BusyDots;
class Theme;

class EmptyState : public QWidget
{
    Q_OBJECT

public:
    enum class Kind
    {
        Examples,
        NoModel,
        LoadingModel
    };

    explicit EmptyState(const Theme& theme, QWidget* parent = nullptr);

    void setKind(Kind kind);
    void setNote(const QString& note); // about the model; empty: none
    void setTemporary(bool temporary); // the conversation that would begin here
    // Something is being written: an example, which is sent at once, is not what is wanted then.
    void setDraft(bool isThere);

signals:
    void exampleChosen(const QString& prompt);
    void openModelRequested();
    void openFolderRequested();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void buildOpen();
    void showWhatFits();
    void restyle();
    void showTexts();

    const Theme& m_theme;
    QLabel* m_mark;
    QLabel* m_heading;
    QLabel* m_hint;
    QLabel* m_note;
    BusyDots* m_dots;
    QWidget* m_examples;
    QWidget* m_open; // where there is no model
    Kind m_kind = Kind::Examples;
    bool m_temporary = false;
    bool m_hasDraft = false;
};

} // namespace ui
