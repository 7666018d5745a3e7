-- Every fact that connects two stops, for chains from one artist to another. A stop is an artist (its
-- id) or a label (its id, negated). Each edge is written in both directions; `forward` tells which.

CREATE TABLE edge AS
WITH told AS (
    SELECT from_id AS node, to_id AS other, kind, NULL::text AS detail, source,
           CASE WHEN kind = 'similar' THEN score * 0.7 ELSE 1.0 END AS weight
      FROM relation
    UNION ALL
    SELECT person_id, artist_id, role, detail, source, 1.0
      FROM (SELECT DISTINCT ON (person_id, credit.artist_id, role)
                   person_id, credit.artist_id, role, coalesce(release.title, track.title) AS detail, source
              FROM credit LEFT JOIN release USING (release_id) LEFT JOIN track USING (track_id)
             WHERE person_id <> credit.artist_id
             ORDER BY person_id, credit.artist_id, role, coalesce(release.year, track.year), credit_id
           ) AS first_credits
    UNION ALL
    -- No chain leads through a major: everybody has been there.
    SELECT artist_id, -label_id, 'label', titles[1], sources[1], 0.6
      FROM artist_label JOIN public.label USING (label_id)
     WHERE folded NOT IN (SELECT folded FROM major)
)
SELECT node, other, kind, true AS forward, detail, source, weight::real FROM told
UNION ALL
SELECT other, node, kind, false, detail, source, weight::real FROM told;
CREATE INDEX ON edge (node);

CREATE TABLE stop AS
SELECT node, count(DISTINCT other)::int AS degree,
       coalesce((SELECT name FROM public.artist WHERE artist_id = node),
                (SELECT name FROM public.label WHERE label_id = -node)) AS name
  FROM edge GROUP BY node;
ALTER TABLE stop ADD PRIMARY KEY (node);
ANALYZE edge;
ANALYZE stop;
