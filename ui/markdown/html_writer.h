// Markdown as HTML for exports, which are opened in browsers. Pure, safe to call from any thread.
//
// Every text is escaped; nothing is loaded, nothing runs; the only addresses are links that
// linkTarget() allows. The result is well-formed XML without a single root.
#pragma once

#include <QString>

namespace ui::markdown {

QString toHtml(const QString& markdown);

} // namespace ui::markdown
