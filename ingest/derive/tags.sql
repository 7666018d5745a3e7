-- How much each tag says about an artist: loud (log of its counts) and rare (inverse frequency), each
-- artist's weights scaled to unit length, so that the overlap of two artists is a cosine. And who of those it
-- speaks of can be recommended.

CREATE TEMP TABLE voice ON COMMIT DROP AS
SELECT artist_id, tag_id, sum(ln(1 + count)) AS loudness
  FROM public.artist_tag JOIN tag USING (tag_id)
 WHERE count > 0 AND folded NOT IN (SELECT folded FROM not_a_style)
 GROUP BY artist_id, tag_id;

CREATE TABLE tag_use AS
SELECT tag_id, count(*)::int AS artists,
       ln(1 + (SELECT count(DISTINCT artist_id) FROM voice)::real / count(*))::real AS idf
  FROM voice GROUP BY tag_id HAVING count(*) > 1;
ALTER TABLE tag_use ADD PRIMARY KEY (tag_id);

CREATE TABLE artist_tag AS
WITH said AS (
    SELECT artist_id, tag_id, loudness * idf AS weight FROM voice JOIN tag_use USING (tag_id)
)
SELECT artist_id, tag_id,
       (weight / sqrt(sum(weight * weight) OVER (PARTITION BY artist_id)))::real AS weight,
       EXISTS (SELECT FROM track WHERE track.artist_id = said.artist_id) AS has_music
  FROM said;
ALTER TABLE artist_tag ADD PRIMARY KEY (artist_id, tag_id) INCLUDE (weight);
CREATE INDEX ON artist_tag (tag_id, weight DESC, artist_id) INCLUDE (has_music);
