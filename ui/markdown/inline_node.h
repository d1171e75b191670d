// What inline Markdown is made of while it is parsed: pieces of text between changes of style.
// Pure.
#pragma once

#include "ui/markdown/block.h"

#include <vector>

namespace ui::markdown {

// How often each style begins, or ends, at one place.
struct Styles
{
    int bold = 0;
    int italic = 0;
    int strike = 0;
    int underline = 0;
    int marked = 0;
    int code = 0;
    int raised = 0;
    int lowered = 0;
};

// A piece of text, with the styles that end before it and begin after it.
struct InlineNode
{
    QString text;
    bool code = false;
    bool isNote = false;   // as Span has it
    Span math;             // a formula, in place of text
    Styles ends;           // before the text
    Styles begins;         // after the text
    QString linkBegins;    // after the text
    bool linkEnds = false; // before the text
};

// The same as spans of text with their styles, neighbours of one style joined.
Spans spansOf(const std::vector<InlineNode>& nodes);

} // namespace ui::markdown
