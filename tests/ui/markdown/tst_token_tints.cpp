// Tokens of the source found again in what is shown of it.
#include "ui/markdown/block_parser.h"
#include "ui/markdown/document_builder.h"
#include "ui/markdown/markdown_view.h"
#include "ui/markdown/token_tints.h"
#include "ui/theme/theme.h"

#include <QTextDocument>
#include <QtTest>

using namespace ui::markdown;

namespace {

// Each word of the source, with the blanks before it, as a token.
QList<Tint> words(const QString& source)
{
    QList<Tint> tints;
    qsizetype start = 0;
    for (qsizetype i = 1; i <= source.size(); ++i) {
        if (i < source.size() && !(source[i].isSpace() && !source[i - 1].isSpace()))
            continue;
        tints << Tint{start, i - start, Qt::red};
        start = i;
    }
    return tints;
}

struct Shown
{
    QStringList words;
    int matched = 0; // letters and digits that have a tint
    int all = 0;
};

Shown shown(const QString& source)
{
    ui::Theme theme;
    QStringList texts;
    for (const Block& block : parseBlocks(source).blocks) {
        QTextDocument document;
        if (block.kind != BlockKind::Rule)
            fillDocument(document, block, theme);
        texts << document.toPlainText();
    }
    Shown result;
    const std::vector<TintRuns> placed = placeTints(source, words(source), texts);
    for (qsizetype i = 0; i < texts.size(); ++i) {
        for (const QChar c : texts[i])
            result.all += c.isLetterOrNumber() ? 1 : 0;
        for (const TintRun& run : placed[std::size_t(i)]) {
            const QString word = texts[i].mid(run.from, run.to - run.from);
            for (const QChar c : word)
                result.matched += c.isLetterOrNumber() ? 1 : 0;
            result.words << word.simplified();
        }
    }
    result.words.removeAll(QString());
    return result;
}

} // namespace

class TestTokenTints : public QObject
{
    Q_OBJECT

private slots:
    void findsWords_data()
    {
        QTest::addColumn<QString>("source");
        QTest::addColumn<QStringList>("found");
        QTest::newRow("plain") << "one two, three." << QStringList{"one", "two,", "three."};
        QTest::newRow("bold and code")
            << "a **bold** and `code` b" << QStringList{"a", "bold", "and", "code", "b"};
        QTest::newRow("heading") << "## A title\n\nText" << QStringList{"A", "title", "Text"};
        QTest::newRow("list") << "1. A\n2. B c\n- d" << QStringList{"A", "B", "c", "d"};
        QTest::newRow("a line that goes on") << "one\ntwo" << QStringList{"one", "two"};
        QTest::newRow("link") << "see [the page](https://example.org/the/page) now"
                              << QStringList{"see", "the", "page", "now"};
        QTest::newRow("code block") << "```python\ndef f():\n    return 1\n```\nDone"
                                    << QStringList{"def", "f():", "return", "1", "Done"};
        QTest::newRow("table") << "| A | B |\n|---|---|\n| one | two |"
                               << QStringList{"A", "B", "one", "two"};
        QTest::newRow("quote") << "> said\n> twice" << QStringList{"said", "twice"};
        QTest::newRow("around formulas")
            << "so $a+b$ is \\(x\\) here" << QStringList{"so", "is", "here"};
        QTest::newRow("tags") << "H<sub>2</sub>O <b>is</b> water"
                              << QStringList{"H2O", "is", "water"};
        QTest::newRow("empty") << "" << QStringList();
    }

    void findsWords()
    {
        QFETCH(QString, source);
        QFETCH(QStringList, found);
        QCOMPARE(shown(source).words, found);
    }

    void findsNearlyAllOfALongText()
    {
        QString source;
        for (int i = 0; i < 200; ++i)
            source += QStringLiteral("%1. The *answer* to question **%1** is `x%1`, see "
                                     "[here](https://example.org/%1).\n\n| a%1 | b |\n|--|--|\n| c "
                                     "| $x_%1^2$ |\n\n")
                          .arg(i);
        const Shown all = shown(source);
        QVERIFY2(all.matched > all.all * 95 / 100,
                 qPrintable(QStringLiteral("%1 of %2").arg(all.matched).arg(all.all)));
    }

    // What is tinted piece by piece is tinted as the whole is, or more of it: blocks are known.
    void tintsFollowAGrowingText()
    {
        QString source;
        for (int i = 0; i < 6; ++i)
            source +=
                QStringLiteral("## Part %1\n\nThe *answer* is `x%1`, see [here](https://x.org/%1)"
                               ".\n\n- one **two**\n- $x_%1^2$ and\n\n| a%1 | b |\n|--|--|\n"
                               "| c | d |\n\n```\nint x%1;\n```\n\n")
                    .arg(i);
        const QList<Tint> tints = words(source);
        ui::Theme theme;
        MarkdownView whole(theme);
        whole.setText(source);
        whole.layoutForWidth(400);
        QTRY_VERIFY(whole.isLaidOut());
        whole.setTints(tints);
        MarkdownView growing(theme), plain(theme);
        for (MarkdownView* view : {&growing, &plain})
            view->layoutForWidth(400);
        for (qsizetype i = 0; i < tints.size(); ++i) {
            // Tokens come a bit before their text, or behind it.
            if (i % 2 == 0)
                growing.appendTints(tints.mid(i, 2));
            for (MarkdownView* view : {&growing, &plain}) {
                view->appendText(source.mid(tints[i].start, tints[i].length));
                view->flush();
                QTRY_VERIFY(view->isLaidOut());
            }
        }
        int seen = 0;
        for (int i = 0; i < int(tints.size()); ++i) {
            const bool isMark = source.mid(tints[i].start, tints[i].length).trimmed() == u"##";
            QVERIFY(!isMark || !growing.showsTint(i)); // though it was seen at first
            if (!whole.showsTint(i))
                continue;
            QCOMPARE(growing.tintRect(i), whole.tintRect(i));
            ++seen;
        }
        QVERIFY(seen > 60);
        QCOMPARE(growing.layoutCount(), plain.layoutCount());
    }

    void tintsMayComeBehindTheirText()
    {
        ui::Theme theme;
        MarkdownView view(theme);
        view.layoutForWidth(400);
        const QString source = QStringLiteral("One two\n\nthree\n\nfour");
        const QList<Tint> tints = words(source);
        view.appendTints(tints.first(1));
        view.appendText(source);
        view.flush();
        QVERIFY(view.showsTint(0) && !view.showsTint(1));
        view.appendTints(tints.sliced(1));
        for (int i = 0; i < int(tints.size()); ++i)
            QVERIFY(view.showsTint(i));
    }

    void pointsAndClicks()
    {
        ui::Theme theme;
        MarkdownView view(theme);
        view.setText(QStringLiteral("Several **certain** words\n\nand more"));
        view.resize(400, view.layoutForWidth(400));
        view.show();
        view.setTints(words(view.text()));
        QVERIFY(view.showsTint(3) && view.showsTint(4));
        QVERIFY(view.tintRect(3).top() > view.tintRect(2).bottom());
        QSignalSpy pointed(&view, &MarkdownView::tintPointed);
        QSignalSpy clicked(&view, &MarkdownView::tintClicked);
        QTest::mouseMove(&view, view.tintRect(1).center());
        QTRY_COMPARE(pointed.size(), 1);
        QCOMPARE(pointed[0][0].toInt(), 1);
        QTest::mouseClick(&view, Qt::LeftButton, {}, view.tintRect(4).center());
        QCOMPARE(clicked.value(0).value(0).toInt(), 4);
        // The text can still be selected, which is no click.
        QTest::mousePress(&view, Qt::LeftButton, {}, view.tintRect(0).topLeft() + QPoint(0, 4));
        QTest::mouseMove(&view, view.tintRect(2).center());
        QTest::mouseRelease(&view, Qt::LeftButton, {}, view.tintRect(2).center());
        QVERIFY(view.selectedText().startsWith(QStringLiteral("Several certain w")));
        QCOMPARE(clicked.size(), 1);
        view.setText(QStringLiteral("Another text"));
        QVERIFY(!view.isTinted());
    }
};

QTEST_MAIN(TestTokenTints)
#include "tst_token_tints.moc"
