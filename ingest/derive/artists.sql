-- One card per artist: who it is, its tags, labels and primary tracks. Who has no track is not recommended.

CREATE TABLE artist AS
WITH tracks AS (
    SELECT artist_id, array_agg(track_id ORDER BY nth) AS track_ids, array_agg(title ORDER BY nth) AS track_titles,
           array_agg(year ORDER BY nth) AS track_years, array_agg(work ORDER BY nth) AS track_works
      FROM (SELECT *, row_number() OVER (PARTITION BY artist_id ORDER BY rank, year, track_id) AS nth
              FROM (SELECT DISTINCT ON (artist_id, work) * FROM track
                     ORDER BY artist_id, work, length(title), rank, track_id) AS works) AS ranked
     WHERE nth <= 5
     GROUP BY artist_id
), tags AS (
    SELECT artist_id, array_agg(tag_id ORDER BY weight DESC, tag_id) AS tag_ids,
           array_agg(weight ORDER BY weight DESC, tag_id) AS tag_weights
      FROM artist_tag GROUP BY artist_id
), genres AS (
    SELECT DISTINCT ON (artist_id) artist_id, tag_id AS genre_id
      FROM artist_tag JOIN tag_use USING (tag_id)
     WHERE artists >= 3
     ORDER BY artist_id, weight DESC, tag_id
), labels AS (
    SELECT artist_id, array_agg(DISTINCT label_id) AS label_ids FROM artist_label GROUP BY artist_id
), facts AS (
    SELECT artist_id, sum(n)::int AS facts
      FROM (SELECT artist_id, count(*) AS n FROM artist_tag GROUP BY artist_id
            UNION ALL SELECT artist_id, count(*) FROM artist_label GROUP BY artist_id
            UNION ALL SELECT artist_id, count(*) FROM mention GROUP BY artist_id
            UNION ALL SELECT artist_id, count(*) FROM playlist_artist GROUP BY artist_id
            UNION ALL SELECT artist_id, count(*) FROM credit GROUP BY artist_id
            UNION ALL SELECT person_id, count(*) FROM credit GROUP BY person_id
            UNION ALL SELECT from_id, count(*) FROM relation GROUP BY from_id
            UNION ALL SELECT to_id, count(*) FROM relation GROUP BY to_id
            UNION ALL SELECT artist_id, 1 FROM audio_vector JOIN track USING (track_id)
            UNION ALL SELECT artist_id, 1 FROM text_vector) AS counted
     GROUP BY artist_id
)
SELECT artist_id, name, mbid, disambiguation, country, begin_year, end_year, genre_id,
       coalesce(facts, 0) AS facts,
       -- how well known, 0..1: the share of artists about whom fewer facts are told
       percent_rank() OVER (ORDER BY coalesce(facts, 0))::real AS known,
       track_ids IS NOT NULL AS has_music,
       coalesce(tag_ids, '{}') AS tag_ids, coalesce(tag_weights, '{}') AS tag_weights,
       coalesce(label_ids, '{}') AS label_ids, coalesce(track_ids, '{}') AS track_ids,
       coalesce(track_titles, '{}') AS track_titles, coalesce(track_years, '{}') AS track_years,
       coalesce(track_works, '{}') AS track_works
  FROM public.artist
  LEFT JOIN facts USING (artist_id)
  LEFT JOIN tags USING (artist_id)
  LEFT JOIN genres USING (artist_id)
  LEFT JOIN labels USING (artist_id)
  LEFT JOIN tracks USING (artist_id);
ALTER TABLE artist ADD PRIMARY KEY (artist_id);
ANALYZE artist;

-- Who can be recommended, and what a listener's bounds look at: narrow, for it is asked of every candidate.
CREATE TABLE playable AS
SELECT artist_id, country, begin_year, end_year FROM artist WHERE has_music ORDER BY artist_id;
ALTER TABLE playable ADD PRIMARY KEY (artist_id);
ANALYZE playable;
