#include "app/conversation/drafts.h"

#include "app/chats/chat_store.h"

#include <chrono>
#include <utility>

namespace app {

namespace {

constexpr std::chrono::seconds kSaveInterval{1};

} // namespace

Drafts::Drafts(ChatStore& store, QObject* parent)
    : QObject(parent)
    , m_store(store)
{
    m_save.setSingleShot(true);
    m_save.setInterval(kSaveInterval);
    connect(&m_save, &QTimer::timeout, this, &Drafts::save);
    m_store.drafts(this, [this](const core::Result<QHash<ConversationId, QString>>& stored) {
        if (stored) // else the store says by itself what is wrong with it
            m_texts = *stored;
    });
    m_store.edits(this, [this](const core::Result<QHash<MessageId, QString>>& stored) {
        if (stored)
            m_edits = *stored;
    });
}

Drafts::~Drafts()
{
    save();
}

QString Drafts::take(ConversationId id)
{
    return m_texts.take(id);
}

void Drafts::keep(ConversationId id, const QString& text)
{
    if (isTemporaryId(id))
        return;
    m_unsaved.insert(id, text);
    saveSoon();
}

void Drafts::leave(ConversationId id, const QString& text)
{
    if (!isTemporaryId(id) && !text.isEmpty())
        m_texts.insert(id, text);
}

void Drafts::keepEdit(MessageId id, const QString& text)
{
    if (isTemporaryId(id))
        return;
    m_unsavedEdits.insert(id, text);
    saveSoon();
}

void Drafts::leaveEdit(MessageId id, const QString& text)
{
    if (!isTemporaryId(id) && !text.isEmpty())
        m_edits.insert(id, text);
}

void Drafts::saveSoon()
{
    if (!m_save.isActive())
        m_save.start();
}

void Drafts::save()
{
    const auto unsaved = std::exchange(m_unsaved, {});
    for (auto draft = unsaved.begin(); draft != unsaved.end(); ++draft)
        m_store.setDraft(draft.key(), draft.value());
    const auto edits = std::exchange(m_unsavedEdits, {});
    for (auto edit = edits.begin(); edit != edits.end(); ++edit)
        m_store.setEdit(edit.key(), edit.value());
}

} // namespace app
