// The room that blocks and what stands in them keep from each other, in pixels.
#pragma once

namespace ui::markdown {

struct Block;

constexpr int kMarkerGap = 8; // between the marker of a list and the item's text

int gapBetween(const Block& upper, const Block& lower);

// How many of the quotes that upper stands in lower stands in too; not in pixels.
int sharedQuotes(const Block& upper, const Block& lower);

} // namespace ui::markdown
