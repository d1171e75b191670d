// The voice, on an engine of the test's own in the place of the desktop's.
#include "app/main/desktop_voice.h"

#include <QSignalSpy>
#include <QTextToSpeechPlugin>
#include <QVoice>
#include <QtTest>

#include <atomic>
#include <mutex>

// What the engine is to do, and what it has done: it lives on a thread of the voice's.
struct Desktop
{
    std::mutex mutex;
    bool hasVoice = true;
    bool isBroken = false;
    bool isSilent = false; // takes a text and tells nothing
    int made = 0;          // engines
    int engines = 0;       // that are there now
    QStringList said;
    QLocale language;
    class Engine* engine = nullptr; // made last
};
static Desktop desktop;

// Tells late that it speaks, and that it has ended, as Speech Dispatcher does.
class Engine : public QTextToSpeechEngine
{
    Q_OBJECT

public:
    explicit Engine(QObject* parent)
        : QTextToSpeechEngine(parent)
    {
        const std::lock_guard lock(desktop.mutex);
        ++desktop.made;
        ++desktop.engines;
        desktop.engine = this;
    }
    ~Engine() override
    {
        const std::lock_guard lock(desktop.mutex);
        --desktop.engines;
        desktop.engine = nullptr;
    }

    QList<QLocale> availableLocales() const override
    {
        return {QLocale(QStringLiteral("en_US")), QLocale(QStringLiteral("zh_CN"))};
    }
    QList<QVoice> availableVoices() const override
    {
        if (!desktop.hasVoice)
            return {};
        return {createVoice(QStringLiteral("Test"), locale(), QVoice::Female, QVoice::Adult, {})};
    }
    void say(const QString& text) override
    {
        const std::lock_guard lock(desktop.mutex);
        if (m_state == QTextToSpeech::Speaking)
            return; // nothing of it would be heard
        desktop.said << text;
        if (!desktop.isSilent)
            later(desktop.isBroken ? QTextToSpeech::Error : QTextToSpeech::Speaking);
    }
    void stop(QTextToSpeech::BoundaryHint) override
    {
        const std::lock_guard lock(desktop.mutex);
        if (m_state != QTextToSpeech::Speaking)
            return; // it does not listen
        desktop.said << QStringLiteral("(stop)");
        later(QTextToSpeech::Ready);
    }
    void end() { later(QTextToSpeech::Ready); }

    void pause(QTextToSpeech::BoundaryHint) override {}
    void resume() override {}
    void synthesize(const QString&) {} // asked for by later versions of Qt
    double rate() const override { return 0; }
    bool setRate(double) override { return false; }
    double pitch() const override { return 0; }
    bool setPitch(double) override { return false; }
    QLocale locale() const override { return desktop.language; }
    bool setLocale(const QLocale& locale) override
    {
        desktop.language = locale;
        return true;
    }
    double volume() const override { return 1; }
    bool setVolume(double) override { return false; }
    QVoice voice() const override { return availableVoices().value(0); }
    bool setVoice(const QVoice&) override { return false; }
    QTextToSpeech::State state() const override { return m_state; }
    QTextToSpeech::ErrorReason errorReason() const override { return {}; }
    QString errorString() const override { return {}; }

private:
    void later(QTextToSpeech::State state)
    {
        QMetaObject::invokeMethod(
            this,
            [this, state] {
                m_state = state;
                emit stateChanged(state);
            },
            Qt::QueuedConnection);
    }

    std::atomic<QTextToSpeech::State> m_state = QTextToSpeech::Ready;
};

class TestEnginePlugin : public QObject, public QTextToSpeechPlugin
{
    Q_OBJECT
    Q_INTERFACES(QTextToSpeechPlugin)
    Q_PLUGIN_METADATA(IID "org.qt-project.qt.speech.tts.plugin/6.0" FILE "test_engine.json")

public:
    QTextToSpeechEngine*
    createTextToSpeechEngine(const QVariantMap&, QObject* parent, QString*) const override
    {
        return new Engine(parent);
    }
};

Q_IMPORT_PLUGIN(TestEnginePlugin)

namespace {

QStringList said()
{
    const std::lock_guard lock(desktop.mutex);
    return desktop.said;
}

// Some have been made, and all are gone.
bool isOver()
{
    const std::lock_guard lock(desktop.mutex);
    return desktop.made > 0 && desktop.engines == 0;
}

void endSpeech()
{
    const std::lock_guard lock(desktop.mutex);
    if (desktop.engine != nullptr)
        desktop.engine->end();
}

const QLocale kEnglish(QStringLiteral("en_GB"));

} // namespace

class TestDesktopVoice : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QCoreApplication::setLibraryPaths({}); // the desktop's own engines stay out of it
    }

    void init()
    {
        const std::lock_guard lock(desktop.mutex);
        QCOMPARE(desktop.engines, 0);
        desktop.hasVoice = true;
        desktop.isBroken = false;
        desktop.isSilent = false;
        desktop.made = 0;
        desktop.said.clear();
    }

    void looksForAVoiceWhenAsked()
    {
        app::DesktopVoice voice;
        QSignalSpy found(&voice, &app::Voice::found);
        voice.stop(); // needs no engine
        voice.lookFor();
        QVERIFY(found.wait());
        QTRY_VERIFY(isOver());
        QCOMPARE(desktop.made, 1);
        QCOMPARE(said(), QStringList());
    }

    void findsNoneWhereThereIsNone()
    {
        desktop.hasVoice = false;
        app::DesktopVoice voice;
        QSignalSpy found(&voice, &app::Voice::found), ended(&voice, &app::Voice::ended);
        QSignalSpy absent(&voice, &app::Voice::absent);
        voice.lookFor();
        voice.say(QStringLiteral("One"), kEnglish);
        QVERIFY(ended.wait());
        QCOMPARE(found.count(), 0);
        QCOMPARE(absent.count(), 1);
        QTRY_VERIFY(isOver());
        QCOMPARE(said(), QStringList());
    }

    void saysAllAndTellsTheEnd()
    {
        app::DesktopVoice voice;
        QSignalSpy ended(&voice, &app::Voice::ended);
        voice.say(QStringLiteral("One"), kEnglish);
        QTRY_COMPARE(said(), QStringList{QStringLiteral("One")});
        QCOMPARE(desktop.language, QLocale(QStringLiteral("en_US"))); // the nearest
        QCOMPARE(ended.count(), 0);
        endSpeech();
        QVERIFY(ended.wait());
        voice.say(QStringLiteral("二"), QLocale(QStringLiteral("zh_CN")));
        QTRY_COMPARE(said(), QStringList({QStringLiteral("One"), QStringLiteral("二")}));
        QCOMPARE(desktop.language, QLocale(QStringLiteral("zh_CN")));
        endSpeech();
        QVERIFY(ended.wait());
        QCOMPARE(ended.count(), 2);
        QCOMPARE(desktop.made, 1); // it takes long to make one
    }

    void anotherTextTakesItsPlace()
    {
        app::DesktopVoice voice;
        QSignalSpy ended(&voice, &app::Voice::ended);
        voice.say(QStringLiteral("One"), kEnglish);
        QTRY_COMPARE(said().size(), 1);
        voice.say(QStringLiteral("Two"), kEnglish);
        voice.say(QStringLiteral("Three"), kEnglish);
        QTRY_COMPARE(said().last(), QStringLiteral("Three"));
        QCOMPARE(said().value(1), QStringLiteral("(stop)"));
        endSpeech();
        QVERIFY(ended.wait());
        QCOMPARE(ended.count(), 1);
    }

    void stopsWhatHasHardlyBegun()
    {
        app::DesktopVoice voice;
        QSignalSpy ended(&voice, &app::Voice::ended);
        voice.say(QStringLiteral("One"), kEnglish);
        voice.stop();
        QTRY_COMPARE(said(), QStringList({QStringLiteral("One"), QStringLiteral("(stop)")}));
        voice.say(QStringLiteral("Two"), kEnglish);
        QTRY_COMPARE(said().last(), QStringLiteral("Two"));
        endSpeech();
        QVERIFY(ended.wait());
        QCOMPARE(ended.count(), 1);
    }

    void failureIsAnEnd()
    {
        desktop.isBroken = true;
        app::DesktopVoice voice;
        QSignalSpy ended(&voice, &app::Voice::ended);
        voice.say(QStringLiteral("One"), kEnglish);
        QVERIFY(ended.wait());
        QTRY_VERIFY(isOver());
    }

    void givesUpAnEngineThatDoesNotBegin()
    {
        desktop.isSilent = true;
        app::DesktopVoice voice(nullptr, std::chrono::milliseconds(50));
        QSignalSpy ended(&voice, &app::Voice::ended);
        voice.say(QStringLiteral("One"), kEnglish);
        QVERIFY(ended.wait());
        QTRY_VERIFY(isOver());
        {
            const std::lock_guard lock(desktop.mutex);
            desktop.isSilent = false;
        }
        voice.say(QStringLiteral("Two"), kEnglish);
        QTRY_COMPARE(said(), QStringList({QStringLiteral("One"), QStringLiteral("Two")}));
        endSpeech();
        QVERIFY(ended.wait());
        QCOMPARE(ended.count(), 2);
        QCOMPARE(desktop.made, 2);
    }

    void goesWithItsEngine()
    {
        auto voice = std::make_unique<app::DesktopVoice>();
        voice->say(QStringLiteral("One"), kEnglish);
        QTRY_COMPARE(said().size(), 1);
        voice.reset();
        QVERIFY(isOver());
    }
};

QTEST_GUILESS_MAIN(TestDesktopVoice)
#include "tst_desktop_voice.moc"
