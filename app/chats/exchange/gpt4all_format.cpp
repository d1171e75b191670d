#include "app/chats/exchange/gpt4all_format.h"

#include "app/chats/exchange/foreign_json.h"
#include "app/chats/exchange/import_text.h"
#include "app/chats/exchange/tree_builder.h"

#include <QDataStream>
#include <QIODevice>
#include <QUrl>
#include <QVariant>
#include <QtEndian>

#include <algorithm>
#include <exception>

namespace app {

namespace {

constexpr quint32 kMagic = 0xF5D553CC;
constexpr qint32 kNewestVersion = 12;
constexpr int kMaxDepth = 16; // of parts within parts

class ChatReader
{
public:
    explicit ChatReader(const QByteArray& content)
        : m_stream(content)
    {
        m_stream.setVersion(QDataStream::Qt_6_2);
    }

    qint32 readVersion()
    {
        value<quint32>(); // the magic number
        m_version = value<qint32>();
        return m_version;
    }
    bool isOk() const { return m_stream.status() == QDataStream::Ok; }

    void readHead(ConversationRecord& record)
    {
        record.createdAt = QDateTime::fromSecsSinceEpoch(value<qint64>()).toUTC();
        value<QString>(); // identifier
        record.title = value<QString>();
        value<QString>(); // the person's name
        m_model = value<QString>();
        if (m_version >= 3)
            passTexts();
        if (m_version < 11)
            passEngineState();
    }

    // Up to where the file ends or makes no sense.
    void readMessages(ConversationRecord& record, int& lost)
    {
        TreeBuilder tree;
        const auto count = value<qint32>();
        for (qint32 i = 0; i < count && isOk(); ++i) {
            Message message;
            const bool known = readMessage(message);
            if (!isOk() || !known) {
                lost = count - i;
                break;
            }
            message.createdAt = record.createdAt;
            tree.append(message);
        }
        tree.build(QString(), record);
    }

private:
    template <class T>
    T value()
    {
        T read{};
        m_stream >> read;
        return read;
    }
    // Counted by hand: a container would make room for as many as a damaged file claims.
    template <class Count, class Pass>
    void repeat(Pass pass)
    {
        const auto count = value<Count>();
        for (Count i = 0; i < count && isOk(); ++i)
            pass();
    }
    void passTexts()
    {
        repeat<quint32>([this] { value<QString>(); });
    }
    void passBytes(quint64 bytes)
    {
        const auto left =
            static_cast<quint64>(std::max<qint64>(m_stream.device()->bytesAvailable(), 0));
        if (bytes > left)
            m_stream.setStatus(QDataStream::ReadPastEnd);
        else
            m_stream.device()->skip(static_cast<qint64>(bytes));
    }
    void passArray(quint64 elementBytes)
    {
        const auto count = value<quint64>();
        passBytes(count > (quint64(1) << 48) ? count : count * elementBytes);
    }
    void passEngineState()
    {
        const bool hasCache = m_version < 6 || value<bool>();
        if (m_version >= 2) {
            value<qint32>(); // kind of model
            value<qint32>(); // version of its state
        }
        value<QString>(); // last answer
        value<QString>(); // generated title
        value<quint32>(); // tokens
        if (!hasCache)
            return;
        if (m_version < 4)
            value<quint32>();
        value<quint32>(); // position
        if (m_version >= 7)
            value<quint32>(); // context
        if (m_version < 9)
            passArray(sizeof(float)); // logits
        passArray(sizeof(qint32));    // tokens
        value<QByteArray>();
    }
    void passSources()
    {
        if (m_version >= 8) {
            repeat<qint64>([this] {
                for (int field = 0; field < 7; ++field)
                    value<QString>();
                for (int field = 0; field < 3; ++field)
                    value<qint32>(); // page, from, to
            });
        } else if (m_version >= 3) {
            value<QString>();
            passTexts();
        }
    }
    bool readMessage(Message& message)
    {
        if (m_version < 12)
            value<qint32>();
        const auto name = value<QString>();
        message.text = value<QString>();
        if (m_version < 10)
            value<QString>();
        value<QString>(); // a better answer that the person wrote
        value<bool>();    // is the current one
        const bool stopped = value<bool>();
        value<bool>(); // thumbs up
        value<bool>(); // thumbs down
        const bool isAnswer = name == QLatin1String("Response: ");
        bool isError = false;
        if (m_version >= 11 && isAnswer)
            isError = value<bool>();
        passSources();
        if (m_version >= 10) {
            repeat<qint64>([this] {
                value<QUrl>();
                value<QByteArray>();
            });
        }
        if (m_version >= 12) {
            QString parts;
            repeat<qint64>([&] { parts += part(0); });
            if (!parts.isEmpty())
                message.text = parts;
        }
        message.role = isAnswer                            ? core::Role::Assistant
                       : name == QLatin1String("System: ") ? core::Role::System
                                                           : core::Role::User;
        if (isAnswer)
            message.model = m_model;
        message.state = isError   ? MessageState::Failed
                        : stopped ? MessageState::Stopped
                                  : MessageState::Complete;
        return isAnswer || name == QLatin1String("Prompt: ") || name == QLatin1String("System: ");
    }
    // A part of an answer, from version 12: text, or a call of a tool and what came back.
    QString part(int depth)
    {
        if (depth > kMaxDepth) {
            m_stream.setStatus(QDataStream::ReadCorruptData);
            return {};
        }
        const auto name = value<QString>();
        auto text = value<QString>();
        if (name == QLatin1String("ToolCall: ")) {
            value<QString>(); // name of the tool
            repeat<qint64>([this] {
                value<QString>();
                value<qint32>();
                value<QVariant>();
            });
            value<QString>(); // result
            value<qint32>();  // error
            value<QString>();
        } else if (name == QLatin1String("ToolResponse: ")) {
            text.clear();
        }
        QString parts;
        repeat<qint64>([&] { parts += part(depth + 1); });
        return parts.isEmpty() ? text : parts;
    }

    QDataStream m_stream;
    qint32 m_version = 0;
    QString m_model;
};

} // namespace

bool isGpt4AllChat(const QByteArray& content)
{
    return content.size() >= 8 && qFromBigEndian<quint32>(content.constData()) == kMagic;
}

void readGpt4AllChat(const QByteArray& content, const QString& name, ImportPreview& preview)
{
    ChatReader reader(content);
    const qint32 version = reader.readVersion();
    if (version < 1 || version > kNewestVersion) {
        preview.problems.append(
            ImportText::tr("%1: expected a GPT4All chat of version 1 to %2, found version %3.")
                .arg(name)
                .arg(kNewestVersion)
                .arg(version));
        return;
    }
    ConversationRecord record;
    int lost = 0;
    try {
        reader.readHead(record);
        if (reader.isOk())
            reader.readMessages(record, lost);
    } catch (const std::exception&) {
        lost = std::max(lost, 1); // a value that claims more memory than there is
    }
    record.updatedAt = record.createdAt;
    if (!reader.isOk() && record.messages.isEmpty()) {
        preview.problems.append(
            ImportText::tr("%1: the file is damaged; nothing of it can be read.").arg(name));
        return;
    }
    addRecord(std::move(record), lost, preview);
}

} // namespace app
