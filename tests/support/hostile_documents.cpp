#include "tests/support/hostile_documents.h"

#include <QRandomGenerator>

#include <algorithm>
#include <cmath>
#include <utility>

namespace tests {

namespace {

class Collection
{
public:
    explicit Collection(qsizetype size)
        : m_size(size)
    {
    }

    void add(const QString& name, const QString& text)
    {
        m_documents << HostileDocument{name, text};
    }

    void addRepeated(const QString& unit)
    {
        add(QStringLiteral("repeated %1").arg(unit.left(24)), filled(unit));
    }

    // unit as often as it fits.
    QString filled(const QString& unit) const
    {
        return unit.repeated(std::max<qsizetype>(1, m_size / unit.size()));
    }

    qsizetype size() const { return m_size; }
    QList<HostileDocument> take() { return std::move(m_documents); }

private:
    qsizetype m_size;
    QList<HostileDocument> m_documents;
};

void addRepeatedMarks(Collection& all)
{
    for (const char* unit : {"*a",
                             "*a ",
                             "**a",
                             "**a ",
                             "_a",
                             "_a ",
                             "__a_",
                             "~~a ",
                             "***",
                             "*_",
                             "[",
                             "]",
                             "[a](",
                             "[a](b",
                             "[a]: b\n",
                             "![a](x",
                             "![",
                             "`",
                             "`a``b",
                             "``a`",
                             "<",
                             "<a:",
                             "<!--",
                             "<a b='",
                             "</a",
                             "\\",
                             "\\*",
                             "((((",
                             "))))",
                             "| a ",
                             "|-",
                             "|",
                             "> ",
                             ">\n",
                             "- ",
                             "1. ",
                             "# ",
                             "#",
                             "```\n",
                             "```a\nb\n",
                             "~~~\n",
                             "\n",
                             "&amp;",
                             "&",
                             "&#0;",
                             "https://a",
                             "www.a.b ",
                             "a@b.c ",
                             "[a](<b",
                             "a\n=\n",
                             "|a|\n|-|\n",
                             "*_~`[<",
                             "\t",
                             "- - ",
                             "[*a](b) ",
                             "a**b__c",
                             "   > - 1. ",
                             "- [ ] ",
                             "---\n",
                             "[^1]",
                             "[^1]: a\n",
                             "$",
                             "$a$",
                             "$$a$$\n",
                             "\\(",
                             "\\[a\\]\n",
                             "word ",
                             "a\n",
                             "a  \n",
                             "    a\n",
                             "1) ",
                             "[a][b]",
                             "<b>",
                             "<b>a</b>",
                             "</b>",
                             "<b><i>a</b></i>",
                             "<!-- a -->",
                             "<!---->",
                             "<!----> ",
                             "<br>",
                             "x<sup>2</sup>",
                             "www.",
                             "<u><s>"})
        all.addRepeated(QString::fromLatin1(unit));
}

void addShapes(Collection& all)
{
    const qsizetype size = all.size();
    all.add(QStringLiteral("wide table"),
            QStringLiteral("|a").repeated(size / 4) + u'\n' +
                QStringLiteral("|-").repeated(size / 4));
    all.add(QStringLiteral("tall table"),
            QStringLiteral("|a|b|c|d|\n|-|-|-|-|\n") + all.filled(QStringLiteral("|1|2|3|4|\n")));
    all.add(QStringLiteral("square table"), [size] {
        const auto side = qsizetype(std::max(4.0, std::sqrt(double(size) / 2)));
        const QString row = QStringLiteral("|a").repeated(side) + u'\n';
        return row + QStringLiteral("|-").repeated(side) + u'\n' + row.repeated(side);
    }());
    all.add(QStringLiteral("table of marks"),
            QStringLiteral("|a|b|\n|-|-|\n") +
                all.filled(QStringLiteral("|**a** `b`|[c](http://d)|\n")));
    all.add(QStringLiteral("table of formulas"),
            QStringLiteral("|a|b|\n|-|-|\n") +
                all.filled(QStringLiteral("|$\\frac{1}{2}$|$x^2$|\n")));
    all.add(QStringLiteral("cell of one long word"),
            QStringLiteral("|a|b|\n|-|-|\n|%1|b|").arg(QString(size, u'x')));
    all.add(QStringLiteral("one long word"), QString(size, u'x'));
    all.add(QStringLiteral("one long heading"), QStringLiteral("# ") + QString(size, u'x'));
    all.add(QStringLiteral("one long link"),
            QStringLiteral("[a](http://example.org/%1)").arg(QString(size, u'x')));
    all.add(QStringLiteral("one long bare address"),
            QStringLiteral("http://example.org/") + QString(size, u'x'));
    all.add(QStringLiteral("one long code line"), QStringLiteral("```\n") + QString(size, u'x'));
    all.add(QStringLiteral("one long line of C++"),
            QStringLiteral("```cpp\n") + all.filled(QStringLiteral("\"/*'//")));
    all.add(QStringLiteral("comment that never ends"),
            QStringLiteral("```cpp\n/*") + all.filled(QStringLiteral(" *\n")));
    all.add(QStringLiteral("python string that never ends"),
            QStringLiteral("```python\n\"\"\"") + all.filled(QStringLiteral("\"\"\n")));
    all.add(QStringLiteral("many code lines"),
            QStringLiteral("```js\n") + all.filled(QStringLiteral("let a = 'b'; // c\n")));
    all.add(QStringLiteral("many fences"), all.filled(QStringLiteral("```\nx\n```\n")));
    all.add(QStringLiteral("longest fence"), QString(size, u'`') + QStringLiteral("\nx"));
    all.add(QStringLiteral("language without end"),
            QStringLiteral("```%1\nx\n```").arg(QString(size, u'x')));
    all.add(QStringLiteral("inline code without end"), QStringLiteral("`") + QString(size, u'x'));
    all.add(QStringLiteral("deep quotes"), QString(size, u'>') + QStringLiteral("x"));
    all.add(QStringLiteral("deep list"), [size] {
        QString text;
        for (int i = 0; text.size() < size; ++i)
            text += QString(2 * i, u' ') + QStringLiteral("- x\n");
        return text;
    }());
    all.add(QStringLiteral("deep numbered list"), [size] {
        QString text;
        for (int i = 0; text.size() < size; ++i)
            text += QString(3 * i, u' ') + QStringLiteral("1. x\n");
        return text;
    }());
    all.add(QStringLiteral("stairs of quotes"), [size] {
        QString text;
        for (int i = 1; text.size() < size; ++i)
            text += QString(i, u'>') + QStringLiteral(" x\n");
        return text;
    }());
    all.add(QStringLiteral("comments and blanks"),
            QStringLiteral("<!---->").repeated(size / 14) + QString(size / 2, u' '));
    all.add(QStringLiteral("alerts"), all.filled(QStringLiteral("> [!NOTE]\n> a\n\n")));
    all.add(QStringLiteral("nested emphasis"),
            all.filled(QStringLiteral("*a **b ")) + all.filled(QStringLiteral(" c** d*")));
    all.add(QStringLiteral("nested brackets"), QString(size / 2, u'[') + QString(size / 2, u']'));
    all.add(QStringLiteral("nested images"),
            QStringLiteral("![").repeated(size / 4) + QStringLiteral("](x)").repeated(size / 8));
    all.add(QStringLiteral("references to references"), [size] {
        QString text = QStringLiteral("[0]\n\n");
        for (int i = 0; text.size() < size; ++i)
            text += QStringLiteral("[%1]: %2\n").arg(i).arg(i + 1);
        return text;
    }());
    all.add(QStringLiteral("thousands of references"), [size] {
        QString text;
        for (int i = 0; text.size() < size; ++i)
            text += QStringLiteral("[a][%1] [^n%1]\n\n[%1]: http://a/%1\n[^n%1]: b\n").arg(i);
        return text;
    }());
    all.add(QStringLiteral("definitions alone"), [size] {
        QString text;
        for (int i = 0; text.size() < size; ++i)
            text += QStringLiteral("[%1]: http://a\n").arg(i);
        return text;
    }());
    all.add(QStringLiteral("notes of notes"),
            all.filled(QStringLiteral("[^1]: a[^2]\n[^2]: b[^1]\n")));
    all.add(QStringLiteral("notes in notes"), all.filled(QStringLiteral("[^1]: ")));
    all.add(QStringLiteral("notes apart"), all.filled(QStringLiteral("[^1]: a\n\nb[^9999]\n\n")));
    all.add(QStringLiteral("huge list number"),
            QString(std::min<qsizetype>(size, 5000), u'9') + QStringLiteral(". x"));
    all.add(QStringLiteral("growing numbers"), [size] {
        QString text;
        for (int i = 1; text.size() < size; ++i)
            text += QString::number(i * 997) + QStringLiteral(". x\n");
        return text;
    }());
}

void addFormulas(Collection& all)
{
    for (const char* unit : {"\\frac{1}{",
                             "\\sqrt{",
                             "^{",
                             "x_",
                             "\\left(",
                             "{",
                             "}",
                             "\\\\",
                             "&",
                             "\\text{",
                             "\\overline{",
                             "\\def\\a{\\a\\a}\\a",
                             "\\begin{matrix}",
                             "\\unknown",
                             "x^{x^{x}}"})
        all.add(QStringLiteral("formula of %1").arg(QString::fromLatin1(unit)),
                QStringLiteral("$$%1$$").arg(all.filled(QString::fromLatin1(unit))));
    all.add(QStringLiteral("many formulas"), all.filled(QStringLiteral("$\\frac{a}{\\sqrt{b}}$ ")));
    all.add(QStringLiteral("many formulas apart"),
            all.filled(QStringLiteral("$$\n\\sum_{i=1}^{n} \\frac{a_i}{b_i}\n$$\n\n")));
    all.add(QStringLiteral("wide matrix"),
            QStringLiteral("$$\\begin{matrix}%1\\end{matrix}$$")
                .arg(all.filled(QStringLiteral("a & "))));
    all.add(QStringLiteral("tall matrix"),
            QStringLiteral("$$\\begin{pmatrix}%1\\end{pmatrix}$$")
                .arg(all.filled(QStringLiteral("a \\\\ "))));
}

void addLetters(Collection& all)
{
    const auto fill = [&all](const char* name, const QString& unit) {
        all.add(QString::fromLatin1(name), all.filled(unit));
    };
    all.add(QStringLiteral("one letter under many marks"),
            u'a' + QString(QChar(0x0301)).repeated(all.size()));
    fill("letters under marks", u'a' + QString(QChar(0x0335)).repeated(30));
    fill("marks alone", QString(QChar(0x0301)));
    fill("right-to-left override", QString(QChar(0x202e)));
    fill("nested directions", QString(QChar(0x202b)) + QChar(0x202a));
    fill("nested isolates", QString(QChar(0x2067)) + QStringLiteral("a") + QChar(0x2066));
    fill("Arabic without a blank", QStringLiteral("\u0645\u0631\u062d\u0628\u0627"));
    fill("Arabic and Latin", QStringLiteral("\u0645\u0631 ab 12 "));
    fill("Thai without a blank", QStringLiteral("\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35"));
    fill("Devanagari", QStringLiteral("\u0928\u092e\u0938\u094d\u0924\u0947"));
    fill("Chinese without a stop", QStringLiteral("\u6c49\u5b57"));
    fill("Hangul letters", QStringLiteral("\u1112\u1161\u11ab"));
    fill("joined emoji", QString::fromUtf8("👩\u200d👩\u200d👧\u200d👦"));
    fill("joiners without end", QString::fromUtf8("👩\u200d"));
    fill("flags", QString::fromUtf8("🇦"));
    fill("variation selectors", QStringLiteral("a\ufe0f"));
    fill("zero-width spaces", QString(QChar(0x200b)));
    fill("soft hyphens", QStringLiteral("a\u00ad"));
    fill("objects of Qt's documents", QString(QChar(0xfffc)));
    fill("line separators", QStringLiteral("a\u2028"));
    fill("paragraph separators", QStringLiteral("a\u2029"));
    fill("frame marks of Qt's documents", QString(QChar(0xfdd0)) + QChar(0xfdd1));
    fill("NUL", QString(QChar(0)));
    fill("escape codes", QStringLiteral("\x1b[31mred\x1b]8;;http://a\x07"));
    fill("control characters", QStringLiteral("\x01\x02\x08\x0b\x0c\x7f\u0085"));
    fill("halves of pairs", QString(QChar(0xd83d)) + QChar(0xd83d));
    fill("pairs the wrong way", QString(QChar(0xdc00)) + QChar(0xd800));
    fill("no characters", QString(QChar(0xffff)) + QChar(0xfffe));
    fill("carriage returns", QStringLiteral("a\r"));
    fill("private use", QString(QChar(0xe000)));
    fill("ligatures", QStringLiteral("ffifflfi"));
    fill("rare scripts", QString::fromUtf8("\U00012000\U00013000\U0001d504"));
}

// Slow to lay out, see text_piece.h.
void addEmoji(Collection& all)
{
    const QString many = all.filled(QString::fromUtf8("😀🎉✅"));
    const QString everyKind = [&all] {
        QString text;
        for (char32_t c = 0x1f300; text.size() < all.size(); c = c == 0x1f8ff ? 0x1f300 : c + 1)
            text += QString::fromUcs4(&c, 1);
        return text;
    }();
    const auto add = [&](const char* name, const QString& text) {
        all.add(QString::fromLatin1(name), text);
    };
    const auto fill = [&](const char* name, const char* head, const char* unit) {
        add(name, QString::fromUtf8(head) + all.filled(QString::fromUtf8(unit)));
    };
    add("emoji without a blank", many);
    add("emoji of every kind", everyKind);
    add("heading of emoji", QStringLiteral("# ") + many);
    add("item of emoji", QStringLiteral("- ") + many);
    add("quote of emoji", QStringLiteral("> ") + many);
    add("bold emoji", QStringLiteral("**%1**").arg(many));
    add("link of emoji", QStringLiteral("[%1](http://a)").arg(many));
    add("inline code of emoji", QStringLiteral("`%1`").arg(many));
    add("cell of emoji", QStringLiteral("|a|b|\n|-|-|\n|%1|b|").arg(many));
    add("header of emoji", QStringLiteral("|%1|b|\n|-|-|\n|a|b|").arg(many));
    add("one code line of emoji", QStringLiteral("```\n") + many);
    fill("emoji between blanks", "", "😀 🎉 ");
    fill("lines of emoji", "", "😀🎉✅\n");
    fill("list of emoji", "", "- 😀🎉✅\n");
    fill("list of lines of emoji", "", "- 😀🎉✅🔥💡🚀😀🎉✅🔥💡🚀😀🎉✅🔥💡🚀😀🎉✅🔥💡🚀\n");
    fill("table of emoji", "|a|b|\n|-|-|\n", "|😀|🎉✅|\n");
    fill("wide table of emoji",
         "|a|b|c|d|e|f|g|h|i|j|k|l|\n|-|-|-|-|-|-|-|-|-|-|-|-|\n",
         "|😀|🎉|✅|🔥|💡|🚀|😀|🎉|✅|🔥|💡|🚀|\n");
    fill("code of emoji", "```\n", "😀🎉✅ 🔥💡🚀\n");
    fill("highlighted emoji", "```cpp\n", "int a = \"😀🎉✅\"; // 🔥💡🚀\n");
}

void addRandom(Collection& all)
{
    const auto soup = [&all](quint32 seed, const auto& next) {
        QRandomGenerator random(seed);
        QString text;
        while (text.size() < all.size())
            text += next(random);
        return text;
    };
    for (quint32 seed = 1; seed <= 4; ++seed) {
        all.add(QStringLiteral("random ASCII %1").arg(seed),
                soup(seed, [](QRandomGenerator& random) {
                    return QChar(char16_t(random.bounded(0x80)));
                }));
        all.add(QStringLiteral("random units %1").arg(seed),
                soup(seed, [](QRandomGenerator& random) {
                    return QChar(char16_t(random.bounded(0x10000)));
                }));
    }
    static const QStringList marks = {
        "*",  "**",  "_",   "`",    "```\n", "[", "](http://a)", "![",   "|", "|-|\n", "> ",
        "- ", "1. ", "# ",  "\n",   " ",     "a", "<b>",         "&lt;", "$", "$$",    "\\",
        "~~", "\t",  "---", "\n\n", "(",     ")", "{",           "}",    "^", "\\frac"};
    for (quint32 seed = 1; seed <= 12; ++seed)
        all.add(QStringLiteral("random marks %1").arg(seed),
                soup(seed, [](QRandomGenerator& random) {
                    return marks[random.bounded(int(marks.size()))];
                }));
}

// Every way that Markdown, HTML or a style sheet can name something to be loaded.
void addLures(Collection& all, const Lures& lures)
{
    static const QStringList forms = {
        "![a](%1)",
        "![a](<%1> \"title\")",
        "![a][b]\n\n[b]: %1",
        "[![a](%1)](%1)",
        "- ![a](%1)\n  - ![b](%1)",
        "> ![a](%1)",
        "# ![a](%1)",
        "|a|\n|-|\n|![a](%1)|",
        "**![a](%1)**",
        "<%1>",
        "[a](%1)",
        "<img src=\"%1\">",
        "<img srcset=\"%1 2x\">",
        "<picture><source srcset=\"%1\"><img src='%1'></picture>",
        "<p style=\"background-image:url(%1)\">a</p>",
        "<style>@import url(%1); body { background: url('%1') }</style>",
        "<link rel=\"stylesheet\" href=\"%1\">",
        "<script src=\"%1\"></script>",
        "<iframe src=\"%1\"></iframe><object data=\"%1\"></object><embed src=\"%1\">",
        "<video src=\"%1\" poster=\"%1\"></video><audio src=\"%1\"></audio>",
        "<body background=\"%1\"><table background=\"%1\"><tr><td>a</td></tr></table>",
        "<svg><image href=\"%1\" xlink:href=\"%1\"/><use href=\"%1#a\"/></svg>",
        "<meta http-equiv=\"refresh\" content=\"0;url=%1\"><base href=\"%1\">",
        "<form action=\"%1\"><input type=\"image\" src=\"%1\"></form>",
        "$\\includegraphics{%1}$ $\\href{%1}{a}$ $\\input{%1}$",
        "```html\n<img src=\"%1\">\n```"};
    const std::pair<const char*, QString> targets[] = {
        {"file", QStringLiteral("file://") + lures.file},
        {"pipe", QStringLiteral("file://") + lures.pipe},
        {"path", lures.pipe},
        {"host", lures.host + QStringLiteral("/image.png")}};
    for (const QString& form : forms) {
        // One of each in one document: a form is either read by the program or it is not.
        QString text;
        for (const auto& [name, target] : targets)
            text += form.arg(target) + QStringLiteral("\n\n");
        all.add(QStringLiteral("lure ") + form.left(32), text);
    }
    for (const char* address : {"file:///dev/zero",
                                "file:///proc/self/mem",
                                "//127.0.0.1/image.png",
                                "\\\\127.0.0.1\\share\\image.png",
                                "qrc:/icons/app.svg",
                                ":/icons/app.svg",
                                "data:image/svg+xml,<svg/>",
                                "javascript:alert(1)",
                                "ftp://127.0.0.1/a",
                                "smb://127.0.0.1/a"})
        all.add(QStringLiteral("image of %1").arg(QString::fromLatin1(address)),
                all.filled(QStringLiteral("![a](%1) ").arg(QString::fromLatin1(address))));
}

} // namespace

QList<HostileDocument> hostileDocuments(const Lures& lures, qsizetype size)
{
    Collection all(size);
    addRepeatedMarks(all);
    addShapes(all);
    addFormulas(all);
    addLetters(all);
    addEmoji(all);
    addRandom(all);
    addLures(all, lures);
    return all.take();
}

} // namespace tests
