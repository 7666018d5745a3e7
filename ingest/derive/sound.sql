-- Where an artist's music lies in the space of sound: the middle of its tracks, seen from the middle of
-- all music. Vectors of different models never mix: the model that has heard most speaks.

CREATE TABLE sound_model AS
SELECT model, avg(embedding)::halfvec(512) AS mean
  FROM audio_vector GROUP BY model ORDER BY count(*) DESC, model LIMIT 1;

CREATE TABLE sound AS
SELECT artist_id, 1::smallint AS nth, min(model) AS model, count(*)::int AS tracks,
       coalesce(array_agg(DISTINCT source) FILTER (WHERE source IS NOT NULL), '{}') AS sources,
       l2_normalize(avg(l2_normalize(embedding - mean)))::halfvec(512) AS centroid
  FROM audio_vector JOIN sound_model USING (model) JOIN track USING (track_id)
 GROUP BY artist_id;
ALTER TABLE sound ADD PRIMARY KEY (artist_id, nth);
CREATE INDEX ON sound USING hnsw (centroid halfvec_cosine_ops) WITH (m = 16, ef_construction = 64);
ANALYZE sound;
