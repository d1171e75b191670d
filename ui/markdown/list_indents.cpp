#include "ui/markdown/list_indents.h"

#include "ui/markdown/block_item.h"
#include "ui/theme/theme.h"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace ui::markdown {

namespace {

constexpr int kIndentWidth = 26;  // of lists with narrow markers
constexpr int kDeepestShown = 10; // levels beyond this are drawn alike
constexpr std::size_t kNone = static_cast<std::size_t>(-1);

struct List
{
    std::size_t parent = kNone;
    int indent = kIndentWidth; // beyond its parent's
};

} // namespace

std::size_t indentLists(std::vector<BlockItem>& items, const Theme& theme)
{
    const QFontMetricsF metrics(theme.readingFont());
    std::vector<List> lists;        // parents before their children
    std::vector<std::size_t> open;  // the list of each level
    std::vector<std::size_t> inner; // the innermost list of each item
    int quoteDepth = 0;
    for (const BlockItem& item : items) {
        const Block& block = item.block();
        const auto levels = std::size_t(std::clamp(block.indent, 0, kDeepestShown));
        if (std::exchange(quoteDepth, block.quoteDepth) != block.quoteDepth)
            open.clear();
        open.resize(std::min(open.size(), levels));
        while (open.size() < levels) {
            lists.push_back({open.empty() ? kNone : open.back()});
            open.push_back(lists.size() - 1);
        }
        inner.push_back(open.empty() ? kNone : open.back());
        if (!block.marker.isEmpty() && !open.empty()) {
            const double marker = metrics.horizontalAdvance(block.marker) + kMarkerGap;
            lists[open.back()].indent = std::max(lists[open.back()].indent, int(std::ceil(marker)));
        }
    }
    for (List& list : lists)
        list.indent += list.parent == kNone ? 0 : lists[list.parent].indent;
    std::size_t firstMoved = items.size();
    for (std::size_t i = 0; i < items.size(); ++i) {
        const bool moved = items[i].setListIndent(inner[i] == kNone ? 0 : lists[inner[i]].indent);
        if (moved)
            firstMoved = std::min(firstMoved, i);
    }
    return firstMoved;
}

} // namespace ui::markdown
