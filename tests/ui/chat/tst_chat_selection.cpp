// Text selected in a conversation: over several messages, beyond the edge, and from beside them.
#include "ui/chat/chat_view.h"
#include "ui/chat/message_item.h"
#include "ui/markdown/markdown_view.h"
#include "ui/theme/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMimeData>
#include <QScrollBar>
#include <QtTest>

#include <memory>

class TestChatSelection : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_view = std::make_unique<ui::ChatView>(m_theme);
        m_view->resize(1100, 700);
        m_view->show();
        QGuiApplication::clipboard()->clear();
    }

    void severalMessagesAreSelectedAndCopied()
    {
        showFour();
        const auto drag = [&](app::MessageId from, app::MessageId to, bool isDown) {
            auto& first = body(from);
            auto& last = body(to);
            const QPoint begin(isDown ? 0 : first.width(), first.height() / 2);
            const QPoint end = first.mapFromGlobal(
                last.mapToGlobal(QPoint(isDown ? last.width() : 0, last.height() / 2)));
            QTest::mousePress(&first, Qt::LeftButton, {}, begin);
            QTest::mouseMove(&first, end);
            QTest::mouseRelease(&first, Qt::LeftButton, {}, end);
            QTest::keySequence(&first, QKeySequence::Copy);
            return QGuiApplication::clipboard()->text();
        };
        QCOMPARE(drag(1, 3, true), QStringLiteral("One\n\nThe second\n\nThree"));
        const QString html = QGuiApplication::clipboard()->mimeData()->html();
        QVERIFY2(html.contains(QStringLiteral("<p>One</p>\n<p>The <strong>second</strong></p>")),
                 qPrintable(html));
        QVERIFY(!body(4).hasSelection());
        QCOMPARE(drag(4, 2, false), QStringLiteral("The second\n\nThree\n\nFour"));
        QCOMPARE(drag(3, 3, true), QStringLiteral("Three")); // and the others are let go
    }

    void aSelectionBeginsBesideTheText_data()
    {
        // From and to: the message, where beside it, and how far down its text.
        QTest::addColumn<int>("from");
        QTest::addColumn<Side>("begin");
        QTest::addColumn<int>("to");
        QTest::addColumn<Side>("end");
        QTest::addColumn<QString>("selected");
        QTest::newRow("left margin to right margin")
            << 2 << Side::Left << 2 << Side::Right << "The second";
        QTest::newRow("right margin to left margin")
            << 2 << Side::Right << 2 << Side::Left << "The second";
        QTest::newRow("down to another message")
            << 1 << Side::Left << 2 << Side::Right << "One\n\nThe second";
        QTest::newRow("beside a bubble, inside the column")
            << 3 << Side::Bubble << 4 << Side::Right << "Three\n\nFour";
        QTest::newRow("between two messages, down")
            << 2 << Side::Below << 4 << Side::Right << "Three\n\nFour";
        QTest::newRow("between two messages, up")
            << 2 << Side::Below << 1 << Side::Left << "One\n\nThe second";
        QTest::newRow("no drag selects nothing") << 2 << Side::Left << 2 << Side::Left << "";
    }

    void aSelectionBeginsBesideTheText()
    {
        QFETCH(int, from);
        QFETCH(Side, begin);
        QFETCH(int, to);
        QFETCH(Side, end);
        QFETCH(QString, selected);
        showFour();
        body(4).selectAll(); // and is let go
        const QPoint press = beside(from, begin);
        QWidget* child = m_view->viewport()->childAt(press);
        QWidget& pressed = child != nullptr ? *child : *m_view->viewport();
        QVERIFY(qobject_cast<ui::markdown::MarkdownView*>(&pressed) == nullptr);
        const auto at = [&](const QPoint& point) {
            return pressed.mapFrom(m_view->viewport(), point);
        };
        QTest::mousePress(&pressed, Qt::LeftButton, {}, at(press));
        QTest::mouseMove(&pressed, at(beside(to, end)));
        QTest::mouseRelease(&pressed, Qt::LeftButton, {}, at(beside(to, end)));
        QTest::keySequence(m_view.get(), QKeySequence::Copy);
        QCOMPARE(QGuiApplication::clipboard()->text(), selected);
        // What follows goes nowhere.
        QTest::mouseMove(&pressed, at(beside(1, Side::Left)));
        QTest::keySequence(m_view.get(), QKeySequence::Copy);
        QCOMPARE(QGuiApplication::clipboard()->text(), selected);
    }

    void anAnswerBesideAnotherIsSelectedFromItsOwnSide()
    {
        QList<app::Message> messages = four();
        messages[3].parent = 3;
        messages[3].siblingCount = 2;
        app::Message other = messages[3];
        other.id = 5;
        other.siblingIndex = 1;
        other.text = QStringLiteral("Fourth");
        m_view->setMessages(messages);
        m_view->setComparison(other);
        QTRY_VERIFY(body(5).isVisible() && body(5).height() > 0);
        QCOMPARE(body(5).mapToGlobal(QPoint()).y(), body(4).mapToGlobal(QPoint()).y());
        for (const app::MessageId id : {4, 5}) {
            QTest::mousePress(m_view->viewport(), Qt::LeftButton, {}, beside(id, Side::Edge));
            QTest::mouseMove(m_view->viewport(), beside(id, Side::Right));
            QTest::mouseRelease(m_view->viewport(), Qt::LeftButton, {}, beside(id, Side::Right));
            QCOMPARE(body(id).selectedText(), QLatin1String(id == 4 ? "Four" : "Fourth"));
            QVERIFY(!body(id == 4 ? 5 : 4).hasSelection());
        }
    }

    void aSelectionDraggedBeyondTheEdgeScrolls()
    {
        app::Message message;
        message.id = 1;
        message.role = core::Role::Assistant;
        message.text = QStringLiteral("Some words.\n\n").repeated(100);
        m_view->resize(900, 400);
        m_view->setMessages({message});
        QTRY_VERIFY(m_view->verticalScrollBar()->maximum() > 1000);
        QTest::keyClick(m_view.get(), Qt::Key_Home);
        QTest::mousePress(&body(1), Qt::LeftButton, {}, QPoint(2, 10));
        QTest::mouseMove(&body(1), QPoint(50, 600)); // below what is seen, and held there
        QTRY_VERIFY(m_view->verticalScrollBar()->value() > 300);
        const QPoint held = body(1).mapFrom(m_view->viewport(), QPoint(50, 460));
        QTest::mouseRelease(&body(1), Qt::LeftButton, {}, held);
        QVERIFY(body(1).selectedText().count(QStringLiteral("Some words.")) > 15);
        const int value = m_view->verticalScrollBar()->value();
        QTest::qWait(100);
        QCOMPARE(m_view->verticalScrollBar()->value(), value);
    }

private:
    enum class Side
    {
        Left,   // of the column
        Right,  // likewise
        Bubble, // left of a short one, inside the column
        Edge,   // just left of the message
        Below   // the text, before the next message, at the right
    };

    static QList<app::Message> four()
    {
        QList<app::Message> messages;
        for (const char* text : {"One", "The **second**", "Three", "Four"}) {
            app::Message message;
            message.id = messages.size() + 1;
            message.role = messages.size() % 2 == 0 ? core::Role::User : core::Role::Assistant;
            message.text = QString::fromLatin1(text);
            messages << message;
        }
        return messages;
    }

    void showFour()
    {
        m_view->setMessages(four());
        QTRY_VERIFY(body(4).isVisible() && body(4).height() > 0);
    }

    ui::MessageItem& item(app::MessageId id)
    {
        for (ui::MessageItem* each : m_view->findChildren<ui::MessageItem*>()) {
            if (each->id() == id && each->isVisible())
                return *each;
        }
        qFatal("not shown");
    }

    ui::markdown::MarkdownView& body(app::MessageId id) { return item(id).body(); }

    // In the viewport.
    QPoint beside(app::MessageId id, Side side)
    {
        const QRect column = item(id).geometry();
        const QRect text(body(id).mapTo(m_view->viewport(), QPoint()), body(id).size());
        switch (side) {
        case Side::Left:
            return {10, text.center().y()};
        case Side::Right:
            return {m_view->viewport()->width() - 10, text.center().y()};
        case Side::Bubble:
            return {column.left() + 10, text.center().y()};
        case Side::Edge:
            return {column.left() - 4, text.center().y()};
        case Side::Below:
            break;
        }
        return {column.right() + 10, column.bottom() + 2};
    }

    ui::Theme m_theme;
    std::unique_ptr<ui::ChatView> m_view;
};

QTEST_MAIN(TestChatSelection)
#include "tst_chat_selection.moc"
