"""The facts between a seed and the artists who are shown: what every reason rests on, in one question."""

from collections.abc import Mapping, Sequence

from core.columns import listed_ids
from core.db import Question, Row
from core.types import Seed

TOLD = 3  # facts of a kind for an artist, the most telling first

# Each part names a kind of fact: whom it is about, who or what it names, where it stands.
FACTS_BETWEEN = """
    WITH relation_facts AS (
        -- `forward`: the relation goes from the seed to the artist shown.
        SELECT stated.artist_id, seed.name, kind AS role, NULL AS title, source, NULL AS url, forward,
               score::float AS worth, 1 AS total
          FROM (SELECT to_id AS artist_id, from_id AS seed_id, kind, source, score, true AS forward
                  FROM public.relation
                 WHERE from_id = ANY(%(seeds)s::int[]) AND to_id = ANY(%(shown)s::int[])
                UNION ALL
                SELECT from_id, to_id, kind, source, score, false FROM public.relation
                 WHERE to_id = ANY(%(seeds)s::int[]) AND from_id = ANY(%(shown)s::int[])
               ) AS stated
          JOIN public.artist AS seed ON seed.artist_id = seed_id
    ), kin AS (
        SELECT from_id AS artist_id, to_id AS other_id, score, source FROM public.relation
         WHERE from_id = ANY(%(seeds)s::int[] || %(shown)s::int[])
        UNION ALL
        SELECT to_id, from_id, score, source FROM public.relation
         WHERE to_id = ANY(%(seeds)s::int[] || %(shown)s::int[])
    ), bridge_facts AS (
        -- Through whom two artists are related who are not related themselves; the role tells how.
        SELECT near.artist_id, friend.name, near.role, NULL AS title, near.source, NULL AS url,
               NULL::bool AS forward, near.worth::float AS worth, 1 AS total
          FROM (SELECT theirs.artist_id, other_id, 'both related' AS role, min(theirs.source) AS source,
                       max(ours.score * theirs.score) AS worth
                  FROM kin AS ours JOIN kin AS theirs USING (other_id)
                 WHERE ours.artist_id = ANY(%(seeds)s::int[])
                   AND theirs.artist_id = ANY(%(shown)s::int[]) AND ours.artist_id <> theirs.artist_id
                 GROUP BY theirs.artist_id, other_id
                UNION ALL
                SELECT theirs.artist_id, other_id, 'seed named', min(theirs.source), max(ours.strength * theirs.score)
                  FROM graph.link AS ours JOIN kin AS theirs USING (other_id)
                 WHERE ours.kind = 3 AND ours.artist_id = ANY(%(seeds)s::int[])
                   AND theirs.artist_id = ANY(%(shown)s::int[]) AND ours.artist_id <> theirs.artist_id
                 GROUP BY theirs.artist_id, other_id
                UNION ALL
                SELECT theirs.artist_id, other_id, 'other named', min(ours.source), max(theirs.strength * ours.score)
                  FROM kin AS ours JOIN graph.link AS theirs USING (other_id)
                 WHERE theirs.kind = 3 AND ours.artist_id = ANY(%(seeds)s::int[])
                   AND theirs.artist_id = ANY(%(shown)s::int[]) AND ours.artist_id <> theirs.artist_id
                 GROUP BY theirs.artist_id, other_id
               ) AS near
          JOIN public.artist AS friend ON friend.artist_id = other_id
    ), person_facts AS (
        -- Somebody on both artists' records; `forward` where it is the seed on the other's, false where it
        -- is the other on the seed's, NULL where it is a third.
        SELECT DISTINCT ON (theirs.artist_id, person_id)
               theirs.artist_id,
               -- Who is named next to the artist shown: the third, or the seed's artist.
               CASE WHEN person_id = theirs.artist_id THEN seed.name ELSE person.name END AS name,
               CASE WHEN person_id = theirs.artist_id THEN ours.role
                    WHEN person_id = ours.artist_id OR ours.role = theirs.role THEN theirs.role END AS role,
               CASE WHEN person_id = theirs.artist_id THEN ours.title ELSE theirs.title END AS title,
               CASE WHEN person_id = theirs.artist_id THEN ours.source ELSE theirs.source END AS source,
               NULL AS url,
               CASE WHEN person_id = ours.artist_id THEN true
                    WHEN person_id = theirs.artist_id THEN false END AS forward,
               1.0 / person.clients AS worth, 1 AS total
          FROM graph.involved AS ours
          JOIN graph.involved AS theirs USING (person_id)
          JOIN graph.person AS person USING (person_id)
          JOIN public.artist AS seed ON seed.artist_id = ours.artist_id
         WHERE ours.artist_id = ANY(%(seeds)s::int[])
           AND theirs.artist_id = ANY(%(shown)s::int[])
           AND ours.artist_id <> theirs.artist_id
         ORDER BY theirs.artist_id, person_id, theirs.role, ours.role, theirs.title, ours.title
    ), document_facts AS (
        SELECT pages.artist_id, about.name, NULL AS role, coalesce(title, about.name) AS title, document.source, url,
               NULL::bool AS forward,
               (weight / length)::float AS worth, count(*) OVER (PARTITION BY pages.artist_id)::int AS total
          FROM (SELECT DISTINCT theirs.artist_id, document_id
                  FROM graph.page AS ours JOIN graph.page AS theirs USING (document_id)
                 WHERE ours.artist_id = ANY(%(seeds)s::int[])
                   AND theirs.artist_id = ANY(%(shown)s::int[])
                   AND ours.artist_id <> theirs.artist_id) AS pages
          JOIN public.document USING (document_id)
          JOIN graph.page_length USING (document_id)
          LEFT JOIN public.artist AS about ON about.artist_id = document.about_id
    ), playlist_facts AS (
        SELECT artist_id, NULL AS name, NULL AS role, title, min(source) AS source, NULL AS url,
               NULL::bool AS forward, 1.0::float AS worth,
               count(*) OVER (PARTITION BY artist_id)::int AS total
          FROM (SELECT theirs.artist_id, title, source
          FROM public.playlist_artist AS ours
          JOIN public.playlist_artist AS theirs USING (playlist_id)
          JOIN public.playlist USING (playlist_id)
         WHERE ours.artist_id = ANY(%(seeds)s::int[])
           AND theirs.artist_id = ANY(%(shown)s::int[])
           AND ours.artist_id <> theirs.artist_id) AS places
         GROUP BY artist_id, title
    ), company_facts AS (
        -- Names are looked up for those who may be told; of equals by worth the name decides, further down.
        SELECT shared.artist_id, friend.name, NULL AS role, friend.name AS title, 'mentions' AS source, NULL AS url,
               NULL::bool AS forward, worth, total
          FROM (SELECT *, rank() OVER (PARTITION BY artist_id ORDER BY worth DESC) AS place
                  FROM (SELECT theirs.artist_id, other_id, count(*)::int AS total,
                               sum(least(ours.strength, theirs.strength)::float)::real::float AS worth
                          FROM graph.link AS ours
                          JOIN graph.link AS theirs USING (other_id, kind)
                         WHERE kind = 3
                           AND ours.artist_id = ANY(%(seeds)s::int[])
                           AND theirs.artist_id = ANY(%(shown)s::int[])
                           AND ours.artist_id <> theirs.artist_id
                         GROUP BY theirs.artist_id, other_id) AS together) AS shared
          JOIN public.artist AS friend ON friend.artist_id = other_id
         WHERE place <= %(told)s
    ), tag_facts AS (
        SELECT theirs.artist_id, tag.name, NULL AS role, NULL AS title,
               (SELECT min(source) FROM public.artist_tag AS said
                 WHERE said.artist_id = theirs.artist_id AND said.tag_id = tag.tag_id) AS source,
               NULL AS url, NULL::bool AS forward,
               sum(ours.weight::float * theirs.weight)::real::float AS worth, 1 AS total
          FROM graph.artist_tag AS ours
          JOIN graph.artist_tag AS theirs USING (tag_id)
          JOIN public.tag USING (tag_id)
         WHERE ours.artist_id = ANY(%(seeds)s::int[])
           AND theirs.artist_id = ANY(%(shown)s::int[])
           AND ours.artist_id <> theirs.artist_id
         GROUP BY theirs.artist_id, tag.tag_id, tag.name
    ), kindred_facts AS (
        SELECT artist_id, tag.name, NULL AS role, NULL AS title, 'mentions' AS source, NULL AS url,
               NULL::bool AS forward,
               weight::float AS worth, 1 AS total
          FROM graph.inferred_tag JOIN public.tag USING (tag_id)
         WHERE artist_id = ANY(%(shown)s::int[])
           AND tag_id IN (SELECT tag_id FROM graph.artist_tag WHERE artist_id = ANY(%(seeds)s::int[])
                          UNION
                          SELECT tag_id FROM graph.inferred_tag WHERE artist_id = ANY(%(seeds)s::int[]))
    ), story_facts AS (
        -- `forward`: the seed's own story names the other.
        SELECT told.artist_id, about.name, NULL AS role, coalesce(title, about.name) AS title, source, url, forward,
               worth, 1 AS total
          FROM (SELECT mention.artist_id, about_id, title, source, url, true AS forward,
                       (weight * count)::float AS worth
                  FROM public.document JOIN public.mention USING (document_id)
                 WHERE about_id = ANY(%(seeds)s::int[]) AND mention.artist_id = ANY(%(shown)s::int[])
                UNION ALL
                SELECT about_id, mention.artist_id, title, source, url, false, (weight * count)::float
                  FROM public.document JOIN public.mention USING (document_id)
                 WHERE about_id = ANY(%(shown)s::int[]) AND mention.artist_id = ANY(%(seeds)s::int[])
               ) AS told
          JOIN public.artist AS about ON about.artist_id = about_id
    ), writing_facts AS (
        SELECT artist_id, name, NULL AS role, name AS title, coalesce(bio_source, 'tags') AS source, NULL AS url,
               NULL::bool AS forward,
               1.0::float AS worth, 1 AS total
          FROM graph.text JOIN public.artist USING (artist_id)
         WHERE artist_id = ANY(%(shown)s::int[])
    ), recordings_facts AS (
        -- How many of an artist's were listened to, and where they came from: three sources are enough.
        SELECT artist_id, NULL AS name, NULL AS role, NULL AS title, own.source, NULL AS url, NULL::bool AS forward,
               1.0::float AS worth, max(tracks) AS total
          FROM graph.sound LEFT JOIN unnest(sources) AS own (source) ON true
         WHERE artist_id = ANY(%(shown)s::int[])
         GROUP BY artist_id, own.source
    ), told AS (
        SELECT 'relation' AS kind, * FROM relation_facts
        UNION ALL SELECT 'person', * FROM person_facts
        UNION ALL SELECT 'document', * FROM document_facts
        UNION ALL SELECT 'playlist', * FROM playlist_facts
        UNION ALL SELECT 'company', * FROM company_facts
        UNION ALL SELECT 'tag', * FROM tag_facts
        UNION ALL SELECT 'kindred', * FROM kindred_facts
        UNION ALL SELECT 'writing', * FROM writing_facts
        UNION ALL SELECT 'story', * FROM story_facts
        UNION ALL SELECT 'bridge', * FROM bridge_facts
        UNION ALL SELECT 'recordings', * FROM recordings_facts
    )
    SELECT kind, artist_id, name, role, title, source, url, forward, total
      FROM (SELECT *, row_number() OVER (
                        PARTITION BY kind, artist_id, CASE kind WHEN 'bridge' THEN role END
                        ORDER BY worth DESC, name, role, title, source, url, forward) AS nth
              FROM told) AS ranked
     WHERE nth <= %(told)s
     ORDER BY artist_id, kind, nth
"""


def facts_question(seed: Seed, shown: Sequence[int]) -> Question:
    """Everything that can be cited for these artists."""
    return Question(
        FACTS_BETWEEN,
        {"seeds": listed_ids(seed.artist_ids), "shown": listed_ids(shown), "told": TOLD},
    )


def by_artist(rows: Sequence[Row]) -> Mapping[int, list[Row]]:
    """The facts of each artist, in their order."""
    facts: dict[int, list[Row]] = {}
    for row in rows:
        facts.setdefault(row.artist_id, []).append(row)
    return facts
