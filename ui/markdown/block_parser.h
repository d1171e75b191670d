// The block part of Markdown. Pure, linear in the length of the text, and safe to call from any
// thread.
//
// Dialect: CommonMark with the tables, task lists, strike-through and alerts of GitHub, as chat
// models write them, and notes, "[^1]: text", which become a list under a rule. Bullets right under
// a number belong to it, also without an indent. Definitions of references, a line each, and HTML
// comments of a few pages are left out, and tags are styles of text where parseInline() knows them;
// other HTML stays text. A line break inside a paragraph stays a line break.
#pragma once

#include "ui/markdown/parsed_blocks.h"
#include "ui/markdown/references.h"

namespace ui::markdown {

ParsedBlocks parseBlocks(const QString& text, Dialect dialect = Dialect::Markdown);

// Of a part of a text, all of whose references are given. That the whole gets others changes blocks
// before stableEnd too.
ParsedBlocks parseBlocks(const QString& part, Dialect dialect, const References& references);

} // namespace ui::markdown
