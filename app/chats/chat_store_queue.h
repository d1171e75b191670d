// How ChatStore hands its work to the database thread; for its own sources.
#pragma once

#include "app/chats/chat_database.h"
#include "app/chats/chat_store.h"
#include "app/threads/database_thread.h"
#include "app/threads/run_in_background.h"

#include <QPointer>

#include <exception>
#include <utility>

namespace app {

template <class T, class Task>
void ChatStore::enqueue(Kind kind, qint64 id, Task task, QObject* context, Reply<T> reply)
{
    const auto guarded = [this, id, task = std::move(task)]() -> core::Result<T> {
        try {
            return task(isTemporaryId(id) ? openTemporary(m_temporary) : *m_database);
        } catch (const std::exception& error) {
            return core::fail(core::ErrorCode::OutOfMemory,
                              "The conversation store met an unexpected error ({}); try again.",
                              error.what());
        }
    };
    // Through this object first, so that a failure is noticed also where nobody waits for the
    // reply.
    runInBackground(
        m_thread->pool(),
        guarded,
        this,
        [this, kind, id, receiver = QPointer<QObject>(context), reply = std::move(reply)](
            core::Result<T> result) {
            const bool stored = kind != Kind::Read && !isTemporaryId(id) && result.has_value();
            if (kind != Kind::Read && !result)
                noteFailure(result.error());
            if (stored && kind == Kind::WriteList)
                emit listChanged(); // first: what the reply asks for comes after the new list
            if (receiver && reply)
                reply(std::move(result));
            if (stored)
                noteSuccess();
        });
}

} // namespace app
