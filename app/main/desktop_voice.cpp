#include "app/main/desktop_voice.h"

#include <QTextToSpeech>
#include <QTimer>
#include <QVoice>

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace app {

namespace {

bool hasVoice(const QTextToSpeech& engine)
{
    return engine.state() != QTextToSpeech::Error && !engine.availableVoices().isEmpty();
}

// The engine that Qt prefers, else any other. Null where none has a voice.
std::unique_ptr<QTextToSpeech> makeEngine()
{
    QStringList names = QTextToSpeech::availableEngines();
    names.removeAll(QStringLiteral("mock")); // Qt's own, for tests
    if (names.isEmpty())
        return nullptr;
    auto engine = std::make_unique<QTextToSpeech>();
    names.removeAll(engine->engine());
    while (!hasVoice(*engine) && !names.isEmpty())
        engine = std::make_unique<QTextToSpeech>(names.takeFirst());
    return hasVoice(*engine) ? std::move(engine) : nullptr;
}

// Another country's where there is no other; nothing where no voice speaks the language.
std::optional<QLocale> nearest(const QList<QLocale>& offered, const QLocale& wanted)
{
    if (offered.contains(wanted))
        return wanted;
    const auto found = std::find_if(offered.begin(), offered.end(), [&](const QLocale& each) {
        return each.language() == wanted.language();
    });
    return found == offered.end() ? std::nullopt : std::optional(*found);
}

} // namespace

// On the thread. The engine tells of its state late: what is asked for meanwhile waits until the
// former text has really begun, and then really ended. An engine that does not begin for too long
// is given up.
class DesktopVoice::Speaker : public QObject
{
public:
    Speaker(DesktopVoice& voice, std::chrono::milliseconds longestBeginning)
        : m_voice(voice)
    {
        m_beginning.setSingleShot(true);
        m_beginning.setInterval(longestBeginning);
        connect(&m_beginning, &QTimer::timeout, this, &Speaker::giveUp);
    }

    void lookFor()
    {
        const bool isThere = m_engine != nullptr || makeEngine() != nullptr;
        tell([this, isThere] { emit isThere ? m_voice.found() : m_voice.absent(); });
    }

    void say(int number, const QString& text, const QLocale& language)
    {
        m_next = Text{number, text, language};
        goOn();
    }

    void stop()
    {
        m_next.reset();
        m_current.reset();
        goOn();
    }

private:
    struct Text
    {
        int number = 0;
        QString words;
        QLocale language;
    };
    enum class Phase
    {
        Silent,
        Beginning, // the engine has been told, and has not said that it speaks
        Speaking
    };

    void goOn()
    {
        if (m_phase == Phase::Silent && m_next)
            begin();
        else if (m_phase == Phase::Speaking && (m_next || !m_current))
            m_engine->stop();
    }

    void begin()
    {
        m_current = std::exchange(m_next, std::nullopt);
        if (m_engine == nullptr) {
            m_engine = makeEngine();
            if (m_engine == nullptr)
                return end();
            connect(m_engine.get(), &QTextToSpeech::stateChanged, this, &Speaker::onStateChanged);
        }
        if (const auto language = nearest(m_engine->availableLocales(), m_current->language))
            m_engine->setLocale(*language);
        m_phase = Phase::Beginning;
        m_beginning.start();
        m_engine->say(m_current->words);
    }

    void onStateChanged(QTextToSpeech::State state)
    {
        if (state == QTextToSpeech::Speaking) {
            m_beginning.stop();
            m_phase = Phase::Speaking;
            goOn();
        } else if (state == QTextToSpeech::Error) {
            giveUp();
        } else if (state == QTextToSpeech::Ready && m_phase == Phase::Speaking) {
            end();
        }
    }

    void giveUp()
    {
        dropEngine();
        end();
    }

    void end()
    {
        m_beginning.stop();
        m_phase = Phase::Silent;
        if (m_next)
            return begin();
        if (const auto ended = std::exchange(m_current, std::nullopt)) {
            tell([this, number = ended->number] {
                if (number == m_voice.m_text)
                    emit m_voice.ended();
            });
        }
    }

    void dropEngine()
    {
        if (m_engine == nullptr)
            return;
        m_engine->disconnect(this);
        m_engine.release()->deleteLater(); // it may be the sender
    }

    void tell(const std::function<void()>& what)
    {
        QMetaObject::invokeMethod(&m_voice, what, Qt::QueuedConnection);
    }

    DesktopVoice& m_voice;
    std::unique_ptr<QTextToSpeech> m_engine; // from the first text on
    Phase m_phase = Phase::Silent;
    QTimer m_beginning{this};      // a child, so that it moves to the thread too
    std::optional<Text> m_current; // none: what is being said is to end
    std::optional<Text> m_next;
};

DesktopVoice::DesktopVoice(QObject* parent, std::chrono::milliseconds longestBeginning)
    : Voice(parent)
    , m_longestBeginning(longestBeginning)
{
}

DesktopVoice::~DesktopVoice()
{
    m_thread.quit();
    m_thread.wait();
}

DesktopVoice::Speaker& DesktopVoice::speaker()
{
    if (m_speaker == nullptr) {
        m_speaker = new Speaker(*this, m_longestBeginning);
        m_speaker->moveToThread(&m_thread);
        connect(&m_thread, &QThread::finished, m_speaker, &QObject::deleteLater);
        m_thread.start();
    }
    return *m_speaker;
}

void DesktopVoice::lookFor()
{
    Speaker* to = &speaker();
    QMetaObject::invokeMethod(
        to, [to] { to->lookFor(); }, Qt::QueuedConnection);
}

void DesktopVoice::say(const QString& text, const QLocale& language)
{
    Speaker* to = &speaker();
    QMetaObject::invokeMethod(
        to,
        [to, number = ++m_text, text, language] { to->say(number, text, language); },
        Qt::QueuedConnection);
}

void DesktopVoice::stop()
{
    if (m_speaker == nullptr)
        return;
    ++m_text;
    QMetaObject::invokeMethod(
        m_speaker, [to = m_speaker] { to->stop(); }, Qt::QueuedConnection);
}

} // namespace app
