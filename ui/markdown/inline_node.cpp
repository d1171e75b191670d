#include "ui/markdown/inline_node.h"

#include <utility>

namespace ui::markdown {

Spans spansOf(const std::vector<InlineNode>& nodes)
{
    Spans result;
    int bold = 0, italic = 0, strike = 0;
    QString link;
    for (const InlineNode& node : nodes) {
        bold -= node.boldEnds;
        italic -= node.italicEnds;
        strike -= node.strikeEnds;
        if (node.linkEnds)
            link.clear();
        if (!node.math.text.isEmpty()) {
            result.push_back(node.math);
            result.back().link = link;
        }
        if (!node.text.isEmpty()) {
            Span span{node.text,
                      bold > 0,
                      italic > 0,
                      strike > 0,
                      node.code,
                      link,
                      node.script,
                      {},
                      false};
            if (!result.isEmpty()) {
                Span& last = result.back();
                if (last.bold == span.bold && last.italic == span.italic &&
                    last.strike == span.strike && last.code == span.code &&
                    last.link == span.link && last.script == span.script && last.math.isEmpty()) {
                    last.text += span.text;
                    span.text.clear();
                }
            }
            if (!span.text.isEmpty())
                result.push_back(std::move(span));
        }
        bold += node.boldBegins;
        italic += node.italicBegins;
        strike += node.strikeBegins;
        if (!node.linkBegins.isEmpty())
            link = node.linkBegins;
    }
    return result;
}

} // namespace ui::markdown
