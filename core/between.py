"""The facts between a seed and the artists who are shown: what every reason rests on, in one question."""

from collections.abc import Mapping, Sequence

from core.db import Question, Row
from core.types import Seed

TOLD = 3  # facts of a kind for an artist, the most telling first

# Each part names a kind of fact: whom it is about, who or what it names, where it stands.
FACTS_BETWEEN = """
    WITH seeds AS (SELECT unnest(%(seeds)s::int[]) AS artist_id),
         shown AS (SELECT unnest(%(shown)s::int[]) AS artist_id),
    relation_facts AS (
        SELECT artist_id, NULL AS name, kind AS role, NULL AS title, source, NULL AS url,
               score::float AS worth, 1 AS total
          FROM (SELECT to_id AS artist_id, kind, source, score FROM public.relation
                 WHERE from_id IN (SELECT artist_id FROM seeds) AND to_id IN (SELECT artist_id FROM shown)
                UNION ALL
                SELECT from_id, kind, source, score FROM public.relation
                 WHERE to_id IN (SELECT artist_id FROM seeds) AND from_id IN (SELECT artist_id FROM shown)) AS stated
    ), person_facts AS (
        SELECT theirs.artist_id, person.name, theirs.role, theirs.title, theirs.source, NULL AS url,
               1.0 / person.clients AS worth, 1 AS total
          FROM graph.involved AS ours
          JOIN graph.involved AS theirs USING (person_id)
          JOIN graph.person AS person USING (person_id)
         WHERE ours.artist_id IN (SELECT artist_id FROM seeds)
           AND theirs.artist_id IN (SELECT artist_id FROM shown)
           AND ours.artist_id <> theirs.artist_id
    ), document_facts AS (
        SELECT pages.artist_id, about.name, NULL AS role, coalesce(title, about.name) AS title, document.source, url,
               (weight / length)::float AS worth, count(*) OVER (PARTITION BY pages.artist_id)::int AS total
          FROM (SELECT DISTINCT theirs.artist_id, document_id
                  FROM graph.page AS ours JOIN graph.page AS theirs USING (document_id)
                 WHERE ours.artist_id IN (SELECT artist_id FROM seeds)
                   AND theirs.artist_id IN (SELECT artist_id FROM shown)
                   AND ours.artist_id <> theirs.artist_id) AS pages
          JOIN public.document USING (document_id)
          JOIN graph.page_length USING (document_id)
          LEFT JOIN public.artist AS about ON about.artist_id = document.about_id
    ), playlist_facts AS (
        SELECT theirs.artist_id, NULL AS name, NULL AS role, title, source, NULL AS url, 1.0::float AS worth,
               count(*) OVER (PARTITION BY theirs.artist_id)::int AS total
          FROM public.playlist_artist AS ours
          JOIN public.playlist_artist AS theirs USING (playlist_id)
          JOIN public.playlist USING (playlist_id)
         WHERE ours.artist_id IN (SELECT artist_id FROM seeds)
           AND theirs.artist_id IN (SELECT artist_id FROM shown)
           AND ours.artist_id <> theirs.artist_id
    ), company_facts AS (
        SELECT theirs.artist_id, friend.name, NULL AS role, friend.name AS title, 'mentions' AS source, NULL AS url,
               sum(least(ours.strength, theirs.strength))::float AS worth, count(*)::int AS total
          FROM graph.link AS ours
          JOIN graph.link AS theirs USING (other_id, kind)
          JOIN graph.artist AS friend ON friend.artist_id = other_id
         WHERE kind = 3
           AND ours.artist_id IN (SELECT artist_id FROM seeds)
           AND theirs.artist_id IN (SELECT artist_id FROM shown)
           AND ours.artist_id <> theirs.artist_id
         GROUP BY theirs.artist_id, friend.artist_id, friend.name
    ), tag_facts AS (
        SELECT theirs.artist_id, tag.name, NULL AS role, NULL AS title,
               (SELECT min(source) FROM public.artist_tag AS said
                 WHERE said.artist_id = theirs.artist_id AND said.tag_id = tag.tag_id) AS source,
               NULL AS url, sum(ours.weight * theirs.weight)::float AS worth, 1 AS total
          FROM graph.artist_tag AS ours
          JOIN graph.artist_tag AS theirs USING (tag_id)
          JOIN public.tag USING (tag_id)
         WHERE ours.artist_id IN (SELECT artist_id FROM seeds)
           AND theirs.artist_id IN (SELECT artist_id FROM shown)
         GROUP BY theirs.artist_id, tag.tag_id, tag.name
    ), kindred_facts AS (
        SELECT artist_id, tag.name, NULL AS role, NULL AS title, 'mentions' AS source, NULL AS url,
               weight::float AS worth, 1 AS total
          FROM graph.inferred_tag JOIN public.tag USING (tag_id)
         WHERE artist_id IN (SELECT artist_id FROM shown)
    ), story_facts AS (
        SELECT CASE WHEN shown.artist_id = about_id THEN about_id ELSE mention.artist_id END AS artist_id,
               about.name, NULL AS role, coalesce(title, about.name) AS title, document.source, url,
               (weight * mention.count)::float AS worth, 1 AS total
          FROM public.document
          JOIN public.mention USING (document_id)
          JOIN public.artist AS about ON about.artist_id = about_id
          JOIN shown ON shown.artist_id IN (about_id, mention.artist_id)
         WHERE (about_id IN (SELECT artist_id FROM seeds) AND mention.artist_id = shown.artist_id)
            OR (about_id = shown.artist_id AND mention.artist_id IN (SELECT artist_id FROM seeds))
    ), writing_facts AS (
        SELECT artist_id, name, NULL AS role, name AS title, coalesce(bio_source, 'tags') AS source, NULL AS url,
               1.0::float AS worth, 1 AS total
          FROM graph.text JOIN public.artist USING (artist_id)
         WHERE artist_id IN (SELECT artist_id FROM shown)
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
    )
    SELECT kind, artist_id, name, role, title, source, url, total
      FROM (SELECT *, row_number() OVER (
                        PARTITION BY kind, artist_id
                        ORDER BY worth DESC, name, role, title, source, url) AS nth
              FROM told) AS ranked
     WHERE nth <= %(told)s
     ORDER BY artist_id, kind, nth
"""


def facts_question(seed: Seed, shown: Sequence[int]) -> Question:
    """Everything that can be cited for these artists."""
    return Question(
        FACTS_BETWEEN, {"seeds": list(seed.artist_ids), "shown": list(shown), "told": TOLD}
    )


def by_artist(rows: Sequence[Row]) -> Mapping[int, list[Row]]:
    """The facts of each artist, in their order."""
    facts: dict[int, list[Row]] = {}
    for row in rows:
        facts.setdefault(row.artist_id, []).append(row)
    return facts
