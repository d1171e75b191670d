#include "ui/chat/attachment_chips.h"

#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/icon_button.h"
#include "ui/widgets/text_dialog.h"

#include <QEvent>
#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStyleOptionButton>
#include <QStylePainter>

#include <algorithm>
#include <utility>

namespace ui {

namespace {

constexpr int kWidestName = 180;

// Leaves out of its name what there is no room for.
class NameButton : public QPushButton
{
public:
    NameButton(const QString& name, QWidget* parent)
        : QPushButton(name, parent)
    {
        setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    }

    QSize minimumSizeHint() const override
    {
        return {iconSize().width() + 4 * kSpaceS, sizeHint().height()};
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QStylePainter painter(this);
        QStyleOptionButton option;
        initStyleOption(&option);
        const QRect inner = style()->subElementRect(QStyle::SE_PushButtonContents, &option, this);
        option.text = fontMetrics().elidedText(option.text,
                                               Qt::ElideMiddle,
                                               inner.width() - iconSize().width() - kSpaceXs,
                                               Qt::TextShowMnemonic);
        painter.drawControl(QStyle::CE_PushButton, option);
    }
};

} // namespace

AttachmentChips::AttachmentChips(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setObjectName(QStringLiteral("attachmentChips"));
    hide();
}

void AttachmentChips::setAttachments(const QList<Attachment>& attachments)
{
    if (attachments == m_attachments)
        return;
    m_attachments = attachments;
    rebuild();
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

void AttachmentChips::dropLast()
{
    if (!m_chips.isEmpty())
        m_chips.last()->findChild<QToolButton*>()->click();
}

void AttachmentChips::clear()
{
    setAttachments({});
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
        const QString tokens =
            attachment.tokens < 0 ? QString() : tr("%Ln tokens", nullptr, attachment.tokens);
        QHBoxLayout* chip = addChip(openButton(attachment), tokens);
        if (!m_droppable)
            continue;
        connect(addDrop(*chip, attachment.name), &QToolButton::clicked, this, [this, i] {
            m_attachments.removeAt(i);
            rebuild();
        });
    }
    for (const ReadFile& file : m_reading) {
        auto* label = new ElidedLabel(this, Qt::ElideMiddle);
        label->setText(elided(file.name));
        label->setTextFormat(Qt::PlainText);
        label->setToolTip(file.name);
        label->setContentsMargins(kSpaceS, 0, 0, 0);
        QHBoxLayout* chip = addChip(label, tr("is being read…"));
        connect(addDrop(*chip, file.name), &QToolButton::clicked, this, [this, id = file.id] {
            if (endReading(id))
                emit readingDropped(id);
        });
    }
    for (QWidget* chip : std::as_const(m_chips))
        chip->show();
    arrange();
    setVisible(!m_attachments.isEmpty() || isReading());
    emit changed();
}

QString AttachmentChips::elided(const QString& name) const
{
    return fontMetrics().elidedText(name, Qt::ElideMiddle, kWidestName);
}

QWidget* AttachmentChips::openButton(const Attachment& attachment)
{
    auto* open = new NameButton(elided(attachment.name).replace(u'&', QStringLiteral("&&")), this);
    open->setObjectName(QStringLiteral("openAttachmentButton"));
    open->setProperty("look", "name");
    open->setFocusPolicy(Qt::TabFocus);
    open->setCursor(Qt::PointingHandCursor);
    const auto drawIcon = [this, open] { open->setIcon(m_theme.icon(QStringLiteral("file"))); };
    connect(&m_theme, &Theme::changed, open, drawIcon);
    drawIcon();
    open->setToolTip(tr("Show the text of %1").arg(attachment.name));
    open->setAccessibleName(open->toolTip());
    connect(open, &QPushButton::clicked, this, [this, attachment] {
        // Of the window: a message may lose its widget meanwhile.
        auto* dialog = new TextDialog(
            m_theme, attachment.name, tr("What the model reads of this file."), window());
        dialog->setObjectName(QStringLiteral("attachmentDialog"));
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setText(attachment.text);
        dialog->open();
    });
    return open;
}

QHBoxLayout* AttachmentChips::addChip(QWidget* name, const QString& state)
{
    auto* chip = new QFrame(this);
    chip->setProperty("look", "chip");
    auto* row = new QHBoxLayout(chip);
    row->setContentsMargins(kSpaceXs, 3, kSpaceXs, 3);
    row->setSpacing(kSpaceXs);
    row->addWidget(name);
    if (!state.isEmpty()) {
        auto* shown = new QLabel(state, chip);
        shown->setObjectName(QStringLiteral("attachmentState"));
        shown->setProperty("look", "muted");
        row->addWidget(shown);
    }
    m_chips << chip;
    return row;
}

QToolButton* AttachmentChips::addDrop(QHBoxLayout& chip, const QString& name)
{
    auto* drop =
        new IconButton(m_theme, QStringLiteral("close"), tr("Remove %1").arg(name), this, "small");
    drop->setObjectName(QStringLiteral("dropAttachmentButton"));
    chip.addWidget(drop);
    return drop;
}

// Beside each other, and in a new row where one is full; all of one height.
QList<QRect> AttachmentChips::places(int width) const
{
    QList<QRect> result;
    QPoint at;
    int height = 0;
    for (const QWidget* chip : m_chips)
        height = std::max(height, chip->sizeHint().height());
    for (const QWidget* chip : m_chips) {
        const QSize size(std::min(chip->sizeHint().width(), width), height);
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

int AttachmentChips::widthWithin(int width) const
{
    int widest = 0;
    for (const QRect& place : places(width))
        widest = std::max(widest, place.right() + 1);
    return widest;
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
