// The commands that a backslash begins.
#include "ui/maths/math_reader.h"

#include <QHash>
#include <QStringList>

#include <algorithm>
#include <iterator>
#include <utility>

namespace ui::maths {

namespace {

MathNode rowOf(std::vector<MathNode> parts)
{
    MathNode node;
    node.parts = std::move(parts);
    return node;
}

MathNode with(MathKind kind, MathNode part)
{
    MathNode node;
    node.kind = kind;
    node.parts.push_back(std::move(part));
    return node;
}

// The letters with a double stroke.
QString doubleStruck(QChar letter)
{
    switch (letter.unicode()) {
    case u'C':
        return QStringLiteral("ℂ");
    case u'H':
        return QStringLiteral("ℍ");
    case u'N':
        return QStringLiteral("ℕ");
    case u'P':
        return QStringLiteral("ℙ");
    case u'Q':
        return QStringLiteral("ℚ");
    case u'R':
        return QStringLiteral("ℝ");
    case u'Z':
        return QStringLiteral("ℤ");
    default:
        break;
    }
    char32_t code = letter.unicode();
    if (code >= U'A' && code <= U'Z')
        code += 0x1d538 - U'A';
    else if (code >= U'a' && code <= U'z')
        code += 0x1d552 - U'a';
    return QString::fromUcs4(&code, 1);
}

} // namespace

MathNode MathReader::named(const QString& name)
{
    // Of brackets: they are as large as a line without them.
    static const QStringList sizes = QStringLiteral("middle big Big bigg Bigg bigl bigr Bigl Bigr "
                                                    "biggl biggr Biggl Biggr bigm Bigm")
                                         .split(u' ');
    if (++m_depth > kDeepest)
        return fail();
    MathNode node;
    if (name.endsWith(QLatin1String("frac")) || name.endsWith(QLatin1String("binom"))) {
        node = fraction(name);
    } else if (name == QLatin1String("sqrt")) {
        node = root();
    } else if (name == QLatin1String("left")) {
        node = fenced();
    } else if (name == QLatin1String("begin")) {
        node = environment();
    } else if (name == QLatin1String("text") || name.startsWith(QLatin1String("math")) ||
               name.startsWith(QLatin1String("text")) || name == QLatin1String("operatorname") ||
               name == QLatin1String("boldsymbol") || name == QLatin1String("mbox") ||
               name == QLatin1String("bm")) {
        node = letters(name);
    } else if (name == QLatin1String("quad")) {
        node = space(kEm);
    } else if (name == QLatin1String("qquad")) {
        node = space(2 * kEm);
    } else if (name == QLatin1String("displaystyle") || name == QLatin1String("textstyle") ||
               name == QLatin1String("nonumber") || name == QLatin1String("notag")) {
        node = space(0);
    } else if (sizes.contains(name)) {
        node = symbol(delimiter(),
                      name.endsWith(u'l')   ? MathClass::Opening
                      : name.endsWith(u'r') ? MathClass::Closing
                                            : MathClass::Ordinary,
                      MathFace::Upright);
    } else if (name == QLatin1String("not")) { // a stroke through the relation that follows
        node = argument();
        node.text += QChar(0x0338);
    } else if (name == QLatin1String("pmod")) {
        node = rowOf({symbol(QStringLiteral("(mod "), MathClass::Opening, MathFace::Upright),
                      argument(),
                      symbol(QStringLiteral(")"), MathClass::Closing, MathFace::Upright)});
        node.parts[0].kind = MathKind::Text;
    } else if (const auto known = symbolNamed(name)) {
        const bool letter = known->text.size() == 1 && known->text[0].isLetter() &&
                            known->text[0].isLower() && known->spacing == MathClass::Ordinary;
        node = symbol(known->text, known->spacing, letter ? MathFace::Italic : MathFace::Upright);
        node.takesLimits = known->takesLimits;
        node.isLarge = known->spacing == MathClass::Large && !known->isName;
    } else {
        node = accented(name);
    }
    --m_depth;
    return node;
}

MathNode MathReader::fraction(const QString& name)
{
    static const QStringList names =
        QStringLiteral("frac dfrac tfrac cfrac binom dbinom tbinom").split(u' ');
    if (!names.contains(name))
        return fail();
    MathNode node;
    node.kind = MathKind::Fraction;
    node.hasBar = name.endsWith(QLatin1String("frac"));
    node.isDisplay = name[0] == u'd' || name[0] == u'c';
    node.parts.push_back(argument());
    node.parts.push_back(argument());
    if (node.hasBar)
        return node;
    MathNode fence = with(MathKind::Fenced, std::move(node));
    fence.left = QStringLiteral("(");
    fence.right = QStringLiteral(")");
    return fence;
}

MathNode MathReader::root()
{
    MathNode node;
    node.kind = MathKind::Root;
    skipBlanks();
    std::optional<MathNode> index;
    if (take(u'['))
        index = sequence(End::Bracket);
    node.parts.push_back(argument());
    if (index)
        node.parts.push_back(std::move(*index));
    return node;
}

// A bracket behind \left, \right or \big: "" where none is to be seen.
QString MathReader::delimiter()
{
    skipBlanks();
    if (m_at >= m_source.size()) {
        m_failed = true;
        return {};
    }
    const QChar c = m_source[m_at++];
    if (c == u'.')
        return {};
    if (c != u'\\') {
        if (c == u'<')
            return QStringLiteral("⟨");
        if (c == u'>')
            return QStringLiteral("⟩");
        m_failed = m_failed || !QStringLiteral("()[]|/").contains(c);
        return QString(c);
    }
    const QString name = word();
    if (name.isEmpty()) {
        const QChar sign = m_at < m_source.size() ? m_source[m_at++] : QChar();
        m_failed = m_failed || !QStringLiteral("{}|").contains(sign);
        return sign == u'|' ? QStringLiteral("‖") : QString(sign);
    }
    const auto known = symbolNamed(name);
    m_failed = m_failed || !known || known->text.size() != 1;
    return known ? known->text : QString();
}

MathNode MathReader::fenced()
{
    const QString left = delimiter();
    MathNode node = with(MathKind::Fenced, sequence(End::Right));
    if (m_failed || !startsWith(QLatin1String("\\right")))
        return fail();
    m_at += 6;
    node.left = left;
    node.right = delimiter();
    return node;
}

MathNode MathReader::cells(int mostColumns)
{
    MathNode table;
    table.kind = MathKind::Matrix;
    std::vector<std::vector<MathNode>> rows(1);
    for (;;) {
        rows.back().push_back(sequence(End::Cell));
        if (m_failed || int(rows.back().size()) > mostColumns)
            return fail();
        if (take(u'&'))
            continue;
        if (!startsWith(QLatin1String("\\\\")))
            break;
        m_at += 2;
        if (take(u'[')) { // more room below the line, which is not given
            const qsizetype close = m_source.indexOf(u']', m_at);
            if (close < 0)
                return fail();
            m_at = close + 1;
        }
        rows.emplace_back();
    }
    if (rows.size() > 1 && rows.back().size() == 1 && rows.back()[0].parts.empty())
        rows.pop_back(); // a new line at the end
    for (const auto& row : rows)
        table.columns = std::max(table.columns, int(row.size()));
    m_nodes += table.columns * int(rows.size()); // those left empty are work too
    if (m_nodes > kMostNodes)
        return fail();
    for (auto& row : rows) {
        row.resize(std::size_t(table.columns));
        std::move(row.begin(), row.end(), std::back_inserter(table.parts));
    }
    return table;
}

MathNode MathReader::environment()
{
    const QString name = rawArgument();
    static const QHash<QString, QString> brackets = {
        {QStringLiteral("matrix"), QStringLiteral("  ")},
        {QStringLiteral("smallmatrix"), QStringLiteral("  ")},
        {QStringLiteral("pmatrix"), QStringLiteral("()")},
        {QStringLiteral("bmatrix"), QStringLiteral("[]")},
        {QStringLiteral("Bmatrix"), QStringLiteral("{}")},
        {QStringLiteral("vmatrix"), QStringLiteral("||")},
        {QStringLiteral("Vmatrix"), QStringLiteral("‖‖")},
        {QStringLiteral("cases"), QStringLiteral("{ ")},
        {QStringLiteral("array"), QStringLiteral("  ")},
    };
    static const QStringList lines =
        QStringLiteral("aligned align align* alignedat split gathered gather "
                       "gather* equation "
                       "equation*")
            .split(u' ');
    QString alignment = QStringLiteral("c");
    if (name == QLatin1String("array")) {
        alignment = rawArgument();
        alignment.remove(u' ');
        for (const QChar c : alignment)
            m_failed = m_failed || !QStringLiteral("lcr").contains(c);
        m_failed = m_failed || alignment.isEmpty();
    } else if (name == QLatin1String("cases")) {
        alignment = QStringLiteral("l");
    } else if (name.startsWith(QLatin1String("align")) || name == QLatin1String("split")) {
        alignment = QStringLiteral("rl").repeated(kMostColumns / 2);
    }
    const auto found = brackets.constFind(name);
    if (m_failed || (found == brackets.constEnd() && !lines.contains(name)))
        return fail();
    MathNode table = cells(kMostColumns);
    if (m_failed || !startsWith(QLatin1String("\\end")))
        return fail();
    m_at += 4;
    if (rawArgument() != name)
        return fail();
    table.alignment = alignment;
    table.isDisplay = lines.contains(name);
    if (found != brackets.constEnd()) {
        table.left = QString(found->at(0)).trimmed();
        table.right = QString(found->at(1)).trimmed();
    }
    return table;
}

// Letters of another face.
MathNode MathReader::letters(const QString& name)
{
    if (name == QLatin1String("mathbb")) {
        MathNode row;
        for (const QChar c : rawArgument())
            row.parts.push_back(symbol(doubleStruck(c), MathClass::Ordinary, MathFace::Upright));
        return row;
    }
    static const QStringList upright = QStringLiteral("text mathrm operatorname mbox textrm textit "
                                                      "mathsf mathtt textnormal mathbf textbf")
                                           .split(u' ');
    if (upright.contains(name)) {
        MathNode node = symbol(rawArgument(), MathClass::Ordinary, MathFace::Upright);
        node.kind = MathKind::Text;
        if (name.endsWith(QLatin1String("bf")))
            node.face = MathFace::Bold;
        else if (name == QLatin1String("textit"))
            node.face = MathFace::Italic;
        if (name == QLatin1String("operatorname"))
            node.spacing = MathClass::Large;
        return node;
    }
    const bool bold = name == QLatin1String("boldsymbol") || name == QLatin1String("bm");
    static const QStringList italic = QStringLiteral("mathcal mathscr mathit mathfrak").split(u' ');
    if (!bold && !italic.contains(name))
        return fail();
    MathNode node = argument();
    if (bold) {
        node.face = MathFace::Bold;
        for (MathNode& part : node.parts)
            part.face = MathFace::Bold;
    }
    return node;
}

MathNode MathReader::accented(const QString& name)
{
    if (name == QLatin1String("boxed")) // the frame is left out
        return argument();
    if (name == QLatin1String("overline") || name == QLatin1String("underline")) {
        MathNode node = with(MathKind::Line, argument());
        node.isBelow = name == QLatin1String("underline");
        return node;
    }
    static const QHash<QString, QString> marks = {
        {QStringLiteral("hat"), QStringLiteral("^")},
        {QStringLiteral("widehat"), QStringLiteral("^")},
        {QStringLiteral("tilde"), QStringLiteral("~")},
        {QStringLiteral("widetilde"), QStringLiteral("~")},
        {QStringLiteral("bar"), QStringLiteral("-")},
        {QStringLiteral("vec"), QStringLiteral("→")},
        {QStringLiteral("overrightarrow"), QStringLiteral("→")},
        {QStringLiteral("dot"), QStringLiteral(".")},
        {QStringLiteral("ddot"), QStringLiteral("..")},
    };
    const auto mark = marks.constFind(name);
    if (mark == marks.constEnd())
        return fail();
    MathNode node = with(MathKind::Accent, argument());
    node.text = *mark;
    return node;
}

} // namespace ui::maths
