-- Tracks and releases: one row per artist and folded title, whichever source named it.

INSERT INTO rejected
SELECT 'tracks', s.line, format('artist_id %L is no artist', s.artist_id)
  FROM staged_track AS s
 WHERE NOT EXISTS (SELECT FROM fact_key AS k WHERE k.kind = 'artist' AND k.key = s.artist_id)
UNION ALL
SELECT 'releases', s.line,
       CASE WHEN artist.id IS NULL THEN format('artist_id %L is no artist', s.artist_id)
            ELSE format('label_id %L is no label', s.label_id) END
  FROM staged_release AS s
  LEFT JOIN fact_key AS artist ON artist.kind = 'artist' AND artist.key = s.artist_id
  LEFT JOIN fact_key AS label ON label.kind = 'label' AND label.key = s.label_id
 WHERE artist.id IS NULL OR (s.label_id IS NOT NULL AND label.id IS NULL);

INSERT INTO track AS known (artist_id, title, folded, work, year, isrc, mbid, rank, seconds)
SELECT DISTINCT ON (k.id, s.folded) k.id, s.title, s.folded, s.work, s.year, s.isrc, s.mbid, s.rank, s.seconds
  FROM staged_track AS s
  JOIN fact_key AS k ON k.kind = 'artist' AND k.key = s.artist_id
 ORDER BY k.id, s.folded, s.rank, s.line
    ON CONFLICT (artist_id, folded) DO UPDATE
   SET year = coalesce(known.year, excluded.year),
       isrc = coalesce(known.isrc, excluded.isrc),
       mbid = coalesce(known.mbid, excluded.mbid),
       rank = coalesce(known.rank, excluded.rank),
       seconds = coalesce(known.seconds, excluded.seconds)
 WHERE (known.year, known.isrc, known.mbid, known.rank, known.seconds) IS DISTINCT FROM
       (coalesce(known.year, excluded.year), coalesce(known.isrc, excluded.isrc),
        coalesce(known.mbid, excluded.mbid), coalesce(known.rank, excluded.rank),
        coalesce(known.seconds, excluded.seconds));

SELECT pg_temp.count_anew('staged_track', 'fact_key', 'track');

INSERT INTO fact_key
SELECT DISTINCT ON (s.id) 'track', s.id, track.track_id
  FROM staged_track AS s
  JOIN fact_key AS k ON k.kind = 'artist' AND k.key = s.artist_id
  JOIN track ON track.artist_id = k.id AND track.folded = s.folded
 ORDER BY s.id, s.line
    ON CONFLICT DO NOTHING;

INSERT INTO release AS known (artist_id, title, folded, year, label_id, catalogue_number)
SELECT DISTINCT ON (artist.id, s.folded) artist.id, s.title, s.folded, s.year, label.id, s.catalogue_number
  FROM staged_release AS s
  JOIN fact_key AS artist ON artist.kind = 'artist' AND artist.key = s.artist_id
  LEFT JOIN fact_key AS label ON label.kind = 'label' AND label.key = s.label_id
 WHERE s.label_id IS NULL OR label.id IS NOT NULL
 ORDER BY artist.id, s.folded, s.line
    ON CONFLICT (artist_id, folded) DO UPDATE
   SET year = coalesce(known.year, excluded.year),
       label_id = coalesce(known.label_id, excluded.label_id),
       catalogue_number = coalesce(known.catalogue_number, excluded.catalogue_number)
 WHERE (known.year, known.label_id, known.catalogue_number) IS DISTINCT FROM
       (coalesce(known.year, excluded.year), coalesce(known.label_id, excluded.label_id),
        coalesce(known.catalogue_number, excluded.catalogue_number));

SELECT pg_temp.count_anew('staged_release', 'release');

INSERT INTO fact_key
SELECT DISTINCT ON (s.id) 'release', s.id, release.release_id
  FROM staged_release AS s
  JOIN fact_key AS k ON k.kind = 'artist' AND k.key = s.artist_id
  JOIN release ON release.artist_id = k.id AND release.folded = s.folded
 ORDER BY s.id, s.line
    ON CONFLICT DO NOTHING;

SELECT pg_temp.count_anew('staged_track', 'fact_key');
SELECT pg_temp.count_anew('staged_release', 'fact_key');
