-- Who is related to whom, and who worked on whose record.

INSERT INTO rejected
SELECT 'relations', s.line,
       format('%s %L is no artist',
              CASE WHEN a.id IS NULL THEN 'from_id' ELSE 'to_id' END,
              CASE WHEN a.id IS NULL THEN s.from_id ELSE s.to_id END)
  FROM staged_relation AS s
  LEFT JOIN fact_key AS a ON a.kind = 'artist' AND a.key = s.from_id
  LEFT JOIN fact_key AS b ON b.kind = 'artist' AND b.key = s.to_id
 WHERE a.id IS NULL OR b.id IS NULL;

INSERT INTO relation AS known (from_id, to_id, kind, score, source)
SELECT a.id, b.id, s.kind, max(s.score), s.source
  FROM staged_relation AS s
  JOIN fact_key AS a ON a.kind = 'artist' AND a.key = s.from_id
  JOIN fact_key AS b ON b.kind = 'artist' AND b.key = s.to_id
 WHERE a.id <> b.id
 GROUP BY a.id, b.id, s.kind, s.source
 ORDER BY a.id, b.id, s.kind, s.source
    ON CONFLICT (from_id, to_id, kind, source) DO UPDATE SET score = excluded.score
 WHERE known.score <> excluded.score;

INSERT INTO rejected
SELECT 'credits', s.line,
       CASE WHEN person.id IS NULL THEN format('person_id %L is no artist', s.person_id)
            WHEN artist.id IS NULL THEN format('artist_id %L is no artist', s.artist_id)
            WHEN s.track_id IS NOT NULL THEN format('track_id %L is no track', s.track_id)
            ELSE format('release_id %L is no release', s.release_id) END
  FROM staged_credit AS s
  LEFT JOIN fact_key AS person ON person.kind = 'artist' AND person.key = s.person_id
  LEFT JOIN fact_key AS artist ON artist.kind = 'artist' AND artist.key = s.artist_id
  LEFT JOIN fact_key AS track ON track.kind = 'track' AND track.key = s.track_id
  LEFT JOIN fact_key AS release ON release.kind = 'release' AND release.key = s.release_id
 WHERE person.id IS NULL OR artist.id IS NULL
    OR (s.track_id IS NOT NULL AND track.id IS NULL)
    OR (s.release_id IS NOT NULL AND release.id IS NULL);

INSERT INTO credit (person_id, artist_id, role, release_id, track_id, source)
SELECT DISTINCT person.id, artist.id, s.role, release.id, track.id, s.source
  FROM staged_credit AS s
  JOIN fact_key AS person ON person.kind = 'artist' AND person.key = s.person_id
  JOIN fact_key AS artist ON artist.kind = 'artist' AND artist.key = s.artist_id
  LEFT JOIN fact_key AS track ON track.kind = 'track' AND track.key = s.track_id
  LEFT JOIN fact_key AS release ON release.kind = 'release' AND release.key = s.release_id
 WHERE num_nonnulls(release.id, track.id) = 1
 ORDER BY 1, 2, 3, 4, 5, 6
    ON CONFLICT DO NOTHING;
