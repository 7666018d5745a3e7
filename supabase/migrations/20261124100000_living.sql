-- What was asked of the living sources, so that a run goes on where the last one stopped. Answers of web
-- services are kept beside the data now, for all of them alike, and not in a table of one of them.

DROP TABLE musicbrainz.live;

-- How long a track lasts: what tells a recording from another of the same title.
ALTER TABLE track ADD COLUMN seconds smallint CHECK (seconds > 0);

-- Where a recording was heard; nothing for vectors that came as facts.
ALTER TABLE audio_vector ADD COLUMN source text;

CREATE SCHEMA deezer;

-- Each track that was looked for, and how it was found. Nothing of the recording itself is kept.
CREATE TABLE deezer.lookup (
    track_id  int  PRIMARY KEY REFERENCES public.track ON DELETE CASCADE,
    how       text NOT NULL CHECK (how IN ('isrc', 'search', 'not found', 'no preview', 'unplayable')),
    looked_up timestamptz NOT NULL DEFAULT now()
);

CREATE SCHEMA lastfm;

-- Whom Last.fm was asked about, once the answer had become facts.
CREATE TABLE lastfm.asked (
    artist_id int PRIMARY KEY REFERENCES public.artist ON DELETE CASCADE,
    asked     timestamptz NOT NULL DEFAULT now()
);
