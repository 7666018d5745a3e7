-- Documents and whom they mention; the writing itself is not kept.

INSERT INTO rejected
SELECT 'documents', s.line, format('about_id %L is no artist', s.about_id)
  FROM staged_document AS s
 WHERE s.about_id IS NOT NULL
   AND NOT EXISTS (SELECT FROM fact_key AS k WHERE k.kind = 'artist' AND k.key = s.about_id);

INSERT INTO document AS known (key, source, weight, about_id, title, url, published)
SELECT DISTINCT ON (s.id) s.id, s.source, s.weight, k.id, s.title, s.url, s.published
  FROM staged_document AS s
  LEFT JOIN fact_key AS k ON k.kind = 'artist' AND k.key = s.about_id
 WHERE s.about_id IS NULL OR k.id IS NOT NULL
 ORDER BY s.id, s.line DESC
    ON CONFLICT (key) DO UPDATE
   SET source = excluded.source, weight = excluded.weight, about_id = excluded.about_id,
       title = excluded.title, url = excluded.url, published = excluded.published
 WHERE (known.source, known.weight, known.about_id, known.title, known.url, known.published)
       IS DISTINCT FROM
       (excluded.source, excluded.weight, excluded.about_id, excluded.title, excluded.url, excluded.published);

-- An editorial page is always read whole: whom it no longer names goes.
DELETE FROM mention AS known
 USING document AS d, staged_document AS s
 WHERE d.key = s.id AND d.key LIKE 'editorial:%' AND known.document_id = d.document_id
   AND NOT EXISTS (
        SELECT FROM staged_mention AS m
          JOIN fact_key AS k ON k.kind = 'artist' AND k.key = m.artist_id
         WHERE m.document_id = s.id AND k.id = known.artist_id
       );

INSERT INTO rejected
SELECT 'mentions', s.line,
       CASE WHEN d.document_id IS NULL THEN format('document_id %L is no document', s.document_id)
            ELSE format('artist_id %L is no artist', s.artist_id) END
  FROM staged_mention AS s
  LEFT JOIN document AS d ON d.key = s.document_id
  LEFT JOIN fact_key AS k ON k.kind = 'artist' AND k.key = s.artist_id
 WHERE d.document_id IS NULL OR k.id IS NULL;

INSERT INTO mention AS known
SELECT d.document_id, k.id, max(s.count)
  FROM staged_mention AS s
  JOIN document AS d ON d.key = s.document_id
  JOIN fact_key AS k ON k.kind = 'artist' AND k.key = s.artist_id
 GROUP BY 1, 2
    ON CONFLICT (document_id, artist_id) DO UPDATE SET count = excluded.count
 WHERE known.count <> excluded.count;
