// Which of the marks * _ ~ in inline Markdown are emphasis. Pure, and linear in their number.
#pragma once

#include "ui/markdown/inline_node.h"

#include <QChar>

#include <vector>

namespace ui::markdown {

// A run of one mark, which is the text of a node.
struct Delimiter
{
    std::size_t node = 0;
    QChar mark;
    int count = 0;
    int original = 0;
    bool canOpen = false;
    bool canClose = false;
    int previous = -1; // in the list of those still open
    int next = -1;
};

// Pairs the delimiters from bottom on, as far as they pair: their nodes get styles and lose the
// marks. Then these delimiters are gone.
void resolveEmphasis(std::vector<InlineNode>& nodes,
                     std::vector<Delimiter>& delimiters,
                     std::size_t bottom);

} // namespace ui::markdown
