-- Labels as curators: a small roster says much, a large one little. Records that name their label
-- are quoted where they are known.

CREATE TABLE label AS
SELECT label_id, CASE WHEN name = lower(name) THEN initcap(name) ELSE name END AS name,
       count(DISTINCT artist_id)::int AS roster,
       (CASE WHEN folded IN (SELECT folded FROM major) THEN 0.1 ELSE 1.0 END / sqrt(count(DISTINCT artist_id)))::real
       AS boutique
  FROM public.label JOIN artist_label USING (label_id)
 WHERE folded NOT IN (SELECT folded FROM not_a_label)
 GROUP BY label_id, name, folded;
ALTER TABLE label ADD PRIMARY KEY (label_id);

CREATE TABLE artist_label AS
SELECT artist_id, label_id, sum(releases)::int AS releases, array_agg(DISTINCT source ORDER BY source) AS sources,
       (SELECT array_agg(title ORDER BY year, title)
          FROM (SELECT title, year FROM release
                 WHERE release.artist_id = said.artist_id AND release.label_id = said.label_id
                 ORDER BY year, title LIMIT 3) AS first_ones) AS titles
  FROM public.artist_label AS said JOIN label USING (label_id)
 GROUP BY artist_id, label_id;
ALTER TABLE artist_label ADD PRIMARY KEY (artist_id, label_id);
CREATE INDEX ON artist_label (label_id);
ANALYZE artist_label;
