-- Playlists: who was put next to whom, in the order in which it was meant.

INSERT INTO playlist AS known (key, title, source)
SELECT DISTINCT ON (id) id, title, source FROM staged_playlist ORDER BY id, line DESC
    ON CONFLICT (key) DO UPDATE SET title = excluded.title, source = excluded.source
 WHERE (known.title, known.source) IS DISTINCT FROM (excluded.title, excluded.source);

CREATE TEMP TABLE staged_place ON COMMIT DROP AS
SELECT s.line, s.id, place.artist_id, place.position
  FROM staged_playlist AS s
 CROSS JOIN LATERAL unnest(s.artist_ids) WITH ORDINALITY AS place (artist_id, position);

INSERT INTO rejected
SELECT 'playlists', s.line,
       format('%s of its artist_ids are no artists, the first is %L', count(*), min(s.artist_id))
  FROM staged_place AS s
 WHERE NOT EXISTS (SELECT FROM fact_key AS k WHERE k.kind = 'artist' AND k.key = s.artist_id)
 GROUP BY s.line;

-- A playlist from a file is always read whole: who is no longer on it goes.
DELETE FROM playlist_artist AS known
 USING playlist AS p, staged_playlist AS s
 WHERE p.key = s.id AND p.key LIKE 'playlist:%' AND known.playlist_id = p.playlist_id
   AND NOT EXISTS (
        SELECT FROM staged_place AS place
          JOIN fact_key AS k ON k.kind = 'artist' AND k.key = place.artist_id
         WHERE place.id = s.id AND k.id = known.artist_id
       );

INSERT INTO playlist_artist AS known
SELECT p.playlist_id, k.id, min(s.position)
  FROM staged_place AS s
  JOIN playlist AS p ON p.key = s.id
  JOIN fact_key AS k ON k.kind = 'artist' AND k.key = s.artist_id
 GROUP BY 1, 2
    ON CONFLICT (playlist_id, artist_id) DO UPDATE SET position = excluded.position
 WHERE known.position <> excluded.position;
