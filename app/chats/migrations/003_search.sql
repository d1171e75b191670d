-- Full-text search over the messages. Trigrams find any part of a word, and languages that put no spaces between words.
-- The two spaces at the end make a trigram begin at every character; what is longer than a book is indexed in part.
CREATE VIEW searchable (id, text) AS SELECT id, substr(text, 1, 200000) || '  ' FROM messages;

CREATE VIRTUAL TABLE search USING fts5 (text, content = 'searchable', content_rowid = 'id', columnsize = 0, tokenize = 'trigram');

-- The terms that there are: how words of one or two characters are found.
CREATE VIRTUAL TABLE search_terms USING fts5vocab (search, 'row');

INSERT INTO search (search) VALUES ('rebuild');

CREATE TRIGGER search_added AFTER INSERT ON messages BEGIN
    INSERT INTO search (rowid, text) VALUES (new.id, substr(new.text, 1, 200000) || '  ');
END;

CREATE TRIGGER search_changed AFTER UPDATE OF text ON messages WHEN old.text IS NOT new.text BEGIN
    INSERT INTO search (search, rowid, text) VALUES ('delete', old.id, substr(old.text, 1, 200000) || '  ');
    INSERT INTO search (rowid, text) VALUES (new.id, substr(new.text, 1, 200000) || '  ');
END;

CREATE TRIGGER search_removed AFTER DELETE ON messages BEGIN
    INSERT INTO search (search, rowid, text) VALUES ('delete', old.id, substr(old.text, 1, 200000) || '  ');
END;
