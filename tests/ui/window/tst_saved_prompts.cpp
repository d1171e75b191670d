// A saved prompt filled in and sent, with keys.
#include "tests/support/window_desk.h"

#include <QTemporaryDir>
#include <QTextEdit>
#include <QToolButton>
#include <QtTest>

#include <memory>

class TestSavedPrompts : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_desk = std::make_unique<tests::WindowDesk>(*m_folder);
        m_desk->settings.setSavedPrompts(
            {{QStringLiteral("Compare"),
              QStringLiteral("Is {{a}} like {{b}}? Begin with {{a}}.")}});
        QTest::keyClicks(field(), QStringLiteral("/comp"));
        QTest::keyClick(field(), Qt::Key_Return);
        QCOMPARE(selected(), QStringLiteral("{{a}}"));
    }
    void cleanup() { m_desk.reset(); }

    void oneNameIsFilledInEverywhere()
    {
        QTest::keyClicks(field(), QStringLiteral("tea"));
        QTest::keyClick(field(), Qt::Key_Tab);
        QCOMPARE(field()->toPlainText(), QStringLiteral("Is tea like {{b}}? Begin with tea."));
        QCOMPARE(selected(), QStringLiteral("{{b}}"));
        QTest::keyClicks(field(), QStringLiteral("coffee"));
        QTest::keyClick(field(), Qt::Key_Return);
        QTRY_COMPARE(tests::shownTexts(m_desk->window).value(0),
                     QStringLiteral("Is tea like coffee? Begin with tea."));
        QTRY_VERIFY(!m_desk->controller.isBusy());
    }

    void whatIsLeftIsSaidOnce()
    {
        QTest::keyClicks(field(), QStringLiteral("tea"));
        QTest::keyClick(field(), Qt::Key_Return);
        QVERIFY(m_desk->inference.requests().empty());
        QCOMPARE(selected(), QStringLiteral("{{b}}"));
        QVERIFY(m_desk->part<QWidget>("toast")->isVisible());
        QTest::keyClick(field(), Qt::Key_Return);
        QTRY_COMPARE(tests::shownTexts(m_desk->window).value(0),
                     QStringLiteral("Is tea like {{b}}? Begin with tea."));
        QTRY_VERIFY(!m_desk->controller.isBusy());
    }

    // As a slash does.
    void theButtonsListIsNarrowedToo()
    {
        field()->clear();
        m_desk->settings.setSavedPrompts({{QStringLiteral("Sum up"), QStringLiteral("Shorter!")},
                                          {QStringLiteral("Turn"), QStringLiteral("French!")}});
        QTest::mouseClick(m_desk->part<QToolButton>("promptsButton"), Qt::LeftButton);
        QTest::keyClicks(field(), QStringLiteral("tu"));
        QVERIFY(m_desk->part<QWidget>("promptPicker")->isVisible());
        QTest::keyClick(field(), Qt::Key_Return);
        QCOMPARE(field()->toPlainText(), QStringLiteral("French!"));
        field()->clear();
        QTest::mouseClick(m_desk->part<QToolButton>("promptsButton"), Qt::LeftButton);
        QTest::keyClicks(field(), QStringLiteral("two words"));
        QVERIFY(!m_desk->part<QWidget>("promptPicker")->isVisible());
        QCOMPARE(field()->toPlainText(), QStringLiteral("two words"));
    }

    void ownBracesAreSent()
    {
        field()->clear();
        QTest::keyClicks(field(), QStringLiteral("What is {{ x }} in Jinja?"));
        QTest::keyClick(field(), Qt::Key_Return);
        QTRY_COMPARE(m_desk->inference.requests().size(), std::size_t(1));
        QTRY_VERIFY(!m_desk->controller.isBusy());
    }

private:
    QTextEdit* field() { return m_desk->part<QTextEdit>("composerText"); }
    QString selected() { return field()->textCursor().selectedText(); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<tests::WindowDesk> m_desk;
};

QTEST_MAIN(TestSavedPrompts)
#include "tst_saved_prompts.moc"
