#include "ui/markdown/markdown_view.h"

#include "tests/support/cpu_time.h"
#include "ui/markdown/block_item.h"
#include "ui/markdown/document_builder.h"
#include "ui/markdown/safe_document.h"
#include "ui/markdown/text_piece.h"
#include "ui/theme/theme.h"

#include <QClipboard>
#include <QMimeData>
#include <QTemporaryDir>
#include <QTextBlock>
#include <QTextDocument>
#include <QTextLayout>
#include <QToolButton>
#include <QtTest>

using namespace ui::markdown;

class TestMarkdownView : public QObject
{
    Q_OBJECT

private:
    static void finishLayout(MarkdownView& view)
    {
        QVERIFY(QTest::qWaitFor([&] { return view.isLaidOut(); }, 20'000));
    }

private slots:
    void appendedTextLooksLikeWholeText()
    {
        const ui::Theme theme;
        const QString text = QStringLiteral("# Hello\n\nSome *text*.\n\n- a\n- b\n\n```cpp\nint "
                                            "x;\nint y;\n```\n\n|a|b|\n|-|-|\n|1|2|\n\nsee "
                                            "[x][1][^n]\n\n[1]: https://a.b\n\n[^n]: note\n");
        MarkdownView whole(theme);
        whole.setText(text);
        whole.layoutForWidth(500);
        finishLayout(whole);
        MarkdownView grown(theme);
        grown.layoutForWidth(500);
        for (const QChar c : text) {
            grown.appendText(c);
            grown.flush();
        }
        finishLayout(grown);
        QCOMPARE(grown.layoutForWidth(500), whole.layoutForWidth(500));
        whole.selectAll();
        grown.selectAll();
        QCOMPARE(grown.selectedText(), whole.selectedText());
        QVERIFY(whole.selectedText().contains(QStringLiteral("int y;")));
        QCOMPARE(grown.selectedHtml(), whole.selectedHtml());
        QVERIFY(whole.selectedHtml().contains(QStringLiteral("href=\"https://a.b\"")));
    }

    // What 300 pieces cost is counted in blocks laid out, not in time: each flush touches the tail
    // only.
    void appendingLaysOutTheTailOnly()
    {
        const ui::Theme theme;
        MarkdownView view(theme);
        view.setText(QStringLiteral("A paragraph of text.\n\n").repeated(500));
        view.layoutForWidth(500);
        finishLayout(view);
        const qint64 before = view.layoutCount();
        for (int i = 0; i < 300; ++i) {
            view.appendText(QStringLiteral("word "));
            view.flush();
        }
        QVERIFY2(view.layoutCount() - before <= 310,
                 qPrintable(QString::number(view.layoutCount() - before)));
    }

    void piecesAreGathered()
    {
        const ui::Theme theme;
        MarkdownView view(theme);
        view.layoutForWidth(500);
        for (int i = 0; i < 100; ++i)
            view.appendText(QStringLiteral("a"));
        QCOMPARE(view.layoutCount(), 0);
        QVERIFY(QTest::qWaitFor([&] { return view.text().size() == 100; }));
        QCOMPARE(view.layoutCount(), 1);
    }

    void codeIsCopiedByItsButton()
    {
        const ui::Theme theme;
        MarkdownView view(theme);
        view.setText(QStringLiteral("```sh\nls -l\n```"));
        view.layoutForWidth(500);
        auto* button = view.findChild<QToolButton*>(QStringLiteral("copyCodeButton"));
        QVERIFY(button != nullptr);
        QVERIFY(!button->accessibleName().isEmpty());
        button->click();
        QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("ls -l"));
    }

    void longLinesOfCodeWrapOnDemand()
    {
        const ui::Theme theme;
        MarkdownView view(theme);
        view.setText(QStringLiteral("```sh\n%1\n```").arg(QString(400, u'x')));
        const int open = view.layoutForWidth(500);
        QTRY_VERIFY(view.isLaidOut());
        auto* button = view.findChild<QToolButton*>(QStringLiteral("wrapCodeButton"));
        QVERIFY(button != nullptr);
        button->click();
        QVERIFY(view.layoutForWidth(500) > open + 20);
        button->click();
        QCOMPARE(view.layoutForWidth(500), open);
    }

    // The widest line may come after a thousand short ones.
    void naturalWidthIsThatOfAllLines()
    {
        const ui::Theme theme;
        MarkdownView view(theme);
        view.setText(QStringLiteral("1\n").repeated(1500) + QStringLiteral("a line of some words"));
        const int width = view.naturalWidth(600);
        MarkdownView line(theme);
        line.setText(QStringLiteral("a line of some words"));
        QCOMPARE(width, line.naturalWidth(600));
        view.setText(QStringLiteral("1\n").repeated(50'000));
        QCOMPARE(view.naturalWidth(600), 600); // not worth the time
    }

    // A few lines at a time, whether it is new, grows or is wrapped.
    void codeOfEmojiIsLaidOutInPieces()
    {
        const ui::Theme theme;
        const QString lines = QString::fromUtf8("int x; // 😀🎉✅🔥💡🚀 the end\n").repeated(400);
        Block block;
        block.kind = BlockKind::Code;
        block.language = QStringLiteral("cpp");
        block.code = lines;
        BlockItem item(block);
        const auto layOut = [&] {
            int turns = 0;
            do {
                const int before = item.endPosition();
                item.layOut(theme, 500);
                QVERIFY(emojiIn(item.documentText().sliced(before)) <= kMostCodeEmoji);
                ++turns;
            } while (!item.isLaidOut());
            QVERIFY(turns > 3);
            QCOMPARE(item.documentText(), item.block().code);
        };
        layOut();
        const int height = item.height();
        block.code += lines;
        item.setBlock(block);
        QVERIFY(!item.isLaidOut());
        QCOMPARE(item.documentText(), lines);
        layOut();
        QVERIFY(item.height() > height);
        item.setWrapped(true);
        QVERIFY(item.endPosition() > lines.size());
        item.layOut(theme, 120);
        QVERIFY(!item.isLaidOut());
        QVERIFY(item.endPosition() < lines.size());
    }

    // Else Qt looks at the picture of each one whenever they are drawn.
    void emojiAreShapedOnce()
    {
        Block block;
        block.spans = {Span{.text = QStringLiteral("plain")}};
        const ui::Theme theme;
        SafeDocument document;
        fillDocument(document, block, theme);
        QVERIFY(!document.firstBlock().layout()->cacheEnabled());
        block.spans = {Span{.text = QString::fromUtf8("well done 🎉")}};
        fillDocument(document, block, theme);
        QVERIFY(document.firstBlock().layout()->cacheEnabled());
    }

    void wideCodeIsScrolledSideways()
    {
        const ui::Theme theme;
        MarkdownView view(theme);
        view.resize(500, 200);
        view.setText(QStringLiteral("```sh\n%1\n```").arg(QString(400, u'x')));
        view.layoutForWidth(500);
        view.show();
        const auto wheel = [&view](QPoint angle, Qt::KeyboardModifiers modifiers) {
            QWheelEvent event({50, 50}, {50, 50}, {}, angle, {}, modifiers, {}, false);
            QApplication::sendEvent(&view, &event);
            return event.isAccepted();
        };
        QVERIFY(!wheel({0, -120}, Qt::NoModifier)); // the conversation's
        QVERIFY(wheel({0, -120}, Qt::ShiftModifier));
        QVERIFY(wheel({-120, 0}, Qt::NoModifier));
    }

    void marksThatReorderCodeAreShown()
    {
        const ui::Theme theme;
        MarkdownView view(theme);
        view.setText(QStringLiteral("```\na") + QChar(0x202e) + QStringLiteral("b\n```"));
        view.layoutForWidth(500);
        view.selectAll();
        QCOMPARE(view.selectedText(), QStringLiteral("a⟨U+202E⟩b"));
    }

    // Tabs part the cells, so that a spreadsheet takes the rows as rows.
    void tablesAndListsAreCopiedInTheirShape()
    {
        const ui::Theme theme;
        MarkdownView view(theme);
        view.setText(QStringLiteral("| Name | Moons |\n|---|---|\n| Mars | **2** |\n| Venus | |\n\n"
                                    "1. one\n   - inner\n2. two\n"));
        view.layoutForWidth(500);
        view.selectAll();
        QCOMPARE(view.selectedText(),
                 QStringLiteral("Name\tMoons\nMars\t2\nVenus\t\n1. one\n   • inner\n2. two"));
        const QString html = view.selectedHtml();
        QVERIFY2(html.contains(QStringLiteral("<td><strong>2</strong></td>")), qPrintable(html));
        QVERIFY2(html.contains(QStringLiteral("<ul><li>inner")), qPrintable(html));
        view.setFocus();
        QTest::keySequence(&view, QKeySequence::Copy);
        QCOMPARE(QApplication::clipboard()->mimeData()->html(), html);
        QCOMPARE(QApplication::clipboard()->text(), view.selectedText());
    }

    void aParagraphInPiecesIsCopiedAsOne()
    {
        const ui::Theme theme;
        for (const QString& text :
             QStringList{QStringLiteral("word ").repeated(3000) + QStringLiteral("end"),
                         QString::fromUtf8("😀").repeated(2 * kMostEmoji),
                         QString(2 * kLongestPiece, u'x')}) {
            MarkdownView view(theme);
            view.setText(text);
            view.layoutForWidth(500);
            finishLayout(view);
            view.selectAll();
            QCOMPARE(view.selectedText(), text);
        }
    }

    void aPartOfATableIsCopiedAsRows()
    {
        const ui::Theme theme;
        MarkdownView view(theme);
        view.setText(QStringLiteral("|a|b|\n|-|-|\n|1|2|\n\nbehind it all"));
        view.resize(500, view.layoutForWidth(500));
        const QPoint secondRow(2, view.height() / 2);
        QTest::mousePress(&view, Qt::LeftButton, {}, secondRow);
        QTest::mouseMove(&view, QPoint(490, view.height() - 8));
        QTest::mouseRelease(&view, Qt::LeftButton, {}, QPoint(490, view.height() - 8));
        QCOMPARE(view.selectedText(), QStringLiteral("1\t2\n\nbehind it all"));
        QCOMPARE(view.selectedHtml(),
                 QStringLiteral("<table>\n<tr><td>1</td><td>2</td></tr>\n</table>\n"
                                "<p>behind it all</p>\n"));
    }

    void listsFromTheRightHaveTheirMarksThere()
    {
        const ui::Theme theme;
        MarkdownView view(theme);
        view.setText(QStringLiteral("- قائمة"));
        view.resize(500, view.layoutForWidth(500));
        const QImage image = view.grab().toImage();
        const auto isDrawnIn = [&image](int from, int to) {
            for (int x = from; x < to; ++x) {
                for (int y = 0; y < image.height(); ++y) {
                    if (image.pixel(x, y) != image.pixel(image.width() / 2, 0))
                        return true;
                }
            }
            return false;
        };
        QVERIFY(isDrawnIn(image.width() - 24, image.width())); // where the indent is
        QVERIFY(!isDrawnIn(0, 60));
    }

    void everyLineRunsInItsOwnDirection()
    {
        Block block;
        const QString text = QStringLiteral("مرحبا\n(1)\nabc مرحبا\n\nمرحبا");
        block.spans = {Span{.text = text.first(7)}, Span{.text = text.sliced(7)}};
        const ui::Theme theme;
        QTextDocument document;
        fillDocument(document, block, theme);
        QCOMPARE(document.toPlainText(), text);
        QList<Qt::LayoutDirection> directions;
        for (QTextBlock at = document.begin(); at.isValid(); at = at.next())
            directions << at.textDirection();
        QCOMPARE(directions, (QList{Qt::RightToLeft, Qt::LeftToRight, Qt::RightToLeft}));
    }

    void clickOnALinkReportsIt()
    {
        const ui::Theme theme;
        MarkdownView view(theme);
        view.setText(QStringLiteral("[a long enough text](https://example.org/x)"));
        view.resize(500, view.layoutForWidth(500));
        QSignalSpy spy(&view, &MarkdownView::linkActivated);
        QTest::mouseClick(&view, Qt::LeftButton, {}, QPoint(20, view.height() / 2));
        QCOMPARE(spy.size(), 1);
        QCOMPARE(spy[0][0].toUrl(), QUrl(QStringLiteral("https://example.org/x")));
    }

    // A named pipe blocks whoever opens it; Qt's own Markdown reader does.
    void nothingIsLoaded()
    {
        const ui::Theme theme;
        QTemporaryDir folder;
        const QString image = folder.filePath(QStringLiteral("image.png"));
        QImage red(4, 4, QImage::Format_RGB32);
        red.fill(Qt::red);
        QVERIFY(red.save(image));
        SafeDocument document;
        QVERIFY(
            !document.resource(QTextDocument::ImageResource, QUrl::fromLocalFile(image)).isValid());
        MarkdownView view(theme);
        view.setText(QStringLiteral("![a](file://%1)\n\n<img src=\"%1\">\n\n![b](%1)").arg(image));
        view.resize(500, view.layoutForWidth(500));
        const QImage shown = view.grab().toImage();
        for (int y = 0; y < shown.height(); ++y) {
            for (int x = 0; x < shown.width(); ++x)
                QVERIFY(shown.pixelColor(x, y) != QColor(Qt::red));
        }
    }

    void hostileTextDoesNotStall_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("stars") << QStringLiteral("*a").repeated(64 * 1024);
        QTest::newRow("one long word") << QString(256 * 1024, u'x');
        QTest::newRow("images") << QStringLiteral("![a](file:///dev/zero) ").repeated(10'000);
        QTest::newRow("tall table") << QStringLiteral("|a|b|c|d|\n|-|-|-|-|\n") +
                                           QStringLiteral("|1|2|3|4|\n").repeated(2'000);
        QTest::newRow("many fences") << QStringLiteral("```\nx\n```\n").repeated(5'000);
        QTest::newRow("one long code line") << QStringLiteral("```\n") + QString(128 * 1024, u'x');
        QTest::newRow("combining marks")
            << QStringLiteral("a") + QString(QChar(0x0301)).repeated(20'000);
        QTest::newRow("deep quotes") << QString(5'000, u'>') + QStringLiteral("x");
        QTest::newRow("right to left") << QString(QChar(0x202e)).repeated(20'000);
        QTest::newRow("many items") << QStringLiteral("- x\n").repeated(20'000);
    }

    // The longest single turn is measured and reported; the bound is of processor time and wide, as
    // build machines are busy.
    void hostileTextDoesNotStall()
    {
        QFETCH(QString, text);
        const ui::Theme theme;
        MarkdownView view(theme);
        view.resize(700, 700);
        const tests::CpuTimer whole;
        view.setText(text);
        view.layoutForWidth(700);
        double longest = whole.elapsedMs();
        while (!view.isLaidOut() && whole.elapsedMs() < 20'000) {
            const tests::CpuTimer turn;
            QCoreApplication::processEvents();
            longest = std::max(longest, turn.elapsedMs());
        }
        QVERIFY(view.isLaidOut());
        qInfo("longest turn %.0f ms, all %.0f ms", longest, whole.elapsedMs());
        QVERIFY2(longest < 1000, qPrintable(QString::number(longest)));
    }
};

QTEST_MAIN(TestMarkdownView)
#include "tst_markdown_view.moc"
