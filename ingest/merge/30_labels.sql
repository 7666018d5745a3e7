-- Labels: one row per folded name, so that two sources' "Mute" and "mute" are one roster.

INSERT INTO label (name, folded)
SELECT DISTINCT ON (folded) name, folded FROM staged_label ORDER BY folded, line
    ON CONFLICT (folded) DO NOTHING;

INSERT INTO fact_key
SELECT DISTINCT ON (s.id) 'label', s.id, label.label_id
  FROM staged_label AS s JOIN label USING (folded) ORDER BY s.id, s.line
    ON CONFLICT DO NOTHING;

SELECT pg_temp.count_anew('staged_label', 'label', 'fact_key');

INSERT INTO rejected
SELECT 'labels', s.line, format('parent_id %L is no label', s.parent_id)
  FROM staged_label AS s
 WHERE s.parent_id IS NOT NULL
   AND NOT EXISTS (SELECT FROM fact_key AS k WHERE k.kind = 'label' AND k.key = s.parent_id);

UPDATE label
   SET parent_id = parent.id
  FROM staged_label AS s
  JOIN fact_key AS parent ON parent.kind = 'label' AND parent.key = s.parent_id
 WHERE label.folded = s.folded AND label.parent_id IS NULL AND parent.id <> label.label_id;

INSERT INTO rejected
SELECT 'artist_labels', s.line,
       CASE WHEN artist.id IS NULL THEN format('artist_id %L is no artist', s.artist_id)
            ELSE format('label_id %L is no label', s.label_id) END
  FROM staged_artist_label AS s
  LEFT JOIN fact_key AS artist ON artist.kind = 'artist' AND artist.key = s.artist_id
  LEFT JOIN fact_key AS label ON label.kind = 'label' AND label.key = s.label_id
 WHERE artist.id IS NULL OR label.id IS NULL;

INSERT INTO artist_label AS known
SELECT artist.id, label.id, s.source, max(s.releases)
  FROM staged_artist_label AS s
  JOIN fact_key AS artist ON artist.kind = 'artist' AND artist.key = s.artist_id
  JOIN fact_key AS label ON label.kind = 'label' AND label.key = s.label_id
 GROUP BY 1, 2, 3
    ON CONFLICT (artist_id, label_id, source) DO UPDATE SET releases = excluded.releases
 WHERE known.releases <> excluded.releases;
