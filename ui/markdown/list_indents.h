#pragma once

#include <cstddef>
#include <vector>

class QFontMetricsF;

namespace ui {

class Theme;

namespace markdown {

class BlockItem;
struct Block;

struct ListIndent
{
    double text = 0;
    double quotes = 0; // the part of it that is left of the quotes
};

// How far in lists move each block: as the widest number of each list needs, in these metrics.
// pixel: of a window, in their unit. Pure.
std::vector<ListIndent>
listIndents(const std::vector<const Block*>& blocks, const QFontMetricsF& metrics, double pixel);

// Moves what stands in lists as far in as the widest number of each list needs, in the font of the
// theme. The first item that moved; items.size() where none did.
std::size_t indentLists(std::vector<BlockItem>& items, const Theme& theme);

} // namespace markdown
} // namespace ui
