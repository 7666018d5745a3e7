-- Every name under which something can be asked for.

CREATE TABLE name AS
SELECT 'artist' AS kind, artist_id AS id, artist.name, said.folded, replace(said.folded, ' ', '') AS squashed,
       initials, said.name AS spelling, known, mbid, disambiguation, country, begin_year::int AS year
  FROM artist
  JOIN artist_name AS said USING (artist_id)
 CROSS JOIN LATERAL (
        SELECT CASE WHEN count(*) BETWEEN 2 AND 6 THEN string_agg(left(word, 1), '' ORDER BY nth) END AS initials
          FROM unnest(string_to_array(said.folded, ' ')) WITH ORDINALITY AS words (word, nth)
       ) AS shortened
UNION ALL
-- A tag that a few artists carry is a genre one can ask for.
SELECT 'genre', tag_id, tag.name, spaced.folded, tag.folded, NULL, tag.name,
       percent_rank() OVER (ORDER BY artists)::real, NULL, NULL, NULL, NULL
  FROM tag_use
  JOIN tag USING (tag_id)
 CROSS JOIN LATERAL (
        -- Folding happens in Python; where a tag has letters beyond a-z its squashed form has to do.
        SELECT CASE WHEN tag.name ~ '^[ -~]*$' THEN trim(regexp_replace(tag.name, '[^[:alnum:]]+', ' ', 'g'))
                    ELSE tag.folded END AS folded
       ) AS spaced
 WHERE artists >= 3
   -- An artist's name used as a tag is no genre, unless many artists are called that.
   AND (artists >= 30 OR NOT EXISTS (SELECT FROM artist_name AS taken WHERE taken.folded = spaced.folded));
CREATE INDEX ON name USING gin (folded gin_trgm_ops);
CREATE INDEX ON name (folded text_pattern_ops);
CREATE INDEX ON name (squashed);
CREATE INDEX ON name (initials);
CREATE INDEX ON name (known DESC);
ANALYZE name;
