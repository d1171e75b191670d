#include "ui/chat/find_bar.h"

#include "ui/theme/metrics.h"
#include "ui/widgets/icon_button.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>

namespace ui {

FindBar::FindBar(const Theme& theme, QWidget* parent)
    : QFrame(parent)
    , m_words(new QLineEdit(this))
    , m_count(new QLabel(this))
{
    setObjectName(QStringLiteral("findBar"));
    m_words->setObjectName(QStringLiteral("findEdit"));
    m_words->setPlaceholderText(tr("Find in this conversation"));
    m_words->setAccessibleName(tr("Find in this conversation"));
    m_words->installEventFilter(this);
    m_count->setObjectName(QStringLiteral("findCount"));
    m_count->setProperty("look", "muted");
    auto* up = new IconButton(
        theme, QStringLiteral("chevron-up"), tr("Previous (Shift+Enter)"), this, "small");
    auto* down =
        new IconButton(theme, QStringLiteral("chevron-down"), tr("Next (Enter)"), this, "small");
    auto* leave = new IconButton(theme, QStringLiteral("close"), tr("Close (Esc)"), this, "small");
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(kSpaceS, kSpaceXs, kSpaceS, kSpaceXs);
    layout->setSpacing(kSpaceXs);
    layout->addWidget(m_words, 1);
    layout->addWidget(m_count);
    layout->addWidget(up);
    layout->addWidget(down);
    layout->addWidget(leave);
    connect(m_words, &QLineEdit::textChanged, this, &FindBar::wordsChanged);
    connect(up, &QToolButton::clicked, this, [this] { emit stepRequested(-1); });
    connect(down, &QToolButton::clicked, this, [this] { emit stepRequested(1); });
    connect(leave, &QToolButton::clicked, this, &FindBar::close);
    hide();
}

void FindBar::showFound(const QString& words)
{
    show();
    const QSignalBlocker quiet(m_words);
    m_words->setText(words);
    emit wordsChanged(words);
}

void FindBar::open()
{
    show();
    m_words->setFocus();
    m_words->selectAll();
    emit wordsChanged(m_words->text());
}

void FindBar::close()
{
    if (isHidden())
        return;
    hide();
    emit wordsChanged({});
    emit closed();
}

void FindBar::showCount(int current, int count)
{
    if (m_words->text().isEmpty())
        m_count->clear();
    else if (count == 0)
        m_count->setText(tr("Not found"));
    else
        m_count->setText(tr("%1 of %2").arg(current + 1).arg(count));
}

bool FindBar::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride &&
        static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        event->accept(); // which else would stop the answer
        return true;
    }
    if (event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        switch (key->key()) {
        case Qt::Key_Escape:
            close();
            return true;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            emit stepRequested(key->modifiers().testFlag(Qt::ShiftModifier) ? -1 : 1);
            return true;
        default:
            break;
        }
    }
    return QFrame::eventFilter(watched, event);
}

} // namespace ui
