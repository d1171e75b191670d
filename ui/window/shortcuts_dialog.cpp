#include "ui/window/shortcuts_dialog.h"

#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/screen_room.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QKeySequence>
#include <QLabel>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

namespace ui {

namespace {

struct Group
{
    QString title;
    QList<std::pair<QString, QString>> rows; // what it does, the keys
};

QList<Group> ofMessages()
{
    return {
        {ShortcutsDialog::tr("Writing"),
         {{ShortcutsDialog::tr("Send the message, keep an edited one"), QStringLiteral("Enter")},
          {ShortcutsDialog::tr("Break the line"), QStringLiteral("Shift+Enter")},
          {ShortcutsDialog::tr("Bring back what was sent before, in an empty field"),
           QStringLiteral("Up")},
          {ShortcutsDialog::tr("Saved prompts, in an empty field"), QStringLiteral("/")},
          {ShortcutsDialog::tr("Attach files"), QStringLiteral("Ctrl+Shift+A")},
          {ShortcutsDialog::tr("Stop the answer, give up an edit"), QStringLiteral("Esc")}}},
        {ShortcutsDialog::tr("This conversation"),
         {{ShortcutsDialog::tr("Another answer"), QStringLiteral("Ctrl+R")},
          {ShortcutsDialog::tr("Copy the last answer"), QStringLiteral("Ctrl+Shift+C")},
          {ShortcutsDialog::tr("Edit your last message"), QStringLiteral("Ctrl+Shift+E")},
          {ShortcutsDialog::tr("Scroll the conversation"), QStringLiteral("PgUp")},
          {ShortcutsDialog::tr("To the beginning of the conversation, in an empty field"),
           QStringLiteral("Ctrl+Home")},
          {ShortcutsDialog::tr("Find in this conversation"), QStringLiteral("Ctrl+F")},
          {ShortcutsDialog::tr("Look inside the answers"), QStringLiteral("Ctrl+L")},
          {ShortcutsDialog::tr("Next uncertain word"), QStringLiteral("F8")},
          {ShortcutsDialog::tr("Print the conversation"), QStringLiteral("Ctrl+P")}}},
    };
}

QList<Group> ofWindows()
{
    return {
        {ShortcutsDialog::tr("Conversations"),
         {{ShortcutsDialog::tr("New conversation"), QStringLiteral("Ctrl+N")},
          {ShortcutsDialog::tr("Temporary conversation"), QStringLiteral("Ctrl+Shift+N")},
          {ShortcutsDialog::tr("Next conversation in the list"), QStringLiteral("Alt+Down")},
          {ShortcutsDialog::tr("Previous conversation in the list"), QStringLiteral("Alt+Up")},
          {ShortcutsDialog::tr("Search all conversations"), QStringLiteral("Ctrl+K")},
          {ShortcutsDialog::tr("Rename the conversation"), QStringLiteral("F2")},
          {ShortcutsDialog::tr("Select all, in the list"), QStringLiteral("Ctrl+A")},
          {ShortcutsDialog::tr("Delete what is selected, in the list"), QStringLiteral("Del")}}},
        {ShortcutsDialog::tr("Models"),
         {{ShortcutsDialog::tr("Choose a model"), QStringLiteral("Ctrl+M")},
          {ShortcutsDialog::tr("Models"), QStringLiteral("Ctrl+Shift+M")},
          {ShortcutsDialog::tr("Open a model file"), QStringLiteral("Ctrl+O")}}},
        {ShortcutsDialog::tr("Windows"),
         {{ShortcutsDialog::tr("New window"), QStringLiteral("Ctrl+Alt+N")},
          {ShortcutsDialog::tr("Close the window"), QStringLiteral("Ctrl+W")},
          {ShortcutsDialog::tr("Show or hide the side bar"), QStringLiteral("Ctrl+B")},
          {ShortcutsDialog::tr("Narrower side bar"), QStringLiteral("Alt+Left")},
          {ShortcutsDialog::tr("Wider side bar"), QStringLiteral("Alt+Right")},
          {ShortcutsDialog::tr("Larger text"), QStringLiteral("Ctrl++")},
          {ShortcutsDialog::tr("Smaller text"), QStringLiteral("Ctrl+-")},
          {ShortcutsDialog::tr("Text in the desktop's size"), QStringLiteral("Ctrl+0")},
          {ShortcutsDialog::tr("Settings"), QStringLiteral("Ctrl+,")},
          {ShortcutsDialog::tr("This list"), QStringLiteral("F1")},
          {ShortcutsDialog::tr("Quit"), QStringLiteral("Ctrl+Q")}}},
    };
}

void addGroup(QGridLayout& grid, const Group& group, const Theme& theme, QWidget* parent)
{
    int row = grid.rowCount();
    if (grid.count() > 0)
        grid.setRowMinimumHeight(row++, kSpaceS);
    auto* title = new QLabel(group.title, parent);
    QFont bold = theme.font();
    bold.setWeight(QFont::DemiBold);
    title->setFont(bold);
    grid.addWidget(title, row++, 0, 1, 2);
    for (const auto& [what, keys] : group.rows) {
        auto* key = new QLabel(QKeySequence(keys).toString(QKeySequence::NativeText), parent);
        key->setProperty("look", "muted");
        key->setFont(theme.font());
        grid.addWidget(new QLabel(what, parent), row, 0);
        grid.addWidget(key, row++, 1, Qt::AlignRight);
    }
}

} // namespace

ShortcutsDialog::ShortcutsDialog(const Theme& theme, QWidget* parent)
    : QDialog(parent)
{
    setObjectName(QStringLiteral("shortcutsDialog"));
    setWindowTitle(tr("Keyboard shortcuts"));
    auto* list = new QWidget(this);
    auto* columns = new QHBoxLayout(list);
    columns->setContentsMargins(kSpaceXl, kSpaceXl, kSpaceXl, kSpaceXl);
    columns->setSpacing(kSpaceXxl + kSpaceM);
    for (const QList<Group>& groups : {ofMessages(), ofWindows()}) {
        auto* grid = new QGridLayout;
        grid->setHorizontalSpacing(kSpaceXl);
        grid->setVerticalSpacing(kSpaceS);
        for (const Group& group : groups)
            addGroup(*grid, group, theme, list);
        grid->setRowStretch(grid->rowCount(), 1);
        columns->addLayout(grid, 1);
    }
    // Large text may need more than the screen has.
    auto* scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setWidget(list);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(scroll);
    const QSize room = screenRoom(*this);
    const QSize bar(scroll->verticalScrollBar()->sizeHint().width(), 0);
    if ((list->sizeHint() + bar).width() > room.width())
        columns->setDirection(QBoxLayout::TopToBottom);
    resize((list->sizeHint() + bar).boundedTo(room));
}

} // namespace ui
