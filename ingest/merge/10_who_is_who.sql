-- Which artist each staged artist is: by its own id, by MBID, by Discogs id, or by name with
-- corroboration. Two artists of one folder are two artists, whatever they are called.

ANALYZE staged_artist;
ANALYZE staged_tag;
ANALYZE staged_track;

INSERT INTO rejected
SELECT 'artists', line, format('id %L was used before in this file', id)
  FROM (SELECT line, id, row_number() OVER (PARTITION BY id ORDER BY line) AS nth FROM staged_artist) AS s
 WHERE nth > 1;
DELETE FROM staged_artist AS s USING rejected AS r WHERE r.kind = 'artists' AND r.line = s.line;

INSERT INTO rejected
SELECT 'artists', line, 'another artist of this file has the same mbid or discogs_id'
  FROM (SELECT line,
               mbid IS NOT NULL AND row_number() OVER (PARTITION BY mbid ORDER BY line) > 1
            OR discogs_id IS NOT NULL AND row_number() OVER (PARTITION BY discogs_id ORDER BY line) > 1
               AS again
          FROM staged_artist) AS s
 WHERE again;
DELETE FROM staged_artist AS s USING rejected AS r WHERE r.kind = 'artists' AND r.line = s.line;

-- Ids that were found to be one artist stay one; otherwise nobody is claimed twice.
CREATE TEMP TABLE who (id text PRIMARY KEY, artist_id int NOT NULL, how text, confidence real) ON COMMIT DROP;

INSERT INTO who
SELECT s.id, k.id, k.how, k.confidence
  FROM staged_artist AS s
  JOIN fact_key AS k ON k.kind = 'artist' AND k.key = s.id;

INSERT INTO who
SELECT s.id, a.artist_id, 'mbid', 1
  FROM staged_artist AS s
  JOIN artist AS a USING (mbid)
 WHERE NOT EXISTS (SELECT FROM who WHERE who.artist_id = a.artist_id)
    ON CONFLICT DO NOTHING;

INSERT INTO who
SELECT s.id, a.artist_id, 'discogs_id', 1
  FROM staged_artist AS s
  JOIN artist AS a USING (discogs_id)
 WHERE NOT EXISTS (SELECT FROM who WHERE who.artist_id = a.artist_id)
   AND (s.mbid IS NULL OR a.mbid IS NULL OR s.mbid = a.mbid)
    ON CONFLICT DO NOTHING;

-- The same folded name, no contradiction, and something else in common: a recording (ISRC) weighs three,
-- a label or a title two, a tag one, the same country and start one. Two are enough, and the best match must be mutual.
CREATE TEMP TABLE namesake ON COMMIT DROP AS
SELECT DISTINCT s.id, a.artist_id,
       coalesce((s.country = a.country AND abs(s.begin_year - a.begin_year) <= 1)::int, 0) AS same_start
  FROM staged_artist AS s
  CROSS JOIN LATERAL unnest(s.folded || s.folded_aliases) AS said (folded)
  JOIN artist_name AS n ON n.folded = said.folded
  JOIN artist AS a ON a.artist_id = n.artist_id
 WHERE NOT EXISTS (SELECT FROM who WHERE who.id = s.id)
   AND NOT EXISTS (SELECT FROM who WHERE who.artist_id = a.artist_id)
   AND (s.mbid IS NULL OR a.mbid IS NULL OR s.mbid = a.mbid)
   AND (s.discogs_id IS NULL OR a.discogs_id IS NULL OR s.discogs_id = a.discogs_id);
ANALYZE namesake;

-- Somebody without tags is known by the company they keep: their band's tags, their clients' tags.
INSERT INTO who
WITH company AS (
    SELECT from_id AS id, to_id AS other FROM staged_relation WHERE kind = 'member of'
    UNION
    SELECT person_id, artist_id FROM staged_credit
), said AS (
    SELECT artist_id AS id, folded FROM staged_tag WHERE artist_id IS NOT NULL
    UNION
    SELECT c.id, t.folded
      FROM company AS c
      JOIN staged_tag AS t ON t.artist_id = c.other
     WHERE NOT EXISTS (SELECT FROM staged_tag AS own WHERE own.artist_id = c.id)
), tags AS (
    SELECT n.id, n.artist_id, count(DISTINCT tag.tag_id) AS points
      FROM namesake AS n
      JOIN said USING (id)
      JOIN tag USING (folded)
      JOIN artist_tag AS known ON known.artist_id = n.artist_id AND known.tag_id = tag.tag_id
     GROUP BY 1, 2
), labels AS (
    SELECT n.id, n.artist_id, 2 * count(DISTINCT label.label_id) AS points
      FROM namesake AS n
      JOIN staged_artist_label AS s ON s.artist_id = n.id
      JOIN staged_label AS said ON said.id = s.label_id
      JOIN label ON label.folded = said.folded
      JOIN artist_label AS known ON known.artist_id = n.artist_id AND known.label_id = label.label_id
     GROUP BY 1, 2
), titles AS (
    SELECT n.id, n.artist_id, 2 * count(DISTINCT known.folded) AS points
      FROM namesake AS n
      JOIN (SELECT artist_id, folded FROM staged_track
            UNION SELECT artist_id, folded FROM staged_release) AS said ON said.artist_id = n.id
      JOIN (SELECT artist_id, folded FROM track
            UNION ALL SELECT artist_id, folded FROM release) AS known
        ON known.artist_id = n.artist_id AND known.folded = said.folded
     GROUP BY 1, 2
), recordings AS (
    SELECT n.id, n.artist_id, 3 * count(DISTINCT known.isrc) AS points
      FROM namesake AS n
      JOIN staged_track AS said ON said.artist_id = n.id
      JOIN track AS known ON known.artist_id = n.artist_id AND known.isrc = said.isrc
     GROUP BY 1, 2
), corroborated AS (
    SELECT id, artist_id,
           same_start + coalesce(tags.points, 0) + coalesce(labels.points, 0) + coalesce(titles.points, 0)
           + coalesce(recordings.points, 0) AS points
      FROM namesake
      LEFT JOIN tags USING (id, artist_id)
      LEFT JOIN labels USING (id, artist_id)
      LEFT JOIN titles USING (id, artist_id)
      LEFT JOIN recordings USING (id, artist_id)
), ranked AS (
    SELECT id, artist_id, points,
           rank() OVER (PARTITION BY id ORDER BY points DESC) AS of_his,
           rank() OVER (PARTITION BY artist_id ORDER BY points DESC) AS of_hers,
           count(*) OVER (PARTITION BY id, points) AS equals,
           count(*) OVER (PARTITION BY artist_id, points) AS rivals
      FROM corroborated
)
SELECT id, artist_id, 'name', 1 - 0.5 ^ points  -- two points are right three times in four, and so on
  FROM ranked
 WHERE points >= 2 AND of_his = 1 AND of_hers = 1 AND equals = 1 AND rivals = 1
    ON CONFLICT DO NOTHING;

-- Everyone else is new, numbered as they come: whatever the plan, for equals are told apart by their number.
CREATE TEMP TABLE newcomer ON COMMIT DROP AS
SELECT id, nextval(pg_get_serial_sequence('artist', 'artist_id'))::int AS artist_id
  FROM (SELECT id FROM staged_artist AS s
         WHERE NOT EXISTS (SELECT FROM who WHERE who.id = s.id)
         ORDER BY line) AS unknown;

INSERT INTO artist (artist_id, name, stated_by)
SELECT n.artist_id, s.name, s.id FROM newcomer AS n JOIN staged_artist AS s USING (id);

INSERT INTO who SELECT id, artist_id, 'new', 1 FROM newcomer;

INSERT INTO fact_key SELECT 'artist', id, artist_id, how, confidence FROM who ON CONFLICT DO NOTHING;
ANALYZE who;

-- An outside id names one artist. Where two sources disagree about whose it is, nobody is renamed.
INSERT INTO rejected
SELECT 'artists', s.line, format('its mbid or discogs_id is known as that of %L; the rest was loaded', a.name)
  FROM staged_artist AS s
  JOIN who USING (id)
  JOIN artist AS a ON a.artist_id <> who.artist_id AND (a.mbid = s.mbid OR a.discogs_id = s.discogs_id);
UPDATE staged_artist AS s
   SET mbid = NULL
  FROM who, artist AS a
 WHERE who.id = s.id AND a.artist_id <> who.artist_id AND a.mbid = s.mbid;
UPDATE staged_artist AS s
   SET discogs_id = NULL
  FROM who, artist AS a
 WHERE who.id = s.id AND a.artist_id <> who.artist_id AND a.discogs_id = s.discogs_id;
