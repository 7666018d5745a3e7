-- What is written about an artist, as a direction of meaning; one model, the one that read most.

CREATE TABLE text AS
WITH model AS (
    SELECT model FROM text_vector GROUP BY model ORDER BY count(*) DESC, model LIMIT 1
)
SELECT artist_id, model, embedding FROM text_vector JOIN model USING (model);
ALTER TABLE text ADD PRIMARY KEY (artist_id);
ANALYZE text;
