// What the page says and offers before a conversation is cut, driven as a person would.
#include "app/chats/chat_store.h"
#include "app/conversation/chat_controller.h"
#include "app/settings/settings.h"
#include "tests/support/fake_inference.h"
#include "ui/chat/chat_page.h"
#include "ui/chat/composer.h"
#include "ui/chat/context_meter.h"
#include "ui/chat/context_strip.h"
#include "ui/theme/theme.h"
#include "ui/widgets/attachment.h"

#include <QCheckBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTextEdit>
#include <QToolButton>
#include <QtTest>

#include <memory>

namespace {

// A page with a conversation of three turns in a window of 40 words, which a fourth overfills.
struct Desk
{
    Desk()
        : settings(folder.filePath(QStringLiteral("settings.ini")))
        , store(folder.filePath(QStringLiteral("chats.sqlite")))
        , controller(store, inference, settings)
        , page(theme, controller, inference, settings)
    {
        core::ModelInfo info = inference.modelInfo();
        info.contextTokens = 40;
        info.trainedContext = 2048;
        inference.setModelInfo(info);
        QObject::connect(
            &page, &ui::ChatPage::modelRequested, &inference, &tests::FakeInference::loadModel);
        page.resize(900, 700);
        page.show();
        controller.start();
        for (const char* text : {"one", "two", "three"})
            ask(QString::fromLatin1(text) + QStringLiteral(" a b c d e f g h"));
    }
    template <class Widget>
    Widget* part(const char* name)
    {
        return page.findChild<Widget*>(QLatin1String(name));
    }
    void send(const QString& text)
    {
        auto* composer = part<QTextEdit>("composerText");
        composer->setFocus();
        QTest::keyClicks(composer, text);
        QTest::mouseClick(part<QToolButton>("sendButton"), Qt::LeftButton);
    }
    void ask(const QString& text)
    {
        const std::size_t before = inference.requests().size();
        send(text);
        QTRY_COMPARE(inference.requests().size(), before + 1);
        QTRY_VERIFY(!controller.isBusy());
    }
    void click(const char* name)
    {
        QTRY_VERIFY(part<QPushButton>(name)->isVisible() && part<QPushButton>(name)->isEnabled());
        QTest::mouseClick(part<QPushButton>(name), Qt::LeftButton);
    }
    ui::ContextStrip* strip() { return part<ui::ContextStrip>("contextStrip"); }
    QString draft() { return part<QTextEdit>("composerText")->toPlainText(); }

    QTemporaryDir folder;
    ui::Theme theme;
    app::Settings settings;
    tests::FakeInference inference;
    app::ChatStore store;
    app::ChatController controller;
    ui::ChatPage page;
};

const QString kFourth = QStringLiteral("four a b c d e f g h");

} // namespace

class TestContextStrip : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_desk = std::make_unique<Desk>(); }
    void cleanup() { m_desk.reset(); }

    void saysWhatWouldBeLeftOut();
    void leavesOut();
    void summarises();
    void aSummaryThatWasLeftIsThereAgain();
    void startsAnew();
    void enlarges();
    void enlargesAndContinuesAnAnswer();
    void enlargesOnlyWhereItHelps_data();
    void enlargesOnlyWhereItHelps();
    void keepsTheChoiceOfSummaries();
    void givesAttachmentsBack();
    void namesTheFileToTakeOff();
    void promisesNoWordForWhatIsTooLong();
    void leavesADraftAlone();
    void stopsTheSummary();
    void tellsHowTheSummaryGoes();
    void goesWithOtherText();

private:
    std::unique_ptr<Desk> m_desk;
};

void TestContextStrip::saysWhatWouldBeLeftOut()
{
    QVERIFY(m_desk->strip()->isHidden());
    m_desk->send(kFourth);
    QTRY_VERIFY(m_desk->strip()->isVisible());
    QCOMPARE(m_desk->draft(), kFourth);
    const QString listed = m_desk->part<QLabel>("leftOutMessages")->text();
    QVERIFY2(listed.contains(QStringLiteral("one a b c")), qPrintable(listed));
    QVERIFY2(listed.contains(QStringLiteral("and 1 more")), qPrintable(listed));
    QVERIFY(!listed.contains(QStringLiteral("three")));
    m_desk->click("cancelContextButton");
    QVERIFY(m_desk->strip()->isHidden());
    QCOMPARE(m_desk->draft(), kFourth);
    QCOMPARE(m_desk->inference.requests().size(), std::size_t(3));
}

void TestContextStrip::leavesOut()
{
    m_desk->send(kFourth);
    QTRY_VERIFY(m_desk->strip()->isVisible());
    QTest::mouseClick(m_desk->part<QCheckBox>("alwaysBox"), Qt::LeftButton, {}, QPoint(8, 8));
    m_desk->click("leaveOutButton");
    QTRY_COMPARE(m_desk->inference.requests().size(), std::size_t(4));
    QVERIFY(m_desk->strip()->isHidden());
    QVERIFY(m_desk->draft().isEmpty());
    QTRY_VERIFY(!m_desk->controller.isBusy());
    QCOMPARE(m_desk->controller.contextPlan().choice, app::ContextChoice::LeaveOut);
    auto* meter = m_desk->part<ui::ContextMeter>("contextMeter");
    QTRY_VERIFY2(meter->toolTip().contains(QStringLiteral("does not read the first 4")),
                 qPrintable(meter->toolTip()));
}

void TestContextStrip::summarises()
{
    m_desk->send(kFourth);
    QTRY_VERIFY(m_desk->strip()->isVisible());
    m_desk->inference.setAnswer(
        {.pieces = {"They ", "counted."}}); // to each piece of what is left out
    m_desk->click("summariseButton");
    auto* summary = m_desk->part<QPlainTextEdit>("summaryText");
    QTRY_VERIFY(summary->isVisible() && !summary->isReadOnly());
    QCOMPARE(summary->toPlainText(), QStringLiteral("They counted."));
    QTest::mouseClick(summary->viewport(), Qt::LeftButton);
    QTest::keyClick(summary, Qt::Key_End, Qt::ControlModifier);
    QTest::keyClicks(summary, QStringLiteral(" Slowly."));
    const std::size_t before = m_desk->inference.requests().size();
    m_desk->click("useSummaryButton");
    QTRY_COMPARE(m_desk->inference.requests().size(), before + 1);
    const auto prompt = std::get<core::ChatPrompt>(m_desk->inference.requests().back().prompt);
    QVERIFY(QString::fromStdString(prompt.messages.front().content)
                .contains(QStringLiteral("They counted. Slowly.")));
    QTRY_VERIFY(!m_desk->controller.isBusy());
}

void TestContextStrip::aSummaryThatWasLeftIsThereAgain()
{
    const app::ConversationId full = m_desk->controller.currentConversation();
    m_desk->send(kFourth);
    QTRY_VERIFY(m_desk->strip()->isVisible());
    m_desk->inference.setAnswer({.pieces = {"They counted."}});
    m_desk->click("summariseButton");
    auto* summary = m_desk->part<QPlainTextEdit>("summaryText");
    QTRY_VERIFY(summary->isVisible() && !summary->isReadOnly());
    summary->setPlainText(QStringLiteral("They counted slowly."));
    m_desk->controller.newConversation();
    QTRY_VERIFY(!m_desk->strip()->isVisible());
    m_desk->controller.openConversation(full);
    QTRY_COMPARE(m_desk->controller.currentConversation(), full);
    const std::size_t before = m_desk->inference.requests().size();
    m_desk->part<QTextEdit>("composerText")->clear();
    m_desk->send(kFourth);
    QTRY_VERIFY(m_desk->strip()->isVisible());
    QCOMPARE(summary->toPlainText(), QStringLiteral("They counted slowly."));
    QCOMPARE(m_desk->inference.requests().size(), before); // nothing was summarised again
    m_desk->click("cancelContextButton");
    QTest::mouseClick(m_desk->part<QToolButton>("sendButton"), Qt::LeftButton);
    QTRY_VERIFY(m_desk->strip()->isVisible());
    QVERIFY(m_desk->part<QPushButton>("summariseButton")->isVisible());
}

void TestContextStrip::startsAnew()
{
    const app::ConversationId before = m_desk->controller.currentConversation();
    m_desk->send(kFourth);
    QTRY_VERIFY(m_desk->strip()->isVisible());
    m_desk->inference.setAnswer({.pieces = {"They counted."}});
    m_desk->click("summariseButton");
    m_desk->click("startAnewButton");
    QTRY_COMPARE(m_desk->controller.currentConversation() != before && !m_desk->controller.isBusy(),
                 true);
    QVERIFY(m_desk->controller.currentConversation() != before);
    QVERIFY(m_desk->draft().isEmpty());
    QTRY_VERIFY(!m_desk->controller.isBusy());
}

void TestContextStrip::enlarges()
{
    m_desk->send(kFourth);
    QTRY_VERIFY(m_desk->strip()->isVisible());
    auto* button = m_desk->part<QPushButton>("enlargeButton");
    QVERIFY2(button->text().contains(QStringLiteral("160 tokens (+120 kB)")),
             qPrintable(button->text()));
    m_desk->inference.setLoadMs(60'000);
    m_desk->click("enlargeButton");
    QCOMPARE(m_desk->settings.contextTokens(), app::Settings::kMinContextTokens);
    QCOMPARE(m_desk->inference.loadedPaths().size(), 1);
    QCOMPARE(m_desk->draft(), kFourth);
    // What was set is said, and where.
    auto* toast = m_desk->part<QWidget>("toast");
    QVERIFY(toast->isVisible());
    QCOMPARE(toast->accessibleName(),
             QStringLiteral("Memory of a conversation: 256 tokens, with every model. The settings "
                            "change it, under Engine."));
    // The message waits for the model, and goes then.
    const std::size_t before = m_desk->inference.requests().size();
    core::ModelInfo info = m_desk->inference.modelInfo();
    info.contextTokens = m_desk->settings.contextTokens();
    m_desk->inference.setModelInfo(info);
    QVERIFY(m_desk->part<QWidget>("waitingStrip")->isVisible());
    QTRY_COMPARE(m_desk->inference.modelState(), app::ModelState::Loading);
    m_desk->inference.finishLoad();
    QTRY_COMPARE(m_desk->inference.requests().size(), before + 1);
    QCOMPARE(m_desk->draft(), QString());
}

void TestContextStrip::enlargesAndContinuesAnAnswer()
{
    QList<app::Message> path;
    connect(&m_desk->controller,
            &app::ChatController::conversationOpened,
            this,
            [&path](app::ConversationId, const QList<app::Message>& shown) { path = shown; });
    m_desk->controller.showAgain();
    QCOMPARE(path.size(), 6);
    core::ModelInfo info = m_desk->inference.modelInfo();
    info.contextTokens = 30;
    m_desk->inference.setModelInfo(info);
    const std::size_t before = m_desk->inference.requests().size();
    m_desk->controller.continueAnswer(path.last().id);
    QTRY_VERIFY(m_desk->strip()->isVisible());
    QVERIFY(m_desk->strip()->accessibleName().startsWith(QLatin1String("Up to this answer")));
    m_desk->inference.setLoadMs(60'000);
    m_desk->click("enlargeButton");
    QVERIFY(m_desk->strip()->isHidden());
    info.contextTokens = m_desk->settings.contextTokens();
    m_desk->inference.setModelInfo(info);
    QTRY_COMPARE(m_desk->inference.modelState(), app::ModelState::Loading);
    m_desk->inference.finishLoad();
    QTRY_COMPARE(m_desk->inference.requests().size(), before + 1);
    const auto prompt = std::get<core::ChatPrompt>(m_desk->inference.requests().back().prompt);
    QVERIFY(!prompt.answerSoFar.empty());
    QTRY_VERIFY(!m_desk->controller.isBusy());
}

void TestContextStrip::enlargesOnlyWhereItHelps_data()
{
    QTest::addColumn<int>("trainedTokens");
    QTest::addColumn<bool>("offered");
    QTest::newRow("the conversation fits then") << 47 << true; // 42 tokens, and 5 for the answer
    QTest::newRow("it is too long still") << 46 << false;
    QTest::newRow("the model has no more") << 40 << false;
}

void TestContextStrip::enlargesOnlyWhereItHelps()
{
    QFETCH(int, trainedTokens);
    core::ModelInfo info = m_desk->inference.modelInfo();
    info.trainedContext = trainedTokens;
    m_desk->inference.setModelInfo(info);
    m_desk->send(kFourth);
    QTRY_VERIFY(m_desk->strip()->isVisible());
    QTEST(m_desk->part<QPushButton>("enlargeButton")->isVisible(), "offered");
}

// A choice for always holds for summaries too: the next one is made, and used, under it.
void TestContextStrip::keepsTheChoiceOfSummaries()
{
    m_desk->inference.setAnswer({.pieces = {"They counted."}});
    m_desk->send(kFourth);
    QTRY_VERIFY(m_desk->strip()->isVisible());
    QTest::mouseClick(m_desk->part<QCheckBox>("alwaysBox"), Qt::LeftButton, {}, QPoint(8, 8));
    m_desk->click("summariseButton");
    m_desk->click("useSummaryButton");
    QTRY_VERIFY(m_desk->strip()->isHidden() && !m_desk->controller.isBusy());
    QCOMPARE(m_desk->controller.contextPlan().choice, app::ContextChoice::Summarise);
    m_desk->send(QStringLiteral("five a b c d e f g h i j k l m n o p q r s t"));
    QTRY_VERIFY(m_desk->strip()->isVisible());
    QVERIFY(m_desk->part<QCheckBox>("alwaysBox")->isChecked());
    m_desk->click("useSummaryButton");
    QTRY_VERIFY(m_desk->strip()->isHidden() && !m_desk->controller.isBusy());
    QCOMPARE(m_desk->controller.contextPlan().choice, app::ContextChoice::Summarise);
}

void TestContextStrip::givesAttachmentsBack()
{
    const auto chips = [this] {
        int count = 0;
        for (const auto* button :
             m_desk->page.findChildren<QToolButton*>(QStringLiteral("dropAttachmentButton")))
            count += button->isVisible() ? 1 : 0;
        return count;
    };
    m_desk->page.composer().addAttachment({QStringLiteral("notes.txt"), QStringLiteral("x\n"), 2});
    m_desk->send(kFourth);
    QTRY_VERIFY(m_desk->strip()->isVisible());
    QCOMPARE(m_desk->draft(), kFourth);
    QCOMPARE(chips(), 1);
    const auto states = m_desk->page.findChildren<QLabel*>(QStringLiteral("attachmentState"));
    QCOMPARE(states.last()->text(), QStringLiteral("2 tokens"));
    m_desk->click("leaveOutButton");
    QTRY_COMPARE(m_desk->inference.requests().size(), std::size_t(4));
    QVERIFY(m_desk->draft().isEmpty());
    QCOMPARE(chips(), 0);
}

void TestContextStrip::namesTheFileToTakeOff()
{
    core::ModelInfo info = m_desk->inference.modelInfo();
    info.trainedContext = info.contextTokens;
    m_desk->inference.setModelInfo(info);
    m_desk->inference.setModelState(app::ModelState::Ready); // the meter learns of the window
    const QString words = QStringLiteral("w ").repeated(50);
    m_desk->page.composer().addAttachment({QStringLiteral("small.txt"), QStringLiteral("x\n"), 1});
    m_desk->page.composer().addAttachment({QStringLiteral("large.txt"), words, 50});
    m_desk->send(QStringLiteral("a"));
    QTRY_VERIFY(m_desk->strip()->isVisible());
    const QString said = m_desk->strip()->accessibleName();
    QVERIFY2(said.endsWith(QStringLiteral("take off “large.txt”.")), qPrintable(said));
    // Nothing was offered that could be put off.
    QCOMPARE(m_desk->part<QPushButton>("cancelContextButton")->text(), QStringLiteral("Close"));
    // The ring says the same number.
    auto* meter = m_desk->part<ui::ContextMeter>("contextMeter");
    const QString tokens = said.section(u' ', 6, 6);
    QVERIFY2(tokens.toInt() > 50, qPrintable(said));
    QTRY_COMPARE(meter->text().section(u' ', 0, 0), tokens);
}

void TestContextStrip::promisesNoWordForWhatIsTooLong()
{
    m_desk->inference.setModelState(app::ModelState::Ready); // the meter learns of the window
    m_desk->inference.setAnswer({.firstPieceMs = 1000, .promptTokens = 32});
    m_desk->ask(QStringLiteral("slowly"));
    auto* meter = m_desk->part<ui::ContextMeter>("contextMeter");
    const auto promises = [meter] {
        return meter->toolTip().contains(QStringLiteral("First word"));
    };
    auto* composer = m_desk->part<QTextEdit>("composerText");
    QTest::keyClicks(composer, QStringLiteral("a b c d"));
    QTRY_VERIFY2(promises(), qPrintable(meter->toolTip()));
    QTest::keyClicks(composer, QStringLiteral(" e f g h"));
    QTRY_VERIFY2(meter->toolTip().contains(QStringLiteral("Too long")),
                 qPrintable(meter->toolTip()));
    QVERIFY(!promises());
}

// An answer made anew has nothing to do with what is being written.
void TestContextStrip::leavesADraftAlone()
{
    QTest::keyClicks(m_desk->part<QTextEdit>("composerText"), QStringLiteral("a draft"));
    core::ModelInfo small = m_desk->inference.modelInfo();
    small.contextTokens = 30;
    m_desk->inference.setModelInfo(small);
    m_desk->controller.regenerate();
    QTRY_VERIFY(m_desk->strip()->isVisible());
    QCOMPARE(m_desk->draft(), QStringLiteral("a draft"));
    m_desk->inference.setAnswer({.pieces = {"They counted."}});
    m_desk->click("summariseButton");
    QTRY_VERIFY(m_desk->part<QPushButton>("useSummaryButton")->isEnabled());
    QVERIFY(m_desk->part<QPushButton>("startAnewButton")->isHidden()); // there is no message
    m_desk->click("useSummaryButton");
    QTRY_VERIFY(m_desk->strip()->isHidden() && !m_desk->controller.isBusy());
    QCOMPARE(m_desk->draft(), QStringLiteral("a draft"));
}

void TestContextStrip::stopsTheSummary()
{
    m_desk->send(kFourth);
    QTRY_VERIFY(m_desk->strip()->isVisible());
    m_desk->inference.setAnswer({.pieces = QStringList(1000, QStringLiteral("w ")), .pieceMs = 20});
    m_desk->click("summariseButton");
    QTRY_COMPARE(m_desk->inference.activeCount(), 1);
    QVERIFY(m_desk->page.dismissContext()); // as Escape does
    QVERIFY(m_desk->strip()->isHidden());
    QTRY_COMPARE(m_desk->inference.activeCount(), 0);
    QCOMPARE(m_desk->draft(), kFourth);
    QVERIFY(!m_desk->page.dismissContext());
}

void TestContextStrip::tellsHowTheSummaryGoes()
{
    m_desk->send(kFourth);
    QTRY_VERIFY(m_desk->strip()->isVisible());
    m_desk->inference.setAnswer(
        {.pieces = {QStringLiteral("They "), QStringLiteral("counted.")}, .pieceMs = 60'000});
    m_desk->click("summariseButton");
    auto* summary = m_desk->part<QPlainTextEdit>("summaryText");
    QTRY_COMPARE(summary->toPlainText(), QStringLiteral("They"));
    const auto request = core::RequestId{m_desk->inference.requests().size()};
    emit m_desk->inference.prefillProgress(request, 1200, 6000);
    QTRY_COMPARE(summary->placeholderText().section(u':', -1).trimmed(),
                 QStringLiteral("1,200 of 6,000 tokens…"));
    QVERIFY(summary->toPlainText().isEmpty());
    QVERIFY(!m_desk->part<QPushButton>("useSummaryButton")->isVisible());
    m_desk->click("stopSummaryButton");
    QTRY_COMPARE(m_desk->inference.activeCount(), 0);
    // The choices are there again, and what was to be sent.
    QVERIFY(m_desk->strip()->isVisible() && !summary->isVisible());
    QCOMPARE(m_desk->draft(), kFourth);
    m_desk->inference.setAnswer({.pieces = {"They counted."}});
    m_desk->click("summariseButton");
    m_desk->click("useSummaryButton");
    QTRY_VERIFY(m_desk->strip()->isHidden() && !m_desk->controller.isBusy());
}

void TestContextStrip::goesWithOtherText()
{
    m_desk->send(kFourth);
    QTRY_VERIFY(m_desk->strip()->isVisible());
    QTest::keyClick(m_desk->part<QTextEdit>("composerText"), Qt::Key_Backspace);
    QVERIFY(m_desk->strip()->isHidden());
}

QTEST_MAIN(TestContextStrip)
#include "tst_context_strip.moc"
