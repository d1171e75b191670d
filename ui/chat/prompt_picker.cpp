#include "ui/chat/prompt_picker.h"

#include "ui/theme/metrics.h"

#include <QCoreApplication>

#include <algorithm>

namespace ui {

namespace {

constexpr int kMostShown = 7;

struct StarterPrompts
{
    Q_DECLARE_TR_FUNCTIONS(StarterPrompts)
};

} // namespace

PromptPicker::PromptPicker(QWidget* parent)
    : QListWidget(parent)
{
    setObjectName(QStringLiteral("promptPicker"));
    setAccessibleName(tr("Saved prompts"));
    setFocusPolicy(Qt::NoFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setTextElideMode(Qt::ElideRight);
    connect(this, &QListWidget::itemClicked, this, &PromptPicker::pick);
    hide();
}

void PromptPicker::setPrompts(const QList<app::SavedPrompt>& prompts)
{
    m_prompts = prompts;
}

void PromptPicker::openAbove(const QWidget* anchor, const QString& words)
{
    clear();
    for (const app::SavedPrompt& prompt : m_prompts) {
        if (!prompt.name.contains(words, Qt::CaseInsensitive))
            continue;
        auto* item =
            new QListWidgetItem(prompt.name + QStringLiteral("  ·  ") + prompt.text.simplified());
        item->setData(Qt::UserRole, prompt.text);
        item->setData(Qt::AccessibleTextRole, prompt.name);
        item->setToolTip(prompt.text);
        addItem(item);
    }
    setVisible(count() > 0);
    if (count() == 0)
        return;
    setCurrentRow(0);
    const int rows = std::min(count(), kMostShown);
    const int height = rows * sizeHintForRow(0) + 2 * kSpaceS;
    const QPoint corner = anchor->mapTo(parentWidget(), QPoint(0, 0));
    setGeometry(corner.x(), corner.y() - height - kSpaceXs, anchor->width(), height);
    raise();
}

bool PromptPicker::takeKey(int key)
{
    if (isHidden())
        return false;
    switch (key) {
    case Qt::Key_Up:
    case Qt::Key_Down: {
        const int step = key == Qt::Key_Up ? count() - 1 : 1;
        setCurrentRow((currentRow() + step) % count());
        return true;
    }
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Tab:
        pick(currentItem());
        return true;
    case Qt::Key_Escape:
        hide();
        return true;
    default:
        return false;
    }
}

void PromptPicker::pick(const QListWidgetItem* item)
{
    hide();
    if (item != nullptr)
        emit picked(item->data(Qt::UserRole).toString());
}

QList<app::SavedPrompt> starterPrompts()
{
    return {
        {StarterPrompts::tr("Explain"), StarterPrompts::tr("Explain {{topic}} in simple words.")},
        {StarterPrompts::tr("Summarise"),
         StarterPrompts::tr("Summarise this text in three sentences:\n\n{{text}}")},
        {StarterPrompts::tr("Translate"),
         StarterPrompts::tr("Translate into {{language}}:\n\n{{text}}")},
        {StarterPrompts::tr("Improve"),
         StarterPrompts::tr("Correct and improve this text, and keep its meaning:\n\n{{text}}")},
        {StarterPrompts::tr("Ideas"), StarterPrompts::tr("Give me five ideas for {{goal}}.")},
        {StarterPrompts::tr("Code"),
         StarterPrompts::tr("Write a function in {{language}} that {{does what}}.")},
    };
}

} // namespace ui
