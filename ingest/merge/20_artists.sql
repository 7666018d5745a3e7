-- Artists and the names they go by. The source that spoke first may correct itself; others fill gaps.

CREATE TEMP TABLE stated ON COMMIT DROP AS
WITH said AS (
    SELECT who.artist_id,
           (array_agg(s.mbid ORDER BY s.line) FILTER (WHERE s.mbid IS NOT NULL))[1] AS mbid,
           (array_agg(s.discogs_id ORDER BY s.line) FILTER (WHERE s.discogs_id IS NOT NULL))[1] AS discogs_id,
           (array_agg(s.disambiguation ORDER BY s.line) FILTER (WHERE s.disambiguation IS NOT NULL))[1] AS disambiguation,
           (array_agg(s.country ORDER BY s.line) FILTER (WHERE s.country IS NOT NULL))[1] AS country,
           (array_agg(s.begin_year ORDER BY s.line) FILTER (WHERE s.begin_year IS NOT NULL))[1] AS begin_year,
           (array_agg(s.end_year ORDER BY s.line) FILTER (WHERE s.end_year IS NOT NULL))[1] AS end_year,
           (array_agg(s.bio ORDER BY s.line) FILTER (WHERE s.bio IS NOT NULL))[1] AS bio,
           (array_agg(s.bio_source ORDER BY s.line) FILTER (WHERE s.bio IS NOT NULL))[1] AS bio_source
      FROM staged_artist AS s
      JOIN who USING (id)
     GROUP BY who.artist_id
)
SELECT a.artist_id,
       first.name,
       coalesce(a.mbid, said.mbid) AS mbid,
       coalesce(a.discogs_id, said.discogs_id) AS discogs_id,
       coalesce(first.disambiguation, a.disambiguation, said.disambiguation) AS disambiguation,
       coalesce(first.country, a.country, said.country) AS country,
       coalesce(first.begin_year, a.begin_year, said.begin_year) AS begin_year,
       coalesce(first.end_year, a.end_year, said.end_year) AS end_year,
       coalesce(first.bio, a.bio, said.bio) AS bio,
       CASE WHEN first.bio IS NOT NULL THEN first.bio_source
            WHEN a.bio IS NOT NULL THEN a.bio_source
            ELSE said.bio_source END AS bio_source
  FROM said
  JOIN artist AS a USING (artist_id)
  LEFT JOIN staged_artist AS first ON first.id = a.stated_by;

UPDATE artist AS a
   SET name = coalesce(s.name, a.name), mbid = s.mbid, discogs_id = s.discogs_id,
       disambiguation = s.disambiguation, country = s.country, begin_year = s.begin_year,
       end_year = s.end_year, bio = s.bio, bio_source = s.bio_source
  FROM stated AS s
 WHERE a.artist_id = s.artist_id
   AND (a.name, a.mbid, a.discogs_id, a.disambiguation, a.country, a.begin_year, a.end_year, a.bio, a.bio_source)
       IS DISTINCT FROM
       (coalesce(s.name, a.name), s.mbid, s.discogs_id, s.disambiguation, s.country, s.begin_year,
        s.end_year, s.bio, s.bio_source);

INSERT INTO artist_name AS known (artist_id, folded, name, sources)
SELECT DISTINCT ON (who.artist_id, said.folded)
       who.artist_id, said.folded, said.name, ARRAY[current_setting('auric.source')]
  FROM staged_artist AS s
  JOIN who USING (id)
 CROSS JOIN LATERAL unnest(s.folded || s.folded_aliases, s.name || s.aliases)
       WITH ORDINALITY AS said (folded, name, nth)
 WHERE said.folded <> ''
 ORDER BY who.artist_id, said.folded, said.nth
    ON CONFLICT (artist_id, folded) DO UPDATE SET sources = known.sources || excluded.sources
 WHERE NOT known.sources @> excluded.sources;
