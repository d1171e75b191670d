// The line below a message: what can be done with it, which of its versions this is, and what it
// cost. GUI thread only.
#pragma once

#include "app/chats/chat_types.h"
#include "ui/chat/voice_state.h"

#include <QMenu>
#include <QWidget>

class QGraphicsOpacityEffect;
class QLabel;
class QToolButton;

namespace ui {

class IconButton;
class Theme;

class MessageFooter : public QWidget
{
    Q_OBJECT

public:
    // How another answer is to differ from the settings.
    enum class Variation
    {
        None,
        Precise,
        Imaginative
    };

    // What another model is wanted for.
    enum class Purpose
    {
        Answer,
        Compare // its answer stands beside this one
    };

    MessageFooter(const Theme& theme, core::Role role, QWidget* parent = nullptr);

    void showMessage(const app::Message& message, bool last);
    // In a comparison with the version of this index, which is in the path; its own: it is that
    // one; -1: in none. Takes effect with showMessage().
    void setComparison(int sibling) { m_compared = sibling; }
    void setBusy(bool busy); // what would start an answer is off
    // The model of an answer is named beside what it cost. Takes effect with showMessage().
    void setModelNamed(bool named) { m_namesModel = named; }
    // Whether the message can be read aloud here, and is read now.
    void setReading(VoiceState voice, bool isRead);
    void setFaint(bool faint);     // seen only under the pointer or with the keyboard's focus
    int layoutForWidth(int width); // the cost is left out where it does not fit; returns the height

signals:
    void siblingRequested(int step);
    void compareRequested(); // with another version
    void copyRequested();
    void editRequested();
    void regenerateRequested(ui::MessageFooter::Variation variation);
    // The menu of variations opens: models that could answer are put into this one.
    void otherModelsWanted(QMenu* menu, ui::MessageFooter::Purpose purpose);
    void continueRequested();
    void forkRequested();
    void deleteRequested();
    void readRequested(); // aloud, or no longer
    void wanted();        // the keyboard's focus is here

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    IconButton* addButton(const char* icon, const QString& name, const char* objectName);
    void buildVariations();
    void addModels(QMenu* menu, const QString& title, const char* objectName, Purpose purpose);
    void showSiblings(const app::Message& message);
    void showCopied();

    const Theme& m_theme;
    bool m_user;
    int m_compared = -1;
    bool m_canRead = false;
    bool m_namesModel = false;
    bool m_faint = false;
    IconButton* m_previous;
    QLabel* m_sibling;
    IconButton* m_next;
    IconButton* m_compare;
    IconButton* m_copy;
    IconButton* m_edit;
    IconButton* m_regenerate;
    IconButton* m_variations;
    IconButton* m_continue;
    IconButton* m_fork;
    IconButton* m_delete;
    IconButton* m_read;
    QLabel* m_state;
    QString m_stateText; // as a whole
    QLabel* m_cost;
    QGraphicsOpacityEffect* m_opacity;
};

} // namespace ui
