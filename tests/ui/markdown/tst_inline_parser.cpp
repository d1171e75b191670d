#include "ui/markdown/inline_parser.h"
#include "ui/markdown/link_target.h"

#include <QtTest>

using namespace ui::markdown;

// Spans written compactly: "b" bold, "i" italic, "s" struck, "u" underlined, "h" marked, "c" code,
// "m" a formula, "n" a note, "^" raised, "v" lowered, "(address)" a link, then the text in braces.
static QString written(const Spans& spans)
{
    QString result;
    for (const Span& span : spans) {
        QString style;
        if (span.bold)
            style += u'b';
        if (span.italic)
            style += u'i';
        if (span.strike)
            style += u's';
        if (span.code)
            style += u'c';
        if (!span.math.isEmpty())
            style += u'm';
        if (span.underline)
            style += u'u';
        if (span.marked)
            style += u'h';
        if (span.script != 0)
            style += span.isNote ? u'n' : span.script > 0 ? u'^' : u'v';
        if (!span.link.isEmpty())
            style += u'(' + span.link + u')';
        result += style.isEmpty() ? span.text : style + u'{' + span.text + u'}';
    }
    return result;
}

class TestInlineParser : public QObject
{
    Q_OBJECT

private slots:
    void keepsEntitiesThatAPersonTyped()
    {
        const QString typed = QStringLiteral("a &amp; b");
        QCOMPARE(written(parseInline(typed, Dialect::AsTyped)), typed);
    }

    void parses_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* name, const char* text, const char* expected) {
            QTest::newRow(name) << QString::fromUtf8(text) << QString::fromUtf8(expected);
        };
        row("plain", "hello", "hello");
        row("bold", "a **b** c", "a b{b} c");
        row("italic", "a *b* _c_", "a i{b} i{c}");
        row("both", "***x***", "bi{x}");
        row("nested", "**a *b* c**", "b{a }bi{b}b{ c}");
        row("intraword underscore", "snake_case_name", "snake_case_name");
        row("intraword star", "un*frigging*believable", "uni{frigging}believable");
        row("unclosed", "2 * 3 * 4", "2 * 3 * 4");
        row("unclosed bold", "**open", "**open");
        row("strike", "~~gone~~ ~kept~", "s{gone} ~kept~");
        row("code", "use `a*b*` now", "use c{a*b*} now");
        row("double backtick", "``a`b``", "c{a`b}");
        row("unclosed code", "`a", "`a");
        row("escape", "\\*no\\*", "*no*");
        row("entities", "a &amp; b &lt;i&gt; &#42;c&#x2A; &euro;5", "a & b <i> *c* €5");
        row("entity in code", "`&amp;`", "c{&amp;}");
        row("no entity", "R&D; &nosuch; &#0; &#xD800; &; &", "R&D; &nosuch; \uFFFD \uFFFD &; &");
        row("formula", "\\(x_1\\) and \\[y\\]", "m{\\(x_1\\)} and m{\\[y\\]}");
        row("environment",
            "so \\begin{align*}\na &= b \\\\\nc &= d\n\\end{align*} holds",
            "so m{\\begin{align*}\na &= b \\\\\nc &= d\n\\end{align*}} holds");
        row("environment of text",
            "\\begin{itemize} x \\end{itemize}",
            "\\begin{itemize} x \\end{itemize}");
        row("environment without an end", "\\begin{align} a", "\\begin{align} a");
        row("link", "[Qt](https://qt.io)", "(https://qt.io){Qt}");
        row("bold link", "[**Qt**](https://qt.io \"title\")", "b(https://qt.io){Qt}");
        row("link with parentheses", "[w](https://a.b/c_(d))", "(https://a.b/c_(d)){w}");
        row("script link is written out", "[x](javascript:alert(1))", "x (javascript:alert(1))");
        row("file link is written out", "[x](file:///etc/passwd)", "x (file:///etc/passwd)");
        row("image",
            "![a cat](https://a.b/c.png)",
            "a cat ((https://a.b/c.png){https://a.b/c.png})");
        row("local image", "![](file:///dev/zero)", "image (file:///dev/zero)");
        row("image in a link", "[![a](file:///x)](https://b.c)", "(https://b.c){a (file:///x)}");
        row("autolink", "<https://a.b>", "(https://a.b){https://a.b}");
        row("bare address", "see https://a.b/c. Yes", "see (https://a.b/c){https://a.b/c}. Yes");
        row("bare address without a scheme",
            "(www.a.b/c) awww.a.b www. WWW.A.B, www.-",
            "((http://www.a.b/c){www.a.b/c}) awww.a.b www. (http://WWW.A.B){WWW.A.B}, www.-");
        row("html stays text", "<img src=\"file:///x\">", "<img src=\"file:///x\">");
        row("break", "a<br>b<BR/>c<br />\nd<br> \n<br>e", "a\nb\nc\nd\n\ne");
        row("tags",
            "<b>a</b> <strong>b</strong> <i>c</i> <em>d</em> <s>e</s> <del>f</del> <u>g</u>",
            "b{a} b{b} i{c} i{d} s{e} s{f} u{g}");
        row("tags of keys and marks", "<kbd>Ctrl</kbd> <mark>x</mark>", "c{Ctrl} h{x}");
        row("raised and lowered", "x<sup>2</sup>, H<sub>2</sub>O", "x^{2}, Hv{2}O");
        row("tags in any case", "<B>a</b >", "b{a}");
        row("tags and Markdown",
            "**a <u>*b*</u>** <b>[c](https://d.e)</b>",
            "b{a }biu{b} b(https://d.e){c}");
        row("tags that cross", "<b>a<i>b</b>c</i>", "b{a}bi{b}i{c}");
        row("tags twice", "<b><b>a</b>b</b>c", "b{ab}c");
        row("tags that do not end", "<b>a <i>b</i> vector<s> </u>", "<b>a i{b} vector<s> </u>");
        row("tags in code", "`<b>a</b>`", "c{<b>a</b>}");
        row("other tags are text",
            "<b class=\"x\">a</b> <span>b</span>",
            "<b class=\"x\">a</b> <span>b</span>");
        row("comment", "a<!-- *b*\nc -->d <!-- e", "ad <!-- e");
        row("note",
            "a[^12]: **b[^3]** [^a-z] [^12345] [^1",
            "an{12}: b{b}bn{3} [^a-z] [^12345] [^1");
        row("note behind an address", "www.a.b.[^1]", "(http://www.a.b){www.a.b}.n{1}");
        row("notes beside each other", "a[^1][^2] [^3]", "an{1,2} n{3}");
        row("brackets", "a [b] c]", "a [b] c]");
    }

    void parses()
    {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        QCOMPARE(written(parseInline(text)), expected);
    }

    void allowsOnlySafeTargets_data()
    {
        QTest::addColumn<QString>("address");
        QTest::addColumn<bool>("allowed");
        for (const auto* address :
             {"http://a.b", "https://a.b/c?d=e#f", "HTTPS://A.B", "mailto:a@b.c"})
            QTest::newRow(address) << QString::fromLatin1(address) << true;
        for (const auto* address : {"",
                                    "a.b",
                                    "/etc/passwd",
                                    "file:///etc/passwd",
                                    "FILE:///x",
                                    "javascript:alert(1)",
                                    "JavaScript:alert(1)",
                                    "\x01javascript:alert(1)",
                                    "java\tscript:alert(1)",
                                    "data:text/html,x",
                                    "smb://host/share",
                                    "ms-msdt:/id",
                                    "vbscript:x",
                                    "https:",
                                    "https:///x",
                                    "mailto:",
                                    "ftp://a.b",
                                    "http://a b",
                                    "http://a.b/\nx",
                                    "qrc:/x",
                                    "//a.b",
                                    "ssh://a.b",
                                    "tel:123",
                                    "about:blank",
                                    "chrome://settings",
                                    "blob:https://a.b/x",
                                    "\\\\host\\share"})
            QTest::newRow(address) << QString::fromLatin1(address) << false;
        QTest::newRow("override mark") << QStringLiteral("https://a.b/") + QChar(0x202e) << false;
    }

    void allowsOnlySafeTargets()
    {
        QFETCH(QString, address);
        QFETCH(bool, allowed);
        QCOMPARE(linkTarget(address).has_value(), allowed);
    }

    void showsLookAlikeHostsInAscii()
    {
        const auto target = linkTarget(QStringLiteral("https://gооgle.com/")); // Cyrillic letters
        QVERIFY(target.has_value());
        QVERIFY2(linkForReading(*target).startsWith(QStringLiteral("https://xn--")),
                 qPrintable(linkForReading(*target)));
    }

    void stopsAtTheMostMarks()
    {
        const QString text = QStringLiteral("*a ").repeated(3 * kMostMarks);
        QString shown;
        for (const Span& span : parseInline(text))
            shown += span.text;
        QCOMPARE(shown, text);
    }
};

QTEST_GUILESS_MAIN(TestInlineParser)
#include "tst_inline_parser.moc"
