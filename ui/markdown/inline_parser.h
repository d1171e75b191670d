// The inline part of Markdown: emphasis, code, links. Pure, and linear in the length of the text.
#pragma once

#include "ui/markdown/block.h"
#include "ui/markdown/references.h"

namespace ui::markdown {

// References to notes become raised numbers. Images become their alternative text and address. Of
// HTML line breaks, comments and the tags of styleTagAt() are read, where those have both ends; the
// rest stays text. Addresses that linkTarget() refuses are written out behind the link's text.
// LaTeX between dollars or backslashed brackets is one span where it can be drawn, and else text as
// it is. After kMostMarks marks the rest of the text is taken as it is.
Spans parseInline(const QString& text,
                  Dialect dialect = Dialect::Markdown,
                  const References& references = {});

constexpr int kMostMarks = 1000; // a layout of more styles than that takes too long

} // namespace ui::markdown
