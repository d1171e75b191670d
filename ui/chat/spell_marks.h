// Underlines the misspelt words of a field and offers other spellings in its menu.
//
// A child of the field. The word being typed is left alone until the cursor leaves it. The text,
// its undo steps and its signals stay as they are: the marks are extra selections. Lines are
// checked again where they change. GUI thread only.
#pragma once

#include <QObject>
#include <QTextCursor>
#include <QTimer>

class QContextMenuEvent;
class QTextBlock;
class QTextEdit;

namespace app {
class SpellChecker;
}

namespace ui {

class Theme;

class SpellMarks : public QObject
{
    Q_OBJECT

public:
    // All must outlive it.
    SpellMarks(QTextEdit& edit, const Theme& theme, app::SpellChecker& checker);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Line;

    void check();
    void checkLine(const QTextBlock& block, Line& line);
    bool openMenu(const QContextMenuEvent& event);
    void showMenu(const QTextCursor& word, const QStringList& suggestions, QPoint at);
    QTextCursor markAt(int position) const; // null: there is none

    QTextEdit& m_edit;
    const Theme& m_theme;
    app::SpellChecker& m_checker;
    QTimer m_timer;        // several changes make one check
    bool m_typing = false; // the text was changed where the cursor is
    int m_typedAt = -1;    // the cursor, while it is in a word that is being typed
};

} // namespace ui
