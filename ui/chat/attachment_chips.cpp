#include "ui/chat/attachment_chips.h"

#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/icon_button.h"

#include <QEvent>
#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>

#include <utility>

namespace ui {

namespace {

constexpr int kWidestName = 180;

} // namespace

AttachmentChips::AttachmentChips(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setObjectName(QStringLiteral("attachmentChips"));
    hide();
}

void AttachmentChips::add(const Attachment& attachment)
{
    m_attachments << attachment;
    rebuild();
}

void AttachmentChips::addReading(int id, const QString& name)
{
    m_reading << ReadFile{id, name};
    rebuild();
}

bool AttachmentChips::endReading(int id)
{
    const auto is = [id](const ReadFile& file) { return file.id == id; };
    if (m_reading.removeIf(is) == 0)
        return false;
    rebuild();
    return true;
}

void AttachmentChips::remove(const QList<Attachment>& attachments)
{
    const qsizetype before = m_attachments.size();
    for (const Attachment& attachment : attachments)
        m_attachments.removeOne(attachment);
    if (m_attachments.size() != before)
        rebuild();
}

void AttachmentChips::setTokens(const Attachment& attachment, int tokens)
{
    const qsizetype at = m_attachments.indexOf(attachment);
    if (at < 0 || attachment.tokens == tokens)
        return;
    m_attachments[at].tokens = tokens;
    rebuild();
}

void AttachmentChips::clear()
{
    if (m_attachments.isEmpty())
        return;
    m_attachments.clear();
    rebuild();
}

void AttachmentChips::rebuild()
{
    for (QWidget* chip : std::as_const(m_chips)) {
        chip->hide();
        chip->deleteLater(); // one of its buttons may be the sender
    }
    m_chips.clear();
    for (qsizetype i = 0; i < m_attachments.size(); ++i) {
        const Attachment& attachment = m_attachments[i];
        const QString tokens = attachment.tokens < 0
                                   ? QString()
                                   : tr("%1 tokens").arg(QLocale().toString(attachment.tokens));
        connect(addChip(attachment.name, tokens), &QToolButton::clicked, this, [this, i] {
            m_attachments.removeAt(i);
            rebuild();
        });
    }
    for (const ReadFile& file : m_reading) {
        connect(addChip(file.name, tr("is being read…")),
                &QToolButton::clicked,
                this,
                [this, id = file.id] {
                    if (endReading(id))
                        emit readingDropped(id);
                });
    }
    arrange();
    setVisible(!m_attachments.isEmpty() || isReading());
    emit changed();
}

QToolButton* AttachmentChips::addChip(const QString& name, const QString& state)
{
    auto* chip = new QFrame(this);
    chip->setProperty("look", "chip");
    auto* row = new QHBoxLayout(chip);
    row->setContentsMargins(kSpaceM, kSpaceXs, kSpaceXs, kSpaceXs);
    row->setSpacing(kSpaceS);
    auto* label = new QLabel(fontMetrics().elidedText(name, Qt::ElideMiddle, kWidestName), chip);
    label->setTextFormat(Qt::PlainText);
    label->setToolTip(name);
    row->addWidget(label);
    if (!state.isEmpty()) {
        auto* shown = new QLabel(state, chip);
        shown->setObjectName(QStringLiteral("attachmentState"));
        shown->setProperty("look", "muted");
        row->addWidget(shown);
    }
    auto* drop =
        new IconButton(m_theme, QStringLiteral("close"), tr("Remove %1").arg(name), chip, "small");
    drop->setObjectName(QStringLiteral("dropAttachmentButton"));
    row->addWidget(drop);
    m_chips << chip;
    chip->show();
    return drop;
}

// Beside each other, and in a new row where one is full.
QList<QRect> AttachmentChips::places(int width) const
{
    QList<QRect> result;
    QPoint at;
    for (const QWidget* chip : m_chips) {
        const QSize size = chip->sizeHint().boundedTo(QSize(width, QWIDGETSIZE_MAX));
        if (at.x() > 0 && at.x() + size.width() > width)
            at = QPoint(0, result.last().bottom() + 1 + kSpaceXs);
        result << QRect(at, size);
        at.rx() += size.width() + kSpaceS;
    }
    return result;
}

int AttachmentChips::heightForWidth(int width) const
{
    const QList<QRect> rows = places(width);
    return rows.isEmpty() ? 0 : rows.last().bottom() + 1;
}

void AttachmentChips::arrange()
{
    const QList<QRect> rows = places(width());
    for (qsizetype i = 0; i < rows.size(); ++i)
        m_chips[i]->setGeometry(rows[i]);
    setFixedHeight(heightForWidth(width()));
}

bool AttachmentChips::event(QEvent* event)
{
    if (event->type() == QEvent::LayoutRequest) // a chip has changed its size
        arrange();
    return QWidget::event(event);
}

void AttachmentChips::resizeEvent(QResizeEvent*)
{
    arrange();
}

} // namespace ui
