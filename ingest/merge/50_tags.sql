-- Tags of artists and tracks; the spellings of one tag add up within a source.

INSERT INTO tag AS known (name, folded, family)
SELECT DISTINCT ON (folded) tag, folded, family
  FROM (SELECT tag, folded, max(family) OVER (PARTITION BY folded) AS family,
               count(*) OVER (PARTITION BY tag) AS uses, line
          FROM staged_tag) AS s
 ORDER BY folded, uses DESC, line
    ON CONFLICT (folded) DO UPDATE SET family = coalesce(known.family, excluded.family)
 WHERE known.family IS DISTINCT FROM coalesce(known.family, excluded.family);

INSERT INTO rejected
SELECT 'tags', s.line, format('artist_id %L is no artist', s.artist_id)
  FROM staged_tag AS s
 WHERE s.artist_id IS NOT NULL
   AND NOT EXISTS (SELECT FROM fact_key AS k WHERE k.kind = 'artist' AND k.key = s.artist_id)
UNION ALL
SELECT 'tags', s.line, format('track_id %L is no track', s.track_id)
  FROM staged_tag AS s
 WHERE s.track_id IS NOT NULL
   AND NOT EXISTS (SELECT FROM fact_key AS k WHERE k.kind = 'track' AND k.key = s.track_id);

INSERT INTO artist_tag AS known
SELECT k.id, tag.tag_id, s.source, sum(s.count::float8)
  FROM staged_tag AS s
  JOIN fact_key AS k ON k.kind = 'artist' AND k.key = s.artist_id
  JOIN tag USING (folded)
 GROUP BY 1, 2, 3
    ON CONFLICT (artist_id, tag_id, source) DO UPDATE SET count = excluded.count
 WHERE known.count <> excluded.count;

INSERT INTO track_tag AS known
SELECT k.id, tag.tag_id, s.source, sum(s.count::float8)
  FROM staged_tag AS s
  JOIN fact_key AS k ON k.kind = 'track' AND k.key = s.track_id
  JOIN tag USING (folded)
 GROUP BY 1, 2, 3
    ON CONFLICT (track_id, tag_id, source) DO UPDATE SET count = excluded.count
 WHERE known.count <> excluded.count;
