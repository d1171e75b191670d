// What inline Markdown is made of while it is parsed: pieces of text between changes of style.
// Pure.
#pragma once

#include "ui/markdown/block.h"

#include <vector>

namespace ui::markdown {

// A piece of text, with the styles that end before it and begin after it.
struct InlineNode
{
    QString text;
    bool code = false;
    int script = 0;                                         // as Span has it
    Span math;                                              // a formula, in place of text
    int boldEnds = 0, italicEnds = 0, strikeEnds = 0;       // before the text
    int boldBegins = 0, italicBegins = 0, strikeBegins = 0; // after the text
    QString linkBegins;                                     // after the text
    bool linkEnds = false;                                  // before the text
};

// The same as spans of text with their styles, neighbours of one style joined.
Spans spansOf(const std::vector<InlineNode>& nodes);

} // namespace ui::markdown
