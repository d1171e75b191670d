#include "ui/chat/attachment_chips.h"

#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/icon_button.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>

namespace ui {

namespace {

constexpr int kWidestName = 180;

} // namespace

AttachmentChips::AttachmentChips(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_row(new QHBoxLayout(this))
{
    setObjectName(QStringLiteral("attachmentChips"));
    m_row->setContentsMargins(0, 0, 0, 0);
    m_row->setSpacing(kSpaceS);
    hide();
}

void AttachmentChips::add(const Attachment& attachment)
{
    m_attachments << attachment;
    rebuild();
}

void AttachmentChips::remove(const QList<Attachment>& attachments)
{
    const qsizetype before = m_attachments.size();
    for (const Attachment& attachment : attachments)
        m_attachments.removeOne(attachment);
    if (m_attachments.size() != before)
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
    while (QLayoutItem* item = m_row->takeAt(0)) {
        if (QWidget* chip = item->widget()) {
            chip->hide();
            chip->deleteLater(); // one of its buttons may be the sender
        }
        delete item;
    }
    for (qsizetype i = 0; i < m_attachments.size(); ++i) {
        const Attachment& attachment = m_attachments[i];
        auto* chip = new QFrame(this);
        chip->setProperty("look", "chip");
        auto* row = new QHBoxLayout(chip);
        row->setContentsMargins(kSpaceM, kSpaceXs, kSpaceXs, kSpaceXs);
        row->setSpacing(kSpaceS);
        auto* name = new QLabel(
            fontMetrics().elidedText(attachment.name, Qt::ElideMiddle, kWidestName), chip);
        name->setTextFormat(Qt::PlainText);
        name->setToolTip(attachment.name);
        row->addWidget(name);
        if (attachment.tokens >= 0) {
            auto* tokens =
                new QLabel(tr("%1 tokens").arg(QLocale().toString(attachment.tokens)), chip);
            tokens->setProperty("look", "muted");
            row->addWidget(tokens);
        }
        auto* drop = new IconButton(
            m_theme, QStringLiteral("close"), tr("Remove %1").arg(attachment.name), chip, "small");
        drop->setObjectName(QStringLiteral("dropAttachmentButton"));
        connect(drop, &QToolButton::clicked, this, [this, i] {
            m_attachments.removeAt(i);
            rebuild();
        });
        row->addWidget(drop);
        m_row->addWidget(chip);
    }
    m_row->addStretch(1);
    setVisible(!m_attachments.isEmpty());
    emit changed();
}

} // namespace ui
