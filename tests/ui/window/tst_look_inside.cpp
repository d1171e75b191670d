// Looking inside an answer as a person would: tints, probabilities, other words, branches.
#include "tests/support/window_desk.h"
#include "ui/chat/token_card.h"
#include "ui/chat/token_row.h"
#include "ui/chat/token_text.h"
#include "ui/markdown/markdown_view.h"

#include <QLabel>
#include <QPushButton>
#include <QTextEdit>
#include <QToolButton>
#include <QtTest>

namespace {

struct Desk : tests::WindowDesk
{
    using WindowDesk::WindowDesk;

    // The first answer.
    ui::MessageItem* answer()
    {
        const QList<ui::MessageItem*> messages = tests::shownMessages(window);
        return messages.size() < 2 ? nullptr : messages[1];
    }
    bool isTinted() { return answer() != nullptr && answer()->body().isTinted(); }
    ui::TokenCard* card()
    {
        for (auto* card : window.findChildren<ui::TokenCard*>()) {
            if (card->isVisible())
                return card;
        }
        return nullptr;
    }
    bool saysThatNoneAreKept()
    {
        auto* toast = part<QWidget>("toast");
        return toast->isVisible() &&
               toast->accessibleName() == QStringLiteral("No probabilities are kept of the answers "
                                                         "in view.");
    }
    QString sureness()
    {
        auto* label = answer()->findChild<QLabel*>(QStringLiteral("surenessLabel"));
        return label != nullptr && label->isVisible() ? label->text() : QString();
    }
};

} // namespace

class TestLookInside : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_desk = std::make_unique<Desk>(*m_folder);
    }
    void cleanup() { m_desk.reset(); }

    void buttonTintsAndUntints()
    {
        QVERIFY(m_desk->ask());
        QVERIFY(!m_desk->isTinted());
        auto* button = m_desk->part<QToolButton>("lookButton");
        QTest::mouseClick(button, Qt::LeftButton);
        QTRY_VERIFY(m_desk->isTinted());
        QVERIFY(m_desk->part<QWidget>("lookBar")->isVisible());
        QVERIFY(!m_desk->sureness().isEmpty());
        QTest::mouseClick(m_desk->part<QToolButton>("lookCloseButton"), Qt::LeftButton);
        QVERIFY(!m_desk->isTinted());
        QVERIFY(!button->isChecked());
        QVERIFY(m_desk->sureness().isEmpty());
    }

    void theBarHasRoomForItsWords_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<double>("scale");
        QTest::newRow("usual") << QSize(1000, 700) << 1.0;
        QTest::newRow("small, with large text") << QSize(480, 400) << 2.0;
    }

    void theBarHasRoomForItsWords()
    {
        QFETCH(QSize, size);
        QFETCH(double, scale);
        m_desk->theme.apply(ui::ThemeMode::Light, scale);
        m_desk->window.resize(size);
        QTest::keyClick(&m_desk->window, Qt::Key_L, Qt::ControlModifier);
        const auto* bar = m_desk->part<QWidget>("lookBar");
        QTRY_VERIFY(bar->isVisible());
        QList<QWidget*> words = bar->findChildren<QWidget*>(QStringLiteral("nextUncertainButton"));
        words << bar->findChild<QWidget*>(QStringLiteral("lookCloseButton"));
        for (QLabel* label : bar->findChildren<QLabel*>())
            words << label;
        QCOMPARE(words.size(), 4);
        for (const QWidget* each : words) {
            QTRY_VERIFY(each->width() >= each->sizeHint().width());
            QTRY_VERIFY(m_desk->window.rect().contains(
                QRect(each->mapTo(&m_desk->window, QPoint()), each->size())));
        }
    }

    void answersThatEndMeanwhileAreTinted()
    {
        QTest::keyClick(&m_desk->window, Qt::Key_L, Qt::ControlModifier);
        QVERIFY(m_desk->ask());
        QTRY_VERIFY(m_desk->isTinted());
    }

    void answersAreTintedAsTheyCome()
    {
        m_desk->inference.setAnswer(
            {.pieces = QStringList(1000, QStringLiteral("word ")), .pieceMs = 20});
        QTest::keyClick(&m_desk->window, Qt::Key_L, Qt::ControlModifier);
        m_desk->controller.send(QStringLiteral("Go"));
        QTRY_VERIFY(m_desk->isTinted() && m_desk->answer()->body().showsTint(3));
        QVERIFY(m_desk->controller.isBusy());
        QVERIFY(m_desk->sureness().isEmpty());
        // So they are where looking begins in the middle.
        QTest::keyClick(&m_desk->window, Qt::Key_L, Qt::ControlModifier);
        QVERIFY(!m_desk->isTinted());
        QTest::keyClick(&m_desk->window, Qt::Key_L, Qt::ControlModifier);
        QTRY_VERIFY(m_desk->answer()->body().showsTint(0) && m_desk->answer()->body().showsTint(6));
        QVERIFY(m_desk->controller.isBusy());
        m_desk->controller.stop();
        QTRY_VERIFY(!m_desk->controller.isBusy());
        QVERIFY(m_desk->isTinted());
        QTRY_VERIFY(!m_desk->sureness().isEmpty());
    }

    void reasoningOfAnAnswerThatComesIsNotTinted()
    {
        m_desk->inference.setAnswer({.pieces = QStringList{"<think>", "so ", "so", "</think>\n\n"} +
                                               QStringList(1000, QStringLiteral("word ")),
                                     .pieceMs = 20});
        QTest::keyClick(&m_desk->window, Qt::Key_L, Qt::ControlModifier);
        m_desk->controller.send(QStringLiteral("Go"));
        QTRY_VERIFY(m_desk->isTinted() && m_desk->answer()->body().showsTint(6));
        QVERIFY(m_desk->controller.isBusy());
        for (int token = 0; token < 4; ++token)
            QVERIFY(!m_desk->answer()->body().showsTint(token));
        QVERIFY(m_desk->answer()->body().showsTint(4));
        m_desk->controller.stop();
        QTRY_VERIFY(!m_desk->controller.isBusy());
    }

    void whatHasNoProbabilitiesSaysSo()
    {
        QVERIFY(m_desk->ask());
        m_desk->controller.editMessage(m_desk->answer()->id(), QStringLiteral("By hand"));
        QTRY_COMPARE(m_desk->answer()->message().text, QStringLiteral("By hand"));
        QTest::keyClick(&m_desk->window, Qt::Key_L, Qt::ControlModifier);
        QTRY_COMPARE(m_desk->sureness(), ui::surenessText({}));
        QVERIFY(!m_desk->isTinted());
        QVERIFY(!m_desk->part<QWidget>("toast")->isVisible());
        QTest::keyClick(&m_desk->window, Qt::Key_F8);
        QTRY_VERIFY(m_desk->saysThatNoneAreKept());
    }

    // The step waits until what the answers are made of has been read.
    void oneKeySaysThatNoProbabilitiesAreKept()
    {
        QVERIFY(m_desk->ask());
        m_desk->controller.editMessage(m_desk->answer()->id(), QStringLiteral("By hand"));
        QTRY_COMPARE(m_desk->answer()->message().text, QStringLiteral("By hand"));
        QTest::keyClick(&m_desk->window, Qt::Key_F8);
        QTRY_VERIFY(m_desk->saysThatNoneAreKept());
    }

    void clickShowsOthersAndAnotherClickBranches()
    {
        QVERIFY(m_desk->ask());
        QTest::keyClick(&m_desk->window, Qt::Key_L, Qt::ControlModifier);
        QTRY_VERIFY(m_desk->isTinted());
        ui::markdown::MarkdownView& body = m_desk->answer()->body();
        QTRY_VERIFY(body.showsTint(2));
        QTest::mouseClick(&body, Qt::LeftButton, {}, body.tintRect(2).center());
        QTRY_VERIFY(m_desk->card() != nullptr);
        const QList<ui::TokenRow*> rows = m_desk->card()->findChildren<ui::TokenRow*>();
        QCOMPARE(rows.size(), 2);
        QVERIFY(rows[0]->accessibleName().startsWith(QStringLiteral("world, 61 %")));
        QCOMPARE(rows[1]->accessibleName(), QStringLiteral("other, 37 %"));
        QVERIFY(!rows[0]->isEnabled());
        m_desk->inference.setAnswer({.pieces = {QStringLiteral(" people")}});
        QTest::mouseClick(rows[1], Qt::LeftButton);
        QTRY_COMPARE(m_desk->answer()->message().text, QStringLiteral("Hello, other people"));
        QTRY_VERIFY(!m_desk->controller.isBusy());
        QCOMPARE(m_desk->answer()->message().siblingCount, 2);
        QTRY_VERIFY(m_desk->isTinted());
        QVERIFY(m_desk->card() == nullptr);
    }

    void theLeastCertainWordIsFoundByKey()
    {
        QVERIFY(m_desk->ask());
        QTest::keyClick(&m_desk->window, Qt::Key_L, Qt::ControlModifier);
        QTRY_VERIFY(m_desk->isTinted());
        QTRY_COMPARE(m_desk->answer()->uncertainTokens().size(), std::size_t(2)); // the words
        QTest::keyClick(&m_desk->window, Qt::Key_F8);
        QTRY_VERIFY(m_desk->card() != nullptr);
        ui::TokenCard* first = m_desk->card();
        QTest::keyClick(first, Qt::Key_F8);
        QTRY_VERIFY(m_desk->card() != nullptr && m_desk->card() != first);
        QTest::keyClick(m_desk->card(), Qt::Key_Escape);
        QTRY_VERIFY(m_desk->card() == nullptr);
    }

    // The first step waits until what the answer is made of has been read.
    void oneKeyLooksInsideAndSteps()
    {
        QVERIFY(m_desk->ask());
        QTest::keyClick(&m_desk->window, Qt::Key_F8);
        QTRY_VERIFY(m_desk->card() != nullptr);
        QVERIFY(m_desk->isTinted());
    }

    void wordsAreChosenByKey()
    {
        QVERIFY(m_desk->ask());
        m_desk->inference.setAnswer({.pieces = {QStringLiteral(" people")}});
        QTest::keyClick(&m_desk->window, Qt::Key_L, Qt::ControlModifier);
        QTRY_VERIFY(m_desk->isTinted());
        QTest::keyClick(&m_desk->window, Qt::Key_F8);
        QTRY_VERIFY(m_desk->card() != nullptr);
        QTest::keyClick(m_desk->card(), Qt::Key_Return);
        QTRY_COMPARE(m_desk->answer()->message().text, QStringLiteral("other people"));
    }

    void nothingBranchesWhileAnAnswerIsWritten()
    {
        QVERIFY(m_desk->ask());
        QTest::keyClick(&m_desk->window, Qt::Key_L, Qt::ControlModifier);
        QTRY_VERIFY(m_desk->isTinted());
        m_desk->inference.setAnswer(
            {.pieces = QStringList(1000, QStringLiteral("w ")), .pieceMs = 20});
        m_desk->controller.send(QStringLiteral("More"));
        QTRY_VERIFY(m_desk->controller.isBusy());
        m_desk->answer()->openToken(0);
        QTRY_VERIFY(m_desk->card() != nullptr);
        for (ui::TokenRow* row : m_desk->card()->findChildren<ui::TokenRow*>())
            QVERIFY(!row->isEnabled());
        m_desk->card()->close();
        m_desk->controller.stop();
        QTRY_VERIFY(!m_desk->controller.isBusy());
    }

    void tokensAreNamed_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<bool>("spaces");
        QTest::addColumn<QString>("name");
        QTest::newRow("word") << QByteArray(" word") << false << "word";
        QTest::newRow("blank that matters") << QByteArray(" word") << true << "\u2423word";
        QTest::newRow("blanks") << QByteArray("  ") << false << "\u2423\u2423";
        QTest::newRow("break") << QByteArray("\n\n") << false << "\u21b5\u21b5";
        QTest::newRow("end") << QByteArray() << false << "(end of the answer)";
        QTest::newRow("half") << QByteArray("\xe4\xbd") << false << "part of a character (E4 BD)";
    }

    void tokensAreNamed()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(bool, spaces);
        QFETCH(QString, name);
        QCOMPARE(ui::tokenName(bytes, spaces), name);
    }

    void doubtGrowsAsProbabilityFalls()
    {
        QCOMPARE(ui::doubt(1), 0.0);
        QCOMPARE(ui::doubt(0.95F), 0.0);
        QVERIFY(ui::doubt(0.3F) > ui::doubt(0.6F));
        QCOMPARE(ui::doubt(0), 1.0);
        QCOMPARE(ui::percentText(0.734F), QStringLiteral("73 %"));
        QCOMPARE(ui::percentText(0.0042F), QStringLiteral("0.4 %"));
        QCOMPARE(ui::percentText(0.00001F), QStringLiteral("under 0.1 %"));
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Desk> m_desk;
};

QTEST_MAIN(TestLookInside)
#include "tst_look_inside.moc"
