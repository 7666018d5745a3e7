-- What Discogs says, as far as we use it, in its own numbers: one row per record of a dump and its parts.
-- A later dump changes only the rows whose record changed; what becomes a fact of it is in ingest/merge.

CREATE SCHEMA discogs;

-- How far each file of a dump has come. A chunk is some hundred records, committed together with its rows.
CREATE TABLE discogs.dump (
    dump_id  int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind     text NOT NULL,
    file     text NOT NULL,
    digest   text NOT NULL,  -- of the file's size, beginning and end, and of the rules it is read by
    started  timestamptz NOT NULL DEFAULT now(),
    finished timestamptz,
    torn     text,           -- where and how a damaged archive ended
    UNIQUE (kind, digest)
);

CREATE TABLE discogs.chunk (
    dump_id  int    NOT NULL REFERENCES discogs.dump ON DELETE CASCADE,
    start_at bigint NOT NULL,  -- offset in the unpacked file
    ids      int[]  NOT NULL,  -- of its records, so that it is known which are gone
    changed  int    NOT NULL,
    PRIMARY KEY (dump_id, start_at)
);

CREATE TABLE discogs.reject (
    dump_id  int    NOT NULL REFERENCES discogs.dump ON DELETE CASCADE,
    start_at bigint NOT NULL,  -- offset of the record in the unpacked file
    reason   text   NOT NULL
);

-- Indexes come once a first load is through: see ingest/sources/discogs/mirror.py.
CREATE TABLE discogs.artist (
    id int NOT NULL, digest bigint NOT NULL, name text NOT NULL, folded text NOT NULL, real_name text, profile text,
    urls text[], variations text[], folded_variations text[]
);
CREATE TABLE discogs.bond (  -- an artist's other names, line-up and bands
    artist_id int NOT NULL, kind text NOT NULL, other_id int NOT NULL, name text
);
CREATE TABLE discogs.label (
    id int NOT NULL, digest bigint NOT NULL, name text NOT NULL, folded text NOT NULL, parent_id int, profile text,
    urls text[]
);
CREATE TABLE discogs.master (
    id int NOT NULL, digest bigint NOT NULL, title text NOT NULL, year smallint, main_release int, genres text[],
    styles text[]
);
CREATE TABLE discogs.master_artist (
    master_id int NOT NULL, nth smallint NOT NULL, artist_id int, name text, anv text, joined_by text
);
CREATE TABLE discogs.release (
    id int NOT NULL, digest bigint NOT NULL, title text NOT NULL, status text, country text,
    year smallint, master_id int, is_main boolean, genres text[], styles text[], formats text[]
);
CREATE TABLE discogs.release_artist (
    release_id int NOT NULL, nth smallint NOT NULL, artist_id int, name text, anv text, joined_by text
);
CREATE TABLE discogs.release_label (
    release_id int NOT NULL, nth smallint NOT NULL, label_id int, name text, catalogue_number text
);
CREATE TABLE discogs.track (
    release_id int NOT NULL, nth smallint NOT NULL, parent smallint, position text, title text NOT NULL, duration text
);
CREATE TABLE discogs.track_artist (
    release_id int NOT NULL, track smallint NOT NULL, nth smallint NOT NULL, artist_id int, name text, anv text,
    joined_by text
);
CREATE TABLE discogs.credit (
    release_id int NOT NULL, track smallint, artist_id int, name text, anv text, said text, roles text[], tracks text
);

-- Titles in the form in which they are looked up, each once; folding happens in Python, before the merge.
CREATE TABLE discogs.spelled (name text NOT NULL, folded text NOT NULL, work text NOT NULL, label text NOT NULL);
