#include "ui/chat/message_text.h"
#include "ui/theme/language.h"

#include <QtTest>

class TestMessageText : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        ui::useLanguage(QStringLiteral("en"));
        QLocale::setDefault(QLocale::c());
    }

    void tellsSpeed_data()
    {
        QTest::addColumn<int>("tokens");
        QTest::addColumn<double>("decodeMs");
        QTest::addColumn<QString>("text");
        QTest::newRow("nothing") << 0 << 0.0 << QString();
        QTest::newRow("usual") << 42 << 1105.0 << QStringLiteral("42 tokens · 38 tokens/s");
        QTest::newRow("slow") << 10 << 4000.0 << QStringLiteral("10 tokens · 2.5 tokens/s");
        QTest::newRow("one") << 1 << 0.0 << QStringLiteral("1 token");
    }

    void tellsSpeed()
    {
        QFETCH(int, tokens);
        QFETCH(double, decodeMs);
        QFETCH(QString, text);
        core::GenerationStats stats;
        stats.completionTokens = tokens;
        stats.decodeMs = decodeMs;
        QCOMPARE(ui::speedText(stats), text);
    }

    void tellsHowItEnded_data()
    {
        QTest::addColumn<int>("state");
        QTest::addColumn<QString>("error");
        QTest::addColumn<QString>("text");
        using State = app::MessageState;
        QTest::newRow("complete") << int(State::Complete) << QString() << QString();
        QTest::newRow("streaming") << int(State::Streaming) << QString() << QString();
        QTest::newRow("stopped") << int(State::Stopped) << QString() << QStringLiteral("Stopped");
        QTest::newRow("failed") << int(State::Failed) << QStringLiteral("No memory.")
                                << QStringLiteral("No memory.");
        QTest::newRow("failed silently")
            << int(State::Failed) << QString() << QStringLiteral("Failed");
    }

    void tellsHowItEnded()
    {
        QFETCH(int, state);
        QFETCH(QString, error);
        QFETCH(QString, text);
        app::Message message;
        message.state = app::MessageState(state);
        message.error = error;
        QCOMPARE(ui::stateText(message), text);
    }

    void tellsWhichLimitEndedIt_data()
    {
        QTest::addColumn<QString>("settings");
        QTest::addColumn<int>("tokens");
        QTest::addColumn<QString>("text");
        const QString limit = QStringLiteral("Paused at the limit");
        const QString full = QStringLiteral("The model can read no further: the context is full");
        QTest::newRow("limit") << R"({"maxTokens":1024,"paused":true})" << 1024 << limit;
        QTest::newRow("limit, for the second time")
            << R"({"maxTokens":1024,"paused":true})" << 2048
            << QStringLiteral("Paused after 1,024 more tokens");
        QTest::newRow("limit of one, for the second time")
            << R"({"maxTokens":1,"paused":true})" << 2
            << QStringLiteral("Paused after 1 more token");
        QTest::newRow("context before the limit") << R"({"maxTokens":1024})" << 90 << full;
        QTest::newRow("no limit") << R"({"maxTokens":-1,"paused":true})" << 90 << full;
        QTest::newRow("not known") << "" << 90 << full;
    }

    void tellsWhichLimitEndedIt()
    {
        QFETCH(QString, settings);
        QFETCH(int, tokens);
        QFETCH(QString, text);
        QLocale::setDefault(QLocale(QLocale::English));
        app::Message message;
        message.role = core::Role::Assistant;
        message.state = app::MessageState::Length;
        message.settings = settings;
        message.stats.completionTokens = tokens;
        QCOMPARE(ui::stateText(message), text);
        QVERIFY(ui::detailText(message).contains(text));
        QLocale::setDefault(QLocale::c());
    }

    void tellsPrompt()
    {
        app::Message message;
        message.role = core::Role::Assistant;
        message.stats.promptTokens = 1;
        QVERIFY(ui::detailText(message).contains(
            QStringLiteral("Prompt: 1 token, 0 of them remembered")));
        message.stats.promptTokens = 12;
        message.stats.cachedTokens = 5;
        QVERIFY(ui::detailText(message).contains(
            QStringLiteral("Prompt: 12 tokens, 5 of them remembered")));
    }

    void tellsProgress()
    {
        const QString reading = QStringLiteral("Reading 3 of 12 tokens");
        QCOMPARE(ui::prefillText(3, 0, 9), QString());
        QCOMPARE(ui::prefillText(3, 12, 1.9), reading);
        QCOMPARE(ui::prefillText(3, 12, 9), reading + QStringLiteral(" · about 9 s left"));
        QCOMPARE(ui::prefillText(3, 12, 61), reading + QStringLiteral(" · about 2 min left"));
    }
};

QTEST_GUILESS_MAIN(TestMessageText)
#include "tst_message_text.moc"
