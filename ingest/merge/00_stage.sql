-- Where one folder of facts waits, ids still as its source wrote them, until it is known who is who.

-- Numbers go on after the last committed row: an interrupted load leaves no gap, and equal facts get
-- equal numbers.
DO $$
DECLARE counted text;
BEGIN
    FOREACH counted IN ARRAY
        '{artist,tag,track,label,release,credit,relation,document,playlist}'::text[]
    LOOP
        EXECUTE format(
            'SELECT setval(pg_get_serial_sequence(%1$L, %2$L), coalesce(max(%2$I), 0) + 1, false) FROM %1$I',
            counted, counted || '_id'
        );
    END LOOP;
END $$;

-- Counts the rows of tables to which a large load has just added. Until then a planner takes what was never there
-- (tracks, in a table of keys that was last counted when it held artists) for nothing, and what a load that was
-- killed left behind for an empty table; a join of a second takes hours. A few rows are looked up in any case.
CREATE OR REPLACE FUNCTION pg_temp.count_anew(staged regclass, VARIADIC tables regclass[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE many bool; one regclass;
BEGIN
    EXECUTE format('SELECT count(*) > 1000 FROM %s', staged) INTO many;
    FOREACH one IN ARRAY CASE WHEN many THEN tables ELSE '{}' END LOOP
        EXECUTE format('ANALYZE %s', one);
    END LOOP;
END $$;

CREATE TEMP TABLE rejected (kind text, line int, reason text) ON COMMIT DROP;

CREATE TEMP TABLE staged_artist (
    line int, id text, name text, folded text, aliases text[], folded_aliases text[],
    disambiguation text, mbid uuid, discogs_id int, country text,
    begin_year smallint, end_year smallint, bio text, bio_source text
) ON COMMIT DROP;
CREATE TEMP TABLE staged_label (line int, id text, name text, folded text, parent_id text) ON COMMIT DROP;
CREATE TEMP TABLE staged_track (
    line int, id text, artist_id text, title text, folded text, work text, year smallint,
    isrc text, mbid uuid, rank real, seconds smallint
) ON COMMIT DROP;
CREATE TEMP TABLE staged_release (
    line int, id text, artist_id text, title text, folded text, year smallint, label_id text,
    catalogue_number text
) ON COMMIT DROP;
CREATE TEMP TABLE staged_tag (
    line int, artist_id text, track_id text, tag text, folded text, count real, family text, source text
) ON COMMIT DROP;
CREATE TEMP TABLE staged_artist_label (
    line int, artist_id text, label_id text, releases int, source text
) ON COMMIT DROP;
CREATE TEMP TABLE staged_relation (
    line int, from_id text, to_id text, kind text, score real, source text
) ON COMMIT DROP;
CREATE TEMP TABLE staged_credit (
    line int, track_id text, release_id text, person_id text, artist_id text, role text, source text
) ON COMMIT DROP;
CREATE TEMP TABLE staged_document (
    line int, id text, source text, weight real, about_id text, title text, url text, published date
) ON COMMIT DROP;
CREATE TEMP TABLE staged_mention (line int, document_id text, artist_id text, count int) ON COMMIT DROP;
CREATE TEMP TABLE staged_playlist (
    line int, id text, title text, source text, artist_ids text[]
) ON COMMIT DROP;
CREATE TEMP TABLE staged_audio (
    line int, track_id text, model text, embedding extensions.halfvec(512)
) ON COMMIT DROP;
