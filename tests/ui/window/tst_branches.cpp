// A long conversation with branches: where one reads stays where it is.
#include "tests/support/window_desk.h"
#include "ui/chat/chat_view.h"

#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QToolButton>
#include <QtTest>

#include <memory>

class TestBranches : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_desk = std::make_unique<tests::WindowDesk>(*m_folder);
        m_desk->window.resize(700, 500);
        m_ids.clear();
        connect(&m_desk->controller,
                &app::ChatController::messageAdded,
                this,
                [this](const app::Message& message) { m_ids << message.id; });
        connect(&m_desk->controller,
                &app::ChatController::conversationOpened,
                this,
                [this](app::ConversationId, const QList<app::Message>& path) { m_path = path; });
        for (int turn = 0; turn < 8; ++turn)
            QVERIFY(m_desk->ask(QStringLiteral("Question %1\n\nwith\n\nlines").arg(turn)));
    }
    void cleanup() { m_desk.reset(); }

    void arrowsStayUnderThePointer_data()
    {
        QTest::addColumn<int>("turn");
        QTest::newRow("at the beginning") << 0;
        QTest::newRow("in the middle") << 4;
        QTest::newRow("at the end") << 7;
    }

    void arrowsStayUnderThePointer()
    {
        QFETCH(int, turn);
        m_desk->controller.editMessage(m_ids.at(2 * turn), QStringLiteral("Asked otherwise"));
        QTRY_COMPARE(m_ids.size(), 17); // with the answer
        QTRY_VERIFY(!m_desk->controller.isBusy());
        QTRY_VERIFY(shown("previousSiblingButton") != nullptr);
        const int before = placeOf(shown("previousSiblingButton"));
        QSignalSpy opened(&m_desk->controller, &app::ChatController::conversationOpened);
        QTest::mouseClick(shown("previousSiblingButton"), Qt::LeftButton);
        QTRY_COMPARE(opened.size(), 1);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        QTRY_VERIFY(shown("nextSiblingButton") != nullptr);
        QTRY_COMPARE(placeOf(shown("nextSiblingButton")), before);
        QTest::mouseClick(shown("nextSiblingButton"), Qt::LeftButton);
        QTRY_COMPARE(opened.size(), 2);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        QTRY_COMPARE(placeOf(shown("previousSiblingButton")), before);
    }

    void whatIsOpenedOtherwiseShowsItsEnd()
    {
        m_desk->controller.editMessage(m_ids.at(0), QStringLiteral("Asked otherwise"));
        QTRY_COMPARE(m_ids.size(), 17); // with the answer
        QTRY_VERIFY(!m_desk->controller.isBusy());
        const app::ConversationId id = m_desk->controller.currentConversation();
        m_desk->controller.selectSibling(m_path.at(0).id, -1);
        QTRY_VERIFY(bar()->maximum() > 0);
        m_desk->controller.newConversation();
        m_desk->controller.openConversation(id);
        QTRY_VERIFY(bar()->maximum() > 0);
        QTRY_COMPARE(bar()->value(), bar()->maximum());
    }

    void noWayToTheEndIsOfferedThere()
    {
        auto* view = m_desk->window.findChild<ui::ChatView*>();
        view->revealMessage(m_ids.last()); // as looking inside does
        QCOMPARE(bar()->value(), bar()->maximum());
        QVERIFY(!m_desk->part<QToolButton>("endButton")->isVisible());
        view->revealMessage(m_ids.first());
        QVERIFY(m_desk->part<QToolButton>("endButton")->isVisible());
    }

    void wrappingStaysUnderThePointer()
    {
        const QString line = QStringLiteral("a long line of code ").repeated(20);
        m_desk->inference.setAnswer(
            {.pieces = {QStringLiteral("```\n%1\n%1\n%1\n```\n").arg(line)}});
        QVERIFY(m_desk->ask(QStringLiteral("Code")));
        QTRY_VERIFY(shown("wrapCodeButton") != nullptr);
        QTRY_COMPARE(bar()->value(), bar()->maximum());
        const int before = placeOf(shown("wrapCodeButton"));
        const int most = bar()->maximum();
        QTest::mouseClick(shown("wrapCodeButton"), Qt::LeftButton);
        QTRY_VERIFY(bar()->maximum() > most);
        QCoreApplication::processEvents();
        QCOMPARE(placeOf(shown("wrapCodeButton")), before);
    }

    void whatIsLeftStaysInPlace_data()
    {
        QTest::addColumn<int>("removed");
        QTest::newRow("the first question") << 0;
        QTest::newRow("a question") << 6;
        QTest::newRow("an answer, and its question") << 7;
    }

    void whatIsLeftStaysInPlace()
    {
        QFETCH(int, removed);
        auto* view = m_desk->window.findChild<ui::ChatView*>();
        const app::MessageId pair = m_ids.at(removed - removed % 2);
        view->revealMessage(pair);
        QVERIFY(bar()->value() < bar()->maximum());
        const auto topOf = [this](app::MessageId id) {
            const ui::MessageItem* item = itemOf(id);
            return item != nullptr ? placeOf(item) : -1;
        };
        const app::MessageId next = m_ids.at(removed - removed % 2 + 2);
        const int before = topOf(pair);
        QSignalSpy opened(&m_desk->controller, &app::ChatController::conversationOpened);
        emit itemOf(m_ids.at(removed))->deleteRequested(m_ids.at(removed));
        QTRY_COMPARE(opened.size(), 1);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        QTRY_COMPARE(topOf(next), before); // what is above it stays
        QTest::mouseClick(m_desk->part<QPushButton>("toastButton"), Qt::LeftButton);
        QTRY_COMPARE(opened.size(), 2);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        QTRY_COMPARE(topOf(pair), before);
    }

    void aRemovalThatFailsHoldsNoPlace()
    {
        m_desk->window.findChild<ui::ChatView*>()->revealMessage(m_ids.at(6));
        emit itemOf(m_ids.at(6))->deleteRequested(m_ids.last() + 1); // there is none
        QSignalSpy opened(&m_desk->controller, &app::ChatController::conversationOpened);
        m_desk->controller.openConversation(m_desk->controller.currentConversation());
        QTRY_COMPARE(opened.size(), 1);
        QCOMPARE(bar()->value(), bar()->maximum());
    }

    void comparedVersionsShowTheirHeads()
    {
        m_desk->window.resize(1000, 500);
        m_desk->inference.setAnswer({.pieces = {QStringLiteral("line\n\n").repeated(60)}});
        m_desk->controller.regenerate();
        QTRY_COMPARE(m_path.size(), 16);
        QTRY_VERIFY(!m_desk->controller.isBusy());
        QTRY_VERIFY(shown("compareButton") != nullptr);
        QTest::mouseClick(shown("compareButton"), Qt::LeftButton);
        QTRY_VERIFY(m_desk->part<QPushButton>("chooseAnswerButton") != nullptr);
        const auto* head = m_desk->part<QPushButton>("chooseAnswerButton");
        const auto* view = m_desk->window.findChild<ui::ChatView*>();
        QTRY_VERIFY(!head->visibleRegion().isEmpty());
        QVERIFY(head->mapTo(view, QPoint()).y() < view->height() / 2);
    }

    void aCopyIsSpokenOfWhileItIsShown()
    {
        const app::ConversationId original = m_desk->controller.currentConversation();
        QTest::mouseClick(shown("forkButton"), Qt::LeftButton);
        QTRY_VERIFY(m_desk->part<QWidget>("toast")->isVisible());
        m_desk->controller.openConversation(original);
        QTRY_VERIFY(!m_desk->part<QWidget>("toast")->isVisible());
    }

private:
    // The lowest of this name.
    QToolButton* shown(const char* name)
    {
        QToolButton* lowest = nullptr;
        for (QToolButton* each : m_desk->window.findChildren<QToolButton*>(QLatin1String(name))) {
            if (each->isVisible() && (lowest == nullptr || placeOf(each) > placeOf(lowest)))
                lowest = each;
        }
        return lowest;
    }

    ui::MessageItem* itemOf(app::MessageId id)
    {
        const QList<ui::MessageItem*> items = tests::shownMessages(m_desk->window);
        const auto found = std::find_if(
            items.begin(), items.end(), [id](const auto* item) { return item->id() == id; });
        return found == items.end() ? nullptr : *found;
    }

    int placeOf(const QWidget* widget) const
    {
        return widget->mapTo(&m_desk->window, QPoint()).y();
    }

    QScrollBar* bar() { return m_desk->window.findChild<ui::ChatView*>()->verticalScrollBar(); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<tests::WindowDesk> m_desk;
    QList<app::MessageId> m_ids; // in the order of writing
    QList<app::Message> m_path;  // opened last
};

QTEST_MAIN(TestBranches)
#include "tst_branches.moc"
