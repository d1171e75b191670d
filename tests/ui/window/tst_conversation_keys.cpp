// The conversation by keys: what is typed is never lost, and all of it can be read from the field.
#include "tests/support/window_desk.h"
#include "ui/chat/chat_view.h"
#include "ui/sidebar/sidebar.h"

#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QScrollBar>
#include <QTemporaryDir>
#include <QTextEdit>
#include <QToolButton>
#include <QtTest>

#include <memory>

class TestConversationKeys : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_desk = std::make_unique<tests::WindowDesk>(*m_folder);
        m_desk->window.resize(700, 500);
    }
    void cleanup() { m_desk.reset(); }

    void lettersTypedOnAButtonAreWritten()
    {
        QVERIFY(m_desk->ask());
        auto* copy = m_desk->part<QToolButton>("copyButton");
        copy->setFocus();
        QTest::keyClick(copy, Qt::Key_Y, Qt::ControlModifier);
        QVERIFY(!field()->hasFocus());
        QTest::keyClicks(copy, QStringLiteral("W"));
        QVERIFY(field()->hasFocus());
        QTest::keyClicks(field(), QStringLiteral("hy?"));
        QCOMPARE(field()->toPlainText(), QStringLiteral("Why?"));
    }

    void lastMessagesHaveKeys()
    {
        QVERIFY(m_desk->ask(QStringLiteral("First")));
        QVERIFY(m_desk->ask(QStringLiteral("Second")));
        QTest::keyClick(field(), Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(QApplication::clipboard()->text(), tests::shownTexts(m_desk->window).last());
        QTest::keyClick(field(), Qt::Key_R, Qt::ControlModifier);
        const auto version = [this] {
            const auto* last = tests::shownMessages(m_desk->window).last();
            return last->findChild<QLabel*>(QStringLiteral("siblingLabel"))->text();
        };
        QTRY_COMPARE(version(), QStringLiteral("2/2"));
        QTRY_VERIFY(!m_desk->controller.isBusy());
        QTest::keyClick(field(), Qt::Key_E, Qt::ControlModifier | Qt::ShiftModifier);
        auto* edit = qobject_cast<QTextEdit*>(QApplication::focusWidget());
        QVERIFY(edit != nullptr && edit != field());
        QCOMPARE(edit->toPlainText(), QStringLiteral("Second"));
    }

    void conversationsHaveKeys()
    {
        for (const auto* text : {"One", "Two", "Three"}) {
            m_desk->controller.newConversation();
            QVERIFY(m_desk->ask(QLatin1String(text)));
        }
        const auto first = [this] {
            const QStringList texts = tests::shownTexts(m_desk->window);
            return texts.isEmpty() ? QString() : texts.first();
        };
        QCOMPARE(first(), QStringLiteral("Three"));
        QTest::keyClick(field(), Qt::Key_Down, Qt::AltModifier);
        QTRY_COMPARE(first(), QStringLiteral("Two"));
        QTest::keyClick(field(), Qt::Key_Down, Qt::AltModifier);
        QTRY_COMPARE(first(), QStringLiteral("One"));
        QTest::keyClick(field(), Qt::Key_Up, Qt::AltModifier);
        QTRY_COMPARE(first(), QStringLiteral("Two"));
        QVERIFY(field()->hasFocus());
    }

    void pagesAreTurnedFromTheField()
    {
        for (int turn = 0; turn < 8; ++turn)
            QVERIFY(m_desk->ask(QStringLiteral("Question %1\n\nwith\n\nlines").arg(turn)));
        QTRY_COMPARE(bar()->value(), bar()->maximum());
        QVERIFY(bar()->maximum() > 2 * bar()->pageStep());
        QTest::keyClicks(field(), QStringLiteral("half a thought"));
        QTest::keyClick(field(), Qt::Key_PageUp);
        QVERIFY(bar()->value() < bar()->maximum());
        QTest::keyClick(field(), Qt::Key_PageDown);
        QTest::keyClick(field(), Qt::Key_PageDown); // the first had less to go by
        QTRY_COMPARE(bar()->value(), bar()->maximum());
        QTest::keyClick(field(), Qt::Key_Home, Qt::ControlModifier); // of the text
        QCOMPARE(field()->textCursor().position(), 0);
        QTRY_COMPARE(bar()->value(), bar()->maximum());
        field()->clear();
        QTest::keyClick(field(), Qt::Key_Home, Qt::ControlModifier);
        QCOMPARE(bar()->value(), 0);
        QTest::keyClick(field(), Qt::Key_End, Qt::ControlModifier);
        QTRY_COMPARE(bar()->value(), bar()->maximum());
    }

    void longTextKeepsItsOwnPages()
    {
        QVERIFY(m_desk->ask());
        field()->setPlainText(QStringLiteral("line\n").repeated(60));
        field()->moveCursor(QTextCursor::End);
        const int end = field()->textCursor().position();
        QTest::keyClick(field(), Qt::Key_PageUp);
        QVERIFY(field()->textCursor().position() < end);
    }

    void keysForTheConversationUncoverIt_data()
    {
        QTest::addColumn<int>("key");
        QTest::newRow("find") << int(Qt::Key_F);
        QTest::newRow("look inside") << int(Qt::Key_L);
        QTest::newRow("new conversation") << int(Qt::Key_N);
    }

    void keysForTheConversationUncoverIt()
    {
        QFETCH(int, key);
        QVERIFY(m_desk->ask());
        m_desk->window.resize(480, 400);
        auto* sidebar = m_desk->window.findChild<ui::Sidebar*>();
        QTRY_VERIFY(sidebar->isHidden());
        QTest::keyClick(&m_desk->window, Qt::Key_B, Qt::ControlModifier);
        QVERIFY(sidebar->isVisible());
        QTest::keyClick(&m_desk->window, Qt::Key(key), Qt::ControlModifier);
        QVERIFY(sidebar->isHidden());
        QVERIFY(!sidebar->isAncestorOf(QApplication::focusWidget()));
    }

private:
    QTextEdit* field() { return m_desk->part<QTextEdit>("composerText"); }
    QScrollBar* bar() { return m_desk->window.findChild<ui::ChatView*>()->verticalScrollBar(); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<tests::WindowDesk> m_desk;
};

QTEST_MAIN(TestConversationKeys)
#include "tst_conversation_keys.moc"
