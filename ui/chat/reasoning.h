// Tells what a model thinks aloud from what it answers. Pure.
#pragma once

#include <QString>

namespace ui {

struct SplitAnswer
{
    QString reasoning;      // between <think> and </think> at the start, without blank ends
    QString answer;         // what follows; all of the text where there is no reasoning
    bool thinking = false;  // the reasoning has begun and not ended
    bool undecided = false; // so far the text may still become "<think>"
};

// Also takes an answer that has only the closing mark, as models write it whose template opens the
// reasoning for them.
SplitAnswer splitReasoning(const QString& text);

} // namespace ui
