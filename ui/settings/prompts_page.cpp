#include "ui/settings/prompts_page.h"

#include "ui/theme/metrics.h"
#include "ui/widgets/pasting.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>

#include <algorithm>

namespace ui {

PromptsPage::PromptsPage(const Theme& theme,
                         app::Settings& settings,
                         const QList<app::SavedPrompt>& starters,
                         QWidget* parent)
    : SettingsPage(theme, tr("Saved prompts"), parent)
    , m_settings(settings)
    , m_list(new QListWidget(this))
    , m_name(new QLineEdit(this))
    , m_text(new Pasting<QPlainTextEdit>(this))
    , m_remove(new QPushButton(tr("Remove"), this))
    , m_undo(new QPushButton(tr("Undo"), this))
{
    m_list->setObjectName(QStringLiteral("promptList"));
    m_list->setFixedHeight(150);
    addWide(tr("Prompts"), tr("Type / in the empty message field to use one."), m_list);
    addOtherWords(tr("templates snippets slash commands"));
    auto* buttons = new QWidget(this);
    auto* row = new QHBoxLayout(buttons);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(kSpaceS);
    stackWhenNarrow(row);
    auto* addButton = new QPushButton(tr("Add"), buttons);
    addButton->setObjectName(QStringLiteral("addPromptButton"));
    m_remove->setObjectName(QStringLiteral("removePromptButton"));
    row->addWidget(addButton);
    m_undo->setObjectName(QStringLiteral("undoRemoveButton"));
    m_undo->hide();
    row->addWidget(m_remove);
    row->addWidget(m_undo);
    row->addStretch(1);
    addWidget(buttons);
    m_name->setObjectName(QStringLiteral("promptNameEdit"));
    m_text->setObjectName(QStringLiteral("promptTextEdit"));
    m_text->setTabChangesFocus(true);
    m_text->setFixedHeight(130);
    addRow(tr("Name"), {}, m_name);
    addWide(
        tr("Text"),
        tr("Write {{topic}} where something is to be filled in; Tab goes from one to the next."),
        m_text);
    addStretch();
    connect(m_list, &QListWidget::currentRowChanged, this, &PromptsPage::showCurrent);
    connect(m_name, &QLineEdit::textEdited, this, &PromptsPage::changeCurrent);
    connect(m_text, &QPlainTextEdit::textChanged, this, &PromptsPage::changeCurrent);
    connect(addButton, &QPushButton::clicked, this, &PromptsPage::add);
    connect(m_remove, &QPushButton::clicked, this, &PromptsPage::remove);
    connect(m_undo, &QPushButton::clicked, this, &PromptsPage::undoRemove);
    follow(settings, app::Settings::Key::SavedPrompts, this, [this, starters] {
        const QList<app::SavedPrompt> saved = m_settings.savedPrompts();
        if (!m_isStoring)
            show(saved.isEmpty() ? starters : saved);
    });
}

void PromptsPage::show(const QList<app::SavedPrompt>& prompts)
{
    const int row = std::max(0, m_list->currentRow());
    m_prompts = prompts;
    m_list->clear();
    for (const app::SavedPrompt& prompt : m_prompts)
        addItem(prompt.name);
    m_list->setCurrentRow(std::min(row, m_list->count() - 1));
    showCurrent();
}

void PromptsPage::addItem(const QString& name)
{
    auto* item = new QListWidgetItem(name, m_list);
    item->setSizeHint(QSize(0, fontMetrics().height() + kSpaceM));
}

void PromptsPage::showCurrent()
{
    const int row = m_list->currentRow();
    const bool any = row >= 0 && row < m_prompts.size();
    const QSignalBlocker quiet(m_text);
    m_name->setText(any ? m_prompts[row].name : QString());
    m_text->setPlainText(any ? m_prompts[row].text : QString());
    m_name->setEnabled(any);
    m_text->setEnabled(any);
    m_remove->setEnabled(any);
}

void PromptsPage::changeCurrent()
{
    const int row = m_list->currentRow();
    if (row < 0 || row >= m_prompts.size())
        return;
    m_prompts[row] = {m_name->text(), m_text->toPlainText()};
    m_list->item(row)->setText(m_name->text());
    store();
}

void PromptsPage::add()
{
    if (m_prompts.size() >= app::Settings::kMaxSavedPrompts)
        return;
    m_prompts << app::SavedPrompt{tr("New prompt"), QString()};
    addItem(m_prompts.last().name);
    m_list->setCurrentRow(m_list->count() - 1);
    m_name->setFocus();
    m_name->selectAll();
}

void PromptsPage::remove()
{
    const int row = m_list->currentRow();
    if (row < 0)
        return;
    m_removedRow = row;
    m_removed = m_prompts.takeAt(row);
    delete m_list->takeItem(row);
    showCurrent();
    store();
    m_undo->show();
}

void PromptsPage::undoRemove()
{
    QList<app::SavedPrompt> prompts = m_prompts;
    prompts.insert(m_removedRow, m_removed);
    show(prompts);
    m_list->setCurrentRow(m_removedRow);
    m_list->setFocus();
    store();
}

void PromptsPage::store()
{
    m_undo->hide();
    m_isStoring = true; // what is half written is shown as it is
    m_settings.setSavedPrompts(m_prompts);
    m_isStoring = false;
}

} // namespace ui
