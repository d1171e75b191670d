// The entities of HTML that models write in Markdown: &amp; and the like, and characters by number.
#pragma once

#include <QStringView>

namespace ui::markdown {

struct Entity
{
    char32_t character = 0; // 0: there is none
    qsizetype length = 0;   // from "&" to ";"
};

// The one that text begins with.
Entity entityAt(QStringView text);

} // namespace ui::markdown
