#include "ui/maths/math_parser.h"

#include "ui/maths/math_reader.h"

namespace ui::maths {

std::optional<MathNode> parseFormula(const QString& source)
{
    const QString trimmed = source.trimmed();
    if (trimmed.isEmpty() || trimmed.size() > kLongestSource)
        return std::nullopt;
    return MathReader(trimmed).parse();
}

} // namespace ui::maths
