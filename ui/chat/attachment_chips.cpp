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
    m_row->addStretch(1);
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
    m_row->addWidget(chip);
    return drop;
}

} // namespace ui
