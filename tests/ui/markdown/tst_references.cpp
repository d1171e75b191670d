// What a text defines, and what parsers make of it.
#include "ui/markdown/references.h"

#include "ui/markdown/block_parser.h"
#include "ui/markdown/inline_parser.h"

#include <QtTest>

#include <ctime>

using namespace ui::markdown;

class TestReferences : public QObject
{
    Q_OBJECT

private slots:
    void defines_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("label");
        QTest::addColumn<QString>("target");
        const auto row = [](const char* line, const char* label, const char* target) {
            QTest::newRow(line) << QString::fromUtf8(line) << QString::fromUtf8(label)
                                << QString::fromUtf8(target);
        };
        row("[1]: https://a.b/c", "1", "https://a.b/c");
        row("[A  b]:https://a.b", "a b", "https://a.b");
        row("[ÄSS]: <https://a.b> 'title'", "äss", "https://a.b");
        row("[a]: mailto:a@b.c \"a title\"", "a", "mailto:a@b.c");
        for (const char* none : {"[a]: file:///etc/passwd",
                                 "[a]: javascript:alert(1)",
                                 "[a]: /b",
                                 "[a]: https://a.b and more",
                                 "[a]: https://a.b \"open",
                                 "[a]: ",
                                 "[ ]: https://a.b",
                                 "[a] : https://a.b",
                                 "[a[b]: https://a.b",
                                 "[^a]: https://a.b",
                                 "a [b]: https://a.b"})
            row(none, "", "");
    }

    void defines()
    {
        QFETCH(QString, line);
        const Definition found = definitionAt(line);
        QTEST(found.label, "label");
        QTEST(found.target, "target");
    }

    void firstDefinitionHolds()
    {
        const References found = referencesIn(
            QStringLiteral("[A] and [b]\n\n[a]: https://first.org\n> [a]: https://second.org\n"
                           "```\n[b]: https://code.org\n```\n[c]: https://c.org"));
        QCOMPARE(found.targetOf(u"A"), QStringLiteral("https://first.org"));
        QCOMPARE(found.targetOf(u"b"), QString());
        QCOMPARE(found.targetOf(u"c"), QStringLiteral("https://c.org"));
    }

    void numbersNotesAsTheyAreUsed()
    {
        const References found = referencesIn(QStringLiteral(
            "a[^late] b[^1] c[^early] d[^late] e[^none]\n\n[^early]: a\n[^late]: b\n[^unused]: c"));
        QCOMPARE(found.numberOf(u"late"), 2); // 1 is a note's own
        QCOMPARE(found.numberOf(u"early"), 3);
        QCOMPARE(found.numberOf(u"1"), 1);
        QCOMPARE(found.numberOf(u"none"), 0);
        QCOMPARE(found.numberOf(u"unused"), 0);
    }

    void links_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("shown"); // links in braces
        const auto row = [](const char* text, const char* shown) {
            QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(shown);
        };
        row("[text][a], [A][], [a].", "{text}, {A}, {a}.");
        row("[text][ A\n b ]", "{text}");
        row("[text][none] [none][] [none]", "[text][none] [none][] [none]");
        row("[a](https://x.y) [a](no", "{a} {a}(no");
        row("[*t*][a]", "{t}");
        row("![picture][a]", "picture ({https://a.org})");
        row("`[a]` \\[a]", "[a] \\[a]");
        row("[[a]]", "[{a}]");
    }

    void links()
    {
        QFETCH(QString, text);
        const References references =
            referencesIn(QStringLiteral("[a]: https://a.org\n[a b]: https://a.org"));
        QString written;
        for (const Span& span : parseInline(text, Dialect::Markdown, references))
            written += span.link.isEmpty() ? span.text : u'{' + span.text + u'}';
        QTEST(written, "shown");
    }

    // 256 KiB each, most of it definitions.
    void manyAreQuick()
    {
        QString text;
        for (int i = 0; text.size() < 256 * 1024; ++i)
            text += QStringLiteral("[%1][%2] [^n%1]\n\n[%1]: https://a.b/%1\n[^n%1]: c\n")
                        .arg(i)
                        .arg(i / 2);
        const std::clock_t begin = std::clock();
        const References references = referencesIn(text);
        QVERIFY(references.targets.size() > 1000 && references.targets.size() <= kMostReferences);
        parseBlocks(text);
        const auto usedMs = 1000 * (std::clock() - begin) / CLOCKS_PER_SEC;
        QVERIFY2(usedMs < 1000, qPrintable(QStringLiteral("%1 ms").arg(usedMs)));
    }
};

QTEST_GUILESS_MAIN(TestReferences)
#include "tst_references.moc"
