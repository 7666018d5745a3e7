"""Who is named in a piece of writing: the names found, doubted where they are ordinary words, and decided.

A band called Low stands in every weather report. So each name has a caution, which grows with how
ordinary its words are, and each occurrence gathers points for what speaks for music around it. Whoever
has more points than its name asks for is meant; in doubt nobody is.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.mentions.deciding import decide
from ingest.mentions.gazetteer import Gazetteer
from ingest.mentions.tokens import tokens

LONGEST_TEXT = 400_000  # characters; a longer page is a book or a dump
MOST_NAMED = 40  # artists of one document; see `prominent`


@dataclass(frozen=True)
class Named:
    """One occurrence: text[start:end] names this artist."""

    start: int
    end: int
    artist_id: int


def named(gazetteer: Gazetteer, text: str) -> list[Named]:
    """Every occurrence of an artist's name in a text, in order. Pure."""
    words = tokens(text[:LONGEST_TEXT])
    found = gazetteer.find(text, words)
    return [
        Named(words[place.first].start, words[place.last].end, artist_id)
        for place, artist_id in decide(gazetteer, text, words, found)
    ]


def prominent(title: str, text: str, found: Sequence[Named]) -> dict[int, int]:
    """How often each artist is named, by artist; of a long list only those who stand out of it.

    A list of three hundred names would put every two of them in each other's company. Where more than
    MOST_NAMED are named, only those named twice or in the title count, the most named first; a bare
    index says nothing about anybody.
    """
    counts: dict[int, int] = {}
    for one in found:
        counts[one.artist_id] = counts.get(one.artist_id, 0) + 1
    if len(counts) <= MOST_NAMED:
        return counts
    in_title = {one.artist_id for one in found if text[one.start : one.end] in title}
    standing_out = [who for who, count in counts.items() if count > 1 or who in in_title]
    ranked = sorted(standing_out, key=lambda who: (who not in in_title, -counts[who]))
    return {who: counts[who] for who in ranked[:MOST_NAMED]}
