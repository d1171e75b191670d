// The list of conversations in its window, driven as a person would.
#include "tests/support/window_desk.h"
#include "ui/settings/settings_dialog.h"
#include "ui/sidebar/conversation_model.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QTemporaryDir>
#include <QToolButton>
#include <QtTest>

#include <algorithm>
#include <memory>

namespace {

struct Desk : tests::WindowDesk
{
    using WindowDesk::WindowDesk;

    QListView* list() { return part<QListView>("conversationList"); }
    // What stands in the list, with its headings.
    QStringList rows()
    {
        QStringList texts;
        for (int row = 0; row < list()->model()->rowCount(); ++row)
            texts << list()->model()->index(row, 0).data().toString();
        return texts;
    }
    QModelIndex row(const QString& text)
    {
        return list()->model()->index(int(rows().indexOf(text)), 0);
    }
    QString marked() { return list()->currentIndex().data().toString(); }
    QPoint placeOf(const QString& text) { return list()->visualRect(row(text)).center(); }
    void click(const QString& text)
    {
        QTest::mouseClick(list()->viewport(), Qt::LeftButton, {}, placeOf(text));
    }
    void pointAt(const QString& text)
    {
        const QPoint place = placeOf(text);
        QMouseEvent event(QEvent::MouseMove,
                          place,
                          list()->viewport()->mapToGlobal(place),
                          Qt::NoButton,
                          Qt::NoButton,
                          {});
        QCoreApplication::sendEvent(list()->viewport(), &event);
    }
    void rightClick(const QString& text)
    {
        QTest::mousePress(list()->viewport(), Qt::RightButton, {}, placeOf(text));
        QContextMenuEvent event(QContextMenuEvent::Mouse,
                                placeOf(text),
                                list()->viewport()->mapToGlobal(placeOf(text)));
        QCoreApplication::sendEvent(list()->viewport(), &event);
    }
    // The menu that is open; null: none.
    static QMenu* menu() { return qobject_cast<QMenu*>(QApplication::activePopupWidget()); }
    static QAction* entry(const QString& text)
    {
        const QList<QAction*> actions = menu() != nullptr ? menu()->actions() : QList<QAction*>();
        const auto found = std::find_if(actions.begin(), actions.end(), [&text](QAction* action) {
            return action->text() == text;
        });
        return found == actions.end() ? nullptr : *found;
    }
    QToolButton* menuButton() { return part<QToolButton>("conversationMenuButton"); }
    void import(const QString& file)
    {
        window.openSettings();
        window.findChild<ui::SettingsDialog*>()->showPage(3);
        controller.previewImport({file});
        QTRY_VERIFY(part<QMessageBox>("importConfirmation") != nullptr);
        part<QMessageBox>("importConfirmation")->defaultButton()->click();
        QTRY_VERIFY(part<QMessageBox>("importConfirmation") == nullptr);
        window.findChild<ui::SettingsDialog*>()->close();
    }
    void newConversation(const QString& text)
    {
        QTest::mouseClick(part<QPushButton>("newButton"), Qt::LeftButton);
        QVERIFY(ask(text));
        QTRY_VERIFY(rows().contains(text));
    }
};

// A conversation as ChatGPT exports it.
QJsonObject exported(const QString& title, const QDate& day)
{
    const auto seconds = double(day.startOfDay(Qt::UTC).toSecsSinceEpoch());
    const QJsonObject message{
        {"author", QJsonObject{{"role", "user"}}},
        {"content", QJsonObject{{"content_type", "text"}, {"parts", QJsonArray{"Hello"}}}},
        {"create_time", seconds}};
    return {{"title", title},
            {"create_time", seconds},
            {"update_time", seconds},
            {"current_node", "a"},
            {"mapping",
             QJsonObject{{"a",
                          QJsonObject{{"id", "a"},
                                      {"message", message},
                                      {"parent", QJsonValue()},
                                      {"children", QJsonArray()}}}}}};
}

} // namespace

class TestSidebar : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_desk = std::make_unique<Desk>(*m_folder);
    }
    void cleanup() { m_desk.reset(); }

    void importsStandWhereTheirDatesBelong()
    {
        QVERIFY(m_desk->ask(QStringLiteral("one")));
        m_desk->import(write({exported(QStringLiteral("spring"), {2022, 4, 15}),
                              exported(QStringLiteral("autumn"), {2023, 11, 15})}));
        QTRY_COMPARE(m_desk->rows().join(u'|'),
                     QStringLiteral("Today|one|November 2023|autumn|April 2022|spring"));
        m_desk->newConversation(QStringLiteral("two"));
        // Another one comes between those of the first.
        m_desk->import(write({exported(QStringLiteral("winter"), {2023, 1, 15})}));
        const QString all = QStringLiteral(
            "Today|two|one|November 2023|autumn|January 2023|winter|April 2022|spring");
        QTRY_COMPARE(m_desk->rows().join(u'|'), all);
        m_desk.reset();
        m_desk = std::make_unique<Desk>(*m_folder);
        QTRY_COMPARE(m_desk->rows().join(u'|'), all);
    }

    void aClosedMenuLeavesTheOpenOneMarked()
    {
        two();
        m_desk->rightClick(QStringLiteral("one"));
        QTRY_VERIFY(Desk::menu() != nullptr);
        QCOMPARE(m_desk->marked(), QStringLiteral("one")); // whose menu it is
        QTest::keyClick(Desk::menu(), Qt::Key_Escape);
        QCOMPARE(m_desk->marked(), QStringLiteral("two"));
        QTest::keyClick(m_desk->list(), Qt::Key_Delete);
        QTRY_COMPARE(m_desk->rows(), (QStringList{"Today", "one"}));
    }

    void aPressThatOpensNothingLeavesTheOpenOneMarked()
    {
        two();
        QWidget* view = m_desk->list()->viewport();
        QTest::mousePress(view, Qt::LeftButton, {}, m_desk->placeOf(QStringLiteral("one")));
        QCOMPARE(m_desk->marked(), QStringLiteral("one"));
        QTest::mouseRelease(view, Qt::LeftButton, {}, QPoint(5, view->height() - 5));
        QCOMPARE(m_desk->marked(), QStringLiteral("two"));
        m_desk->click(QStringLiteral("one"));
        QTRY_COMPARE(m_desk->window.windowTitle(), QStringLiteral("one – Fireside"));
        QCOMPARE(m_desk->marked(), QStringLiteral("one"));
    }

    void keysActOnTheMarkedRow()
    {
        two();
        m_desk->list()->setFocus(Qt::TabFocusReason);
        QTest::keyClick(m_desk->list(), Qt::Key_Down);
        QCOMPARE(m_desk->marked(), QStringLiteral("one"));
        QTest::keyClick(m_desk->list(), Qt::Key_F2);
        QTRY_VERIFY(m_desk->list()->viewport()->findChild<QLineEdit*>() != nullptr);
        auto* editor = m_desk->list()->viewport()->findChild<QLineEdit*>();
        QCOMPARE(editor->text(), QStringLiteral("one"));
        editor->selectAll();
        QTest::keyClicks(editor, QStringLiteral("other"));
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_COMPARE(m_desk->rows(), (QStringList{"Today", "two", "other"}));

        QTest::keyClick(m_desk->list(), Qt::Key_Down);
        m_desk->part<QWidget>("composerText")->setFocus();
        QCOMPARE(m_desk->marked(), QStringLiteral("two")); // the open one again
    }

    void aButtonOpensTheMenu()
    {
        two();
        m_desk->part<QWidget>("composerText")->setFocus();
        QVERIFY(!m_desk->menuButton()->isVisible());
        m_desk->pointAt(QStringLiteral("one"));
        QTRY_VERIFY(m_desk->menuButton()->isVisible());
        const QRect row = m_desk->list()->visualRect(m_desk->row(QStringLiteral("one")));
        QVERIFY(row.contains(m_desk->menuButton()->geometry()));
        QCOMPARE(m_desk->menuButton()->accessibleName(), QStringLiteral("Menu of one"));
        QTest::mouseClick(m_desk->menuButton(), Qt::LeftButton);
        QTRY_VERIFY(Desk::entry(QStringLiteral("Delete")) != nullptr);
        QVERIFY(Desk::entry(QStringLiteral("Rename")) != nullptr);
        QVERIFY(Desk::entry(QStringLiteral("Export…")) != nullptr);
        QAction* remove = Desk::entry(QStringLiteral("Delete"));
        const QPoint place = Desk::menu()->actionGeometry(remove).center();
        QTest::mouseClick(Desk::menu(), Qt::LeftButton, {}, place);
        QTRY_COMPARE(m_desk->rows(), (QStringList{"Today", "two"}));
        QCOMPARE(m_desk->marked(), QStringLiteral("two"));
    }

    void anEmptyFolderStaysUntilItIsRemoved()
    {
        two();
        m_desk->controller.setFolder(m_desk->controller.currentConversation(),
                                     QStringLiteral("Work"));
        QTRY_COMPARE(m_desk->rows(), (QStringList{"Work", "two", "Today", "one"}));
        m_desk->list()->setFocus(Qt::TabFocusReason);
        QTest::keyClick(m_desk->list(), Qt::Key_Delete);
        const QStringList left{"Work", "Today", "one"};
        QTRY_COMPARE(m_desk->rows(), left);
        m_desk.reset();
        m_desk = std::make_unique<Desk>(*m_folder);
        QTRY_COMPARE(m_desk->rows(), left);

        tests::FakeInference inference;
        app::ChatController controller(m_desk->store, inference, m_desk->settings);
        ui::MainWindow second(m_desk->theme, controller, inference, m_desk->settings);
        controller.start();
        auto* there = second.findChild<QListView*>(QStringLiteral("conversationList"))->model();
        QTRY_COMPARE(there->rowCount(), 3);
        m_desk->rightClick(QStringLiteral("Work"));
        QAction* remove = Desk::entry(QStringLiteral("Remove the folder, keep what is in it"));
        QVERIFY(remove != nullptr);
        remove->trigger();
        QTRY_COMPARE(m_desk->rows(), (QStringList{"Today", "one"}));
        QTRY_COMPARE(there->rowCount(), 2);
        Desk::menu()->close();
        QCOMPARE(m_desk->settings.folders(), QStringList());
    }

    void theButtonFollowsTheKeys()
    {
        two();
        m_desk->list()->setFocus(Qt::TabFocusReason);
        QTest::keyClick(m_desk->list(), Qt::Key_Down);
        QVERIFY(m_desk->menuButton()->isVisible());
        QCOMPARE(m_desk->menuButton()->accessibleName(), QStringLiteral("Menu of one"));
        QContextMenuEvent event(
            QContextMenuEvent::Keyboard, QPoint(1, 1), m_desk->list()->mapToGlobal(QPoint(1, 1)));
        QCoreApplication::sendEvent(m_desk->list()->viewport(), &event);
        QTRY_VERIFY(Desk::menu() != nullptr);
        QTest::keyClick(Desk::menu(), Qt::Key_Escape);
        QCOMPARE(m_desk->marked(), QStringLiteral("one")); // the keys are on it still
    }

private:
    // "two" is open, "one" stands below it.
    void two()
    {
        QVERIFY(m_desk->ask(QStringLiteral("one")));
        m_desk->newConversation(QStringLiteral("two"));
        QTRY_COMPARE(m_desk->rows(), (QStringList{"Today", "two", "one"}));
        QTRY_COMPARE(m_desk->marked(), QStringLiteral("two"));
    }

    QString write(const QJsonArray& conversations)
    {
        const QString name = m_folder->filePath(QStringLiteral("conversations.json"));
        QFile file(name);
        if (!file.open(QIODevice::WriteOnly) ||
            file.write(QJsonDocument(conversations).toJson()) < 0)
            qFatal("no export could be written");
        return name;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Desk> m_desk;
};

QTEST_MAIN(TestSidebar)
#include "tst_sidebar.moc"
