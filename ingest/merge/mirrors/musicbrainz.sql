-- What MusicBrainz says, as facts: staged like a folder of them, with ids of the form musicbrainz:<mbid>.

CREATE TEMP TABLE somebody ON COMMIT DROP AS
SELECT artist.id, gid, 'musicbrainz:' || gid AS key, artist.name, spelled.folded
  FROM musicbrainz.artist
  JOIN musicbrainz.spelled ON spelled.name = artist.name
 WHERE artist.id <> 1 AND artist.name !~ '^\[.*\]$' AND spelled.folded <> 'various artists';  -- [unknown], [traditional]
ALTER TABLE somebody ADD PRIMARY KEY (id);
CREATE TEMP TABLE company ON COMMIT DROP AS
SELECT label.id, 'musicbrainz:' || gid AS key, label.name, spelled.label AS folded
  FROM musicbrainz.label
  JOIN musicbrainz.spelled ON spelled.name = label.name
 WHERE label.name !~ '^\[.*\]$';
ALTER TABLE company ADD PRIMARY KEY (id);
ANALYZE somebody;
ANALYZE company;

-- The page of an artist on Discogs anchors who is who. Where several claim one page, or one has several
-- pages, nobody is linked by it, and that is told.
CREATE TEMP TABLE page ON COMMIT DROP AS
SELECT DISTINCT l.entity0 AS id, substring(url, 'discogs\.com/(?:[a-z]{2}/)?artist/(\d{1,9})')::int AS discogs_id
  FROM musicbrainz.l_artist_url AS l
  JOIN musicbrainz.url ON url.id = l.entity1
  JOIN somebody ON somebody.id = l.entity0
 WHERE url ~ 'discogs\.com/(?:[a-z]{2}/)?artist/\d{1,9}';
CREATE TEMP TABLE disputed ON COMMIT DROP AS
SELECT id, discogs_id,
       CASE WHEN count(*) OVER (PARTITION BY discogs_id) > 1 THEN 'is linked by several artists of MusicBrainz'
            WHEN count(*) OVER (PARTITION BY id) > 1 THEN 'is one of several Discogs pages of one artist' END AS why
  FROM page;
INSERT INTO rejected
SELECT 'links', disputed.id, format('Discogs artist %s %s (%s): not linked', discogs_id, why, name)
  FROM disputed JOIN somebody USING (id) WHERE why IS NOT NULL;

INSERT INTO staged_artist (line, id, name, folded, aliases, folded_aliases, disambiguation, mbid, discogs_id, country,
                           begin_year, end_year)
SELECT artist.id, somebody.key, artist.name, somebody.folded, coalesce(names, '{}'), coalesce(folds, '{}'),
       nullif(comment, ''), artist.gid, (SELECT discogs_id FROM disputed WHERE disputed.id = artist.id AND why IS NULL),
       code, CASE WHEN begin_date_year BETWEEN 1000 AND 2100 THEN begin_date_year END,
       CASE WHEN end_date_year BETWEEN 1000 AND 2100 THEN end_date_year END
  FROM somebody
  JOIN musicbrainz.artist USING (id)
  LEFT JOIN (SELECT area, min(code) AS code FROM musicbrainz.iso_3166_1 GROUP BY area) AS country USING (area)
  LEFT JOIN (SELECT artist AS id, array_agg(alias.name ORDER BY alias.id) AS names,
                    array_agg(spelled.folded ORDER BY alias.id) AS folds
               FROM musicbrainz.artist_alias AS alias
               JOIN musicbrainz.spelled ON spelled.name = alias.name
              GROUP BY artist) AS also USING (id);

INSERT INTO staged_label (line, id, name, folded, parent_id)
SELECT company.id, company.key, company.name, company.folded,
       (SELECT min(owner.key) FROM musicbrainz.l_label_label AS l
          JOIN musicbrainz.link ON link.id = l.link
          JOIN musicbrainz.link_type ON link_type.id = link.link_type AND link_type.name = 'label ownership'
          JOIN company AS owner ON owner.id = l.entity0
         WHERE l.entity1 = company.id AND NOT link.ended)
  FROM company;

CREATE TEMP TABLE made ON COMMIT DROP AS
SELECT DISTINCT artist_credit, artist FROM musicbrainz.artist_credit_name JOIN somebody ON somebody.id = artist;
ANALYZE made;
CREATE TEMP TABLE issued ON COMMIT DROP AS
SELECT release AS id, min(date_year) AS year
  FROM (SELECT release, date_year FROM musicbrainz.release_country
        UNION ALL SELECT release, date_year FROM musicbrainz.release_unknown_country) AS dated
 WHERE date_year BETWEEN 1000 AND 2100
 GROUP BY release;
ANALYZE issued;

-- One song per artist and folded title; of several recordings the one on most releases stands for it.
CREATE TEMP TABLE song ON COMMIT DROP AS
SELECT recording.id AS recording, recording.gid, recording.name AS title, spelled.folded, spelled.work, somebody.key AS artist_key,
       somebody.key || ':' || spelled.folded AS key, coalesce(times, 0) AS times, year, code.isrc,
       CASE WHEN length BETWEEN 500 AND 32000000 THEN round(length / 1000.0) END AS seconds
  FROM musicbrainz.recording
  JOIN made USING (artist_credit)
  JOIN somebody ON somebody.id = made.artist
  JOIN musicbrainz.spelled ON spelled.name = recording.name
  LEFT JOIN (SELECT recording AS id, count(DISTINCT medium.release) AS times, min(issued.year) AS year
               FROM musicbrainz.track
               JOIN musicbrainz.medium ON medium.id = track.medium
               LEFT JOIN issued ON issued.id = medium.release
              GROUP BY 1) AS heard ON heard.id = recording.id
  LEFT JOIN (SELECT recording AS id, min(isrc) AS isrc FROM musicbrainz.isrc GROUP BY 1) AS code ON code.id = recording.id
 WHERE spelled.folded <> '';
ANALYZE song;

INSERT INTO staged_track (line, id, artist_id, title, folded, work, year, isrc, mbid, rank, seconds)
SELECT row_number() OVER (ORDER BY key), key, artist_key, title, folded, work, first, isrc, gid,
       row_number() OVER (PARTITION BY artist_key ORDER BY all_times DESC, first, key), seconds
  FROM (SELECT DISTINCT ON (key) key, artist_key, title, folded, work, gid, seconds,
               min(year) OVER same AS first, sum(times) OVER same AS all_times, min(isrc) OVER same AS isrc
          FROM song
        WINDOW same AS (PARTITION BY key)
         ORDER BY key, times DESC, gid) AS songs;

CREATE TEMP TABLE record ON COMMIT DROP AS
SELECT release.id AS release, release_group, made.artist, somebody.key AS artist_key, release_group.name AS title, spelled.folded,
       somebody.key || ':' || spelled.folded AS key, issued.year
  FROM musicbrainz.release
  JOIN musicbrainz.release_group ON release_group.id = release.release_group
  JOIN made ON made.artist_credit = release_group.artist_credit
  JOIN somebody ON somebody.id = made.artist
  JOIN musicbrainz.spelled ON spelled.name = release_group.name
  LEFT JOIN issued ON issued.id = release.id
 WHERE spelled.folded <> '';
ANALYZE record;

INSERT INTO staged_release (line, id, artist_id, title, folded, year, label_id, catalogue_number)
SELECT row_number() OVER (ORDER BY key), key, artist_key, title, folded, year, label_key, catalog_number
  FROM (SELECT DISTINCT ON (record.key) record.key, artist_key, title, record.folded, year, company.key AS label_key,
               CASE WHEN company.id IS NOT NULL THEN catalog_number END AS catalog_number
          FROM record
          LEFT JOIN musicbrainz.release_label AS imprint ON imprint.release = record.release
          LEFT JOIN company ON company.id = imprint.label
         ORDER BY record.key, year, record.release, company.id IS NULL, imprint.id) AS records;

INSERT INTO staged_artist_label (line, artist_id, label_id, releases, source)
SELECT row_number() OVER (), artist_key, company.key, count(DISTINCT release_group), 'musicbrainz'
  FROM record
  JOIN musicbrainz.release_label AS imprint ON imprint.release = record.release
  JOIN company ON company.id = imprint.label
 GROUP BY artist_key, company.key;

-- Votes for and against are netted by MusicBrainz; what more listeners reject than affirm is no fact.
CREATE TEMP TABLE word ON COMMIT DROP AS
SELECT tag.id, lower(tag.name) AS name, replace(spelled.folded, ' ', '') AS folded,
       CASE WHEN EXISTS (SELECT FROM musicbrainz.genre WHERE lower(genre.name) = lower(tag.name)) THEN 'genre'
            ELSE 'folksonomy' END AS family
  FROM musicbrainz.tag
  JOIN musicbrainz.spelled ON spelled.name = tag.name
 WHERE spelled.folded <> '';
INSERT INTO staged_tag (line, artist_id, tag, folded, count, family, source)
SELECT row_number() OVER (), somebody.key, word.name, word.folded, count, family, 'musicbrainz'
  FROM musicbrainz.artist_tag
  JOIN somebody ON somebody.id = artist
  JOIN word ON word.id = tag
 WHERE count > 0;
INSERT INTO staged_tag (line, track_id, tag, folded, count, family, source)
SELECT row_number() OVER (), song.key, word.name, word.folded, count, family, 'musicbrainz'
  FROM musicbrainz.recording_tag AS tagged
  JOIN song USING (recording)
  JOIN word ON word.id = tag
 WHERE count > 0;

-- The kinds of MusicBrainz in our words are in the table `bond`: see ingest/bonds.py.
INSERT INTO staged_relation (line, from_id, to_id, kind, score, source)
SELECT min(l.id), CASE WHEN turned THEN b.key ELSE a.key END, CASE WHEN turned THEN a.key ELSE b.key END,
       bond.kind, max(bond.score), 'musicbrainz'
  FROM musicbrainz.l_artist_artist AS l
  JOIN musicbrainz.link ON link.id = l.link
  JOIN musicbrainz.link_type ON link_type.id = link.link_type
  JOIN bond ON bond.name = link_type.name
  JOIN somebody AS a ON a.id = l.entity0
  JOIN somebody AS b ON b.id = l.entity1
 WHERE a.id <> b.id
 GROUP BY 2, 3, 4;

CREATE TEMP TABLE work_done ON COMMIT DROP AS
SELECT link.id AS link,
       CASE WHEN name IN ('producer') THEN 'producer'
            WHEN name IN ('engineer', 'recording', 'audio', 'sound', 'programming') THEN 'engineer'
            WHEN name IN ('mix', 'mix-DJ') THEN 'mixer'
            WHEN name IN ('remixer') THEN 'remixer'
            WHEN name IN ('writer', 'composer', 'lyricist', 'arranger', 'instrument arranger', 'vocal arranger') THEN 'writer'
            ELSE 'performer' END AS role
  FROM musicbrainz.link
  JOIN musicbrainz.link_type ON link_type.id = link.link_type
 WHERE name IN ('producer', 'engineer', 'recording', 'audio', 'sound', 'programming', 'mix', 'mix-DJ', 'remixer', 'writer',
                'composer', 'lyricist', 'arranger', 'instrument arranger', 'vocal arranger', 'performer', 'instrument',
                'vocal', 'conductor', 'performing orchestra');
INSERT INTO staged_credit (line, track_id, release_id, person_id, artist_id, role, source)
SELECT row_number() OVER (), track, release, person, artist_key, role, 'musicbrainz'
  FROM (SELECT DISTINCT song.key AS track, NULL AS release, person.key AS person, artist_key, role
          FROM musicbrainz.l_artist_recording AS l
          JOIN work_done USING (link)
          JOIN somebody AS person ON person.id = l.entity0
          JOIN song ON song.recording = l.entity1
        UNION ALL
        SELECT DISTINCT NULL, record.key, person.key, artist_key, role
          FROM musicbrainz.l_artist_release AS l
          JOIN work_done USING (link)
          JOIN somebody AS person ON person.id = l.entity0
          JOIN record ON record.release = l.entity1) AS credited;

ANALYZE staged_label;
ANALYZE staged_release;
ANALYZE staged_artist_label;
ANALYZE staged_relation;
ANALYZE staged_credit;
