#pragma once

#include <cstddef>
#include <vector>

class QFontMetricsF;

namespace ui {

class Theme;

namespace markdown {

class BlockItem;
struct Block;

// How far in the text of each block stands: as the widest number of each list needs, in these
// metrics. pixel: of a window, in their unit. Pure.
std::vector<double>
listIndents(const std::vector<const Block*>& blocks, const QFontMetricsF& metrics, double pixel);

// Moves what stands in lists as far in as the widest number of each list needs, in the font of the
// theme. The first item that moved; items.size() where none did.
std::size_t indentLists(std::vector<BlockItem>& items, const Theme& theme);

} // namespace markdown
} // namespace ui
