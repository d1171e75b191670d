// What the page has to do with reading aloud.
#include "ui/chat/chat_page.h"
#include "ui/chat/chat_view.h"
#include "ui/chat/read_aloud.h"

namespace ui {

void ChatPage::setReadAloud(ReadAloud& reader)
{
    m_reader = &reader;
    const auto show = [this] { m_view->setReading(m_reader->voice(), m_reader->reading()); };
    connect(&reader, &ReadAloud::changed, this, show);
    connect(m_view, &ChatView::actionsWanted, &reader, &ReadAloud::lookForVoice);
    connect(m_view, &ChatView::readRequested, &reader, &ReadAloud::toggle);
    show();
}

void ChatPage::stopReading()
{
    if (isReading())
        m_reader->stop();
}

bool ChatPage::isReading() const
{
    return m_reader != nullptr && m_view->shows(m_reader->reading());
}

} // namespace ui
