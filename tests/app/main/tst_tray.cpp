// The tray's menu, and what becomes of the program when its last window is closed.
#include "app/main/tray.h"
#include "app/settings/settings.h"

#include <QAction>
#include <QApplication>
#include <QMenu>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

class TestTray : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_settings = std::make_unique<app::Settings>(m_folder->filePath("settings.ini"));
    }
    void cleanup()
    {
        QApplication::setQuitOnLastWindowClosed(true);
        m_settings.reset(); // they write at the end, and would make their folder again
        m_folder.reset();
    }

    void isThereWhereItIsWanted()
    {
        app::Tray tray(*m_settings, [] { return true; });
        QVERIFY(tray.menu() == nullptr);
        QVERIFY(QApplication::quitOnLastWindowClosed());
        m_settings->setKeepInTray(true);
        QVERIFY(tray.menu() != nullptr);
        QVERIFY(!QApplication::quitOnLastWindowClosed());
        m_settings->setKeepInTray(false);
        QVERIFY(tray.menu() == nullptr);
        QVERIFY(QApplication::quitOnLastWindowClosed());
    }

    void offersWhatItsMenuSays()
    {
        m_settings->setKeepInTray(true);
        app::Tray tray(*m_settings, [] { return true; });
        QSignalSpy ask(&tray, &app::Tray::askRequested);
        QSignalSpy show(&tray, &app::Tray::showRequested);
        QSignalSpy quit(&tray, &app::Tray::quitRequested);
        QStringList texts;
        for (QAction* action : tray.menu()->actions()) {
            if (action->isSeparator())
                continue;
            texts << action->text();
            action->trigger();
        }
        QCOMPARE(texts, QStringList({"Ask a quick question", "Show Fireside", "Quit"}));
        QCOMPARE(ask.count() + show.count() + quit.count(), 3);
        QCOMPARE(qMax(ask.count(), qMax(show.count(), quit.count())), 1);
    }

    void explainsOnceThatItStays()
    {
        m_settings->setKeepInTray(true);
        app::Tray tray(*m_settings, [] { return true; });
        QSignalSpy quit(&tray, &app::Tray::quitRequested);
        closeTheLastWindow();
        QTRY_VERIFY(m_settings->trayExplained());
        QCOMPARE(quit.count(), 0);
    }

    void endsWhereTheTrayHasGone()
    {
        m_settings->setKeepInTray(true);
        app::Tray tray(*m_settings, [] { return false; });
        QSignalSpy quit(&tray, &app::Tray::quitRequested);
        closeTheLastWindow();
        QTRY_COMPARE(quit.count(), 1);
        QVERIFY(!m_settings->trayExplained());
    }

private:
    // Qt tells of it only while its event loop runs.
    static void closeTheLastWindow() { QMetaObject::invokeMethod(qApp, "lastWindowClosed"); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<app::Settings> m_settings;
};

QTEST_MAIN(TestTray)
#include "tst_tray.moc"
