#include "ui/widgets/text_dialog.h"

#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTextOption>
#include <QTimer>
#include <QVBoxLayout>

namespace ui {

namespace {

constexpr int kCopiedMs = 1500; // how long the button says so
constexpr int kLongestWord = 2000;

// As a minified file is. Qt looks for its end at every line anew: two million characters took it
// minutes, and two seconds where it may break anywhere.
bool hasEndlessWord(const QString& text)
{
    int length = 0;
    for (const QChar c : text) {
        length = c.isSpace() ? 0 : length + 1;
        if (length > kLongestWord)
            return true;
    }
    return false;
}

} // namespace

TextDialog::TextDialog(const Theme& theme,
                       const QString& title,
                       const QString& note,
                       QWidget* parent)
    : QDialog(parent)
    , m_text(new QPlainTextEdit(this))
    , m_copy(new QPushButton(tr("Copy"), this))
    , m_buttons(new QHBoxLayout)
{
    setWindowTitle(title);
    resize(760, 520);
    auto* label = new QLabel(note, this);
    label->setWordWrap(true);
    label->setProperty("look", "muted");
    m_text->setObjectName(QStringLiteral("textShown"));
    m_text->setAccessibleName(title);
    m_text->setReadOnly(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_text->setTabChangesFocus(true);
    m_text->setFont(theme.codeFont());
    connect(&theme, &Theme::changed, this, [this, &theme] { m_text->setFont(theme.codeFont()); });
    m_copy->setObjectName(QStringLiteral("copyTextButton"));
    m_copy->setDefault(true);
    auto* close = new QPushButton(tr("Close"), this);
    m_buttons->setSpacing(kSpaceS);
    m_buttons->addStretch(1);
    m_buttons->addWidget(close);
    m_buttons->addWidget(m_copy);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(kSpaceXl, kSpaceL, kSpaceXl, kSpaceL);
    layout->setSpacing(kSpaceM);
    layout->addWidget(label);
    layout->addWidget(m_text, 1);
    layout->addLayout(m_buttons);
    connect(m_copy, &QPushButton::clicked, this, &TextDialog::copy);
    connect(close, &QPushButton::clicked, this, &QDialog::reject);
}

void TextDialog::setText(const QString& text)
{
    m_text->setWordWrapMode(hasEndlessWord(text) ? QTextOption::WrapAnywhere
                                                 : QTextOption::WrapAtWordBoundaryOrAnywhere);
    m_text->setPlainText(text);
}

void TextDialog::addTool(QWidget* tool)
{
    m_buttons->insertWidget(0, tool);
}

void TextDialog::copy()
{
    QGuiApplication::clipboard()->setText(m_text->toPlainText());
    m_copy->setText(tr("Copied"));
    QTimer::singleShot(kCopiedMs, m_copy, [this] { m_copy->setText(tr("Copy")); });
}

} // namespace ui
