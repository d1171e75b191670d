// What parseBlocks() makes of a text, and its bounds.
#pragma once

#include "ui/markdown/block.h"

namespace ui::markdown {

struct ParsedBlocks
{
    QList<Block> blocks;
    // Text appended later leaves everything before this place as it is: blocks[0 .. stableBlocks)
    // come from text[0 .. stableEnd), and parsing may go on at stableEnd.
    qsizetype stableEnd = 0;
    qsizetype stableBlocks = 0;
};

constexpr int kDeepestNesting = 32;
constexpr int kMostCells =
    600; // of a table that are laid out together; longer ones go on in a new block

} // namespace ui::markdown
