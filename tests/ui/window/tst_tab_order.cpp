// Tab goes where the eye goes, and what it reaches shows the focus.
#include "tests/support/window_desk.h"
#include "ui/chat/chat_page.h"
#include "ui/chat/chat_view.h"
#include "ui/chat/prompt_picker.h"
#include "ui/settings/settings_dialog.h"

#include <QListView>
#include <QListWidget>
#include <QScrollArea>
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
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<tests::WindowDesk> m_desk;
};

QTEST_MAIN(TestTabOrder)
#include "tst_tab_order.moc"
