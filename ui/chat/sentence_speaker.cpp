#include "ui/chat/sentence_speaker.h"

#include <utility>

namespace ui {

namespace {

// A full stop ends a sentence only where a blank follows: not in "3.5".
qsizetype sentenceEnd(const QString& text)
{
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        if (c == u'\n' || c == u'。' || c == u'！' || c == u'？')
            return i + 1;
        const bool mark = c == u'.' || c == u'!' || c == u'?';
        if (mark && i + 1 < text.size() && text[i + 1].isSpace())
            return i + 1;
    }
    return -1;
}

} // namespace

SentenceSpeaker::SentenceSpeaker(std::function<void(const QString&)> say)
    : m_say(std::move(say))
{
}

void SentenceSpeaker::add(const QString& piece)
{
    m_pending += piece;
    for (qsizetype end = sentenceEnd(m_pending); end > 0; end = sentenceEnd(m_pending)) {
        const QString sentence = m_pending.left(end).trimmed();
        m_pending.remove(0, end);
        if (!sentence.isEmpty())
            m_say(sentence);
    }
}

void SentenceSpeaker::finish()
{
    const QString rest = std::exchange(m_pending, {}).trimmed();
    if (!rest.isEmpty())
        m_say(rest);
}

void SentenceSpeaker::forget()
{
    m_pending.clear();
}

} // namespace ui
