// What is said of Markdown.
#include "ui/markdown/spoken_text.h"

#include <QtTest>

class TestSpokenText : public QObject
{
    Q_OBJECT

private slots:
    void saysWords_data()
    {
        QTest::addColumn<QString>("markdown");
        QTest::addColumn<QString>("spoken");
        const auto row = [](const char* name, const char* markdown, const char* spoken) {
            QTest::newRow(name) << QString::fromUtf8(markdown) << QString::fromUtf8(spoken);
        };
        row("nothing", "", "");
        row("styles are dropped", "A **bold**, *slanted* `word`", "A bold, slanted word");
        row("a heading is a line", "# Tea\n\nBoil water.", "Tea\nBoil water.");
        row("of a link its text", "See [the page](https://a.org/b?c).", "See the page.");
        row("bullets are not said", "- one\n- two", "one\ntwo");
        row("numbers are said", "1. one\n2. two", "1. one\n2. two");
        row("code is named",
            "Run:\n\n```sh\nls\npwd\n```\n\nDone.",
            "Run:\nCode block, 2 lines.\nDone.");
        row("one line of code", "```\nls\n```", "Code block, 1 line.");
        row("code without an end", "```py\na\nb\nc", "Code block, 3 lines.");
        row("a formula is its source", "So $x^2$ it is.", "So x^2 it is.");
        row("a table is its rows", "|a|b|\n|-|-|\n|1|2|", "a, b\n1, 2");
        row("a rule is silent", "a\n\n---\n\nb", "a\nb");
        row("numbers of notes are not said", "Tea[^1].\n\n[^1]: Black.", "Tea.\n1. Black.");
        row("definitions are not said",
            "See [the page][p].\n\n[p]: https://a.org",
            "See the page.");
        row("an alert has its name", "> [!TIP]\n> Brew.", "Tip\nBrew.");
        row("what is raised is said", "H<sub>2</sub>O, x<sup>2</sup>", "H2O, x2");
        row("Chinese", "**你好**，世界。", "你好，世界。");
    }

    void saysWords()
    {
        QFETCH(QString, markdown);
        QTEST(ui::markdown::spokenText(markdown), "spoken");
    }

    void longParagraphStaysInOnePiece()
    {
        const QString text = QStringLiteral("word ").repeated(5000).trimmed();
        QCOMPARE(ui::markdown::spokenText(text), text);
    }
};

QTEST_APPLESS_MAIN(TestSpokenText)
#include "tst_spoken_text.moc"
