// Markdown as HTML for exports, which are opened in browsers, and for the clipboard. Pure, safe to
// call from any thread.
//
// Every text is escaped; nothing is loaded, nothing runs; the only addresses are links that
// linkTarget() allows. The result is well-formed XML without a single root.
#pragma once

#include "ui/markdown/block.h"

#include <QString>

namespace ui::markdown {

// Where the numbers of lists and the boxes of tasks stand: Qt's own reader of HTML counts every
// list from 1 and gives every item a bullet.
enum class Markers
{
    OfItems,
    InText // in lists of the class "marked", which are to have no others
};

QString toHtml(const QString& text,
               Dialect dialect = Dialect::Markdown,
               Markers markers = Markers::OfItems);
QString blocksToHtml(const QList<Block>& blocks);

} // namespace ui::markdown
