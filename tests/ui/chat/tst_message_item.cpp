#include "ui/chat/message_item.h"

#include "ui/markdown/markdown_view.h"
#include "ui/theme/theme.h"

#include <QtTest>

class TestMessageItem : public QObject
{
    Q_OBJECT

private slots:
    void aBubbleHasTheSameRoomOnBothSides_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("short") << QStringLiteral("ok");
        QTest::newRow("one sign") << QStringLiteral("?");
        QTest::newRow("longer") << QStringLiteral("What is rain?");
        QTest::newRow("from right to left") << QString::fromUtf8("לא");
    }

    void aBubbleHasTheSameRoomOnBothSides()
    {
        QFETCH(QString, text);
        const ui::Theme theme;
        app::Message message;
        message.text = text;
        ui::MessageItem item(theme, message);
        item.resize(600, item.layoutForWidth(600));
        const QImage image = item.grab().toImage();
        const QRect body = item.body().geometry();
        int left = -1, right = -1; // of the words
        int bubbleLeft = -1, bubbleRight = -1;
        for (int x = 0; x < image.width(); ++x) {
            for (int y = body.top(); y <= body.bottom(); ++y) {
                const QColor colour = image.pixelColor(x, y);
                if (colour == theme.palette().bubble) {
                    bubbleLeft = bubbleLeft < 0 ? x : bubbleLeft;
                    bubbleRight = x;
                } else if (bubbleLeft >= 0 && colour.lightness() < 128) {
                    left = left < 0 ? x : left;
                    right = x;
                }
            }
        }
        QVERIFY(left >= 0);
        const int before = left - bubbleLeft;
        const int behind = bubbleRight - right;
        QVERIFY2(qAbs(before - behind) <= 6, // of 36
                 qPrintable(QStringLiteral("%1, %2").arg(before).arg(behind)));
    }
};

QTEST_MAIN(TestMessageItem)
#include "tst_message_item.moc"
