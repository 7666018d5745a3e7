-- What Discogs says, as facts: staged like a folder of them, with ids of the form discogs:<number>.
-- Tracks and releases are an artist's songs and records, not pressings: one per artist and folded title.

-- Names that stand for nobody in particular.
CREATE TEMP TABLE somebody ON COMMIT DROP AS
SELECT id, 'discogs:' || id AS key FROM discogs.artist
 WHERE id NOT IN (194, 355, 118760, 151641, 967691)
   AND folded NOT IN ('various', 'various artists', 'unknown artist', 'no artist', 'trad', 'traditional', 'anonymous');
ALTER TABLE somebody ADD PRIMARY KEY (id);
CREATE TEMP TABLE company ON COMMIT DROP AS
SELECT id, 'discogs:' || id AS key FROM discogs.label WHERE folded NOT LIKE 'notonlabel%';
ALTER TABLE company ADD PRIMARY KEY (id);
ANALYZE somebody;
ANALYZE company;

INSERT INTO staged_artist (line, id, name, folded, aliases, folded_aliases, discogs_id, bio, bio_source)
SELECT id, key, regexp_replace(name, ' \(\d+\)$', ''), folded,
       coalesce(variations, '{}'), coalesce(folded_variations, '{}'), id,
       bio, CASE WHEN bio IS NOT NULL THEN 'discogs' END
  FROM somebody
  JOIN discogs.artist USING (id)
 CROSS JOIN LATERAL (
        SELECT CASE WHEN length(plain) >= 40 THEN plain END AS bio
          FROM (SELECT trim(regexp_replace(regexp_replace(regexp_replace(profile,
                    '\[[almr]=?\d+\]', '', 'g'),             -- [a123]: a link without a name
                    '\[[almrg]=([^\]]*)\]', '\1', 'g'),      -- [a=King Britt]: a link with one
                    '\[/?[a-z]+(=[^\]]*)?\]', '', 'g')) AS plain) AS cleaned  -- [b], [url=...], [/url]
       ) AS told;

INSERT INTO staged_label (line, id, name, folded, parent_id)
SELECT company.id, company.key, label.name, label.folded, parent.key
  FROM company
  JOIN discogs.label USING (id)
  LEFT JOIN company AS parent ON parent.id = label.parent_id AND parent.id <> label.id;

-- Who made a release. Of a record by four or more, nobody in particular.
CREATE TEMP TABLE made ON COMMIT DROP AS
SELECT DISTINCT release_id, artist_id FROM discogs.release_artist JOIN somebody ON somebody.id = artist_id;
ANALYZE made;

CREATE TEMP TABLE record ON COMMIT DROP AS
SELECT release.id, title, folded, year, master_id, genres, styles
  FROM discogs.release JOIN discogs.spelled ON spelled.name = title;
ANALYZE record;

CREATE TEMP TABLE played ON COMMIT DROP AS
WITH song AS (
    SELECT release_id, nth, title, folded, work,
           CASE WHEN duration ~ '^\d{1,2}:[0-5]\d$' OR duration ~ '^[0-8]:[0-5]\d:[0-5]\d$'
                THEN nullif(coalesce(nullif(split_part(duration, ':', -3), '')::int, 0) * 3600
                            + split_part(duration, ':', -2)::int * 60 + split_part(duration, ':', -1)::int, 0)
                END AS seconds  -- "4:07", "1:02:03"
      FROM discogs.track
      JOIN discogs.spelled ON spelled.name = title
     WHERE (position IS NOT NULL OR duration IS NOT NULL) AND folded <> ''  -- otherwise a heading
)
SELECT DISTINCT release_id, song.nth, artist_id, song.title, song.folded, song.work, song.seconds
  FROM song
  JOIN discogs.track_artist AS artist USING (release_id)
  JOIN somebody ON somebody.id = artist_id
 WHERE artist.track = song.nth
UNION ALL
SELECT release_id, song.nth, made.artist_id, song.title, song.folded, song.work, song.seconds
  FROM song
  JOIN made USING (release_id)
 WHERE NOT EXISTS (SELECT FROM discogs.track_artist AS own WHERE own.release_id = song.release_id AND own.track = song.nth);
ANALYZE played;

INSERT INTO staged_track (line, id, artist_id, title, folded, work, year, rank, seconds)
SELECT row_number() OVER (ORDER BY artist_id, folded), 'discogs:' || artist_id || ':' || folded, 'discogs:' || artist_id,
       title, folded, work, year, row_number() OVER (PARTITION BY artist_id ORDER BY times DESC, year, folded),
       seconds
  FROM (SELECT artist_id, played.folded, min(played.title COLLATE "C") AS title, min(work) AS work, min(year) AS year,
               count(DISTINCT release_id) AS times, mode() WITHIN GROUP (ORDER BY played.seconds) AS seconds
          FROM played
          JOIN record AS release ON release.id = release_id
         GROUP BY artist_id, played.folded) AS songs;

INSERT INTO staged_release (line, id, artist_id, title, folded, year, label_id, catalogue_number)
SELECT row_number() OVER (ORDER BY artist_id, folded), 'discogs:' || artist_id || ':' || folded, 'discogs:' || artist_id,
       title, folded, year, label, catalogue_number
  FROM (SELECT DISTINCT ON (made.artist_id, release.folded) made.artist_id, release.folded, release.title,
               release.year, company.key AS label, imprint.catalogue_number
          FROM made
          JOIN record AS release ON release.id = made.release_id
          LEFT JOIN discogs.release_label AS imprint ON imprint.release_id = release.id
          LEFT JOIN company ON company.id = imprint.label_id
         WHERE release.folded <> ''
         ORDER BY made.artist_id, release.folded, release.year, release.id, company.id IS NULL, imprint.nth) AS records;

-- A record that was pressed ten times is one record.
INSERT INTO staged_tag (line, artist_id, tag, folded, count, family, source)
SELECT row_number() OVER (), 'discogs:' || artist_id, style_name.tag, style_name.folded, records, style_name.family, 'discogs'
  FROM (SELECT artist_id, said.name, said.family, count(DISTINCT coalesce(master_id, -release.id)) AS records
          FROM made
          JOIN record AS release ON release.id = release_id
         CROSS JOIN LATERAL (SELECT unnest(genres) AS name, 'genre' AS family
                             UNION SELECT unnest(styles), 'style') AS said
         GROUP BY 1, 2, 3) AS counted
  JOIN style_name USING (name, family);

INSERT INTO staged_artist_label (line, artist_id, label_id, releases, source)
SELECT row_number() OVER (), 'discogs:' || artist_id, company.key, count(DISTINCT coalesce(master_id, -release.id)), 'discogs'
  FROM made
  JOIN record AS release ON release.id = made.release_id
  JOIN discogs.release_label AS imprint ON imprint.release_id = release.id
  JOIN company ON company.id = imprint.label_id
 GROUP BY artist_id, company.key;

INSERT INTO staged_relation (line, from_id, to_id, kind, score, source)
SELECT row_number() OVER (ORDER BY a, b, kind), 'discogs:' || a, 'discogs:' || b, kind, score, 'discogs'
  FROM (SELECT CASE kind WHEN 'group' THEN artist_id ELSE other_id END AS a,
               CASE kind WHEN 'group' THEN other_id ELSE artist_id END AS b, 'member of' AS kind, 1.0 AS score
          FROM discogs.bond WHERE kind IN ('group', 'member')
        UNION
        SELECT least(artist_id, other_id), greatest(artist_id, other_id), 'alias', 1.0
          FROM discogs.bond WHERE kind = 'alias'
        UNION
        -- Together on a sleeve: once may be chance, often is a partnership.
        SELECT one.artist_id, other.artist_id, 'collaboration', 1 - 0.5 ^ count(DISTINCT release_id)
          FROM made AS one
          JOIN made AS other USING (release_id)
         WHERE one.artist_id < other.artist_id
           AND (SELECT count(*) FROM discogs.release_artist AS all_of WHERE all_of.release_id = one.release_id) <= 4
         GROUP BY 1, 2) AS bonds
  JOIN somebody AS one ON one.id = a
  JOIN somebody AS other ON other.id = b
 WHERE a <> b;

INSERT INTO staged_credit (line, track_id, release_id, person_id, artist_id, role, source)
SELECT row_number() OVER (), track, record, 'discogs:' || person, 'discogs:' || artist_id, role, 'discogs'
  FROM (SELECT DISTINCT NULL AS track, 'discogs:' || made.artist_id || ':' || release.folded AS record,
               credit.artist_id AS person, made.artist_id, unnest(roles) AS role
          FROM discogs.credit
          JOIN made USING (release_id)
          JOIN record AS release ON release.id = release_id
         WHERE credit.track IS NULL AND roles <> '{}' AND release.folded <> ''
        UNION ALL
        SELECT DISTINCT 'discogs:' || played.artist_id || ':' || played.folded, NULL,
               credit.artist_id, played.artist_id, unnest(roles)
          FROM discogs.credit
          JOIN played ON played.release_id = credit.release_id AND played.nth = credit.track
         WHERE roles <> '{}') AS said
  JOIN somebody ON somebody.id = person;

-- What is left out is told, once per kind.
INSERT INTO rejected
SELECT 'releases', 0, format('%s artists are named on releases, but are not in the artists file', count(*))
  FROM (SELECT artist_id FROM discogs.release_artist UNION SELECT artist_id FROM discogs.track_artist
        UNION SELECT artist_id FROM discogs.credit) AS named
 WHERE artist_id IS NOT NULL AND NOT EXISTS (SELECT FROM discogs.artist WHERE id = artist_id)
HAVING count(*) > 0;

ANALYZE staged_label;
ANALYZE staged_release;
ANALYZE staged_artist_label;
ANALYZE staged_relation;
ANALYZE staged_credit;
