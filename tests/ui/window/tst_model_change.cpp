// Another model chosen while answers are being written, by a person with the menu of the model.
#include "tests/support/window_desk.h"
#include "ui/chat/chat_page.h"
#include "ui/settings/settings_dialog.h"
#include "ui/widgets/error_strip.h"

#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QTemporaryDir>
#include <QToolButton>
#include <QtTest>

#include <memory>

namespace {

const QString kOther = QStringLiteral("/models/Other-1B.Q8_0.gguf");

} // namespace

class TestModelChange : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_desk = std::make_unique<tests::WindowDesk>(*m_folder);
        const QString present = QString::fromStdString(m_desk->inference.modelInfo().path);
        m_desk->window.setKnownModels({{QStringLiteral("Present"), present, {}},
                                       {QStringLiteral("Other-1B.Q8_0"), kOther, {}}});
        connect(&m_desk->window,
                &ui::MainWindow::modelChosen,
                &m_desk->inference,
                &tests::FakeInference::loadModel);
        m_desk->inference.setAnswer(
            {.pieces = {QStringLiteral("one "), QStringLiteral("two")}, .pieceMs = 60'000});
        m_desk->controller.send(QStringLiteral("Count"));
        QTRY_COMPARE(tests::shownTexts(m_desk->window).value(1), QStringLiteral("one "));
    }
    void cleanup() { m_desk.reset(); }

    void waitsForTheAnswer()
    {
        choose(1);
        QVERIFY(strip()->isVisible());
        QCOMPARE(m_desk->part<QLabel>("modelChangeText")->text(),
                 QStringLiteral("An answer is being written. Other 1B will be opened when it has "
                                "ended."));
        QVERIFY(m_desk->inference.loadedPaths().isEmpty());
        QVERIFY(m_desk->controller.isBusy());
        m_desk->controller.stop();
        QTRY_COMPARE(m_desk->inference.loadedPaths(), QStringList{kOther});
        QVERIFY(!strip()->isVisible());
    }

    void waitsForAnswersOfOtherConversations()
    {
        m_desk->controller.newConversation();
        QTRY_COMPARE(m_desk->controller.currentConversation(), app::ConversationId(0));
        m_desk->controller.send(QStringLiteral("Count again"));
        QTRY_COMPARE(m_desk->inference.activeCount(), 2);
        choose(1);
        QVERIFY(m_desk->part<QLabel>("modelChangeText")->text().startsWith(QLatin1String("2 ")));
        QTest::mouseClick(m_desk->part<QPushButton>("modelChangeNowButton"), Qt::LeftButton);
        QTRY_COMPARE(m_desk->inference.cancelledCount(), 2);
        QCOMPARE(m_desk->inference.loadedPaths(), QStringList{kOther});
        QVERIFY(!strip()->isVisible());
    }

    void theModelIsKept_data()
    {
        QTest::addColumn<bool>("byKey");
        QTest::newRow("button") << false;
        QTest::newRow("Escape") << true;
    }

    void theModelIsKept()
    {
        QFETCH(bool, byKey);
        choose(1);
        if (byKey)
            QTest::keyClick(&m_desk->window, Qt::Key_Escape);
        else
            QTest::mouseClick(m_desk->part<QPushButton>("modelChangeCancelButton"), Qt::LeftButton);
        QVERIFY(!strip()->isVisible());
        QVERIFY(m_desk->controller.isBusy()); // Escape stopped the change alone
        m_desk->controller.stop();
        QTRY_VERIFY(!m_desk->controller.isBusy());
        QCoreApplication::processEvents();
        QVERIFY(m_desk->inference.loadedPaths().isEmpty());
    }

    void theErrorOfOneModelIsNotThatOfTheNext()
    {
        m_desk->controller.stop();
        QTRY_VERIFY(!m_desk->controller.isBusy());
        auto* strip = m_desk->window.findChild<ui::ErrorStrip*>();
        m_desk->inference.failNextLoad(QStringLiteral("The file is damaged."));
        choose(1);
        QTRY_VERIFY(strip->isVisible());
        choose(1);
        QTRY_VERIFY(!strip->isVisible());
        QCOMPARE(m_desk->inference.modelState(), app::ModelState::Ready);
    }

    void theSettingsOpenTheModelAgain()
    {
        m_desk->window.openSettings();
        auto* dialog = m_desk->window.findChild<ui::SettingsDialog*>();
        dialog->showPage(4);
        auto* again = dialog->findChild<QPushButton*>(QStringLiteral("reopenModelButton"));
        const auto words = [again] { return again->accessibleDescription(); };
        QVERIFY(!again->isEnabled());
        QVERIFY2(words().startsWith(QLatin1String("It is answering")), qPrintable(words()));
        m_desk->controller.stop();
        QTRY_VERIFY(again->isEnabled());
        m_desk->inference.setLoadMs(60'000);
        QTest::mouseClick(again, Qt::LeftButton);
        const QString path = QString::fromStdString(m_desk->inference.modelInfo().path);
        QTRY_COMPARE(m_desk->inference.loadedPaths(), QStringList{path});
        QTRY_VERIFY2(words().startsWith(QLatin1String("It is being opened")), qPrintable(words()));
        QVERIFY(!again->isEnabled());
        m_desk->inference.finishLoad();
        QTRY_VERIFY(again->isEnabled());
        m_desk->inference.setModelState(app::ModelState::Empty);
        QTRY_VERIFY(!again->isEnabled());
        QCOMPARE(words(), QStringLiteral("No model is open."));
    }

    void theModelWithTheTickEndsNothing()
    {
        choose(0);
        QVERIFY(!strip()->isVisible());
        QTRY_COMPARE(m_desk->inference.modelState(), app::ModelState::Ready);
        QVERIFY(m_desk->controller.isBusy());
        QCOMPARE(m_desk->inference.cancelledCount(), 0);
    }

private:
    void choose(int row)
    {
        QMenu* menu = m_desk->part<QToolButton>("modelButton")->menu();
        emit menu->aboutToShow();
        menu->actions().at(row)->trigger();
    }
    QWidget* strip() { return m_desk->part<QWidget>("modelChangeStrip"); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<tests::WindowDesk> m_desk;
};

QTEST_MAIN(TestModelChange)
#include "tst_model_change.moc"
