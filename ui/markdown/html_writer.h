// Markdown as HTML for exports, which are opened in browsers, and for the clipboard. Pure, safe to
// call from any thread.
//
// Every text is escaped; nothing is loaded, nothing runs; the only addresses are links that
// linkTarget() allows. The result is well-formed XML without a single root.
#pragma once

#include "ui/markdown/block.h"

#include <QString>

namespace ui::markdown {

QString toHtml(const QString& text, Dialect dialect = Dialect::Markdown);
QString blocksToHtml(const QList<Block>& blocks);

} // namespace ui::markdown
