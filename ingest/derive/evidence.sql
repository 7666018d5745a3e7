-- Where reasons are looked up: who worked with whom, and who stands on which page.

CREATE TABLE involved AS
SELECT DISTINCT ON (person_id, artist_id) person_id, artist_id, role, title, source
  FROM (SELECT person_id, credit.artist_id, role, coalesce(release.title, track.title) AS title, source,
               CASE role WHEN 'producer' THEN 1 WHEN 'member' THEN 2 ELSE 3 END AS place, credit_id
          FROM credit LEFT JOIN release USING (release_id) LEFT JOIN track USING (track_id)
        UNION ALL
        SELECT from_id, to_id, 'member', NULL, source, 2, relation_id FROM relation WHERE kind = 'member of'
        UNION ALL
        SELECT artist_id, artist_id, NULL, NULL, 'self', 4, 0
          FROM artist WHERE EXISTS (SELECT FROM credit WHERE person_id = artist.artist_id)
       ) AS said
 ORDER BY person_id, artist_id, place, credit_id;
CREATE INDEX ON involved (artist_id);
CREATE INDEX ON involved (person_id);

CREATE TABLE person AS
SELECT person_id, artist.name, count(*)::int AS clients
  FROM involved JOIN artist ON artist.artist_id = person_id GROUP BY person_id, artist.name;
ALTER TABLE person ADD PRIMARY KEY (person_id);

CREATE TABLE page AS
SELECT document_id, artist_id FROM mention
UNION SELECT document_id, about_id FROM document WHERE about_id IS NOT NULL;
CREATE INDEX ON page (artist_id) INCLUDE (document_id);
CREATE INDEX ON page (document_id) INCLUDE (artist_id);

CREATE TABLE page_length AS SELECT document_id, count(*)::int AS length FROM page GROUP BY document_id;
ALTER TABLE page_length ADD PRIMARY KEY (document_id);
ANALYZE involved;
ANALYZE person;
ANALYZE page;
