-- What has been written and not been sent: at most one text for a conversation, and one, under 0, for a new one.
CREATE TABLE drafts (
    conversation_id INTEGER NOT NULL UNIQUE,
    text TEXT NOT NULL
);

CREATE TRIGGER drafts_go AFTER DELETE ON conversations BEGIN
    DELETE FROM drafts WHERE conversation_id = old.id;
END;
