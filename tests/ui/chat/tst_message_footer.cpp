// What is seen of a question's buttons while the pointer is elsewhere.
#include "ui/chat/message_footer.h"
#include "ui/theme/theme.h"

#include <QGraphicsEffect>
#include <QLabel>
#include <QLayout>
#include <QToolButton>
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

    // The voice is looked for once the pointer comes near.
    void nothingMovesWhenAVoiceIsFound()
    {
        const ui::Theme theme;
        ui::MessageFooter footer(theme, core::Role::Assistant);
        app::Message message;
        message.role = core::Role::Assistant;
        message.text = QStringLiteral("Because.");
        message.state = app::MessageState::Stopped;
        footer.showMessage(message, /*last=*/true);
        footer.resize(600, footer.layoutForWidth(600));
        footer.show();
        const auto* state = footer.findChild<QLabel*>(QStringLiteral("stateLabel"));
        const QPoint before = state->mapTo(&footer, QPoint());
        footer.setReading(ui::VoiceState::There, false);
        footer.layout()->activate();
        QVERIFY(footer.findChild<QToolButton*>(QStringLiteral("readAloudButton"))->isVisible());
        QCOMPARE(state->mapTo(&footer, QPoint()), before);
    }
};

QTEST_MAIN(TestMessageFooter)
#include "tst_message_footer.moc"
