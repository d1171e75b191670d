#pragma once

#include <cstddef>
#include <vector>

namespace ui {

class Theme;

namespace markdown {

class BlockItem;

// Moves what stands in lists as far in as the widest number of each list needs, in the font of the
// theme. The first item that moved; items.size() where none did.
std::size_t indentLists(std::vector<BlockItem>& items, const Theme& theme);

} // namespace markdown
} // namespace ui
