#include "ui/markdown/block_parser.h"

#include "ui/markdown/text_piece.h"

#include <QRandomGenerator>
#include <QtTest>

#include <algorithm>
#include <ctime>

using namespace ui::markdown;

static QString plain(const Spans& spans)
{
    QString text;
    for (const Span& span : spans)
        text += span.text;
    return text;
}

// One line per block: quote marks, indent as dots, kind, content.
static QString written(const QList<Block>& blocks)
{
    QStringList lines;
    for (const Block& block : blocks) {
        QString line = QString(block.quoteDepth, u'>') + QString(block.indent, u'.');
        if (block.alert != Alert::None)
            line += block.beginsAlert ? QStringLiteral("!!") : QStringLiteral("!");
        switch (block.kind) {
        case BlockKind::Paragraph:
            line += QStringLiteral("p ") + plain(block.spans);
            break;
        case BlockKind::Heading:
            line += QStringLiteral("h%1 ").arg(block.level) + plain(block.spans);
            break;
        case BlockKind::ListItem:
            line += block.marker + u' ' + plain(block.spans);
            break;
        case BlockKind::Code:
            line += QStringLiteral("code(%1) ").arg(block.language) + block.code;
            break;
        case BlockKind::Rule:
            line += QStringLiteral("rule");
            break;
        case BlockKind::Table:
            line += QStringLiteral("table");
            for (const auto& row : block.rows) {
                line += QStringLiteral(" /");
                for (const Spans& cell : row)
                    line += u' ' + plain(cell) + u';';
            }
            break;
        }
        lines << line.replace(u'\n', u'~');
    }
    return lines.join(u'\n');
}

// Parsing on at stableEnd gives what parsing the whole text gives, wherever the text is cut as it
// comes character by character.
static void comparesAtEachCut(const QString& text)
{
    const References references = referencesIn(text);
    const QList<Block> whole = parseBlocks(text).blocks;
    QList<Block> stable;
    qsizetype stableEnd = 0;
    for (qsizetype cut = 0; cut <= text.size(); ++cut) {
        const ParsedBlocks tail =
            parseBlocks(text.sliced(stableEnd, cut - stableEnd), Dialect::Markdown, references);
        stable += tail.blocks.first(tail.stableBlocks);
        stableEnd += tail.stableEnd;
        const QList<Block> joined =
            stable + parseBlocks(text.sliced(stableEnd), Dialect::Markdown, references).blocks;
        QVERIFY2(joined == whole,
                 qPrintable(QStringLiteral("%1\ncut at %2:\n%3\nwhole:\n%4")
                                .arg(text)
                                .arg(cut)
                                .arg(written(joined), written(whole))));
    }
}

class TestBlockParser : public QObject
{
    Q_OBJECT

private slots:
    void parses_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* name, const char* text, const char* expected) {
            QTest::newRow(name) << QString::fromUtf8(text) << QString::fromUtf8(expected);
        };
        row("empty", "", "");
        row("paragraphs", "a\nb\n\nc", "p a~b\np c");
        row("windows line ends", "a\r\nb\r\n\r\nc\r\n", "p a~b\np c");
        row("headings", "# A\n### B ##\n####### C\n#D", "h1 A\nh3 B\np ####### C~#D");
        row("underlined heading", "Title\n=====\ntext", "h1 Title\np text");
        row("rule", "a\n\n---\n\n* * *", "p a\nrule\nrule");
        row("bullets", "- a\n- b\n* c", ".• a\n.• b\n.• c");
        row("numbers", "3. a\n4. b\n10) c", ".3. a\n.4. b\n.10) c");
        row("nested", "- a\n  - b\n    - c\n- d", ".• a\n..• b\n...• c\n.• d");
        row("nested under numbers", "1. a\n   - b\n2. c", ".1. a\n..• b\n.2. c");
        row("loosely nested under numbers", "1. a\n  - b\n2. c", ".1. a\n..• b\n.2. c");
        row("unindented under numbers",
            "1. a\n- b\n - c\n2. d\n- e",
            ".1. a\n..• b\n..• c\n.2. d\n..• e");
        row("unindented under numbers, loose",
            "1. a\n- b\n\n- c\n  - d\n- e\n\n  more of e\n\ntext\n\n- f",
            ".1. a\n..• b\n..• c\n...• d\n..• e\n..p more of e\np text\n.• f");
        row("bullets apart from numbers", "1. a\n\n- b\n- c", ".1. a\n.• b\n.• c");
        row("numbers under bullets", "- a\n1. b", ".• a\n.1. b");
        row("notes",
            "a[^1]\n\n[^1]: one\ngoes on\n[^2]: two\n\n    more\n\n[^3]: three",
            "p a1\nrule\n.1. one~goes on\n.2. two\n.p more\n.3. three");
        row("notes after a rule", "a\n\n---\n[^1]: b", "p a\nrule\n.1. b");
        row("notes apart",
            "a\n[^1]: b\n\nc\n\n[^2]: d\n1. e",
            "p a\nrule\n.1. b\np c\nrule\n.2. d\n.1. e");
        row("notes in a quote", "> [^1]: a\n> [^2]: b\n\nc", ">.1. a\n>.2. b\np c");
        row("notes with names",
            "a[^x] b[^y]\n\n[^y]: one\n[^x]: two",
            "p a1 b2\nrule\n.2. one\n.1. two");
        row("definitions are not shown",
            "[a]\n[a]: https://a.b\n\n[a]: https://a.b\n[b]: https://a.b\nc\n\n    d",
            "p a~a: https://a.b\np c\ncode() d");
        row("definitions in lists and quotes",
            "- a\n\n  [a]: https://a.b\n- b\n\n> [b]: https://a.b\n> c",
            ".• a\n.• b\n>p c");
        row("no notes", "[^a]: b\n[^1] c\n    [^1]: d", "p [^a]: b~1 c~1: d");
        row("loose list", "- a\n\n- b\n\ntext", ".• a\n.• b\np text");
        row("item with paragraphs", "1. a\n\n   more\n2. b", ".1. a\n.p more\n.2. b");
        row("lazy item", "- a\nb", ".• a~b");
        row("tasks", "- [ ] a\n- [x] b", ".☐ a\n.☑ b");
        row("text after a list", "- a\n\nb\n- c", ".• a\np b\n.• c");
        row("code", "```cpp\nint x;\n\n  y\n```\nz", "code(cpp) int x;~~  y\np z");
        row("open code", "```\na\n- b", "code() a~- b");
        row("tildes", "~~~py\n```\n~~~", "code(py) ```");
        row("longer fence", "````\n```\n````", "code() ```");
        row("code in a list", "1. a\n   ```sh\n   ls\n   ```\n2. b", ".1. a\n.code(sh) ls\n.2. b");
        row("indented code", "a\n\n    x\n\n    y\n\nb", "p a\ncode() x~~y\np b");
        row("quote", "> a\n> b\n\nc", ">p a~b\np c");
        row("lazy quote", "> a\nb", ">p a~b");
        row("nested quote", "> a\n> > b", ">p a\n>>p b");
        row("list in a quote", "> - a\n> - b", ">.• a\n>.• b");
        row("code in a quote", "> ```\n> x\n> ```\ny", ">code() x\np y");
        row("quote in an item",
            "1. a\n\n   > b\n   > - c\n   d\n\n   e\n2. f\n   > g\n3. h\n\n> i",
            ".1. a\n>.p b\n>..• c~d\n.p e\n.2. f\n>.p g\n.3. h\n>p i");
        row("quote in a nested item",
            "- a\n  - b\n    - c\n\n      > d\n\n    e\n\n  > f\n\n> g",
            ".• a\n..• b\n...• c\n>...p d\n..p e\n>.p f\n>p g");
        row("code of a quote in an item",
            "- a\n\n  > ```\n  > b\n  > ```\n  > c",
            ".• a\n>.code() b\n>.p c");
        row("alert", "> [!NOTE]\n> a\n>\n> b\n\n> c", ">!!p Note\n>!p a\n>!p b\n>p c");
        row("alerts of every kind",
            "> [!tip]\n> a\n\n> [!Important]\n> [!NOTE]\n\n> [!WARNING]\n\n> [!CAUTION]\n> - "
            "a\nb\n\n> [!TIP]\n\nc",
            ">!!p Tip\n>!p a\n>!!p Important\n>!p [!NOTE]\n>!!p Warning\n>!!p Caution\n>.!• a~b\n"
            ">!!p Tip\np c");
        row("no alerts",
            "[!NOTE]\n\n> a\n>\n> [!NOTE]\n\n> > [!NOTE]\n\n> [!OTHER]",
            "p [!NOTE]\n>p a\n>p [!NOTE]\n>>p [!NOTE]\n>p [!OTHER]");
        row("table", "|a|b|\n|-|:-:|\n|1|2|\n|3|\n\nx", "table / a; b; / 1; 2; / 3; ;\np x");
        row("table without edges", "a | b\n--- | ---\n1 | `x|y`", "table / a; b; / 1; x|y;");
        row("table after text",
            "text\n| a | b |\n|---|---|\n| 1 | 2 |",
            "p text\ntable / a; b; / 1; 2;");
        row("escaped bar", "|a|\n|-|\n|x\\|y|", "table / a; / x|y;");
        row("no table", "a | b\nc | d", "p a | b~c | d");
        row("html is text", "<script>alert(1)</script>", "p <script>alert(1)</script>");
        row("comment", "a\n\n<!-- b\n\n- c\n-->\n\nd", "p a\np d");
        row("comment in a paragraph", "a\n <!-- b -->\nc<!-- d\ne -->\n<!-- f -->g", "p a~c~g");
        row("comment in a list", "- a\n\n    <!-- b -->\n- c", ".• a\n.• c");
        row("comments in a line", "<!-- a --> <!-- b -->     <!-- c\n-->d", "p d");
        row("comments and a line", "<!-- a --><!-- b --> \n- c", ".• c");
        row("comment in code",
            "```\n<!-- a -->\n```\n\n    <!-- b -->",
            "code() <!-- a -->\ncode() <!-- b -->");
        row("comment without an end", "<!-- a\n\nb <!-- c", "p <!-- a\np b <!-- c");
        row("reference definition is text", "[a]: file:///etc/passwd", "p [a]: file:///etc/passwd");
    }

    void parses()
    {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        QCOMPARE(written(parseBlocks(text).blocks), expected);
    }

    void alignsColumns()
    {
        const auto blocks = parseBlocks(QStringLiteral("|a|b|c|\n|:-|:-:|-:|")).blocks;
        QCOMPARE(blocks.at(0).alignments,
                 (QList<Qt::Alignment>{Qt::AlignLeft, Qt::AlignHCenter, Qt::AlignRight}));
    }

    void replacesWhatDocumentsReserve()
    {
        const QString text = QStringLiteral("a") + QChar(0) + QChar(0xfdd0) + QChar(0xfffc) +
                             QChar(0x1b) + QStringLiteral("b");
        QCOMPARE(plain(parseBlocks(text).blocks.at(0).spans),
                 QStringLiteral("a\ufffd\ufffd\ufffd\ufffdb"));
    }

    void splitsLongParagraphs()
    {
        const auto blocks = parseBlocks(QString(50'000, u'x')).blocks;
        QVERIFY(blocks.size() > 5);
        QString all;
        for (const Block& block : blocks)
            all += plain(block.spans);
        QCOMPARE(all.size(), 50'000);
        QVERIFY(!blocks[0].continued && blocks[1].continued);
    }

    void splitsParagraphsOfEmoji()
    {
        const QString text = QString::fromUtf8("😀").repeated(1000);
        QString all;
        for (const Block& block : parseBlocks(text).blocks) {
            QVERIFY(emojiIn(plain(block.spans)) <= kMostEmoji);
            all += plain(block.spans);
        }
        QCOMPARE(all, text);
    }

    // A table goes on below in a new one, and so does a row.
    void splitsTablesOfEmoji()
    {
        const QString row = QString::fromUtf8("|😀|%1|\n");
        const QString text = QStringLiteral("|a|b|\n|-|-|\n") +
                             row.arg(QStringLiteral("b")).repeated(500) +
                             row.arg(QString::fromUtf8("🎉").repeated(1000));
        QString all;
        qsizetype rows = 0;
        for (const Block& block : parseBlocks(text).blocks) {
            QCOMPARE(block.kind, BlockKind::Table);
            QCOMPARE(block.continued, rows > 0);
            QString cells;
            for (const QList<Spans>& cellsOfRow : block.rows) {
                QCOMPARE(cellsOfRow.size(), 2);
                cells += plain(cellsOfRow[0]) + plain(cellsOfRow[1]);
            }
            QVERIFY(emojiIn(cells) <= kMostTableEmoji);
            all += cells;
            rows += block.rows.size();
        }
        QCOMPARE(all.count(QString::fromUtf8("😀")), 501);
        QCOMPARE(all.count(QString::fromUtf8("🎉")), 1000);
        QCOMPARE(rows,
                 1 + 500 + 1000 / (kMostTableEmoji / 2) - 1); // the last one has room for more
    }

    void goesOnWhereItIsStable()
    {
        const QString text = QStringLiteral(
            "# Title\n\nSome *text*\nover lines.\n\n1. one\n   - in\n\n     more\n2. two\n   "
            "```c\n   x\n   ```\n\nafter\n"
            "| a | b |\n|---|---|\n| 1 | 2 |\n\n> "
            "quote\nlazy\n\n```py\nprint()\n\n\nx\n```\nend\n---\n\n    code\n\n    more\n"
            "- a\n- b\n\nSetext\n======\n- [x] done\r\n\r\nlast **bold**[^1]\n\n"
            "[^1]: one\n[^2]: two\n\n    more\n[^3]: three\n\n[^1] or\n\ntext\n[^4]: four\n1. "
            "end\n\n"
            "<!-- a\n\nb --> c\n\nd\n<!--\n\n-->\ne[^n] [r]\n\n"
            "[^n]: g\n\n[r]: https://a.b\n[s]: https://a.b\nh\n\n"
            "[t]: https://a.b\n\n[^2]: h\n\n> [!NOTE]\n> k\n\n> [!TIP]\n> l\n\n- m\n\n  > n\n  "
            "o\n\n  p\n> q\n\nj\n\n    i\n\n<!-- "
            "open\n\nf\n\n");
        comparesAtEachCut(text);
    }

    // So do texts whose lines change what they are as they come, and such that join what is above.
    void showsTheSameStreamed_data()
    {
        QTest::addColumn<QString>("text");
        for (const char* text : {"    code\n<!-- c -->\n",
                                 "- a\n\n      code\n  <!-- c -->\n",
                                 "[^1]: n\n    [^2]: n\n",
                                 "- a\n*Note*\n",
                                 "- a\n ---\n - - -\n* b *\n",
                                 "- a\n1.5\n",
                                 "- a\n\n<!-- c -->\n  b\n",
                                 "    - a\n\n    b\n",
                                 "| a | b |\n|---|---|\n1 | 2\n",
                                 "> a\n**b**\n1.5\n",
                                 "> ```\n<!-- c -->\n",
                                 "> | a |\n|-|\n| b |\n|-|\n"})
            QTest::newRow(text) << text;
    }

    void showsTheSameStreamed()
    {
        QFETCH(QString, text);
        comparesAtEachCut(text);
    }

    void showsRandomMarksTheSameStreamed()
    {
        static const QStringList marks = {
            "\n",  "\n",  "\n",    "\r",  "\t",  " ",          "    ",     "*",
            "- ",  "1. ", "1",     "`",   "```", "~~~",        "> ",       "# ",
            "a",   "b c", "<!--",  "-->", "---", "<!-- c -->", "[^1]: ",   "[^2]",
            "===", "|",   "- [ ]", "[r]", "\\",  "|a|\n|-|\n", "> [!TIP]", "[r]: http://a.b"};
        QRandomGenerator random(7);
        for (int round = 0; round < 2000 && !QTest::currentTestFailed(); ++round) {
            QString text;
            for (int i = 0; i < 10; ++i)
                text += marks[random.bounded(int(marks.size()))];
            comparesAtEachCut(text);
        }
    }

    // The tail that is parsed again stays short while a long list or text streams in.
    void keepsTheTailShort()
    {
        for (const auto& piece : {QStringLiteral("- item\n"),
                                  QStringLiteral("[^1]: note\n"),
                                  QStringLiteral("Text.\n\n"),
                                  QStringLiteral("# H\ntext\n\n")}) {
            const ParsedBlocks parsed = parseBlocks(piece.repeated(1000));
            QVERIFY(parsed.stableEnd >= piece.size() * 999);
        }
        const QString text =
            QStringLiteral("<!-- a\n\n") + QStringLiteral("Text.\n\n").repeated(3000);
        QVERIFY(parseBlocks(text).stableEnd >= text.size() - 7);
    }

    // What may still end is no text yet; what ends too late stays text.
    void waitsForTheEndOfComments()
    {
        const QString opening = QStringLiteral("a\n\n<!--\n\n");
        for (const qsizetype length : {7990, 7991, 7992, 8010}) {
            const QString text = opening + QString(length, u'x') + u'\n';
            const QString whole = text + QStringLiteral("-->\n\nb");
            const qsizetype stableEnd = parseBlocks(text).stableEnd;
            const QList<Block> blocks = parseBlocks(whole).blocks;
            QCOMPARE(parseBlocks(whole.first(stableEnd)).blocks +
                         parseBlocks(whole.sliced(stableEnd)).blocks,
                     blocks);
            QCOMPARE(blocks.size() == 2, length <= 7990);
        }
    }

    void hostileTextIsQuick_data()
    {
        QTest::addColumn<QString>("text");
        constexpr qsizetype kSize = 256 * 1024;
        const auto row = [](const char* name, const QString& unit) {
            QTest::newRow(name) << unit.repeated(
                std::max<qsizetype>(1, kSize / std::max<qsizetype>(1, unit.size())));
        };
        for (const auto* unit : {"*a",
                                 "*a ",
                                 "**a",
                                 "_a",
                                 "~~a ",
                                 "***",
                                 "[",
                                 "]",
                                 "[a](",
                                 "![a](x",
                                 "![a](file:///dev/zero)",
                                 "`",
                                 "`a``b",
                                 "<",
                                 "<a:",
                                 "\\",
                                 "((((",
                                 "| a ",
                                 "|-",
                                 "> ",
                                 "- ",
                                 "1. ",
                                 "# ",
                                 "```\n",
                                 "~~~\n",
                                 "\n",
                                 "&amp;",
                                 "https://a",
                                 "[a](<b",
                                 "![",
                                 "a\n=\n",
                                 "|a|\n|-|\n",
                                 "*_~`[<",
                                 "\t",
                                 "- - ",
                                 "[*a](b) ",
                                 "[a]: http://b\n",
                                 "[a] [a]: http://b\n\n",
                                 "[^a] [^a]: b\n\n",
                                 "a**b__c",
                                 "<b>",
                                 "<b><i>",
                                 "<i>a</i>",
                                 "<!--",
                                 "<!-- a -->",
                                 "www.a ",
                                 "   > - 1. "})
            row(unit, QString::fromLatin1(unit));
        // Copying a line is so quick that only longer ones tell.
        for (const auto* unit : {"<!---->", "<!----> ", "<!--\n-->"})
            QTest::addRow("many %s", unit) << QString::fromLatin1(unit).repeated(4 * kSize / 7);
        QTest::newRow("comments and blanks")
            << QStringLiteral("<!---->").repeated(4 * kSize / 14) + QString(2 * kSize, u' ');
        QTest::newRow("wide table") << QStringLiteral("|a").repeated(20'000) + u'\n' +
                                           QStringLiteral("|-").repeated(20'000);
        QTest::newRow("tall table") << QStringLiteral("|a|b|c|d|\n|-|-|-|-|\n") +
                                           QStringLiteral("|1|2|3|4|\n").repeated(20'000);
        QTest::newRow("deep list") << [] {
            QString text;
            for (int i = 0; i < 500; ++i)
                text += QString(2 * i, u' ') + QStringLiteral("- x\n");
            return text;
        }();
        QTest::newRow("marks that reorder") << QString(QChar(0x202e)).repeated(kSize);
        QTest::newRow("combining marks") << QString(QChar(0x0301)).repeated(kSize);
        QTest::newRow("random bytes") << [] {
            QRandomGenerator random(7);
            QString text;
            for (int i = 0; i < kSize; ++i)
                text += QChar(char16_t(random.bounded(0x80)));
            return text;
        }();
        QTest::newRow("random units") << [] {
            QRandomGenerator random(7);
            QString text;
            for (int i = 0; i < kSize; ++i)
                text += QChar(char16_t(random.bounded(0x10000)));
            return text;
        }();
    }

    void typedTextLosesNoCharacter_data()
    {
        QTest::addColumn<QString>("text");
        for (const char* text : {"def __init__(self):",
                                 "__init__",
                                 "snake_case and *stars* and ~~waves~~",
                                 "# no heading\n- no list\n  1. nor this",
                                 "> no quote",
                                 "| a | b |\n|---|---|\n| 1 | 2 |",
                                 "title\n=====",
                                 "---",
                                 "a \\* b <br> c <b>d</b> <!-- e -->",
                                 "    an indent\n      and a deeper one",
                                 "[a](https://example.org) ![b](c)"})
            QTest::newRow(text) << text;
    }

    void typedTextLosesNoCharacter()
    {
        QFETCH(QString, text);
        const QList<Block> blocks = parseBlocks(text, Dialect::AsTyped).blocks;
        QCOMPARE(blocks.size(), 1);
        QCOMPARE(blocks[0].kind, BlockKind::Paragraph);
        QCOMPARE(plain(blocks[0].spans), text);
        for (const Span& span : blocks[0].spans)
            QVERIFY(!span.bold && !span.italic && !span.strike);
    }

    void typedTextHasCodeFormulasAndAddresses()
    {
        const QList<Block> blocks =
            parseBlocks(QStringLiteral("See https://example.org and `x` and $y^2$\n\n"
                                       "```py\n__init__\n```\n_after_"),
                        Dialect::AsTyped)
                .blocks;
        QCOMPARE(blocks.size(), 3);
        const auto has = [&blocks](auto property) {
            return std::any_of(blocks[0].spans.begin(), blocks[0].spans.end(), property);
        };
        QVERIFY(has([](const Span& span) { return !span.link.isEmpty(); }));
        QVERIFY(has([](const Span& span) { return span.code; }));
        QVERIFY(has([](const Span& span) { return !span.math.isEmpty(); }));
        QCOMPARE(blocks[1].kind, BlockKind::Code);
        QCOMPARE(blocks[1].code, QStringLiteral("__init__"));
        QCOMPARE(plain(blocks[2].spans), QStringLiteral("_after_"));
    }

    // 256 KiB or more each; linear parsing takes a few milliseconds, quadratic parsing many
    // seconds.
    void hostileTextIsQuick()
    {
        QFETCH(QString, text);
        const std::clock_t begin = std::clock(); // processor time: others may be busy
        const ParsedBlocks parsed = parseBlocks(text);
        const auto usedMs = 1000 * (std::clock() - begin) / CLOCKS_PER_SEC;
        QVERIFY2(usedMs < 1000, qPrintable(QStringLiteral("%1 ms").arg(usedMs)));
        for (const Block& block : parsed.blocks) {
            QVERIFY(block.indent <= kDeepestNesting);
            QVERIFY(block.quoteDepth <= kDeepestNesting);
            QVERIFY(block.rows.size() * block.alignments.size() <= kMostCells + 20001);
        }
    }
};

QTEST_GUILESS_MAIN(TestBlockParser)
#include "tst_block_parser.moc"
