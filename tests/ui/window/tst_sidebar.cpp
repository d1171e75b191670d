// The list of conversations in its window, driven as a person would.
#include "tests/support/window_desk.h"
#include "ui/settings/settings_dialog.h"
#include "ui/sidebar/conversation_model.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QFile>
#include <QFileDialog>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QListWidget>
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
    void click(const QString& text, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::mouseClick(list()->viewport(), Qt::LeftButton, modifiers, placeOf(text));
    }
    QStringList selected()
    {
        QStringList texts;
        for (const QModelIndex& index : list()->selectionModel()->selectedIndexes())
            texts << index.data().toString();
        texts.sort();
        return texts;
    }
    QString open()
    {
        for (int row = 0; row < list()->model()->rowCount(); ++row) {
            const QModelIndex index = list()->model()->index(row, 0);
            if (index.data(ui::ConversationModel::OpenRole).toBool())
                return index.data().toString();
        }
        return {};
    }
    // Chooses it in the menu that is open.
    static void choose(const QString& text)
    {
        QTRY_VERIFY(entry(text) != nullptr);
        QAction* action = entry(text);
        auto* popup = menu();
        QTest::mouseClick(popup, Qt::LeftButton, {}, popup->actionGeometry(action).center());
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

    void severalAreSelected()
    {
        four();
        m_desk->click(QStringLiteral("two"), Qt::ControlModifier);
        QCOMPARE(m_desk->selected(), (QStringList{"four", "two"}));
        QCOMPARE(m_desk->open(), QStringLiteral("four")); // nothing else was opened
        m_desk->click(QStringLiteral("two"), Qt::ControlModifier);
        QCOMPARE(m_desk->selected(), (QStringList{"four"}));
        m_desk->click(QStringLiteral("three"), Qt::ShiftModifier);
        QCOMPARE(m_desk->selected(), (QStringList{"four", "three", "two"}));
        QTest::keyClick(m_desk->list(), Qt::Key_Up);
        QTest::keyClick(m_desk->list(), Qt::Key_Up);
        QCOMPARE(m_desk->selected(), (QStringList{"four"}));
        QTest::keyClick(m_desk->list(), Qt::Key_Down, Qt::ShiftModifier);
        QTest::keyClick(m_desk->list(), Qt::Key_Down, Qt::ShiftModifier);
        QCOMPARE(m_desk->selected(), (QStringList{"four", "three", "two"}));
        QTest::keyClick(m_desk->list(), Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(m_desk->selected(), (QStringList{"four", "one", "three", "two"}));
        QCOMPARE(m_desk->open(), QStringLiteral("four"));
        m_desk->click(QStringLiteral("one"));
        QTRY_COMPARE(m_desk->open(), QStringLiteral("one"));
        QCOMPARE(m_desk->selected(), (QStringList{"one"}));
    }

    void theOpenOneStaysMarkedWhileKeysMove()
    {
        four();
        m_desk->list()->setFocus(Qt::TabFocusReason);
        const QRect first = m_desk->list()->visualRect(m_desk->row(QStringLiteral("four")));
        const auto bar = [this, first] {
            const QImage picture = m_desk->list()->viewport()->grab(first).toImage();
            return picture.pixelColor(3, picture.height() / 2);
        };
        const QColor accent = m_desk->theme.palette().accent;
        QCOMPARE(bar(), accent);
        QTest::keyClick(m_desk->list(), Qt::Key_Down);
        QCOMPARE(m_desk->selected(), QStringList{"three"});
        QCOMPARE(bar(), accent);
        QTest::keyClick(m_desk->list(), Qt::Key_Return);
        QTRY_COMPARE(m_desk->open(), QStringLiteral("three"));
        QTRY_VERIFY(bar() != accent);
    }

    void severalAreDeletedAndComeBack()
    {
        four();
        m_desk->click(QStringLiteral("three"), Qt::ControlModifier);
        m_desk->click(QStringLiteral("two"), Qt::ControlModifier);
        m_desk->click(QStringLiteral("four"), Qt::ControlModifier);
        QTest::keyClick(m_desk->list(), Qt::Key_Delete);
        QTRY_COMPARE(m_desk->rows(), (QStringList{"Today", "four", "one"}));
        QCOMPARE(m_desk->open(), QStringLiteral("four"));
        QTRY_COMPARE(m_desk->part<QWidget>("toast")->findChild<QLabel*>()->text(),
                     QStringLiteral("2 conversations moved to the trash"));
        QTest::keyClick(m_desk->list(), Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(m_desk->rows().size(), 5);
    }

    void deletingGoesOnBesideWhatIsGone_data()
    {
        QTest::addColumn<int>("steps"); // down from the open one, which is the first
        QTest::addColumn<QString>("then");
        QTest::addColumn<QString>("open");
        QTest::newRow("the one below") << 1 << "two"
                                       << "four";
        QTest::newRow("the last: the one above") << 3 << "two"
                                                 << "four";
        QTest::newRow("the open one: a new one is opened") << 0 << "three"
                                                           << "";
    }

    void deletingGoesOnBesideWhatIsGone()
    {
        QFETCH(int, steps);
        four();
        m_desk->list()->setFocus(Qt::TabFocusReason);
        for (int step = 0; step < steps; ++step)
            QTest::keyClick(m_desk->list(), Qt::Key_Down);
        QTest::keyClick(m_desk->list(), Qt::Key_Delete);
        QTRY_COMPARE(m_desk->rows().size(), 4);
        QVERIFY(m_desk->list()->hasFocus());
        QTEST(m_desk->marked(), "then");
        QCOMPARE(m_desk->selected(), QStringList{m_desk->marked()});
        QTEST(m_desk->open(), "open");
        QTest::keyClick(m_desk->list(), Qt::Key_Delete); // and on, without a look
        QTRY_COMPARE(m_desk->rows().size(), 3);
        QTEST(m_desk->open(), "open");
    }

    void aNewAnswerIsMarkedUntilItIsSeen()
    {
        using ui::ConversationModel;
        two();
        m_desk->inference.enqueueAnswer({.pieceMs = 20});
        m_desk->controller.send(QStringLiteral("More"));
        QVERIFY(m_desk->controller.isBusy());
        m_desk->click(QStringLiteral("one"));
        const auto is = [this](ConversationModel::Role role) {
            return m_desk->row(QStringLiteral("two")).data(role).toBool();
        };
        QTRY_VERIFY(is(ConversationModel::AnsweringRole));
        QVERIFY(!is(ConversationModel::NewAnswerRole));
        QTRY_VERIFY(is(ConversationModel::NewAnswerRole));
        QTRY_VERIFY(!is(ConversationModel::AnsweringRole));
        QCOMPARE(m_desk->row(QStringLiteral("two")).data(Qt::AccessibleTextRole).toString(),
                 QStringLiteral("two, new answer"));
        m_desk.reset();
        m_desk = std::make_unique<Desk>(*m_folder); // opens the one used last
        QTRY_COMPARE(m_desk->open(), QStringLiteral("two"));
        QVERIFY(m_desk->settings.newAnswers().isEmpty());
    }

    void whatIsDeletedHasNoNewAnswer()
    {
        two();
        const app::ConversationId one =
            m_desk->row(QStringLiteral("one")).data(ui::ConversationModel::IdRole).toLongLong();
        m_desk->settings.setNewAnswer(one, true);
        m_desk->controller.deleteConversations({one});
        QTRY_COMPARE(m_desk->rows(), (QStringList{"Today", "two"}));
        QTRY_VERIFY(m_desk->settings.newAnswers().isEmpty());
    }

    void searchTellsEqualTitlesApart()
    {
        two();
        m_desk->controller.setFolder(m_desk->controller.currentConversation(),
                                     QStringLiteral("Work"));
        m_desk->controller.setArchived(
            m_desk->row(QStringLiteral("one")).data(ui::ConversationModel::IdRole).toLongLong(),
            true);
        QTRY_COMPARE(m_desk->rows(), (QStringList{"Work", "two", "Archive"}));
        QTest::keyClick(&m_desk->window, Qt::Key_K, Qt::ControlModifier);
        auto* found = m_desk->part<QListWidget>("searchList");
        QTRY_VERIFY(found->isVisible() && found->count() == 2);
        const QString day = QLocale().toString(QDate::currentDate(), QLocale::ShortFormat);
        const auto text = [found](int row) {
            return found->item(row)->data(Qt::AccessibleTextRole).toString();
        };
        QCOMPARE(text(0), QStringLiteral("two, %1 · Work").arg(day));
        QTest::keyClicks(m_desk->part<QLineEdit>("searchEdit"), QStringLiteral("one"));
        QTRY_COMPARE(text(0), QStringLiteral("one, %1 · archived").arg(day));
        QTest::keyClick(m_desk->part<QLineEdit>("searchEdit"), Qt::Key_Return);
        QTRY_COMPARE(m_desk->open(), QStringLiteral("one"));
        QCOMPARE(m_desk->rows(), (QStringList{"Work", "two", "Archive", "one"}));
        QCOMPARE(m_desk->marked(), QStringLiteral("one"));
    }

    void oneMenuIsForAllThatAreSelected()
    {
        four();
        m_desk->click(QStringLiteral("three"), Qt::ControlModifier);
        m_desk->rightClick(QStringLiteral("three"));
        QTRY_VERIFY(Desk::menu() != nullptr);
        QVERIFY(Desk::entry(QStringLiteral("Rename")) == nullptr);
        QVERIFY(Desk::entry(QStringLiteral("Delete 2")) != nullptr);
        Desk::choose(QStringLiteral("Pin"));
        QTRY_COMPARE(m_desk->rows(),
                     (QStringList{"Pinned", "four", "three", "Today", "two", "one"}));
        QCOMPARE(m_desk->selected(), (QStringList{"four", "three"})); // for what comes next
        m_desk->rightClick(QStringLiteral("four"));
        Desk::choose(QStringLiteral("Archive"));
        QTRY_COMPARE(m_desk->rows(), (QStringList{"Today", "two", "one", "Archive"}));
        QTest::keyClick(m_desk->list(), Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(m_desk->rows().size(), 6);
    }

    void severalAreExportedTogether()
    {
        four();
        m_desk->settings.setLastFolder(app::Settings::FolderFor::Conversations, m_folder->path());
        m_desk->click(QStringLiteral("three"), Qt::ControlModifier);
        m_desk->rightClick(QStringLiteral("three"));
        Desk::choose(QStringLiteral("Export…"));
        auto* dialog = m_desk->window.findChild<QFileDialog*>();
        QVERIFY(dialog != nullptr);
        QTest::keyClick(dialog->findChild<QLineEdit*>(QStringLiteral("fileNameEdit")),
                        Qt::Key_Return);
        const QString name = m_folder->filePath(QStringLiteral("four.md"));
        QTRY_VERIFY(QFile::exists(name));
        QFile file(name);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray text = file.readAll();
        QVERIFY(text.contains("four") && text.contains("three") && !text.contains("two"));
    }

private:
    // "four" is open, the others stand below it.
    void four()
    {
        two();
        m_desk->newConversation(QStringLiteral("three"));
        m_desk->newConversation(QStringLiteral("four"));
        QTRY_COMPARE(m_desk->rows(), (QStringList{"Today", "four", "three", "two", "one"}));
        QTRY_COMPARE(m_desk->marked(), QStringLiteral("four"));
    }

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
