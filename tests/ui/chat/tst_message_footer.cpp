// What is seen of a question's buttons while the pointer is elsewhere.
#include "ui/chat/message_footer.h"
#include "ui/theme/theme.h"

#include <QGraphicsEffect>
#include <QtTest>

class TestMessageFooter : public QObject
{
    Q_OBJECT

private slots:
    void theWayToAnAnswerIsSeen()
    {
        const ui::Theme theme;
        ui::MessageFooter footer(theme, core::Role::User);
        app::Message message;
        message.text = QStringLiteral("Why?");
        footer.showMessage(message, /*last=*/false);
        footer.setFaint(true);
        QVERIFY(footer.graphicsEffect()->isEnabled());
        footer.showMessage(message, /*last=*/true); // nothing answers it
        QVERIFY(!footer.graphicsEffect()->isEnabled());
        footer.showMessage(message, /*last=*/false);
        QVERIFY(footer.graphicsEffect()->isEnabled());
        footer.setFaint(false); // the pointer comes
        footer.showMessage(message, /*last=*/false);
        QVERIFY(!footer.graphicsEffect()->isEnabled());
    }
};

QTEST_MAIN(TestMessageFooter)
#include "tst_message_footer.moc"
