-- Which sources call an artist by a name, how a source's artist was recognised and how surely, and from a
-- row back to the ids that mean it: what is needed to take back what a source no longer says.

ALTER TABLE artist_name ADD COLUMN sources text[] NOT NULL DEFAULT '{}';
ALTER TABLE fact_key ADD COLUMN how text, ADD COLUMN confidence real;
CREATE INDEX fact_key_id ON fact_key (kind, id);
