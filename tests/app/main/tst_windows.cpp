// Several windows on one store, driven as a person would.
#include "app/main/windows.h"
#include "app/spelling/spell_checker.h"
#include "tests/support/chat_desk.h"
#include "tests/support/fake_notifier.h"
#include "tests/support/fake_voice.h"
#include "tests/support/shown_messages.h"
#include "ui/chat/chat_page.h"
#include "ui/chat/composer.h"
#include "ui/chat/message_item.h"
#include "ui/sidebar/conversation_model.h"
#include "ui/sidebar/sidebar.h"
#include "ui/window/main_window.h"

#include <QListView>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTextEdit>
#include <QToolButton>
#include <QtTest>

#include <memory>

using tests::shownTexts;

namespace {

struct Desk : tests::ServiceDesk
{
    explicit Desk(const QTemporaryDir& folder)
        : ServiceDesk(folder)
        , windows(theme, store, inference, settings, notifier, voice, spelling)
    {
        settings.setModelTitles(false);
    }

    tests::FakeNotifier notifier;
    tests::FakeVoice voice;
    app::SpellChecker spelling{{}, {}};
    app::Windows windows;
};

ui::MainWindow& shown(ui::MainWindow& window)
{
    window.show();
    return window;
}

// A shortcut, which only the active window takes.
void press(ui::MainWindow& window, Qt::Key key, Qt::KeyboardModifiers modifiers)
{
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    QTest::keyClick(&window, key, modifiers);
}

void type(ui::MainWindow& window, const QString& text)
{
    auto* composer = window.findChild<QTextEdit*>(QStringLiteral("composerText"));
    composer->setFocus();
    QTest::keyClicks(composer, text);
    QTest::mouseClick(window.findChild<QToolButton*>(QStringLiteral("sendButton")), Qt::LeftButton);
}

QAbstractItemModel& list(ui::MainWindow& window)
{
    return *window.findChild<QListView*>(QStringLiteral("conversationList"))->model();
}

// The row of a conversation with this title; invalid: there is none.
QModelIndex row(ui::MainWindow& window, const QString& title)
{
    for (int i = 0; i < list(window).rowCount(); ++i) {
        const QModelIndex index = list(window).index(i, 0);
        if (index.data().toString() == title && index.data(ui::ConversationModel::IdRole).toInt())
            return index;
    }
    return {};
}

bool isAnswered(ui::MainWindow& window, const QString& title)
{
    const QModelIndex index = row(window, title);
    return index.isValid() && !index.data(ui::ConversationModel::AnsweringRole).toBool();
}

void openFromList(ui::MainWindow& window, const QString& title)
{
    auto* view = window.findChild<QListView*>(QStringLiteral("conversationList"));
    QTRY_VERIFY(row(window, title).isValid());
    view->setCurrentIndex(row(window, title));
    QTest::keyClick(view, Qt::Key_Return);
}

ui::MessageItem* answerOf(ui::MainWindow& window)
{
    for (ui::MessageItem* item : tests::shownMessages(window)) {
        if (item->message().role == core::Role::Assistant)
            return item;
    }
    return nullptr;
}

// Null where it cannot be read.
QToolButton* readButton(ui::MainWindow& window)
{
    auto* button = answerOf(window)->findChild<QToolButton*>(QStringLiteral("readAloudButton"));
    return button->isVisible() ? button : nullptr;
}

// By the pointer.
void lookAtTheAnswer(ui::MainWindow& window)
{
    QEnterEvent event({1, 1}, {1, 1}, {1, 1});
    QCoreApplication::sendEvent(answerOf(window), &event);
}

} // namespace

class TestWindows : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_desk = std::make_unique<Desk>(*m_folder);
    }
    void cleanup() { m_desk.reset(); }

    void eachListsWhatTheOthersDo();
    void aConversationIsOpenInOneWindow();
    void aConversationElsewhereIsWrittenToThere();
    void answersElsewhereAreMarked();
    void answersElsewhereAreMarkedInAnotherLanguage();
    void whatIsWrittenStaysInAnotherLanguage();
    void whatIsDeletedIsLeftEverywhere();
    void aConversationMovesToANewWindow();
    void aClosedWindowEndsItsAnswers();
    void aNotificationLeadsToItsConversation();
    void temporaryConversationsAreApart();
    void theLanguageChangesInAll();
    void answersAreReadAloud();
    void nothingIsReadWithoutAVoice();
    void readingEndsWithWhatIsShown_data();
    void readingEndsWithWhatIsShown();
    void theLastWindowComesBack();
    void aQuickQuestionIsNotKept();
    void aQuickQuestionStaysOneInAnotherLanguage();
    void escapeClosesAQuickQuestion();
    void aQuickAnswerIsKeptWhereAskedTo();
    void quickQuestionsDoNotPileUp();

private:
    ui::MainWindow& add() { return shown(m_desk->windows.add()); }
    void answerSlowly()
    {
        m_desk->inference.setAnswer({.pieces = {QStringLiteral("slow"), QStringLiteral(" answer")},
                                     .firstPieceMs = 300,
                                     .pieceMs = 300});
    }

    const QString m_hello = QStringLiteral("Hello, world!");
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Desk> m_desk;
};

void TestWindows::eachListsWhatTheOthersDo()
{
    ui::MainWindow& first = add();
    ui::MainWindow& second = add();
    type(first, QStringLiteral("One"));
    QTRY_COMPARE(shownTexts(first), (QStringList{QStringLiteral("One"), m_hello}));
    QTRY_VERIFY(row(second, QStringLiteral("One")).isValid());
    QCOMPARE(shownTexts(second), QStringList());
    list(second).setData(
        row(second, QStringLiteral("One")), QStringLiteral("Renamed"), Qt::EditRole);
    QTRY_VERIFY(row(first, QStringLiteral("Renamed")).isValid());
    QTRY_COMPARE(first.windowTitle(), QStringLiteral("Renamed – Fireside"));
}

void TestWindows::aConversationIsOpenInOneWindow()
{
    ui::MainWindow& first = add();
    type(first, QStringLiteral("One"));
    QTRY_COMPARE(shownTexts(first).size(), 2);
    QTRY_VERIFY(isAnswered(first, QStringLiteral("One")));
    ui::MainWindow& second = add();
    QVERIFY(QTest::qWaitForWindowActive(&second));
    openFromList(second, QStringLiteral("One"));
    QTRY_COMPARE(&m_desk->windows.front(), &first);
    QCOMPARE(shownTexts(second), QStringList());
    auto* view = second.findChild<QListView*>(QStringLiteral("conversationList"));
    QVERIFY(!view->currentIndex().isValid()); // nothing of the list is open in this one

    press(first, Qt::Key_N, Qt::ControlModifier);
    QTRY_COMPARE(shownTexts(first), QStringList());
    openFromList(second, QStringLiteral("One"));
    QTRY_COMPARE(shownTexts(second).size(), 2);
}

// What is typed after a click in one window's list goes to the message field of the other.
void TestWindows::aConversationElsewhereIsWrittenToThere()
{
    ui::MainWindow& first = add();
    type(first, QStringLiteral("One"));
    QTRY_COMPARE(shownTexts(first).size(), 2);
    first.findChild<QListView*>(QStringLiteral("conversationList"))->setFocus();
    ui::MainWindow& second = add();
    QVERIFY(QTest::qWaitForWindowActive(&second));
    openFromList(second, QStringLiteral("One"));
    QVERIFY(QTest::qWaitForWindowActive(&first));
    auto* field = first.findChild<QTextEdit*>(QStringLiteral("composerText"));
    QTRY_VERIFY(field->hasFocus());

    // Nor does the one that is open already keep it in the list.
    openFromList(first, QStringLiteral("One"));
    QVERIFY(field->hasFocus());
}

void TestWindows::answersElsewhereAreMarked()
{
    answerSlowly();
    ui::MainWindow& first = add();
    ui::MainWindow& second = add();
    type(first, QStringLiteral("One"));
    const auto isMarked = [&second] {
        return row(second, QStringLiteral("One"))
            .data(ui::ConversationModel::AnsweringRole)
            .toBool();
    };
    QTRY_VERIFY(isMarked());
    // What is being answered opens where that happens, also when it has been left there.
    press(first, Qt::Key_N, Qt::ControlModifier);
    QTRY_COMPARE(shownTexts(first), QStringList());
    openFromList(second, QStringLiteral("One"));
    QTRY_COMPARE(shownTexts(first).value(0), QStringLiteral("One"));
    QTRY_COMPARE(shownTexts(first).value(1), QStringLiteral("slow answer"));
    QTRY_VERIFY(!isMarked());
}

void TestWindows::answersElsewhereAreMarkedInAnotherLanguage()
{
    m_desk->inference.setAnswer({.firstPieceMs = 60'000});
    ui::MainWindow& one = add();
    const auto isMarked = [](ui::MainWindow& window, const QString& title) {
        return row(window, title).data(ui::ConversationModel::AnsweringRole).toBool();
    };
    type(one, QStringLiteral("One"));
    QTRY_VERIFY(isMarked(one, QStringLiteral("One")));
    add();
    m_desk->windows.remake();
    ui::MainWindow& two = m_desk->windows.front();
    type(two, QStringLiteral("Two"));
    QTRY_VERIFY(isMarked(two, QStringLiteral("Two")));
    QVERIFY(isMarked(two, QStringLiteral("One")));
}

void TestWindows::whatIsWrittenStaysInAnotherLanguage()
{
    add();
    ui::Composer& before = m_desk->windows.front().chatPage().composer();
    before.addAttachment({QStringLiteral("a.txt"), QStringLiteral("One"), 1});
    before.setText(QStringLiteral("Count"));
    const QString message = before.message();
    m_desk->windows.remake();
    QCOMPARE(m_desk->windows.front().chatPage().composer().message(), message);
    // That of a temporary conversation too, which is kept nowhere.
    press(m_desk->windows.front(), Qt::Key_N, Qt::ControlModifier | Qt::ShiftModifier);
    m_desk->windows.front().chatPage().composer().setText(QStringLiteral("Secret"));
    m_desk->windows.remake();
    QCOMPARE(m_desk->windows.front().chatPage().composer().text(), QStringLiteral("Secret"));
}

void TestWindows::whatIsDeletedIsLeftEverywhere()
{
    ui::MainWindow& first = add();
    type(first, QStringLiteral("One"));
    QTRY_COMPARE(shownTexts(first).size(), 2);
    ui::MainWindow& second = add();
    QTRY_VERIFY(row(second, QStringLiteral("One")).isValid());
    const auto id = row(second, QStringLiteral("One")).data(ui::ConversationModel::IdRole);
    emit second.findChild<ui::Sidebar*>()->deleteRequested({id.toLongLong()});
    QTRY_COMPARE(shownTexts(first), QStringList());
    QTRY_VERIFY(!row(first, QStringLiteral("One")).isValid());
    QTRY_VERIFY(!row(second, QStringLiteral("One")).isValid());
}

void TestWindows::aConversationMovesToANewWindow()
{
    ui::MainWindow& first = add();
    type(first, QStringLiteral("One"));
    QTRY_COMPARE(shownTexts(first).size(), 2);
    QTRY_VERIFY(isAnswered(first, QStringLiteral("One")));
    const auto id = row(first, QStringLiteral("One")).data(ui::ConversationModel::IdRole);
    emit first.findChild<ui::Sidebar*>()->newWindowRequested(id.toLongLong());
    QTRY_COMPARE(m_desk->windows.count(), 2);
    QTRY_COMPARE(shownTexts(first), QStringList());
    QTRY_VERIFY(&m_desk->windows.front() != &first);
    QTRY_COMPARE(shownTexts(m_desk->windows.front()).size(), 2);

    press(first, Qt::Key_N, Qt::ControlModifier | Qt::AltModifier);
    QTRY_COMPARE(m_desk->windows.count(), 3);
}

void TestWindows::aClosedWindowEndsItsAnswers()
{
    answerSlowly();
    const QPointer<ui::MainWindow> first = &add();
    ui::MainWindow& second = add();
    type(*first, QStringLiteral("One"));
    QTRY_VERIFY(row(second, QStringLiteral("One")).isValid());
    press(*first, Qt::Key_W, Qt::ControlModifier);
    QCOMPARE(m_desk->windows.count(), 1);
    QTRY_VERIFY(first.isNull());
    m_desk->inference.setAnswer({});
    openFromList(second, QStringLiteral("One"));
    QTRY_COMPARE(shownTexts(second),
                 (QStringList{QStringLiteral("One"), QStringLiteral("slow answer")}));
}

void TestWindows::aNotificationLeadsToItsConversation()
{
    const QPointer<ui::MainWindow> first = &add();
    type(*first, QStringLiteral("One"));
    QTRY_COMPARE(shownTexts(*first), (QStringList{QStringLiteral("One"), m_hello}));
    QTRY_VERIFY(isAnswered(*first, QStringLiteral("One")));
    const QModelIndex answered = row(*first, QStringLiteral("One"));
    const auto id = answered.data(ui::ConversationModel::IdRole).toLongLong();
    press(*first, Qt::Key_N, Qt::ControlModifier);
    QTRY_COMPARE(shownTexts(*first), QStringList());
    first->showMinimized();
    emit m_desk->notifier.activated(id);
    QTRY_COMPARE(shownTexts(*first).size(), 2);
    QVERIFY(!first->isMinimized());
    QVERIFY(QTest::qWaitForWindowActive(first));

    ui::MainWindow& second = add(); // where it opens once the first one is closed
    press(*first, Qt::Key_W, Qt::ControlModifier);
    QTRY_VERIFY(first.isNull());
    emit m_desk->notifier.activated(id);
    QTRY_COMPARE(shownTexts(second), (QStringList{QStringLiteral("One"), m_hello}));
}

void TestWindows::temporaryConversationsAreApart()
{
    ui::MainWindow& first = add();
    ui::MainWindow& second = add();
    for (ui::MainWindow* window : {&first, &second}) {
        press(*window, Qt::Key_N, Qt::ControlModifier | Qt::ShiftModifier);
        type(*window, QStringLiteral("Secret"));
        QTRY_COMPARE(shownTexts(*window), (QStringList{QStringLiteral("Secret"), m_hello}));
    }
    press(second, Qt::Key_N, Qt::ControlModifier); // forgets its own alone
    QTRY_COMPARE(shownTexts(second), QStringList());
    type(first, QStringLiteral("More"));
    QTRY_COMPARE(shownTexts(first).size(), 4);
    QTRY_COMPARE(shownTexts(first).value(3), m_hello);
    QCOMPARE(list(second).rowCount(), 0);
}

void TestWindows::theLanguageChangesInAll()
{
    ui::MainWindow& first = add();
    type(first, QStringLiteral("One"));
    QTRY_COMPARE(shownTexts(first).size(), 2);
    add();
    ui::MainWindow& second = m_desk->windows.front();
    type(second, QStringLiteral("Two"));
    QTRY_COMPARE(shownTexts(second).size(), 2);
    m_desk->windows.remake();
    QCOMPARE(m_desk->windows.count(), 2);
    QTRY_COMPARE(shownTexts(m_desk->windows.front()).size(), 2);
    QTRY_VERIFY(row(m_desk->windows.front(), QStringLiteral("One")).isValid());
}

void TestWindows::answersAreReadAloud()
{
    ui::MainWindow& first = add();
    m_desk->inference.setAnswer({.pieces = {QStringLiteral("**Hi**, <i>world</i>")}});
    type(first, QStringLiteral("One"));
    QTRY_VERIFY(isAnswered(first, QStringLiteral("One")));
    QCOMPARE(m_desk->voice.looks, 0); // nobody has come near an answer
    QVERIFY(readButton(first) == nullptr);
    lookAtTheAnswer(first);
    QCOMPARE(m_desk->voice.looks, 1);
    QToolButton* button = readButton(first);
    QVERIFY(button != nullptr);
    QCOMPARE(button->accessibleName(), QStringLiteral("Read aloud"));
    button->click();
    QCOMPARE(m_desk->voice.saying, QStringLiteral("Hi, world"));
    QCOMPARE(button->accessibleName(), QStringLiteral("Stop reading"));
    button->click();
    QCOMPARE(m_desk->voice.saying, QString());
    QCOMPARE(button->accessibleName(), QStringLiteral("Read aloud"));

    button->click();
    emit m_desk->voice.ended();
    QCOMPARE(button->accessibleName(), QStringLiteral("Read aloud"));

    // Another window's answer takes its place.
    button->click();
    ui::MainWindow& second = add();
    m_desk->inference.setAnswer({.pieces = {QStringLiteral("Other")}});
    type(second, QStringLiteral("Two"));
    QTRY_VERIFY(isAnswered(second, QStringLiteral("Two")));
    QTRY_VERIFY(readButton(second) != nullptr);
    readButton(second)->click();
    QCOMPARE(m_desk->voice.saying, QStringLiteral("Other"));
    QCOMPARE(button->accessibleName(), QStringLiteral("Read aloud"));
    first.close();
    QCOMPARE(m_desk->voice.saying, QStringLiteral("Other"));
    second.close();
    QCOMPARE(m_desk->voice.saying, QString());
}

void TestWindows::nothingIsReadWithoutAVoice()
{
    m_desk->voice.isThere = false;
    ui::MainWindow& window = add();
    type(window, QStringLiteral("One"));
    QTRY_VERIFY(isAnswered(window, QStringLiteral("One")));
    lookAtTheAnswer(window);
    lookAtTheAnswer(window);
    QCOMPARE(m_desk->voice.looks, 1);
    const QToolButton* button = readButton(window);
    QVERIFY(button != nullptr && !button->isEnabled());
    QVERIFY(button->toolTip().contains(QStringLiteral("speech-dispatcher")));
}

void TestWindows::readingEndsWithWhatIsShown_data()
{
    QTest::addColumn<QString>("button"); // below the answer; none: another conversation is begun
    QTest::addColumn<bool>("isStillRead");
    QTest::newRow("another conversation") << QString() << false;
    QTest::newRow("the answer goes on") << "continueButton" << false;
    QTest::newRow("another answer") << "regenerateButton" << false;
    QTest::newRow("copied") << "copyButton" << true;
}

void TestWindows::readingEndsWithWhatIsShown()
{
    QFETCH(QString, button);
    ui::MainWindow& window = add();
    m_desk->inference.setAnswer(
        {.pieces = {QStringLiteral("One, ")}, .reason = core::FinishReason::Length});
    type(window, QStringLiteral("Count"));
    QTRY_VERIFY(isAnswered(window, QStringLiteral("Count")));
    lookAtTheAnswer(window);
    QTRY_VERIFY(readButton(window) != nullptr);
    readButton(window)->click();
    QVERIFY(!m_desk->voice.saying.isEmpty());
    if (button.isEmpty())
        press(window, Qt::Key_N, Qt::ControlModifier);
    else
        answerOf(window)->findChild<QToolButton*>(button)->click();
    QFETCH(bool, isStillRead);
    QTRY_COMPARE(!m_desk->voice.saying.isEmpty(), isStillRead);
}

// Where the program stays in the tray.
void TestWindows::theLastWindowComesBack()
{
    ui::MainWindow& first = add();
    type(first, QStringLiteral("One"));
    QTRY_VERIFY(isAnswered(first, QStringLiteral("One")));
    first.close();
    QCOMPARE(m_desk->windows.count(), 0);
    m_desk->windows.ask(); // beside it
    const QPointer<ui::MainWindow> small = &m_desk->windows.front();
    QVERIFY(small != &first && small->isVisible() && !first.isVisible());
    small->close();
    QCOMPARE(m_desk->windows.count(), 0);
    QTRY_VERIFY(small.isNull());
    m_desk->windows.bringToFront();
    QVERIFY(first.isVisible());
    QCOMPARE(m_desk->windows.count(), 1);
    QCOMPARE(shownTexts(first), (QStringList{QStringLiteral("One"), m_hello}));

    press(first, Qt::Key_N, Qt::ControlModifier);
    const QModelIndex answered = row(first, QStringLiteral("One"));
    first.close();
    emit m_desk->notifier.activated(answered.data(ui::ConversationModel::IdRole).toLongLong());
    QVERIFY(first.isVisible());
    QCOMPARE(m_desk->windows.count(), 1);
}

void TestWindows::aQuickQuestionIsNotKept()
{
    ui::MainWindow& first = add();
    m_desk->settings.setWindowGeometry("as it was");
    m_desk->windows.ask();
    QCOMPARE(m_desk->windows.count(), 2);
    const QPointer<ui::MainWindow> small = &m_desk->windows.front();
    QVERIFY(small != &first && small->isVisible());
    QVERIFY(small->width() < first.width() && !small->findChild<ui::Sidebar*>()->isVisible());
    QVERIFY(!small->findChild<QWidget*>(QStringLiteral("exampleTitle"))->isVisible()); // no room
    type(*small, QStringLiteral("Quick"));
    QTRY_COMPARE(shownTexts(*small), (QStringList{QStringLiteral("Quick"), m_hello}));
    QCOMPARE(list(first).rowCount(), 0);
    press(*small, Qt::Key_W, Qt::ControlModifier);
    QTRY_VERIFY(small.isNull());
    QCOMPARE(m_desk->settings.windowGeometry(), QByteArray("as it was"));
}

void TestWindows::aQuickQuestionStaysOneInAnotherLanguage()
{
    add();
    m_desk->windows.ask();
    const QSize size = m_desk->windows.front().size();
    m_desk->windows.remake();
    ui::MainWindow& small = m_desk->windows.front();
    QVERIFY(small.isSmall());
    QCOMPARE(small.size(), size);
    QVERIFY(small.findChild<QToolButton*>(QStringLiteral("temporaryButton"))->isChecked());
    type(small, QStringLiteral("Quick"));
    QTRY_COMPARE(shownTexts(small), (QStringList{QStringLiteral("Quick"), m_hello}));
    m_desk->windows.remake();
    QCOMPARE(shownTexts(m_desk->windows.front()), (QStringList{QStringLiteral("Quick"), m_hello}));
    QCOMPARE(list(m_desk->windows.front()).rowCount(), 0);
    press(m_desk->windows.front(), Qt::Key_W, Qt::ControlModifier);
    QTRY_COMPARE(m_desk->windows.count(), 1);
    m_desk->windows.add().show();
    QVERIFY(m_desk->windows.front().width() > size.width());
}

void TestWindows::escapeClosesAQuickQuestion()
{
    add();
    m_desk->windows.ask();
    QPointer<ui::MainWindow> small = &m_desk->windows.front();
    press(*small, Qt::Key_Escape, {});
    QTRY_VERIFY(small.isNull());

    m_desk->windows.ask();
    small = &m_desk->windows.front();
    QVERIFY(small->isSmall());
    auto* composer = small->findChild<QTextEdit*>(QStringLiteral("composerText"));
    QTest::keyClicks(composer, QStringLiteral("half a"));
    press(*small, Qt::Key_Escape, {});
    QVERIFY(small && small->isVisible());
    QTRY_VERIFY(small->findChild<QWidget*>(QStringLiteral("toast"))->isVisible());
    QTest::keyClicks(composer, QStringLiteral(" question"));
    press(*small, Qt::Key_Escape, {}); // there is more to be lost now
    QVERIFY(small && small->isVisible());
    press(*small, Qt::Key_Escape, {});
    QTRY_VERIFY(small.isNull());

    // An answer is stopped first.
    answerSlowly();
    m_desk->windows.ask();
    small = &m_desk->windows.front();
    type(*small, QStringLiteral("Quick"));
    QTRY_COMPARE(m_desk->inference.activeCount(), 1);
    press(*small, Qt::Key_Escape, {});
    QTRY_COMPARE(m_desk->inference.activeCount(), 0);
    QVERIFY(small && small->isVisible());
    QTRY_COMPARE(answerOf(*small)->message().state, app::MessageState::Stopped);
    press(*small, Qt::Key_Escape, {}); // perhaps a moment too late to stop it
    QTRY_VERIFY(small->findChild<QWidget*>(QStringLiteral("toast"))->isVisible());
    QVERIFY(small && small->isVisible());
    press(*small, Qt::Key_Escape, {});
    QTRY_VERIFY(small.isNull());
}

void TestWindows::aQuickAnswerIsKeptWhereAskedTo()
{
    ui::MainWindow& first = add();
    m_desk->windows.ask();
    const QPointer<ui::MainWindow> small = &m_desk->windows.front();
    type(*small, QStringLiteral("Quick"));
    QTRY_COMPARE(shownTexts(*small), (QStringList{QStringLiteral("Quick"), m_hello}));
    press(*small, Qt::Key_Escape, {});
    auto* keep = small->findChild<QPushButton*>(QStringLiteral("toastButton"));
    QTRY_VERIFY(keep->isVisible());
    QTest::mouseClick(keep, Qt::LeftButton);
    QTRY_VERIFY(list(first).rowCount() > 0);
    QTRY_VERIFY(!small->findChild<QWidget*>(QStringLiteral("temporaryBar"))->isVisible());
    press(*small, Qt::Key_Escape, {}); // nothing is lost with it now
    QTRY_VERIFY(small.isNull());
}

void TestWindows::quickQuestionsDoNotPileUp()
{
    ui::MainWindow& first = add();
    m_desk->windows.ask();
    ui::MainWindow& small = m_desk->windows.front();
    const QPoint middle = small.screen()->availableGeometry().center();
    QVERIFY((small.geometry().center() - middle).manhattanLength() < 50); // but for its frame
    first.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&first));
    m_desk->windows.ask();
    QCOMPARE(m_desk->windows.count(), 2);
    QTRY_VERIFY(small.isActiveWindow());

    type(small, QStringLiteral("Quick"));
    QTRY_COMPARE(shownTexts(small), (QStringList{QStringLiteral("Quick"), m_hello}));
    m_desk->windows.ask(); // that one is in use
    QCOMPARE(m_desk->windows.count(), 3);
    QVERIFY(m_desk->windows.front().pos() != small.pos());
}

QTEST_MAIN(TestWindows)
#include "tst_windows.moc"
