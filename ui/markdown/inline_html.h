// The little of HTML that inline Markdown of models has: tags that are styles of text. Pure.
#pragma once

#include "ui/markdown/inline_node.h"

namespace ui::markdown {

struct StyleTag
{
    int Styles::*style = nullptr; // null: there is none
    bool closes = false;
    qsizetype length = 0;
};

// The tag that text begins with, "<sub>" or "</sub>": one of b, strong, i, em, s, del, u, mark,
// kbd, sub and sup, without attributes.
StyleTag styleTagAt(QStringView text);

qsizetype lineBreakTagAt(QStringView text); // length of "<br>", or 0

// Finds the comments of one text from its beginning on, in linear time however many do not end.
class CommentFinder
{
public:
    explicit CommentFinder(QStringView text)
        : m_text(text)
    {
    }

    bool beginsAt(qsizetype at) const { return m_text.sliced(at).startsWith(u"<!--"); }
    qsizetype endOf(qsizetype begin); // behind "-->"; -1: it does not end

private:
    QStringView m_text;
    qsizetype m_close = -1; // the first one behind the last that was asked for
};

} // namespace ui::markdown
