-- What edits that are open have come to: at most one text for a message.
CREATE TABLE edits (
    message_id INTEGER NOT NULL UNIQUE,
    text TEXT NOT NULL
);

CREATE TRIGGER edits_go AFTER DELETE ON messages BEGIN
    DELETE FROM edits WHERE message_id = old.id;
END;
