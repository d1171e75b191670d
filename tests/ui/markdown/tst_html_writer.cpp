// Markdown as HTML: what it looks like, and that nothing in it can load or run.
#include "ui/markdown/html_writer.h"

#include <QRandomGenerator>
#include <QSet>
#include <QXmlStreamReader>
#include <QtTest>

namespace {

const QSet<QString> kElements{"root",   "p",   "h2",         "h3",  "h4",    "h5", "h6",
                              "ul",     "ol",  "li",         "em",  "s",     "a",  "br",
                              "strong", "hr",  "blockquote", "pre", "table", "tr", "th",
                              "td",     "sup", "sub",        "code"};

// Empty where the HTML is well-formed and has nothing but what is allowed.
QString fault(const QString& html)
{
    QXmlStreamReader xml(QStringLiteral("<root>") + html + QStringLiteral("</root>"));
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        const QString element = xml.name().toString();
        if (!kElements.contains(element))
            return QStringLiteral("element ") + element;
        for (const QXmlStreamAttribute& attribute : xml.attributes()) {
            const QString name = attribute.name().toString();
            const QString value = attribute.value().toString();
            const bool isKnown =
                (element == QLatin1String("ol") && name == QLatin1String("start")) ||
                name == QLatin1String("align") || name == QLatin1String("rel") ||
                (element == QLatin1String("a") && name == QLatin1String("href") &&
                 (value.startsWith(QLatin1String("http://")) ||
                  value.startsWith(QLatin1String("https://")) ||
                  value.startsWith(QLatin1String("mailto:"))));
            if (!isKnown)
                return QStringLiteral("attribute %1=%2").arg(name, value);
        }
    }
    return xml.hasError() ? xml.errorString() : QString();
}

} // namespace

class TestHtmlWriter : public QObject
{
    Q_OBJECT

private slots:
    void writes_data();
    void writes();
    void letsNothingThrough_data();
    void letsNothingThrough();
    void staysWellFormed();
};

void TestHtmlWriter::writes_data()
{
    QTest::addColumn<QString>("markdown");
    QTest::addColumn<QString>("html");
    QTest::newRow("paragraph") << "a **b** *c* `d<`"
                               << "<p>a <strong>b</strong> <em>c</em> <code>d&lt;</code></p>\n";
    QTest::newRow("line break") << "a\nb"
                                << "<p>a<br/>b</p>\n";
    QTest::newRow("heading below the page's own") << "# T"
                                                  << "<h2>T</h2>\n";
    QTest::newRow("list") << "- a\n- b"
                          << "<ul><li>a</li>\n<li>b</li></ul>\n";
    QTest::newRow("numbers") << "3. a\n4. b"
                             << "<ol start=\"3\"><li>a</li>\n<li>b</li></ol>\n";
    QTest::newRow("nested") << "- a\n  - b\n- c"
                            << "<ul><li>a<ul><li>b</li></ul>\n</li>\n<li>c</li></ul>\n";
    QTest::newRow("code") << "```cpp\nif (a < b)\n```"
                          << "<pre><code>if (a &lt; b)</code></pre>\n";
    QTest::newRow("quote") << "> a"
                           << "<blockquote>\n<p>a</p>\n</blockquote>\n";
    QTest::newRow("table") << "| a | b |\n|---|--:|\n| 1 | 2 |"
                           << "<table>\n<tr><th>a</th><th align=\"right\">b</th></tr>\n"
                              "<tr><td>1</td><td align=\"right\">2</td></tr>\n</table>\n";
    QTest::newRow("note") << "a[^1]\n\n[^1]: b"
                          << "<p>a<sup>1</sup></p>\n<hr/>\n<ol start=\"1\"><li>b</li></ol>\n";
    QTest::newRow("quote in an item")
        << "- a\n\n  > b\n  > - c\n\n  d\n- e"
        << "<ul><li>a<blockquote>\n<p>b</p>\n<ul><li>c</li></ul>\n</blockquote>\n<p>d</p>\n"
           "</li>\n<li>e</li></ul>\n";
    QTest::newRow("alerts") << "> [!TIP]\n> a\n\n> b"
                            << "<blockquote>\n<p><strong>Tip</strong></p>\n<p>a</p>\n"
                               "</blockquote>\n<blockquote>\n<p>b</p>\n</blockquote>\n";
    QTest::newRow("tags") << "<u>a</u> <mark>b</mark> <kbd>c</kbd> H<sub>2</sub>O"
                          << "<p><u>a</u> <mark>b</mark> <code>c</code> H<sub>2</sub>O</p>\n";
    QTest::newRow("rule") << "a\n\n---"
                          << "<p>a</p>\n<hr/>\n";
    QTest::newRow("link") << "[a](https://b.org/?x=1&y=2)"
                          << "<p><a rel=\"noopener noreferrer\" "
                             "href=\"https://b.org/?x=1&amp;y=2\">a</a></p>\n";
}

void TestHtmlWriter::writes()
{
    QFETCH(QString, markdown);
    QTEST(ui::markdown::toHtml(markdown), "html");
}

void TestHtmlWriter::letsNothingThrough_data()
{
    QTest::addColumn<QString>("markdown");
    int row = 0;
    for (const char* text : {"<script>alert(1)</script>",
                             "<img src=x onerror=alert(1)>",
                             "![x](https://b.org/x.png)",
                             "![x](javascript:alert(1))",
                             "[a](javascript:alert(1))",
                             "[a](\x01javascript:alert(1))",
                             "[a](data:text/html,<script>alert(1)</script>)",
                             "[a](file:///etc/passwd)",
                             "[a](https://b.org/\"onmouseover=\"alert(1))",
                             "[a](https://b.org/'><script>)",
                             "[a\"><script>](https://b.org)",
                             "<https://b.org/\"><script>alert(1)</script>>",
                             "`<script>`",
                             "```html\"><script>\n</code></pre><script>alert(1)</script>\n```",
                             "```\n</style><iframe src=//b.org>\n",
                             "| <b> | \" |\n|---|---|\n| </td><script> | x |",
                             "# <svg/onload=alert(1)>",
                             "- <details open ontoggle=alert(1)>\n1. <b>",
                             "> </blockquote><script>",
                             "<!-- --><![CDATA[ ]]>&lt;script&gt;&#60;script&#62;",
                             "$$<script>$$ \\(\\text{<b>}\\)",
                             "<a href=\"javascript:alert(1)\">a</a>"})
        QTest::addRow("%d", ++row) << QString::fromLatin1(text);
}

void TestHtmlWriter::letsNothingThrough()
{
    QFETCH(QString, markdown);
    const QString html = ui::markdown::toHtml(markdown);
    QVERIFY2(fault(html).isEmpty(), qPrintable(fault(html) + u'\n' + html));
}

// Marks thrown together at random.
void TestHtmlWriter::staysWellFormed()
{
    const QStringList parts{"*",
                            "**",
                            "_",
                            "~~",
                            "`",
                            "```\n",
                            "\n",
                            "\n\n",
                            "- ",
                            "1. ",
                            "> ",
                            "# ",
                            "| ",
                            "|",
                            "[",
                            "](",
                            ")",
                            "<",
                            ">",
                            "\"",
                            "'",
                            "&",
                            "a",
                            "\t",
                            "    ",
                            "---\n",
                            "https://b.org/",
                            "\\",
                            "$",
                            "![",
                            QString(QChar(0xfffe)),
                            QString(QChar(1)),
                            "☑",
                            "- [x] ",
                            "|---|---|\n"};
    QRandomGenerator random(11);
    for (int round = 0; round < 3000; ++round) {
        QString markdown;
        for (int i = random.bounded(40); i >= 0; --i)
            markdown += parts.at(random.bounded(static_cast<int>(parts.size())));
        const QString html = ui::markdown::toHtml(markdown);
        QVERIFY2(fault(html).isEmpty(),
                 qPrintable(fault(html) + u'\n' + markdown + QStringLiteral("\n---\n") + html));
    }
}

QTEST_APPLESS_MAIN(TestHtmlWriter)
#include "tst_html_writer.moc"
