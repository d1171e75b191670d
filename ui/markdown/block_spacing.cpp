#include "ui/markdown/block_spacing.h"

#include "ui/markdown/block.h"
#include "ui/theme/metrics.h"

#include <algorithm>

namespace ui::markdown {

namespace {

bool isApart(BlockKind kind)
{
    return kind == BlockKind::Code || kind == BlockKind::Table || kind == BlockKind::Rule;
}

} // namespace

int gapBetween(const Block& upper, const Block& lower)
{
    if (lower.continued)
        return 0;
    if (upper.beginsAlert)
        return kSpaceXs;
    if (lower.kind == BlockKind::Heading)
        return kSpaceXl;
    if (upper.kind == BlockKind::Heading)
        return kSpaceS;
    if (lower.kind == BlockKind::ListItem && upper.indent > 0)
        return kSpaceXs + 2;
    return isApart(lower.kind) || isApart(upper.kind) ? kSpaceL : kSpaceM;
}

int sharedQuotes(const Block& upper, const Block& lower)
{
    if (lower.beginsAlert || upper.alert != lower.alert || upper.quotedIn != lower.quotedIn)
        return 0;
    return std::min(upper.quoteDepth, lower.quoteDepth);
}

} // namespace ui::markdown
