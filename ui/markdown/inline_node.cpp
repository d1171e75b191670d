#include "ui/markdown/inline_node.h"

#include <tuple>
#include <utility>

namespace ui::markdown {

namespace {

void add(Styles& open, const Styles& styles, int sign)
{
    for (int Styles::*style : {&Styles::bold,
                               &Styles::italic,
                               &Styles::strike,
                               &Styles::underline,
                               &Styles::marked,
                               &Styles::code,
                               &Styles::raised,
                               &Styles::lowered})
        open.*style += sign * styles.*style;
}

Span spanOf(const InlineNode& node, const Styles& open, const QString& link)
{
    Span span;
    span.bold = open.bold > 0;
    span.italic = open.italic > 0;
    span.strike = open.strike > 0;
    span.underline = open.underline > 0;
    span.marked = open.marked > 0;
    span.code = node.code || open.code > 0;
    span.isNote = node.isNote;
    span.script = node.isNote || open.raised > 0 ? 1 : open.lowered > 0 ? -1 : 0;
    span.link = link;
    return span;
}

auto styleOf(const Span& span)
{
    return std::tie(span.bold,
                    span.italic,
                    span.strike,
                    span.underline,
                    span.marked,
                    span.code,
                    span.isNote,
                    span.script,
                    span.link,
                    span.math);
}

} // namespace

Spans spansOf(const std::vector<InlineNode>& nodes)
{
    Spans result;
    Styles open;
    QString link;
    for (const InlineNode& node : nodes) {
        add(open, node.ends, -1);
        if (node.linkEnds)
            link.clear();
        if (!node.math.text.isEmpty()) {
            result.push_back(node.math);
            result.back().link = link;
        }
        if (!node.text.isEmpty()) {
            Span span = spanOf(node, open, link);
            if (result.isEmpty() || styleOf(span) != styleOf(result.back()))
                result.push_back(std::move(span));
            result.back().text += node.text;
        }
        add(open, node.begins, 1);
        if (!node.linkBegins.isEmpty())
            link = node.linkBegins;
    }
    return result;
}

} // namespace ui::markdown
