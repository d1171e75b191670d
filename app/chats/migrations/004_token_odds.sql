-- What the model thought of the tokens of an answer: runs of tokens, each from a position of the text on, in UTF-16 units.
-- A table of its own, since it is read only to look inside. The form of odds is that of app/chats/token_odds.h.
CREATE TABLE token_odds (
    message_id INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    odds BLOB NOT NULL,
    PRIMARY KEY (message_id, start)
);
