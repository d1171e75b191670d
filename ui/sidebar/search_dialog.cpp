#include "ui/sidebar/search_dialog.h"

#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"

#include <QAction>
#include <QCoreApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QLocale>
#include <QVBoxLayout>

#include <algorithm>

namespace ui {

namespace {

enum Role
{
    ConversationRole = Qt::UserRole,
    MessageRole,
    FoundRole
};

// The snippet as rich text with what was found in bold; everything else is escaped.
QString marked(const app::SearchHit& hit)
{
    QString html;
    qsizetype at = 0;
    for (const app::TextRange& range : hit.marks) {
        html += hit.snippet.mid(at, range.start - at).toHtmlEscaped() + QStringLiteral("<b>") +
                hit.snippet.mid(range.start, range.length).toHtmlEscaped() + QStringLiteral("</b>");
        at = range.start + range.length;
    }
    return html + hit.snippet.mid(at).toHtmlEscaped();
}

// Versions of one message that read alike here.
bool areAlike(const app::SearchHit& a, const app::SearchHit& b)
{
    return a.message != 0 && b.message != 0 && a.conversation == b.conversation &&
           a.role == b.role && a.snippet == b.snippet;
}

// What tells a conversation from others of its title.
QString details(const QDateTime& usedAt, const QString& folder, bool archived)
{
    QStringList parts{QLocale().toString(usedAt.toLocalTime().date(), QLocale::ShortFormat)};
    if (!folder.isEmpty())
        parts << folder;
    if (archived)
        parts << SearchDialog::tr("archived");
    return parts.join(QStringLiteral(" · "));
}

// What is said of a row that stands for so many versions that read alike; empty: nothing.
QString versionText(const app::SearchHit& hit, int alike)
{
    if (alike > 1)
        return SearchDialog::tr("%n versions", nullptr, alike);
    if (hit.siblingCount > 1)
        return SearchDialog::tr("version %1 of %2").arg(hit.siblingIndex + 1).arg(hit.siblingCount);
    return {};
}

QString firstWord(const app::SearchHit& hit)
{
    return hit.message == 0 || hit.marks.isEmpty()
               ? QString()
               : hit.snippet.mid(hit.marks.first().start, hit.marks.first().length);
}

} // namespace

SearchDialog::SearchDialog(const Theme& theme,
                           const QList<app::ConversationSummary>& conversations,
                           QWidget* parent)
    : QDialog(parent)
    , m_theme(theme)
    , m_conversations(conversations)
    , m_words(new QLineEdit(this))
    , m_list(new QListWidget(this))
    , m_nothing(new QLabel(this))
{
    setObjectName(QStringLiteral("searchDialog"));
    setWindowTitle(tr("Search"));
    m_words->setObjectName(QStringLiteral("searchEdit"));
    m_words->setPlaceholderText(tr("Search all conversations"));
    m_words->setAccessibleName(tr("Search all conversations"));
    // Qt's own clear button cannot be seen on dark.
    QAction* clear =
        m_words->addAction(theme.icon(QStringLiteral("close")), QLineEdit::TrailingPosition);
    clear->setToolTip(tr("Clear"));
    clear->setVisible(false);
    connect(clear, &QAction::triggered, m_words, &QLineEdit::clear);
    connect(m_words, &QLineEdit::textChanged, clear, [clear](const QString& text) {
        clear->setVisible(!text.isEmpty());
    });
    m_words->installEventFilter(this);
    m_list->setObjectName(QStringLiteral("searchList"));
    m_list->setAccessibleName(tr("Found"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_nothing->setObjectName(QStringLiteral("searchNothing"));
    m_nothing->setAlignment(Qt::AlignCenter);
    m_nothing->setProperty("look", "muted");
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(kSpaceM, kSpaceM, kSpaceM, kSpaceM);
    layout->setSpacing(kSpaceS);
    layout->addWidget(m_words);
    layout->addWidget(m_nothing);
    layout->addWidget(m_list, 1);
    connect(m_words, &QLineEdit::textChanged, this, &SearchDialog::search);
    connect(m_list, &QListWidget::itemActivated, this, &SearchDialog::choose);
    connect(m_list, &QListWidget::itemClicked, this, &SearchDialog::choose);
    resize(620, 460);
    showConversations();
}

void SearchDialog::search()
{
    if (m_words->text().trimmed().isEmpty())
        showConversations();
    else
        emit searchRequested(m_words->text());
}

void SearchDialog::showConversations()
{
    m_list->clear();
    for (const app::ConversationSummary& conversation : m_conversations) {
        const QString title = conversation.title.simplified();
        addTitle(title.toHtmlEscaped(),
                 title,
                 conversation.id,
                 details(conversation.updatedAt, conversation.folder, conversation.archived));
    }
    m_nothing->setText(tr("No conversations yet"));
    m_nothing->setVisible(m_conversations.isEmpty());
    m_list->setCurrentRow(0);
}

void SearchDialog::showHits(const QString& text, const QList<app::SearchHit>& hits)
{
    if (text != m_words->text())
        return;
    m_list->clear();
    const QString muted = m_theme.palette().mutedText.name();
    for (auto at = hits.begin(); at != hits.end(); ++at) {
        const app::SearchHit& hit = *at;
        const auto isLike = [&hit](const app::SearchHit& other) { return areAlike(hit, other); };
        if (std::any_of(hits.begin(), at, isLike))
            continue; // the newest stands for all
        const QString version = versionText(hit, int(std::count_if(at, hits.end(), isLike)));
        const QString title = hit.title.simplified();
        if (hit.message == 0) {
            addTitle(marked(hit),
                     title,
                     hit.conversation,
                     details(hit.createdAt, hit.folder, hit.archived));
            continue;
        }
        QString html =
            title.toHtmlEscaped() +
            QStringLiteral("<br><span style='color:%1'>%2</span>").arg(muted, marked(hit));
        if (!version.isEmpty())
            html += QStringLiteral(" · ") + version;
        addRow(html,
               title + QStringLiteral(": ") + hit.snippet + u' ' + version,
               hit.conversation,
               hit.message,
               firstWord(hit));
    }
    m_nothing->setText(tr("Nothing found"));
    m_nothing->setVisible(hits.isEmpty());
    m_list->setCurrentRow(0);
}

void SearchDialog::addTitle(const QString& html,
                            const QString& plain,
                            app::ConversationId conversation,
                            const QString& more)
{
    addRow(QStringLiteral("%1 <span style='color:%2'>&nbsp;%3</span>")
               .arg(html, m_theme.palette().mutedText.name(), more.toHtmlEscaped()),
           plain + QStringLiteral(", ") + more,
           conversation,
           0);
}

void SearchDialog::addRow(const QString& html,
                          const QString& plain,
                          app::ConversationId conversation,
                          app::MessageId message,
                          const QString& found)
{
    auto* label = new QLabel(html, m_list);
    label->setTextFormat(Qt::RichText);
    label->setWordWrap(true);
    label->setContentsMargins(kSpaceM, kSpaceS, kSpaceM, kSpaceS);
    label->setAttribute(Qt::WA_TransparentForMouseEvents);
    auto* item = new QListWidgetItem(m_list);
    item->setData(ConversationRole, conversation);
    item->setData(MessageRole, message);
    item->setData(FoundRole, found);
    item->setData(Qt::AccessibleTextRole, plain);
    const int width = this->width() - 2 * kSpaceM - kSpaceL;
    item->setSizeHint(QSize(width, label->heightForWidth(width)));
    m_list->setItemWidget(item, label);
}

void SearchDialog::choose()
{
    const QListWidgetItem* item = m_list->currentItem();
    if (item == nullptr)
        return;
    emit chosen(item->data(ConversationRole).toLongLong(),
                item->data(MessageRole).toLongLong(),
                item->data(FoundRole).toString());
    accept();
}

bool SearchDialog::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_words && event->type() == QEvent::KeyPress) {
        switch (static_cast<QKeyEvent*>(event)->key()) {
        case Qt::Key_Down:
        case Qt::Key_Up:
        case Qt::Key_PageDown:
        case Qt::Key_PageUp:
            QCoreApplication::sendEvent(m_list, event);
            return true;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            choose();
            return true;
        default:
            break;
        }
    }
    return QDialog::eventFilter(watched, event);
}

} // namespace ui
