#include "ui/window/shortcuts_dialog.h"

#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/screen_room.h"

#include <QGridLayout>
#include <QKeySequence>
#include <QLabel>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

namespace ui {

ShortcutsDialog::ShortcutsDialog(const Theme& theme, QWidget* parent)
    : QDialog(parent)
{
    setObjectName(QStringLiteral("shortcutsDialog"));
    setWindowTitle(tr("Keyboard shortcuts"));
    auto* list = new QWidget(this);
    auto* grid = new QGridLayout(list);
    grid->setContentsMargins(kSpaceXl, kSpaceXl, kSpaceXl, kSpaceXl);
    grid->setHorizontalSpacing(kSpaceXxl);
    grid->setVerticalSpacing(kSpaceM);
    const std::pair<QString, QString> rows[] = {
        {tr("Send the message, keep an edited one"), QStringLiteral("Enter")},
        {tr("Break the line"), QStringLiteral("Shift+Enter")},
        {tr("Bring back what was sent before, in an empty field"), QStringLiteral("Up")},
        {tr("Stop the answer, give up an edit"), QStringLiteral("Esc")},
        {tr("Scroll the conversation"), QStringLiteral("PgUp")},
        {tr("To the beginning of the conversation, in an empty field"),
         QStringLiteral("Ctrl+Home")},
        {tr("New conversation"), QStringLiteral("Ctrl+N")},
        {tr("Temporary conversation"), QStringLiteral("Ctrl+Shift+N")},
        {tr("New window"), QStringLiteral("Ctrl+Alt+N")},
        {tr("Close the window"), QStringLiteral("Ctrl+W")},
        {tr("Show or hide the side bar"), QStringLiteral("Ctrl+B")},
        {tr("Choose a model"), QStringLiteral("Ctrl+M")},
        {tr("Models"), QStringLiteral("Ctrl+Shift+M")},
        {tr("Open a model file"), QStringLiteral("Ctrl+O")},
        {tr("Search all conversations"), QStringLiteral("Ctrl+K")},
        {tr("Saved prompts, in an empty field"), QStringLiteral("/")},
        {tr("Find in this conversation"), QStringLiteral("Ctrl+F")},
        {tr("Look inside the answers"), QStringLiteral("Ctrl+L")},
        {tr("Next uncertain word"), QStringLiteral("F8")},
        {tr("Rename the conversation"), QStringLiteral("F2")},
        {tr("Delete the conversation, in the list"), QStringLiteral("Del")},
        {tr("Print the conversation"), QStringLiteral("Ctrl+P")},
        {tr("Larger text"), QStringLiteral("Ctrl++")},
        {tr("Smaller text"), QStringLiteral("Ctrl+-")},
        {tr("Text in the desktop's size"), QStringLiteral("Ctrl+0")},
        {tr("Settings"), QStringLiteral("Ctrl+,")},
        {tr("This list"), QStringLiteral("F1")},
        {tr("Quit"), QStringLiteral("Ctrl+Q")},
    };
    int row = 0;
    for (const auto& [what, keys] : rows) {
        const QString shown = QKeySequence(keys).toString(QKeySequence::NativeText);
        auto* label = new QLabel(what, list);
        auto* key = new QLabel(shown, list);
        key->setProperty("look", "muted");
        key->setFont(theme.font());
        grid->addWidget(label, row, 0);
        grid->addWidget(key, row, 1, Qt::AlignRight);
        ++row;
    }
    // Large text may need more than the screen has.
    auto* scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setWidget(list);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(scroll);
    const QSize wanted =
        list->sizeHint() + QSize(scroll->verticalScrollBar()->sizeHint().width(), 0);
    resize(wanted.boundedTo(screenRoom(*this)));
}

} // namespace ui
