"""The last step of an answer: names, tracks and citations for those who are shown, in one round trip."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from core.between import by_artist, facts_question
from core.candidates import found_by
from core.columns import listed_ids
from core.db import Database, Question, Row
from core.diversity import Slot
from core.errors import GraphMovedError
from core.fusion import Scored
from core.names import work_title
from core.seeds import Planted
from core.stopwatch import timed
from core.types import (
    Contribution,
    Recommendation,
    Source,
    TagCard,
    TrackCard,
)
from core.wording import explanation

TAGS = 5  # shown of a pick
# Which graph it is comes last, after every other of its tables: were it another by now, that shows.
CARDS = """
    SELECT artist.artist_id, artist.name, artist.mbid::text, artist.country, artist.begin_year,
           artist.end_year, artist.track_ids, artist.track_titles, artist.track_years, artist.track_works,
           version.version,
           (SELECT jsonb_agg(jsonb_build_array(name, sources) ORDER BY place)
              FROM (SELECT place, tag.name, array_agg(DISTINCT source ORDER BY source) AS sources
                      FROM unnest(artist.tag_ids[:%(tags)s]) WITH ORDINALITY AS own (tag_id, place)
                      JOIN tag USING (tag_id)
                      JOIN public.artist_tag AS stated
                        ON stated.artist_id = artist.artist_id AND stated.tag_id = own.tag_id
                     GROUP BY place, tag.name) AS said) AS tags
      FROM graph.artist CROSS JOIN graph.version
     WHERE artist_id = ANY(%(artists)s)
"""


@dataclass(frozen=True)
class Shown:
    """What is looked up for those who are shown: a card per artist, and every fact they cite."""

    cards: Mapping[int, Row]  # by artist id
    facts: Mapping[int, Sequence[Row]]  # by artist id, what can be cited

    def card(self, scored: Scored, place: int) -> Row:
        """The card of the candidate at a place."""
        return self.cards[int(scored.candidates.artist_ids[place])]


@timed("cite")
async def look_up(db: Database, planted: Planted, scored: Scored, places: Sequence[int]) -> Shown:
    """Cards and facts for the candidates at these places.

    Raises GraphMovedError when they come from another graph than the seed did.
    """
    artists = [int(scored.candidates.artist_ids[place]) for place in places]
    facts, cards = await db.ask(facts_question(planted.seed, artists), _cards_question(artists))
    return Shown(_of_one_graph(planted, cards, artists), by_artist(facts))


def _cards_question(artists: Sequence[int]) -> Question:
    return Question(CARDS, {"artists": listed_ids(artists), "tags": TAGS})


def _of_one_graph(
    planted: Planted, cards: Sequence[Row], artists: Sequence[int]
) -> Mapping[int, Row]:
    if any(card.version != planted.graph_version for card in cards) or len(cards) < len(artists):
        raise GraphMovedError
    return {row.artist_id: row for row in cards}


def ranked(scored: Scored, shown: Shown, slots: Sequence[Slot]) -> tuple[Recommendation, ...]:
    """The chosen with their reasons; no two of them offer versions of the same track."""
    picks: list[Recommendation] = []
    heard: set[str] = set()
    for rank, slot in enumerate(slots, start=1):
        pick = recommendation(scored, shown, slot, rank=rank, heard=frozenset(heard))
        picks.append(pick)
        if pick.track:
            heard.add(work_title(pick.track.title))
    return tuple(picks)


def recommendation(
    scored: Scored, shown: Shown, slot: Slot, *, rank: int, heard: frozenset[str] = frozenset()
) -> Recommendation:
    """One neighbour with its contributions. `heard` are works that better neighbours offer."""
    card = shown.card(scored, slot.place)
    contributions = contributions_at(scored, shown, slot.place)
    return Recommendation(
        rank=rank,
        artist_id=card.artist_id,
        artist_name=card.name,
        mbid=card.mbid,
        score=math.fsum(c.points for c in contributions),
        explanation=explanation(contributions),
        coverage=float(scored.coverage[slot.place]),
        exploration=slot.exploration,
        found_by=found_by(scored.candidates, slot.place),
        track=track_card(card, heard),
        contributions=contributions,
        tags=tuple(TagCard(name, tuple(map(Source, said_by))) for name, said_by in card.tags or ()),
    )


def contributions_at(scored: Scored, shown: Shown, place: int) -> tuple[Contribution, ...]:
    """What each signal that was heard adds to the candidate's score."""
    facts = shown.facts.get(int(scored.candidates.artist_ids[place]), ())
    said = []
    for row, (signal, weighed) in enumerate(zip(scored.signals, scored.weighed, strict=True)):
        if np.isnan(scored.strengths[row, place]):
            continue
        evidence = weighed.tell(place, facts)
        said.append(
            Contribution(
                signal=signal.name,
                weight=float(scored.weights[row, place]),
                strength=float(scored.strengths[row, place]),
                points=float(scored.points[row, place]),
                reason=evidence.reason,
                sources=evidence.sources,
            )
        )
    return tuple(said)


def track_card(card: Row, heard: frozenset[str] = frozenset()) -> TrackCard | None:
    """The artist's most primary track of a work that was not named yet."""
    tracks = zip(card.track_ids, card.track_titles, card.track_years, card.track_works, strict=True)
    return next(
        (TrackCard(id_, title, year) for id_, title, year, work in tracks if work not in heard),
        None,
    )
