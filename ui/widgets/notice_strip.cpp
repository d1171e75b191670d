#include "ui/widgets/notice_strip.h"

#include "ui/theme/metrics.h"
#include "ui/widgets/announcement.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace ui {

NoticeStrip::NoticeStrip(const QString& name, QWidget* parent)
    : QFrame(parent)
    , m_name(name)
    , m_text(new QLabel(this))
    , m_layout(new QHBoxLayout(this))
{
    setObjectName(name + QStringLiteral("Strip"));
    setProperty("look", "chip");
    m_text->setObjectName(name + QStringLiteral("Text"));
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_layout->setContentsMargins(kSpaceM, kSpaceS, kSpaceS, kSpaceS);
    m_layout->setSpacing(kSpaceS);
    m_layout->addWidget(m_text, 1);
    hide();
}

QPushButton* NoticeStrip::addButton(const QString& name, const QString& text, const char* look)
{
    auto* button = new QPushButton(text, this);
    button->setObjectName(m_name + name + QStringLiteral("Button"));
    button->setProperty("look", look);
    m_layout->addWidget(button);
    return button;
}

void NoticeStrip::setText(const QString& text)
{
    m_text->setText(text);
    setAccessibleName(text);
}

void NoticeStrip::tell()
{
    announce(*this, m_text->text());
}

} // namespace ui
