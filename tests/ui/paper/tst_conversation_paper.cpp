// Conversations as pages: nothing is cut off, code stays together, every script has its glyphs.
#include "ui/paper/conversation_paper.h"
#include "ui/widgets/attachment.h"

#include <QBuffer>
#include <QFile>
#include <QFontDatabase>
#include <QImage>
#include <QPdfWriter>
#include <QTemporaryDir>
#include <QTextBlock>
#include <QTextLayout>
#include <QtTest>

#include <cmath>
#include <optional>

using app::ConversationRecord;
using app::Message;
using ui::ConversationPaper;
using ui::PaperMarks;

namespace {

ConversationRecord recordOf(const QStringList& texts)
{
    ConversationRecord record;
    record.title = QStringLiteral("A title");
    for (const QString& text : texts) {
        Message message;
        message.id = record.messages.size() + 1;
        message.parent = message.id - 1;
        message.role = message.id % 2 == 1 ? core::Role::User : core::Role::Assistant;
        message.text = text;
        record.messages.append(message);
    }
    return record;
}

// An answer on the pages of a PDF.
class Paper
{
public:
    explicit Paper(const QString& answer)
    {
        m_buffer.open(QIODevice::WriteOnly);
        m_writer.setResolution(300);
        m_paper.emplace(QList{recordOf({QString(), answer})}, m_writer);
    }

    const ConversationPaper* operator->() const { return &*m_paper; }

private:
    QBuffer m_buffer;
    QPdfWriter m_writer{&m_buffer};
    std::optional<ConversationPaper> m_paper;
};

QString code(int lines)
{
    QString text = QStringLiteral("```cpp\n");
    for (int i = 0; i < lines; ++i)
        text += QStringLiteral("int line%1 = %1;\n").arg(i);
    return text + QStringLiteral("```\n");
}

} // namespace

class TestConversationPaper : public QObject
{
    Q_OBJECT

private slots:
    void hasPages();
    void keepsCodeWhole();
    void wrapsLongLines();
    void paintsEveryScript_data();
    void paintsEveryScript();
    void loadsNothing();
    void showsWhatAPersonTyped();
    void marksItems();
    void nestedItemsStandFurtherIn();
    void itemsBeginWhereTheirScriptDoes();
    void drawsFormulas();
    void quotesHaveBars();
    void emojiHaveColours();
    void noPageEndsWithAHeading();
    void keepsFilesOutOfTheWay();
};

void TestConversationPaper::marksItems()
{
    const Paper paper(QStringLiteral("98. a\n99. b\n\ntext\n\n- [x] done\n- [ ] open\n- point"));
    QStringList markers;
    for (const PaperMarks::Marker& marker : paper->marks().markers())
        markers << marker.text;
    QCOMPARE(markers, (QStringList{"98.", "99.", "☑", "☐", "•"}));
}

void TestConversationPaper::nestedItemsStandFurtherIn()
{
    const Paper paper(QStringLiteral("1. one\n   - nested\n     1. deep\n2. two"));
    QList<double> lefts;
    for (const PaperMarks::Marker& marker : paper->marks().markers())
        lefts << marker.at.x();
    QCOMPARE(lefts.size(), 4);
    QVERIFY(lefts[0] + 20 < lefts[1] && lefts[1] + 20 < lefts[2]);
    QCOMPARE(lefts[3], lefts[0]);
}

// Qt's own direction of a paragraph moves no margin.
void TestConversationPaper::itemsBeginWhereTheirScriptDoes()
{
    const Paper paper(QStringLiteral("- \u0643\u0644\u0645\u0629"));
    QCOMPARE(paper->marks().markers().size(), std::size_t(1));
    const PaperMarks::Marker& marker = paper->marks().markers().front();
    QVERIFY(marker.isMirrored);
    const double right = paper->document().pageSize().width();
    QVERIFY(marker.at.x() < right - 20 && marker.at.x() > right * 0.9);
}

void TestConversationPaper::drawsFormulas()
{
    const QString wide =
        QStringLiteral("$$") + QStringLiteral("x+").repeated(90) + QStringLiteral("x$$");
    const Paper paper(QStringLiteral("The root $\\sqrt{x^2+1}$ of\n\n") + wide);
    const QString text = paper->document().toPlainText();
    QCOMPARE(text.count(QChar::ObjectReplacementCharacter), 2);
    QVERIFY2(!text.contains(QStringLiteral("sqrt")), qPrintable(text));
    for (QTextBlock block = paper->document().begin(); block.isValid(); block = block.next()) {
        for (int line = 0; line < block.layout()->lineCount(); ++line)
            QVERIFY(block.layout()->lineAt(line).naturalTextWidth() <=
                    paper->document().pageSize().width());
    }
    QVERIFY(!ui::toPdf({recordOf({QString(), wide})}).contains("/Subtype /Image")); // sharp
}

void TestConversationPaper::quotesHaveBars()
{
    const auto bars = [](const QString& text) {
        QList<QRectF> found;
        const Paper paper(text);
        for (const PaperMarks::Area& area : paper->marks().areas()) {
            if (area.rect.width() < 20)
                found << area.rect;
        }
        return found;
    };
    QCOMPARE(bars(QStringLiteral("text")).size(), 0);
    const auto found = bars(QStringLiteral("> one\n>\n> two\n> > three\n\ntext\n\n> four"));
    QCOMPARE(found.size(), 3);
    QVERIFY(found[0].top() < found[1].top() && found[0].bottom() >= found[1].bottom());
    QVERIFY(found[1].left() > found[0].right());
    QVERIFY(found[2].top() > found[0].bottom());
    QCOMPARE(bars(QStringLiteral("> | a | b |\n> |---|---|\n> | 1 | 2 |")).size(), 1);
    QCOMPARE(bars(QStringLiteral("> [!NOTE]\n> one\n\n> [!NOTE]\n> two\n\n> three")).size(), 3);
    const auto inItem = bars(QStringLiteral("- one\n\n  > two\n  > - three\n\n> four"));
    QCOMPARE(inItem.size(), 2);
    QVERIFY(inItem[0].left() > inItem[1].right());
}

void TestConversationPaper::emojiHaveColours()
{
    if (!QFontDatabase::hasFamily(QStringLiteral("Noto Color Emoji")))
        QSKIP("needs a font with coloured emoji, such as fonts-noto-color-emoji");
    const Paper paper(
        QStringLiteral("A **smile 😀**, a family 👨‍👩‍👧, 1️⃣ © 2 → 3 中文"));
    const QString text = paper->document().toPlainText();
    QCOMPARE(text.count(QChar::ObjectReplacementCharacter), 3);
    QVERIFY2(text.contains(QStringLiteral("© 2 → 3 中文")), qPrintable(text));
    QVERIFY(ui::toPdf({recordOf({QStringLiteral("😀")})}).contains("/Subtype /Image"));
}

void TestConversationPaper::noPageEndsWithAHeading()
{
    QString text;
    for (int i = 0; i < 200; ++i)
        text += QStringLiteral("## Heading\n\n") + QStringLiteral("Words.\n\n").repeated(i % 5 + 1);
    const Paper paper(text);
    const double height = paper->document().pageSize().height();
    int headings = 0;
    for (QTextBlock block = paper->document().begin(); block.isValid(); block = block.next()) {
        QVERIFY(block.layout()->lineCount() > 0); // else it would not be seen
        if (block.text() != QLatin1String("Heading"))
            continue;
        ++headings;
        QCOMPARE(std::floor(ui::linesOf(block).top() / height),
                 std::floor((ui::linesOf(block.next()).bottom() - 1) / height));
    }
    QCOMPARE(headings, 200);
    // About 25, with the font that is there: pages are full, not begun for each heading.
    QVERIFY2(paper->pageCount() < 50, QByteArray::number(paper->pageCount()).constData());
}

void TestConversationPaper::hasPages()
{
    const QByteArray one = ui::toPdf({recordOf({QStringLiteral("Hello")})});
    QVERIFY(one.startsWith("%PDF-"));
    QVERIFY(one.contains("%%EOF"));
    const QByteArray many =
        ui::toPdf({recordOf(QStringList(40, QStringLiteral("words ").repeated(200)))});
    // The tree of pages says how many there are.
    const auto pages = [](const QByteArray& pdf) {
        const qsizetype at = pdf.indexOf("/Count ");
        return pdf.mid(at + 7, pdf.indexOf('\n', at) - at - 7).trimmed().toInt();
    };
    QCOMPARE(pages(one), 1);
    QVERIFY2(pages(many) >= 10, QByteArray::number(pages(many)).constData());
    QVERIFY(ui::toPdf({}).startsWith("%PDF-"));
}

void TestConversationPaper::keepsCodeWhole()
{
    QStringList texts;
    for (int i = 0; i < 30; ++i)
        texts << QStringLiteral("Some words.\n\n") + code(7 + i);
    QBuffer buffer;
    QVERIFY(buffer.open(QIODevice::WriteOnly));
    QPdfWriter writer(&buffer);
    const ConversationPaper paper({recordOf(texts)}, writer);
    const QTextDocument& document = paper.document();
    const double height = document.pageSize().height();
    int blocks = 0;
    for (QTextBlock first = document.begin(); first.isValid(); first = first.next()) {
        if (!first.text().startsWith(QLatin1String("int line0 ")))
            continue;
        QTextBlock last = first;
        while (last.next().text().startsWith(QLatin1String("int line")))
            last = last.next();
        const double top = ui::linesOf(first).top();
        const double bottom = ui::linesOf(last).bottom() - 1;
        QCOMPARE(std::floor(top / height), std::floor(bottom / height));
        ++blocks;
    }
    QCOMPARE(blocks, 30);
    for (const PaperMarks::Area& area : paper.marks().areas()) {
        if (area.rect.height() < 0.2 * height) // no strip of a background on another page
            QCOMPARE(std::floor(area.rect.top() / height),
                     std::floor((area.rect.bottom() - 1) / height));
    }
    QVERIFY2(paper.pageCount() > 2, QByteArray::number(paper.pageCount()).constData());
}

void TestConversationPaper::wrapsLongLines()
{
    QBuffer buffer;
    QVERIFY(buffer.open(QIODevice::WriteOnly));
    QPdfWriter writer(&buffer);
    const ConversationPaper paper(
        {recordOf({QStringLiteral("```\n") + QString(2000, u'x') + QStringLiteral("\n```"),
                   QString(3000, u'y')})},
        writer);
    const QTextDocument& document = paper.document();
    int longBlocks = 0;
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
        longBlocks += block.length() > 1000 ? 1 : 0;
        for (int line = 0; line < block.layout()->lineCount(); ++line)
            QVERIFY(block.layout()->lineAt(line).naturalTextWidth() <=
                    document.pageSize().width() + 1);
    }
    QCOMPARE(longBlocks, 2);
}

void TestConversationPaper::paintsEveryScript_data()
{
    QTest::addColumn<QFontDatabase::WritingSystem>("script");
    QTest::addColumn<QString>("text");
    QTest::newRow("Greek") << QFontDatabase::Greek << QStringLiteral("Φωτιά και σπίτι");
    QTest::newRow("Chinese") << QFontDatabase::TraditionalChinese << QStringLiteral("文字處理機器");
    QTest::newRow("Japanese") << QFontDatabase::Japanese << QStringLiteral("ひらがなとカタカナ");
    QTest::newRow("Korean") << QFontDatabase::Korean << QStringLiteral("한국어 문장");
}
void TestConversationPaper::paintsEveryScript()
{
    QFETCH(QFontDatabase::WritingSystem, script);
    QFETCH(QString, text);
    if (QFontDatabase::families(script).isEmpty())
        QSKIP("needs a font for this script, such as fonts-noto-cjk");
    // A font that lacks the glyphs would leave the same boxes for any two characters.
    const auto pdfOf = [](const QString& words) { return ui::toPdf({recordOf({words})}).size(); };
    QVERIFY(pdfOf(text) > pdfOf({}) + 1000); // outlines are embedded
}

void TestConversationPaper::loadsNothing()
{
    QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("secret.png")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QImage image(64, 64, QImage::Format_RGB32);
    image.fill(Qt::red);
    QVERIFY(image.save(&file, "PNG"));
    file.close();
    const QString url = QUrl::fromLocalFile(file.fileName()).toString();
    const QByteArray pdf = ui::toPdf({recordOf(
        {QStringLiteral("<img src=\"%1\"> ![x](%1) <style>body{background:url(%1)}</style>")
             .arg(url)})});
    QVERIFY(!pdf.contains("/Subtype /Image"));
}

void TestConversationPaper::showsWhatAPersonTyped()
{
    const QString typed = QStringLiteral("# no heading\n    __init__ and <b>\n- *one*");
    QCOMPARE(ui::messageHtml(core::Role::User, typed),
             QStringLiteral("<p># no heading<br/>    __init__ and &lt;b&gt;<br/>- *one*</p>\n"));
    QVERIFY(ui::messageHtml(core::Role::Assistant, typed).contains(QStringLiteral("<h2>")));
    QBuffer buffer;
    QVERIFY(buffer.open(QIODevice::WriteOnly));
    QPdfWriter writer(&buffer);
    const ConversationPaper paper({recordOf({typed})}, writer);
    QVERIFY(paper.document().toPlainText().contains(typed));
}

void TestConversationPaper::keepsFilesOutOfTheWay()
{
    const QString sent = ui::messageWith(
        QStringLiteral("Read"), {{QStringLiteral("a<b.txt"), QStringLiteral("one\n&two\n"), -1}});
    const QString page = ui::messageHtml(core::Role::User, sent);
    QVERIFY2(page.startsWith(QStringLiteral("<p>Read</p>\n<details><summary>a&lt;b.txt · 9 bytes")),
             qPrintable(page));
    QVERIFY2(page.contains(QStringLiteral("<pre><code>one\n&amp;two\n</code></pre></details>")),
             qPrintable(page));
    // A model that writes such lines means them.
    for (const bool isAnswer : {false, true}) {
        QBuffer buffer;
        QVERIFY(buffer.open(QIODevice::WriteOnly));
        QPdfWriter writer(&buffer);
        const ConversationPaper paper(
            {recordOf(isAnswer ? QStringList{QString(), sent} : QStringList{sent})}, writer);
        const QString text = paper.document().toPlainText();
        QVERIFY(text.contains(QStringLiteral("a<b.txt")));
        QCOMPARE(text.contains(QStringLiteral("two")), isAnswer);
    }
}

QTEST_MAIN(TestConversationPaper)
#include "tst_conversation_paper.moc"
