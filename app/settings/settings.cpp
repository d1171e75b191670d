#include "app/settings/settings.h"

#include <QVariant>

#include <algorithm>
#include <iterator>

namespace app {

namespace {

constexpr char kTheme[] = "appearance/theme";
constexpr char kTextSize[] = "appearance/textSizePercent";
constexpr char kLanguage[] = "appearance/language";
constexpr char kSpelling[] = "appearance/spelling";
constexpr char kNotifications[] = "appearance/notifications";
constexpr char kKeepInTray[] = "appearance/keepInTray";
constexpr char kAskShortcut[] = "appearance/askShortcut";
constexpr char kTrayExplained[] = "appearance/trayExplained";
constexpr char kSystemPrompt[] = "chat/systemPrompt";
constexpr char kSavedPrompts[] = "chat/savedPrompts";
constexpr char kTemperature[] = "sampling/temperature";
constexpr char kTopK[] = "sampling/topK";
constexpr char kTopP[] = "sampling/topP";
constexpr char kMinP[] = "sampling/minP";
constexpr char kRepeatPenalty[] = "sampling/repeatPenalty";
constexpr char kRepeatWindow[] = "sampling/repeatWindow";
constexpr char kSamplingChosen[] = "sampling/chosen";
constexpr char kSeed[] = "sampling/seed";
constexpr char kMaxTokens[] = "chat/maxTokens";
constexpr char kThreads[] = "engine/threads";
constexpr char kModelTitles[] = "chat/modelTitles";
constexpr char kContextTokens[] = "engine/contextTokens";
constexpr char kOpenModels[] = "engine/openModels";
constexpr char kDiskCacheGigabytes[] = "engine/diskCacheGigabytes";
constexpr char kCompactCache[] = "engine/compactCache";
constexpr char kGiveWay[] = "engine/giveWay";
constexpr char kLoadAs[] = "engine/loadAs";
constexpr int kLongestTypeName = 8;
constexpr char kEndpointEnabled[] = "endpoint/enabled";
constexpr char kEndpointPort[] = "endpoint/port";
constexpr char kEndpointApiKey[] = "endpoint/apiKey";

constexpr float kMaxTemperature = 5.0F;
constexpr float kMaxRepeatPenalty = 3.0F;
constexpr int kMaxTopK = 1000;
constexpr int kMaxRepeatWindow = 4096;
constexpr int kMaxAnswerTokens = 1 << 20;
constexpr int kMaxPromptLength = 64 * 1024;
constexpr int kMaxLanguageLength = 32;
constexpr int kMaxApiKeyLength = 512;

// Themes are stored by name, so that a reader of the file understands it and a new theme moves
// none.
constexpr const char* kThemeNames[] = {
    "system", "light", "dark", "contrast-light", "contrast-dark"};

// The number as it is shown: 0.7 rather than 0.699999988079071.
QVariant shortNumber(float value)
{
    return QString::number(static_cast<double>(value), 'g', 7);
}

int normalContext(int tokens)
{
    return tokens <= 0
               ? 0
               : std::clamp(tokens, Settings::kMinContextTokens, Settings::kMaxContextTokens);
}

int normalAnswerLimit(int tokens)
{
    return tokens <= 0 ? -1 : std::min(tokens, kMaxAnswerTokens);
}

} // namespace

Settings::Settings(const QString& path, QObject* parent)
    : QObject(parent)
    , m_file(path)
{
}

Theme Settings::theme() const
{
    const QString name = m_file.readString(kTheme, 16);
    const auto found = std::find(std::begin(kThemeNames), std::end(kThemeNames), name);
    return found == std::end(kThemeNames) ? Theme::System
                                          : static_cast<Theme>(found - std::begin(kThemeNames));
}

void Settings::setTheme(Theme theme)
{
    writeAndTell(Key::Theme, kTheme, QString::fromLatin1(kThemeNames[static_cast<int>(theme)]));
}

int Settings::textSizePercent() const
{
    return m_file.readInt(kTextSize, kMinTextSizePercent, kMaxTextSizePercent, 100);
}

void Settings::setTextSizePercent(int percent)
{
    writeAndTell(
        Key::TextSize, kTextSize, std::clamp(percent, kMinTextSizePercent, kMaxTextSizePercent));
}

void Settings::stepTextSize(int step)
{
    const int now = textSizePercent();
    const auto isBeyond = [now, step](int size) { return (size - now) * step > 0; };
    if (step > 0) {
        const auto next = std::find_if(std::begin(kTextSizes), std::end(kTextSizes), isBeyond);
        setTextSizePercent(next == std::end(kTextSizes) ? now : *next);
    } else {
        const auto next = std::find_if(std::rbegin(kTextSizes), std::rend(kTextSizes), isBeyond);
        setTextSizePercent(next == std::rend(kTextSizes) ? now : *next);
    }
}

QString Settings::language() const
{
    return m_file.readString(kLanguage, kMaxLanguageLength);
}

void Settings::setLanguage(const QString& language)
{
    writeAndTell(Key::Language, kLanguage, language.left(kMaxLanguageLength));
}

QString Settings::spelling() const
{
    return m_file.readString(kSpelling, kMaxLanguageLength);
}

void Settings::setSpelling(const QString& choice)
{
    writeAndTell(Key::Spelling, kSpelling, choice.left(kMaxLanguageLength));
}

bool Settings::notifications() const
{
    return m_file.readInt(kNotifications, 0, 1, 1) == 1;
}

void Settings::setNotifications(bool on)
{
    writeAndTell(Key::Notifications, kNotifications, on ? 1 : 0);
}

bool Settings::keepInTray() const
{
    return m_file.readInt(kKeepInTray, 0, 1, 0) == 1;
}

void Settings::setKeepInTray(bool on)
{
    writeAndTell(Key::KeepInTray, kKeepInTray, on ? 1 : 0);
}

bool Settings::askShortcut() const
{
    return m_file.readInt(kAskShortcut, 0, 1, 0) == 1;
}

void Settings::setAskShortcut(bool on)
{
    writeAndTell(Key::AskShortcut, kAskShortcut, on ? 1 : 0);
}

bool Settings::trayExplained() const
{
    return m_file.readInt(kTrayExplained, 0, 1, 0) == 1;
}

void Settings::setTrayExplained()
{
    m_file.write(kTrayExplained, 1);
}

// Names and texts by turns.
QList<SavedPrompt> Settings::savedPrompts() const
{
    const QStringList list = m_file.stored(kSavedPrompts).toStringList();
    QList<SavedPrompt> prompts;
    for (qsizetype i = 0; i + 1 < list.size() && prompts.size() < kMaxSavedPrompts; i += 2) {
        if (!list[i].trimmed().isEmpty())
            prompts << SavedPrompt{list[i], list[i + 1].left(kMaxPromptLength)};
    }
    return prompts;
}

void Settings::setSavedPrompts(const QList<SavedPrompt>& prompts)
{
    if (prompts == savedPrompts())
        return;
    QStringList list;
    for (const SavedPrompt& prompt : prompts)
        list << prompt.name << prompt.text;
    m_file.replace(kSavedPrompts, list);
    emit changed(Key::SavedPrompts);
}

QString Settings::systemPrompt() const
{
    return m_file.readString(kSystemPrompt, kMaxPromptLength);
}

void Settings::setSystemPrompt(const QString& prompt)
{
    writeAndTell(Key::SystemPrompt, kSystemPrompt, prompt.left(kMaxPromptLength));
}

core::SamplingParams Settings::sampling() const
{
    const core::SamplingParams defaults;
    core::SamplingParams params;
    params.temperature = m_file.readFloat(kTemperature, 0, kMaxTemperature, defaults.temperature);
    params.topK = m_file.readInt(kTopK, 0, kMaxTopK, defaults.topK);
    params.topP = m_file.readFloat(kTopP, 0, 1, defaults.topP);
    params.minP = m_file.readFloat(kMinP, 0, 1, defaults.minP);
    params.repeatPenalty =
        m_file.readFloat(kRepeatPenalty, 1, kMaxRepeatPenalty, defaults.repeatPenalty);
    params.repeatWindow = m_file.readInt(kRepeatWindow, 0, kMaxRepeatWindow, defaults.repeatWindow);
    return params;
}

bool Settings::isSamplingChosen() const
{
    const int isOther = sampling() != core::SamplingParams() ? 1 : 0;
    return m_file.readInt(kSamplingChosen, 0, 1, isOther) != 0;
}

void Settings::setSampling(const core::SamplingParams& params)
{
    storeSampling(params, params != core::SamplingParams());
}

void Settings::chooseSampling(const core::SamplingParams& params)
{
    storeSampling(params, /*isChosen=*/true);
}

void Settings::storeSampling(const core::SamplingParams& params, bool isChosen)
{
    const core::SamplingParams defaults;
    bool differs = m_file.write(kSamplingChosen, isChosen ? 1 : 0);
    differs |= m_file.write(
        kTemperature,
        shortNumber(clampFinite(params.temperature, 0, kMaxTemperature, defaults.temperature)));
    differs |= m_file.write(kTopK, std::clamp(params.topK, 0, kMaxTopK));
    differs |= m_file.write(kTopP, shortNumber(clampFinite(params.topP, 0, 1, defaults.topP)));
    differs |= m_file.write(kMinP, shortNumber(clampFinite(params.minP, 0, 1, defaults.minP)));
    differs |=
        m_file.write(kRepeatPenalty,
                     shortNumber(clampFinite(
                         params.repeatPenalty, 1, kMaxRepeatPenalty, defaults.repeatPenalty)));
    differs |= m_file.write(kRepeatWindow, std::clamp(params.repeatWindow, 0, kMaxRepeatWindow));
    if (differs)
        emit changed(Key::Sampling);
}

std::optional<quint64> Settings::fixedSeed() const
{
    bool ok = false;
    const quint64 seed = m_file.readString(kSeed, 32).toULongLong(&ok);
    return ok ? std::optional<quint64>(seed) : std::nullopt;
}

void Settings::setFixedSeed(std::optional<quint64> seed)
{
    writeAndTell(Key::Seed, kSeed, seed ? QString::number(*seed) : QString());
}

int Settings::maxTokens() const
{
    return normalAnswerLimit(m_file.readInt(kMaxTokens, -1, kMaxAnswerTokens, kDefaultMaxTokens));
}

void Settings::setMaxTokens(int tokens)
{
    writeAndTell(Key::MaxTokens, kMaxTokens, normalAnswerLimit(tokens));
}

int Settings::threads() const
{
    return m_file.readInt(kThreads, 0, kMaxThreads, 0);
}

void Settings::setThreads(int threads)
{
    writeAndTell(Key::Threads, kThreads, std::clamp(threads, 0, kMaxThreads));
}

int Settings::contextTokens() const
{
    return normalContext(m_file.readInt(kContextTokens, 0, kMaxContextTokens, 0));
}

void Settings::setContextTokens(int tokens)
{
    writeAndTell(Key::ContextTokens, kContextTokens, normalContext(tokens));
}

bool Settings::giveWay() const
{
    return m_file.readInt(kGiveWay, 0, 1, 0) == 1;
}

void Settings::setGiveWay(bool on)
{
    writeAndTell(Key::GiveWay, kGiveWay, on ? 1 : 0);
}

int Settings::openModels() const
{
    return m_file.readInt(kOpenModels, 1, kMaxOpenModels, 1);
}

void Settings::setOpenModels(int models)
{
    writeAndTell(Key::OpenModels, kOpenModels, std::clamp(models, 1, kMaxOpenModels));
}

int Settings::diskCacheGigabytes() const
{
    return m_file.readInt(kDiskCacheGigabytes, 0, kMaxDiskCacheGigabytes, 2);
}

void Settings::setDiskCacheGigabytes(int gigabytes)
{
    writeAndTell(Key::DiskCacheGigabytes,
                 kDiskCacheGigabytes,
                 std::clamp(gigabytes, 0, kMaxDiskCacheGigabytes));
}

bool Settings::compactCache() const
{
    return m_file.readInt(kCompactCache, 0, 1, 0) == 1;
}

void Settings::setCompactCache(bool compact)
{
    writeAndTell(Key::CompactCache, kCompactCache, compact ? 1 : 0);
}

QString Settings::loadAs() const
{
    return m_file.readString(kLoadAs, kLongestTypeName);
}

void Settings::setLoadAs(const QString& type)
{
    writeAndTell(Key::LoadAs, kLoadAs, type.left(kLongestTypeName));
}

bool Settings::modelTitles() const
{
    return m_file.readInt(kModelTitles, 0, 1, 1) == 1;
}

void Settings::setModelTitles(bool on)
{
    writeAndTell(Key::ModelTitles, kModelTitles, on ? 1 : 0);
}

bool Settings::endpointEnabled() const
{
    return m_file.readInt(kEndpointEnabled, 0, 1, 0) == 1;
}

void Settings::setEndpointEnabled(bool enabled)
{
    writeAndTell(Key::EndpointEnabled, kEndpointEnabled, enabled ? 1 : 0);
}

quint16 Settings::endpointPort() const
{
    return static_cast<quint16>(m_file.readInt(kEndpointPort, 1, 65535, kDefaultEndpointPort));
}

void Settings::setEndpointPort(quint16 port)
{
    writeAndTell(Key::EndpointPort, kEndpointPort, std::max<int>(port, 1));
}

QString Settings::endpointApiKey() const
{
    return m_file.readString(kEndpointApiKey, kMaxApiKeyLength);
}

void Settings::setEndpointApiKey(const QString& key)
{
    writeAndTell(Key::EndpointApiKey, kEndpointApiKey, key.left(kMaxApiKeyLength));
}

void Settings::writeAndTell(Key key, const char* name, const QVariant& value)
{
    if (m_file.write(name, value))
        emit changed(key);
}

} // namespace app
