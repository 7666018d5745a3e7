-- What MusicBrainz says: its own tables, those that we use, as its export has them. They are made as they
-- are read, since their columns change with MusicBrainz' schema: see ingest/sources/musicbrainz/tables.py.

CREATE SCHEMA musicbrainz;

-- Which tables of which archive are here. A table and its entry are committed together.
CREATE TABLE musicbrainz.loaded (
    name    text PRIMARY KEY,
    archive text   NOT NULL,  -- a digest of the archive's size, beginning and end
    rows    bigint NOT NULL,
    at      timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE musicbrainz.reject (
    name text NOT NULL REFERENCES musicbrainz.loaded ON DELETE CASCADE, line bigint NOT NULL, reason text NOT NULL
);

-- Names and titles in the form in which they are looked up, each once; folding happens in Python.
CREATE TABLE musicbrainz.spelled (name text NOT NULL, folded text NOT NULL, work text NOT NULL, label text NOT NULL);

-- Answers of the web service, one per artist, for those who are followed without a dump.
CREATE TABLE musicbrainz.live (
    mbid uuid PRIMARY KEY, fetched timestamptz NOT NULL DEFAULT now(), answer jsonb NOT NULL
);
