"""What the engine is measured against: the same answer one candidate at a time, and the least there is to do."""

from dataclasses import dataclass
from typing import Any, Self

import psycopg
from psycopg.rows import tuple_row

from core.candidates import by_graph, by_sound, by_tags
from core.connection import Terms

Connection = psycopg.AsyncConnection[tuple[Any, ...]]

# The seed document's score_candidate, taken literally: each signal asks the database about one candidate.
AUDIO = """
    SELECT 1 - (ours.centroid <=> theirs.centroid) FROM graph.sound AS ours, graph.sound AS theirs
     WHERE ours.artist_id = %s AND theirs.artist_id = %s
"""
TAGS = "SELECT tag_id FROM graph.artist_tag WHERE artist_id = %s"
RELATED = """
    SELECT max(score) FROM relation WHERE (from_id, to_id) IN ((%(s)s, %(c)s), (%(c)s, %(s)s))
"""
TEXT = """
    SELECT 1 - (ours.embedding <=> theirs.embedding) FROM graph.text AS ours, graph.text AS theirs
     WHERE ours.artist_id = %s AND theirs.artist_id = %s
"""
LABEL = """
    SELECT label.name FROM graph.artist_label AS ours JOIN graph.artist_label AS theirs USING (label_id)
      JOIN graph.label USING (label_id)
     WHERE ours.artist_id = %s AND theirs.artist_id = %s LIMIT 1
"""
CULTURE = """
    SELECT count(*) FROM document JOIN mention USING (document_id)
     WHERE (about_id, artist_id) IN ((%(s)s, %(c)s), (%(c)s, %(s)s))
"""
PAGES = """
    SELECT count(*) FROM graph.page AS ours JOIN graph.page AS theirs USING (document_id)
     WHERE ours.artist_id = %s AND theirs.artist_id = %s
"""

# The floor: the neighbours in one space and the rows that are shown, nothing scored and nothing explained.
BY_SOUND = f"""
    SELECT artist_id FROM graph.sound
     ORDER BY centroid <=> (SELECT centroid FROM graph.sound WHERE artist_id = %s AND nth = 1) LIMIT {by_sound.BUDGET}
"""
BY_TAGS, BY_COMPANY, BY_TEXT = (
    f"""
    SELECT artist_id FROM graph.place WHERE has_music
     ORDER BY {space} <=> (SELECT {space} FROM graph.place WHERE artist_id = %s) LIMIT {budget}
"""
    for space, budget in (
        ("tags", by_tags.BUDGET),
        ("company", by_graph.PER_WAY),
        ("text", by_graph.PER_WAY),
    )
)
SHOWN = "SELECT * FROM graph.artist WHERE artist_id = ANY(%s)"


@dataclass
class Rivals:
    """One connection, as good as they come: a socket, prepared statements, binary answers."""

    connection: Connection

    @classmethod
    async def open(cls, url: str) -> Self:
        connection = await psycopg.AsyncConnection.connect(
            url, autocommit=True, prepare_threshold=1, row_factory=tuple_row
        )
        await Terms.at(url, 10_000, lent=False).settle(connection)  # as the engine does
        return cls(connection)

    async def one_by_one(self, seed: int, candidates: list[int]) -> list[tuple[float, int]]:
        """Score every candidate on its own; the ten best."""
        ours = {tag for (tag,) in await self._all(TAGS, [seed])}
        scored = [(await self._score(seed, one, ours), one) for one in candidates]
        return sorted(scored, key=lambda pair: (-pair[0], pair[1]))[:10]

    async def _score(self, seed: int, candidate: int, ours: set[int]) -> float:
        pair, named = [seed, candidate], {"s": seed, "c": candidate}
        audio = await self._value(AUDIO, pair)
        theirs = {tag for (tag,) in await self._all(TAGS, [candidate])}
        tags = len(ours & theirs) / max(len(ours | theirs), 1)
        related = await self._value(RELATED, named)
        text = await self._value(TEXT, pair)
        label = 0.8 if await self._all(LABEL, pair) else 0.0
        culture = min(await self._value(CULTURE, named) / 3, 1.0)
        pages = min(await self._value(PAGES, pair) / 5, 1.0)
        return (
            0.25 * audio
            + 0.15 * tags
            + 0.15 * related
            + 0.15 * text
            + 0.10 * (label + culture + pages)
        )

    async def one_search(self, seed: int, shown: list[int]) -> None:
        """The floor: neighbours by sound (by tags for whom nobody heard), and what is shown of ten artists."""
        if not await self._all(BY_SOUND, [seed]):
            await self._all(BY_TAGS, [seed])
        await self._all(SHOWN, [shown])

    async def four_searches(self, seed: int, shown: list[int]) -> None:
        """The same in each of the four spaces that stage 3 looks into."""
        for search in (BY_SOUND, BY_TAGS, BY_COMPANY, BY_TEXT):
            await self._all(search, [seed])
        await self._all(SHOWN, [shown])

    async def _all(self, sql: str, values: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401 - a list or a dict
        cursor = await self.connection.execute(sql, values, binary=True)
        return await cursor.fetchall()

    async def _value(self, sql: str, values: Any) -> float:  # noqa: ANN401 - likewise
        rows = await self._all(sql, values)
        return float(rows[0][0] or 0.0) if rows else 0.0
