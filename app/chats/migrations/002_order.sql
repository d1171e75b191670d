-- What people order their conversations by, and which answers a person changed.
ALTER TABLE conversations ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0;

ALTER TABLE conversations ADD COLUMN archived INTEGER NOT NULL DEFAULT 0;

-- One level of folders, by name; empty: none.
ALTER TABLE conversations ADD COLUMN folder TEXT NOT NULL DEFAULT '';

-- One tag a line.
ALTER TABLE conversations ADD COLUMN tags TEXT NOT NULL DEFAULT '';

ALTER TABLE messages ADD COLUMN edited INTEGER NOT NULL DEFAULT 0;
