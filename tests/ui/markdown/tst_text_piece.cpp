#include "ui/markdown/text_piece.h"

#include <QtTest>

using namespace ui::markdown;

class TestTextPiece : public QObject
{
    Q_OBJECT

private slots:
    void endsWhereAReaderWouldCut_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("piece"); // of 10 characters and 3 emoji at most
        const auto row = [](const char* name, const QString& text, const QString& piece) {
            QTest::newRow(name) << text << piece;
        };
        const QString smile = QString::fromUtf8("😀");
        const QString family = QString::fromUtf8("👩\u200d👧");
        row("nothing", {}, {});
        row("short", QStringLiteral("a b c"), QStringLiteral("a b c"));
        row("as long as a piece", QString(10, u'x'), QString(10, u'x'));
        row("longer", QString(25, u'x'), QString(10, u'x'));
        row("behind the last blank", QStringLiteral("aaaa bb cccccc"), QStringLiteral("aaaa bb "));
        row("not behind an early blank",
            QStringLiteral("a bbbbbbbbbbbb"),
            QStringLiteral("a bbbbbbbb"));
        row("as many emoji", smile.repeated(3), smile.repeated(3));
        row("more emoji", smile.repeated(4), smile.repeated(3));
        row("emoji of the basic plane", QString(4, QChar(0x2705)), QString(3, QChar(0x2705)));
        row("not within a joined one", smile + family + family, smile + family);
        row("not within a second joined one", family + smile + family, family + smile);
        row("not within a pair", QString(9, u'x') + smile, QString(9, u'x'));
        row("marks stay with their letter",
            QString(9, u'x') + u'a' + QChar(0x301),
            QString(9, u'x'));
        row("one that is too long",
            QString(QChar(0x301)).repeated(20),
            QString(QChar(0x301)).repeated(10));
    }

    void endsWhereAReaderWouldCut()
    {
        QFETCH(QString, text);
        QFETCH(QString, piece);
        QCOMPARE(text.first(pieceEnd(text, 10, 3)), piece);
    }

    void oneJoinedWithoutEndIsCut()
    {
        const QString text = QString::fromUtf8("👩\u200d").repeated(1000);
        qsizetype pieces = 0;
        for (QStringView rest(text); !rest.isEmpty(); rest = rest.sliced(pieceEnd(rest)))
            ++pieces;
        QVERIFY(pieces >= 3);
        QVERIFY(pieces < 10);
    }
};

QTEST_GUILESS_MAIN(TestTextPiece)
#include "tst_text_piece.moc"
