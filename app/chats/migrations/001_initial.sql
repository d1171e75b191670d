-- Conversations as trees of messages. Statements are separated by blank lines; the whole file is one transaction.
-- Times are milliseconds since 1970 UTC, for people only: order is by id.
CREATE TABLE conversations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL,
    system_prompt TEXT,                       -- null: the one in the settings
    current_leaf INTEGER,                     -- message that ends the shown path; checked when read
    last_message INTEGER NOT NULL DEFAULT 0,  -- newest message: the order of the list
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER                        -- not null: in the trash
);

CREATE INDEX conversations_by_use ON conversations (deleted_at, last_message);

CREATE TABLE messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation_id INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    parent_id INTEGER REFERENCES messages (id) ON DELETE CASCADE,
    role TEXT NOT NULL,                       -- system, user, assistant, tool
    state TEXT NOT NULL,                      -- complete, streaming, stopped, length, failed
    text TEXT NOT NULL,                       -- while streaming: followed by its pieces
    error TEXT,
    model TEXT,
    settings TEXT,                            -- sampling parameters, a JSON object
    seed INTEGER,                             -- unsigned 64 bits, stored as signed
    prompt_tokens INTEGER,
    cached_tokens INTEGER,
    completion_tokens INTEGER,
    prefill_ms REAL,
    decode_ms REAL,
    created_at INTEGER NOT NULL,
    CHECK (parent_id IS NULL OR parent_id < id)
);

-- Covers the skeleton of a tree (id, parent) without touching the texts.
CREATE INDEX messages_by_parent ON messages (conversation_id, parent_id);

CREATE INDEX messages_streaming ON messages (id) WHERE state = 'streaming';

-- What a running answer has so far: appended, so that saving costs what is new and not the whole text.
CREATE TABLE pieces (
    message_id INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    sequence INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (message_id, sequence)
) WITHOUT ROWID;
