-- What the model reads of a conversation that is longer than its context window: the messages up to
-- context_end are left out, and context_summary is read in their place.
ALTER TABLE conversations ADD COLUMN context_choice TEXT NOT NULL DEFAULT 'ask';

ALTER TABLE conversations ADD COLUMN context_end INTEGER NOT NULL DEFAULT 0;

ALTER TABLE conversations ADD COLUMN context_summary TEXT NOT NULL DEFAULT '';
