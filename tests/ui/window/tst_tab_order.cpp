// Tab goes where the eye goes, and what it reaches shows the focus.
#include "tests/support/window_desk.h"
#include "ui/chat/chat_page.h"
#include "ui/chat/chat_view.h"
#include "ui/chat/composer.h"
#include "ui/chat/prompt_picker.h"
#include "ui/markdown/markdown_view.h"
#include "ui/settings/settings_dialog.h"

#include <QListView>
#include <QListWidget>
#include <QScrollArea>
#include <QScrollBar>
#include <QStackedWidget>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

class TestTabOrder : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_desk = std::make_unique<tests::WindowDesk>(*m_folder);
    }
    void cleanup() { m_desk.reset(); }

    void windowIsGoneThroughAsItIsSeen()
    {
        QTRY_VERIFY(m_desk->part<QWidget>("composerText")->hasFocus());
        QTest::keyClicks(m_desk->part<QWidget>("composerText"), QStringLiteral("Hi"));
        QStringList seen;
        for (int i = 0; i < 30 && (seen.isEmpty() || seen.last() != QLatin1String("composerText"));
             ++i) {
            QTest::keyClick(&m_desk->window, Qt::Key_Tab);
            const QString name = m_desk->window.focusWidget()->objectName();
            if (!name.isEmpty()) // the examples have none
                seen << name;
        }
        const QStringList expected{"attachButton",
                                   "promptsButton",
                                   "instructionsButton",
                                   "presetButton",
                                   "sendButton",
                                   "newButton",
                                   "searchButton",
                                   "modelsButton",
                                   "helpButton",
                                   "settingsButton",
                                   "sidebarButton",
                                   "modelButton",
                                   "temporaryButton",
                                   "lookButton",
                                   "aboutButton",
                                   "composerText"};
        QCOMPARE(seen, expected); // the list is empty and takes no focus
    }

    void conversationShowsTheFocusOfTheKeyboard()
    {
        QVERIFY(m_desk->ask());
        auto* frame = m_desk->part<QWidget>("conversationFocus");
        auto& view = m_desk->window.chatPage().view();
        QVERIFY(!frame->isVisible());
        for (int i = 0; i < 30 && m_desk->window.focusWidget() != &view; ++i)
            QTest::keyClick(&m_desk->window, Qt::Key_Tab);
        QVERIFY(view.hasFocus() && frame->isVisible());
        QCOMPARE(frame->size(), view.size());
        QTest::keyClick(&m_desk->window, Qt::Key_Tab);
        QVERIFY(!frame->isVisible());
        view.setFocus(Qt::MouseFocusReason);
        QVERIFY(!frame->isVisible());
    }

    void tabLeadsFromTheConversationOverItsLastMessageToTheComposer()
    {
        QVERIFY(m_desk->ask());
        QVERIFY(m_desk->ask());
        auto& view = m_desk->window.chatPage().view();
        view.setFocus(Qt::TabFocusReason);
        QStringList seen;
        while (tab(Qt::Key_Tab) && messageWithFocus() == 3)
            seen << focused()->objectName();
        QVERIFY2(seen.size() > 2 && seen.first() == QLatin1String("copyButton"),
                 qPrintable(seen.join(u' ')));
        QCOMPARE(focused()->objectName(), QStringLiteral("composerText"));
        // And back the same way, then through the messages above.
        QStringList back;
        while (tab(Qt::Key_Backtab) && messageWithFocus() == 3)
            back.prepend(focused()->objectName());
        QCOMPARE(back, seen);
        for (const int message : {2, 1, 0}) {
            QCOMPARE(messageWithFocus(), message);
            while (tab(Qt::Key_Backtab) && messageWithFocus() == message)
                QVERIFY(focused()->isVisible());
        }
        QCOMPARE(focused(), &view);
        // They are met nowhere else.
        m_desk->part<QWidget>("sendButton")->setEnabled(true);
        m_desk->part<QWidget>("sendButton")->setFocus(Qt::TabFocusReason);
        QVERIFY(tab(Qt::Key_Tab));
        QCOMPARE(focused()->objectName(), QStringLiteral("newButton"));
    }

    void tabGoesOnFromTheMessageThatWasClicked()
    {
        QVERIFY(m_desk->ask());
        QVERIFY(m_desk->ask());
        auto& body = tests::shownMessages(m_desk->window).at(1)->body();
        QTest::mouseClick(&body, Qt::LeftButton, {}, QPoint(2, 2));
        body.setFocus(Qt::MouseFocusReason);
        QVERIFY(tab(Qt::Key_Tab));
        QCOMPARE(messageWithFocus(), 1);
        QCOMPARE(focused()->objectName(), QStringLiteral("copyButton"));
    }

    void buttonsThatTabReachesAreSeen()
    {
        m_desk->window.resize(900, 420);
        for (int i = 0; i < 4; ++i)
            QVERIFY(m_desk->ask(QStringLiteral("Line\n").repeated(10)));
        auto& view = m_desk->window.chatPage().view();
        int visited = 0;
        QSet<app::MessageId> reached;
        while (tab(Qt::Key_Backtab) && focused() != &view) {
            const QRect at(focused()->mapTo(view.viewport(), QPoint()), focused()->size());
            QVERIFY2(view.viewport()->rect().contains(at), qPrintable(focused()->objectName()));
            for (const auto* item : m_desk->window.findChildren<ui::MessageItem*>()) {
                if (item->isAncestorOf(focused()))
                    reached.insert(item->id());
            }
            QVERIFY(++visited < 100);
        }
        QCOMPARE(reached.size(), 8);
    }

    void filesComeBeforeTheTextTheyGoWith()
    {
        m_desk->window.chatPage().composer().addAttachment(
            {QStringLiteral("a.txt"), QStringLiteral("text"), 1});
        QVERIFY(tab(Qt::Key_Backtab));
        QCOMPARE(focused()->objectName(), QStringLiteral("dropAttachmentButton"));
        QVERIFY(tab(Qt::Key_Backtab));
        QCOMPARE(focused()->objectName(), QStringLiteral("openAttachmentButton"));
    }

    void listShowsTheFocusWithoutASelection()
    {
        QVERIFY(m_desk->ask());
        m_desk->controller.newConversation();
        auto* list = m_desk->part<QListView>("conversationList");
        QTRY_VERIFY(!list->currentIndex().isValid());
        list->setFocus(Qt::TabFocusReason);
        QVERIFY(list->hasFocus());
        QVERIFY(list->currentIndex().isValid());
        QVERIFY(list->currentIndex().flags().testFlag(Qt::ItemIsEnabled));
    }

    void settingsAreGoneThroughFromTopToBottom_data()
    {
        QTest::addColumn<int>("page");
        for (int page = 0; page < 6; ++page)
            QTest::addRow("page %d", page) << page;
    }

    void settingsAreGoneThroughFromTopToBottom()
    {
        QFETCH(int, page);
        ui::SettingsDialog dialog(
            m_desk->theme, m_desk->settings, m_desk->controller, ui::starterPrompts());
        dialog.show();
        QVERIFY(QTest::qWaitForWindowActive(&dialog));
        dialog.showPage(page);
        auto* list = dialog.findChild<QListWidget*>(QStringLiteral("pages"));
        auto* scroll =
            qobject_cast<QScrollArea*>(dialog.findChild<QStackedWidget*>()->currentWidget());
        list->setFocus();
        QPoint last(-1, -1);
        int visited = 0;
        for (; visited < 40; ++visited) {
            QTest::keyClick(&dialog, Qt::Key_Tab);
            const QWidget* now = dialog.focusWidget();
            if (!scroll->widget()->isAncestorOf(now))
                break;
            const QPoint at =
                now->mapTo(scroll->widget(), QPoint(now->width() / 2, now->height() / 2));
            const bool isBelow = at.y() > last.y() + 2;
            const bool isBeside = std::abs(at.y() - last.y()) <= 2 && at.x() > last.x();
            QVERIFY2(isBelow || isBeside, qPrintable(now->objectName()));
            last = at;
        }
        QVERIFY(visited > 1 && visited < 40);
    }

private:
    QWidget* focused() { return m_desk->window.focusWidget(); }

    bool tab(Qt::Key key)
    {
        const QWidget* before = focused();
        QTest::keyClick(focused(), key, key == Qt::Key_Tab ? Qt::NoModifier : Qt::ShiftModifier);
        return focused() != before;
    }

    // From the top, -1: none.
    int messageWithFocus()
    {
        const QList<ui::MessageItem*> messages = tests::shownMessages(m_desk->window);
        for (int i = 0; i < messages.size(); ++i) {
            if (messages[i]->isAncestorOf(focused()))
                return i;
        }
        return -1;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<tests::WindowDesk> m_desk;
};

QTEST_MAIN(TestTabOrder)
#include "tst_tab_order.moc"
