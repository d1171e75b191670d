// What the person has chosen, as typed values with defaults, kept in one ini file.
//
// Every value read is checked: what is missing, damaged or out of range in the file becomes the
// default or the nearest allowed value, so a broken file never breaks the application. Setters
// apply the same limits, write soon after, and emit changed() only where the value differs. Lives
// on the GUI thread and is used from there only.
#pragma once

#include "app/settings/settings_file.h"
#include "core/sampling/sampling_params.h"

#include <QByteArray>
#include <QList>
#include <QObject>
#include <QString>
#include <QStringList>

#include <optional>

namespace app {

enum class Theme
{
    System,
    Light,
    Dark,
    ContrastLight,
    ContrastDark
};

// A prompt that is kept for use again. {{words}} in it are places to fill in.
struct SavedPrompt
{
    QString name;
    QString text;

    bool operator==(const SavedPrompt&) const = default;
};

class Settings : public QObject
{
    Q_OBJECT

public:
    enum class Key
    {
        Theme,
        TextSize,
        Language,
        Spelling,
        Notifications,
        KeepInTray,
        AskShortcut,
        SystemPrompt,
        SavedPrompts,
        ModelTitles,
        Sampling,
        Seed,
        MaxTokens,
        Threads,
        ContextTokens,
        OpenModels,
        CompactCache,
        DiskCacheGigabytes,
        LoadAs,
        GiveWay,
        LastModel,
        RecentModels,
        EndpointEnabled,
        EndpointPort,
        EndpointApiKey,
        WindowGeometry,
        WindowState,
        Folders,
        NewAnswers,
        LastFolder,
    };
    Q_ENUM(Key)

    // What files are chosen for; each has its own folder.
    enum class FolderFor
    {
        Conversations, // exported and imported
        Attachments,
        Models,
        Code // of answers, saved
    };

    static constexpr int kTextSizes[] = {90, 100, 115, 130, 150, 200}; // offered, in percent
    static constexpr int kMinTextSizePercent = 50;
    static constexpr int kMaxTextSizePercent = 300;
    static constexpr int kMaxThreads = 256;
    static constexpr int kMaxOpenModels = 8;
    static constexpr int kMaxDiskCacheGigabytes = 1000;
    static constexpr int kMinContextTokens = 256;
    static constexpr int kMaxContextTokens = 1 << 20;
    static constexpr int kDefaultEndpointPort = 11439;
    // A small model that does not find an end stops here; Continue goes on.
    static constexpr int kDefaultMaxTokens = 1024;
    static constexpr int kMaxRecentModels = 10;
    static constexpr int kMaxSavedPrompts = 500;

    // path: the ini file, made when the first value is written; readable by its owner only, since
    // it holds the endpoint's key.
    explicit Settings(const QString& path, QObject* parent = nullptr);

    Theme theme() const;
    void setTheme(Theme theme);
    int textSizePercent() const; // 100: the desktop's own size
    void setTextSizePercent(int percent);
    void stepTextSize(int step); // to the next one offered that is larger (1) or smaller (-1)

    QString language() const; // "en", "zh_CN"; empty: the desktop's
    void setLanguage(const QString& language);

    QString spelling() const; // a dictionary's code, "off"; empty: by the desktop's languages
    void setSpelling(const QString& choice);

    bool notifications() const; // the desktop tells of long answers; true unless set
    void setNotifications(bool on);

    bool keepInTray() const; // the program stays there without windows; false unless set
    void setKeepInTray(bool on);
    bool askShortcut() const; // a key of the desktop's for a quick question; false unless set
    void setAskShortcut(bool on);
    bool trayExplained() const; // a person has been told once that it does
    void setTrayExplained();

    QString systemPrompt() const; // empty: none
    void setSystemPrompt(const QString& prompt);
    QList<SavedPrompt> savedPrompts() const;
    void setSavedPrompts(const QList<SavedPrompt>& prompts);
    bool modelTitles() const; // the model names new conversations
    void setModelTitles(bool on);
    core::SamplingParams sampling() const; // seed is 0; see fixedSeed()
    // Where nobody chose it, answers have what is usual for their model.
    bool isSamplingChosen() const;
    void setSampling(const core::SamplingParams& params); // what it is at first is no choice
    void chooseSampling(const core::SamplingParams& params);
    std::optional<quint64> fixedSeed() const; // nullopt: a random one for each answer
    void setFixedSeed(std::optional<quint64> seed);
    int maxTokens() const; // of one answer; -1: until the context window ends
    void setMaxTokens(int tokens);

    int threads() const; // 0: automatic
    void setThreads(int threads);
    int contextTokens() const; // 0: automatic
    void setContextTokens(int tokens);
    int openModels() const; // most that are loaded at once; 1 unless set
    void setOpenModels(int models);
    int diskCacheGigabytes() const; // of what was computed of conversations; 0: none is kept
    void setDiskCacheGigabytes(int gigabytes);
    bool compactCache() const; // keys and values in about half the memory; false unless set
    void setCompactCache(bool compact);
    QString
    loadAs() const; // "Q8_0": what Hugging Face folders are quantised to; empty: as they are
    void setLoadAs(const QString& type);

    bool giveWay() const; // to other programs, with fewer threads; false unless set
    void setGiveWay(bool on);

    QString lastModelPath() const;    // empty: none yet
    QStringList recentModels() const; // paths, most recent first
    // Makes path the last model and the first of the recent ones.
    void addRecentModel(const QString& path);
    void addKnownModel(const QString& path); // to the recent ones only
    void removeRecentModel(const QString& path);

    bool endpointEnabled() const;
    void setEndpointEnabled(bool enabled);
    quint16 endpointPort() const;
    void setEndpointPort(quint16 port);
    QString endpointApiKey() const; // empty: none asked for
    void setEndpointApiKey(const QString& key);

    QByteArray windowGeometry() const;
    void setWindowGeometry(const QByteArray& geometry);
    QByteArray windowState() const;
    void setWindowState(const QByteArray& state);
    QStringList toggledHeadings() const; // of the side bar: folders that are closed
    void setToggledHeadings(const QStringList& headings);
    QStringList folders() const; // of the side bar, those that are empty too
    void setFolders(const QStringList& folders);
    QList<qint64> newAnswers() const; // conversations with one that nobody has seen
    void setNewAnswer(qint64 conversation, bool isNew);
    QString lastFolder(FolderFor purpose) const; // where files were last chosen; empty: none yet
    void setLastFolder(FolderFor purpose, const QString& path);

signals:
    void changed(app::Settings::Key key);

private:
    void storeSampling(const core::SamplingParams& params, bool isChosen);
    void writeAndTell(Key key, const char* name, const QVariant& value);
    void writeRecentModels(const QStringList& paths);

    SettingsFile m_file;
};

} // namespace app
