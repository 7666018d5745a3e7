"""All that is known of one artist on one card, each line with its source."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.db import Database, Question, Row
from core.errors import UnknownNameError
from core.hops import said_as
from core.types import Source, TrackCard

MOST_TAGS, MOST_FACTS = 12, 20

WHO = """
    SELECT artist.*, mbid::text AS mbid_text, said.bio, said.bio_source, version.version,
           (SELECT array_agg(DISTINCT called.name ORDER BY called.name) FROM artist_name AS called
             WHERE called.artist_id = artist.artist_id AND called.name <> artist.name) AS also_called
      FROM graph.artist
      JOIN (SELECT artist_id, bio, bio_source FROM public.artist) AS said USING (artist_id)
     CROSS JOIN graph.version
     WHERE artist_id = %(id)s
"""
TAGGED = """
    SELECT tag.name, array_agg(DISTINCT source ORDER BY source) AS sources, count(*) OVER () AS total
      FROM graph.artist_tag AS heard
      JOIN tag USING (tag_id)
      JOIN public.artist_tag AS stated USING (artist_id, tag_id)
     WHERE artist_id = %(id)s
     GROUP BY tag_id, tag.name, heard.weight
     ORDER BY heard.weight DESC, tag_id
     LIMIT %(most)s
"""
STATED = """
    SELECT kind, forward, detail, source, stop.name, count(*) OVER () AS total
      FROM graph.edge JOIN graph.stop ON stop.node = edge.other
     WHERE edge.node = %(id)s
     ORDER BY edge.weight DESC, stop.degree, edge.other, kind, forward, detail, source
     LIMIT %(most)s
"""


@dataclass(frozen=True)
class Fact:
    """One thing that somebody states about the artist."""

    says: str
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class ArtistCard:
    """One artist. `tags_known` and `facts_known` count what there is beyond what is shown."""

    id: int
    name: str
    disambiguation: str | None
    mbid: str | None
    country: str | None
    begin_year: int | None
    end_year: int | None
    also_called: tuple[str, ...]
    tags: tuple[Fact, ...]
    tags_known: int
    tracks: tuple[TrackCard, ...]
    facts: tuple[Fact, ...]
    facts_known: int
    biography: Fact | None
    graph_version: str


async def artist_card(db: Database, artist_id: int) -> ArtistCard:
    """Raises UnknownNameError when there is no such artist."""
    who, tagged, stated = await db.ask(
        Question(WHO, {"id": artist_id}),
        Question(TAGGED, {"id": artist_id, "most": MOST_TAGS}),
        Question(STATED, {"id": artist_id, "most": MOST_FACTS}),
    )
    if not who:
        raise UnknownNameError(f"There is no artist number {artist_id:,} here.")
    return _card(who[0], tagged, stated)


def _card(who: Row, tagged: Sequence[Row], stated: Sequence[Row]) -> ArtistCard:
    tracks = zip(who.track_ids, who.track_titles, who.track_years, strict=True)
    bio_sources = (Source(who.bio_source),) if who.bio_source else ()
    return ArtistCard(
        id=who.artist_id,
        name=who.name,
        disambiguation=who.disambiguation,
        mbid=who.mbid_text,
        country=who.country,
        begin_year=who.begin_year,
        end_year=who.end_year,
        also_called=tuple(who.also_called or ()),
        tags=tuple(Fact(row.name, tuple(map(Source, row.sources))) for row in tagged),
        tags_known=tagged[0].total if tagged else 0,
        tracks=tuple(TrackCard(*track) for track in tracks),
        facts=tuple(Fact(_said(row), (Source(row.source),)) for row in stated),
        facts_known=stated[0].total if stated else 0,
        biography=Fact(who.bio, bio_sources) if who.bio else None,
        graph_version=who.version,
    )


def _said(row: Row) -> str:
    how = said_as(row.kind, "forward" if row.forward else "backward")
    return f"{how} {row.name}" + (f" ({row.detail})" if row.detail else "")
