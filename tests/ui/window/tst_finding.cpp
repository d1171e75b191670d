// Words found in the conversation are seen, wherever in a message they stand.
#include "tests/support/window_desk.h"
#include "ui/chat/chat_page.h"
#include "ui/chat/chat_view.h"
#include "ui/markdown/markdown_view.h"

#include <QLabel>
#include <QLineEdit>
#include <QScrollBar>
#include <QTemporaryDir>
#include <QTextEdit>
#include <QtTest>

#include <memory>

class TestFinding : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_desk = std::make_unique<tests::WindowDesk>(*m_folder);
    }
    void cleanup() { m_desk.reset(); }

    void theLineIsSeen_data()
    {
        QTest::addColumn<QString>("answer");
        QTest::addColumn<QSize>("size");
        QTest::addColumn<bool>("isSearched"); // in all conversations
        const QString code = QStringLiteral("```\n%1dragon\nend\n```\n\nThat is it.")
                                 .arg(QStringLiteral("a line\n").repeated(45));
        const QString wide =
            QStringLiteral("```\n%1 dragon\n```").arg(QStringLiteral("wide ").repeated(60));
        const QString text = QStringLiteral("%1 dragon.").arg(QStringLiteral("word ").repeated(60));
        const QSize usual(900, 640);
        const QSize small(480, 400);
        QTest::newRow("in long code") << code << usual << false;
        QTest::newRow("in wide code") << wide << usual << false;
        QTest::newRow("in a small window") << text << small << false;
        QTest::newRow("in long code, searched for") << code << usual << true;
        QTest::newRow("in a small window, searched for") << text << small << true;
    }

    void theLineIsSeen()
    {
        QFETCH(QString, answer);
        QFETCH(QSize, size);
        QFETCH(bool, isSearched);
        m_desk->window.resize(size);
        m_desk->inference.setAnswer({.pieces = {answer}});
        QVERIFY(m_desk->ask(QStringLiteral("First")));
        const app::MessageId message = shownMessage()->id();
        m_desk->inference.setAnswer({.pieces = {QStringLiteral("More.\n\n").repeated(20)}});
        QVERIFY(m_desk->ask(QStringLiteral("Second")));
        if (isSearched) {
            const app::ConversationId conversation = m_desk->controller.currentConversation();
            m_desk->controller.newConversation();
            m_desk->window.chatPage().markWhenRevealed(message, QStringLiteral("dragon"));
            m_desk->controller.openMessage(conversation, message);
        } else {
            m_desk->window.chatPage().openFind();
            QTest::keyClicks(words(), QStringLiteral("dragon"));
        }
        QTRY_COMPARE(m_desk->part<QLabel>("findCount")->text(), QStringLiteral("1 of 1"));
        const QWidget* viewport = m_desk->window.chatPage().view().viewport();
        const auto isSeen = [&] {
            for (ui::MessageItem* item : tests::shownMessages(m_desk->window)) {
                const ui::markdown::MarkdownView& body = item->body();
                const QRect line = body.foundRect();
                if (!line.isEmpty())
                    return body.rect().contains(line) &&
                           viewport->rect().contains(
                               QRect(body.mapTo(viewport, line.topLeft()), line.size()));
            }
            return false;
        };
        QTRY_VERIFY(isSeen());
        QCoreApplication::processEvents(); // the bar has taken its room, too
        QVERIFY(isSeen());
    }

    void theBarStaysWithItsConversation()
    {
        QVERIFY(m_desk->ask(QStringLiteral("A dragon")));
        const app::ConversationId conversation = m_desk->controller.currentConversation();
        const app::MessageId message = tests::shownMessages(m_desk->window).first()->id();
        m_desk->controller.newConversation();
        m_desk->window.chatPage().markWhenRevealed(message, QStringLiteral("dragon"));
        m_desk->controller.openMessage(conversation, message);
        QTRY_VERIFY(words()->isVisible());
        QVERIFY(m_desk->ask(QStringLiteral("Another dragon"))); // is searched, too
        QVERIFY(words()->isVisible());
        m_desk->controller.newConversation();
        QTRY_VERIFY(!words()->isVisible());
        m_desk->controller.openConversation(conversation);
        QTRY_COMPARE(tests::shownMessages(m_desk->window).size(), 4);
        QVERIFY(!words()->isVisible());
    }

    void escapeInTheFieldClosesTheBar()
    {
        QVERIFY(m_desk->ask());
        m_desk->window.chatPage().openFind();
        QVERIFY(words()->isVisible());
        m_desk->window.chatPage().focusComposer();
        QTest::keyClick(m_desk->part<QTextEdit>("composerText"), Qt::Key_Escape);
        QVERIFY(!words()->isVisible());
    }

private:
    ui::MessageItem* shownMessage() { return tests::shownMessages(m_desk->window).last(); }
    QLineEdit* words() { return m_desk->part<QLineEdit>("findEdit"); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<tests::WindowDesk> m_desk;
};

QTEST_MAIN(TestFinding)
#include "tst_finding.moc"
