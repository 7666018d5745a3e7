-- A source that is mirrored whole says all it has to say each time: what only it had said is corrected,
-- and what it no longer says goes. Its ids begin with its name.

CREATE TEMP TABLE gone ON COMMIT DROP AS
SELECT kind, key, id, how FROM fact_key AS k
 WHERE starts_with(key, current_setting('auric.source') || ':')
   AND NOT CASE kind WHEN 'artist' THEN EXISTS (SELECT FROM staged_artist WHERE id = k.key)
                     WHEN 'label' THEN EXISTS (SELECT FROM staged_label WHERE id = k.key)
                     WHEN 'track' THEN EXISTS (SELECT FROM staged_track WHERE id = k.key)
                     WHEN 'release' THEN EXISTS (SELECT FROM staged_release WHERE id = k.key)
           END;
DELETE FROM fact_key USING gone WHERE fact_key.kind = gone.kind AND fact_key.key = gone.key;
CREATE TEMP TABLE forgotten ON COMMIT DROP AS
SELECT DISTINCT kind, id FROM gone
 WHERE NOT EXISTS (SELECT FROM fact_key WHERE fact_key.kind = gone.kind AND fact_key.id = gone.id);
ANALYZE forgotten;

DELETE FROM artist_tag AS known
 WHERE source = current_setting('auric.source')
   AND NOT EXISTS (SELECT FROM staged_tag AS s
                     JOIN fact_key AS k ON k.kind = 'artist' AND k.key = s.artist_id
                     JOIN tag USING (folded)
                    WHERE k.id = known.artist_id AND tag.tag_id = known.tag_id);
DELETE FROM artist_label AS known
 WHERE source = current_setting('auric.source')
   AND NOT EXISTS (SELECT FROM staged_artist_label AS s
                     JOIN fact_key AS k ON k.kind = 'artist' AND k.key = s.artist_id
                     JOIN fact_key AS l ON l.kind = 'label' AND l.key = s.label_id
                    WHERE k.id = known.artist_id AND l.id = known.label_id);
DELETE FROM relation AS known
 WHERE source = current_setting('auric.source')
   AND NOT EXISTS (SELECT FROM staged_relation AS s
                     JOIN fact_key AS a ON a.kind = 'artist' AND a.key = s.from_id
                     JOIN fact_key AS b ON b.kind = 'artist' AND b.key = s.to_id
                    WHERE a.id = known.from_id AND b.id = known.to_id AND s.kind = known.kind);
CREATE TEMP TABLE credited ON COMMIT DROP AS
SELECT person.id AS person_id, artist.id AS artist_id, s.role, release.id AS release_id, track.id AS track_id
  FROM staged_credit AS s
  JOIN fact_key AS person ON person.kind = 'artist' AND person.key = s.person_id
  JOIN fact_key AS artist ON artist.kind = 'artist' AND artist.key = s.artist_id
  LEFT JOIN fact_key AS track ON track.kind = 'track' AND track.key = s.track_id
  LEFT JOIN fact_key AS release ON release.kind = 'release' AND release.key = s.release_id;
DELETE FROM credit AS known
 WHERE source = current_setting('auric.source')
   AND NOT EXISTS (SELECT FROM credited AS s
                    WHERE s.person_id = known.person_id AND s.artist_id = known.artist_id AND s.role = known.role
                      AND coalesce(s.release_id, 0) = coalesce(known.release_id, 0)
                      AND coalesce(s.track_id, 0) = coalesce(known.track_id, 0));

CREATE TEMP TABLE said_name ON COMMIT DROP AS
SELECT who.artist_id, unnest(s.folded || s.folded_aliases) AS folded FROM staged_artist AS s JOIN who USING (id);
ANALYZE said_name;
UPDATE artist_name AS known
   SET sources = array_remove(sources, current_setting('auric.source'))
 WHERE sources @> ARRAY[current_setting('auric.source')]
   AND NOT EXISTS (SELECT FROM said_name AS s WHERE s.artist_id = known.artist_id AND s.folded = known.folded);
DELETE FROM artist_name AS known
 USING gone
 WHERE gone.kind = 'artist' AND gone.id = known.artist_id AND sources = '{}';
DELETE FROM artist_name AS known USING who WHERE who.artist_id = known.artist_id AND sources = '{}';

-- What nobody else has said may be corrected.
UPDATE track AS known
   SET title = s.title, work = s.work, year = s.year, isrc = s.isrc, mbid = s.mbid, rank = s.rank,
       seconds = s.seconds
  FROM staged_track AS s
  JOIN fact_key AS k ON k.kind = 'track' AND k.key = s.id
 WHERE known.track_id = k.id
   AND (known.title, known.work, known.year, known.isrc, known.mbid, known.rank, known.seconds)
       IS DISTINCT FROM (s.title, s.work, s.year, s.isrc, s.mbid, s.rank, s.seconds)
   AND NOT EXISTS (SELECT FROM fact_key AS other
                    WHERE other.kind = 'track' AND other.id = k.id AND other.key <> k.key);
UPDATE release AS known
   SET title = s.title, year = s.year, label_id = label.id, catalogue_number = s.catalogue_number
  FROM staged_release AS s
  JOIN fact_key AS k ON k.kind = 'release' AND k.key = s.id
  LEFT JOIN fact_key AS label ON label.kind = 'label' AND label.key = s.label_id
 WHERE known.release_id = k.id
   AND (known.title, known.year, known.label_id, known.catalogue_number)
       IS DISTINCT FROM (s.title, s.year, label.id, s.catalogue_number)
   AND NOT EXISTS (SELECT FROM fact_key AS other
                    WHERE other.kind = 'release' AND other.id = k.id AND other.key <> k.key);
UPDATE label AS known
   SET parent_id = parent.id
  FROM staged_label AS s
  JOIN fact_key AS k ON k.kind = 'label' AND k.key = s.id
  LEFT JOIN fact_key AS parent ON parent.kind = 'label' AND parent.key = s.parent_id
 WHERE known.label_id = k.id AND known.parent_id IS DISTINCT FROM nullif(parent.id, known.label_id)
   AND NOT EXISTS (SELECT FROM fact_key AS other
                    WHERE other.kind = 'label' AND other.id = k.id AND other.key <> k.key);
UPDATE artist AS known
   SET bio = NULL, bio_source = NULL
 WHERE bio_source = current_setting('auric.source')
   AND NOT EXISTS (SELECT FROM staged_artist AS s JOIN who USING (id)
                    WHERE who.artist_id = known.artist_id AND s.bio IS NOT NULL);
-- An outside id by which somebody was recognised, others say as well; otherwise it goes with who said it.
UPDATE artist AS known
   SET discogs_id = CASE WHEN gone.key = 'discogs:' || discogs_id AND 'discogs_id' <> ALL (how || recognised.hows)
                         THEN NULL ELSE discogs_id END,
       mbid = CASE WHEN gone.key = 'musicbrainz:' || mbid AND 'mbid' <> ALL (how || recognised.hows)
                   THEN NULL ELSE mbid END,
       stated_by = CASE WHEN stated_by = gone.key
                        THEN (SELECT min(key) FROM fact_key AS k WHERE k.kind = 'artist' AND k.id = known.artist_id)
                        ELSE stated_by END
  FROM gone
 CROSS JOIN LATERAL (SELECT coalesce(array_agg(k.how), '{}') AS hows FROM fact_key AS k
                      WHERE k.kind = 'artist' AND k.id = gone.id) AS recognised
 WHERE gone.kind = 'artist' AND gone.id = known.artist_id;

-- Whoever nobody speaks of any more.
DELETE FROM track USING forgotten WHERE kind = 'track' AND track_id = id;
UPDATE release SET label_id = NULL FROM forgotten WHERE kind = 'label' AND label_id = id;
DELETE FROM release USING forgotten WHERE kind = 'release' AND release_id = id;
DELETE FROM artist USING forgotten WHERE kind = 'artist' AND artist_id = id;
UPDATE label SET parent_id = NULL FROM forgotten WHERE kind = 'label' AND parent_id = id;
DELETE FROM label USING forgotten WHERE kind = 'label' AND label_id = id;
DELETE FROM tag
 WHERE NOT EXISTS (SELECT FROM artist_tag WHERE artist_tag.tag_id = tag.tag_id)
   AND NOT EXISTS (SELECT FROM track_tag WHERE track_tag.tag_id = tag.tag_id)
   AND NOT EXISTS (SELECT FROM tag AS child WHERE child.parent_id = tag.tag_id);
