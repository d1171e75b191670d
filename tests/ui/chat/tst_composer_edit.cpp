// The field that a message is written in.
#include "ui/chat/composer_edit.h"

#include <QTextBlock>
#include <QTextLayout>
#include <QtTest>

class TestComposerEdit : public QObject
{
    Q_OBJECT

private slots:
    // Laying them out is slow: see text_piece.h.
    void emojiAreLaidOutOnceForAChange()
    {
        ui::ComposerEdit edit;
        const auto isKept = [&edit](int number) {
            return edit.document()->findBlockByNumber(number).layout()->cacheEnabled();
        };
        edit.insertPlainText(QString::fromUtf8("a\nb 😀\nc"));
        QVERIFY(!isKept(0));
        QVERIFY(isKept(1));
        QVERIFY(!isKept(2));
        edit.insertPlainText(QString::fromUtf8("🎉"));
        QVERIFY(isKept(2));
    }
};

QTEST_MAIN(TestComposerEdit)
#include "tst_composer_edit.moc"
