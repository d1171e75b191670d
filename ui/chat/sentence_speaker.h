// Tells screen readers of an answer sentence by sentence while it streams in.
//
// Pieces are gathered until a sentence or line has ended: word by word nobody could listen. GUI
// thread only.
#pragma once

#include <QString>

#include <functional>

namespace ui {

class SentenceSpeaker
{
public:
    // say: is given each sentence, without blank ends.
    explicit SentenceSpeaker(std::function<void(const QString&)> say);

    void add(const QString& piece);
    void finish(); // says what is left
    void forget(); // of another answer than so far

private:
    std::function<void(const QString&)> m_say;
    QString m_pending;
};

} // namespace ui
