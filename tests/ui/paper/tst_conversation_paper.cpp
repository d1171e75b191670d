// Conversations as pages: nothing is cut off, code stays together, every script has its glyphs.
#include "ui/paper/conversation_paper.h"
#include "ui/widgets/attachment.h"

#include <QAbstractTextDocumentLayout>
#include <QBuffer>
#include <QFile>
#include <QFontDatabase>
#include <QImage>
#include <QPdfWriter>
#include <QTemporaryDir>
#include <QTextBlock>
#include <QTextList>
#include <QtTest>

#include <cmath>

using app::ConversationRecord;
using app::Message;
using ui::ConversationPaper;

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
    void keepsNumbersOfLists();
    void keepsFilesOutOfTheWay();
};

// Qt's reader of HTML knows no first number of a list.
void TestConversationPaper::keepsNumbersOfLists()
{
    QBuffer buffer;
    QVERIFY(buffer.open(QIODevice::WriteOnly));
    QPdfWriter writer(&buffer);
    const ConversationPaper paper(
        {recordOf({QStringLiteral("Count."),
                   QStringLiteral("98. a\n99. b\n\ntext\n\n- [x] done\n- point")})},
        writer);
    QStringList items;
    for (QTextBlock block = paper.document().begin(); block.isValid(); block = block.next()) {
        if (const QTextList* list = block.textList()) {
            const bool hasBullet = list->format().style() == QTextListFormat::ListDisc;
            items << (hasBullet ? QStringLiteral("• ") : QString()) + block.text().trimmed();
            QVERIFY(hasBullet || list->format().style() == QTextListFormat::ListStyleUndefined);
        }
    }
    QCOMPARE(items, (QStringList{"98. a", "99. b", "☑ done", "• point"}));
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
        const QAbstractTextDocumentLayout& layout = *document.documentLayout();
        const double top = layout.blockBoundingRect(first).top();
        const double bottom = layout.blockBoundingRect(last).bottom() - 1;
        QCOMPARE(std::floor(top / height), std::floor(bottom / height));
        ++blocks;
    }
    QCOMPARE(blocks, 30);
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
    const QString paper = ui::paperHtml(core::Role::User, sent);
    QVERIFY(paper.contains(QStringLiteral("a&lt;b.txt")) && !paper.contains(QStringLiteral("two")));
    // A model that writes such lines means them.
    QVERIFY(ui::paperHtml(core::Role::Assistant, sent).contains(QStringLiteral("two")));
}

QTEST_MAIN(TestConversationPaper)
#include "tst_conversation_paper.moc"
