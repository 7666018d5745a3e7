"""What Last.fm answers, as facts."""

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from core.names import fold
from ingest.source import Fact, Reject
from ingest.sources.lastfm.folksonomy import genres
from ingest.sources.lastfm.service import Answer, many, number
from ingest.telling import Told, facts_of

SOURCE = "lastfm"
LINK = re.compile(r"<a href=.*", re.DOTALL)  # "Read more on Last.fm", and the licence
MARKUP = re.compile(r"<[^>]{1,300}>")
# One page stands for all who share a name; then its text is about none of them in particular.
SEVERAL = re.compile(
    r"^\W*(?:there (?:are|were|have been|is more than one)\b.{0,80}?"
    r"\b(?:artist|band|group|act|project|musician|producer|DJ)s?\b"
    r"|(?:multiple|several|two|three|four|five|\d+|more than one)\s+(?:\w+ )?(?:artist|band|group|act)s\b|1[.):])",
    re.IGNORECASE,
)
SHORTEST = 40  # characters of a biography that says something


@dataclass(frozen=True)
class Wanted:
    """An artist to ask about; without an id, one whom we do not know yet."""

    name: str
    artist_id: int | None = None
    mbid: str | None = None
    folded: tuple[str, ...] = ()  # the names it goes by
    titles: tuple[str, ...] = ()  # of its most primary tracks


@dataclass(frozen=True)
class Heard:
    """What Last.fm said about somebody: the parts of its answers that we read."""

    wanted: Wanted
    info: Answer
    tags: Sequence[Answer]
    similar: Sequence[Answer]
    track_tags: Sequence[tuple[str, Sequence[Answer]]] = field(default=())

    @property
    def key(self) -> str:
        """The id under which Last.fm's facts speak of this artist."""
        return key_of(str(self.info.get("name") or self.wanted.name))


def key_of(name: str) -> str:
    """Last.fm knows artists by name."""
    return f"{SOURCE}:{name.casefold()}"


def parse(heard: Iterable[Heard]) -> Iterator[Fact | Reject]:
    """Pure: answers in, facts out, grouped by kind."""
    listed = sorted(heard, key=lambda one: one.key)
    mine = (("artists", _artist(one)) for one in listed)  # first, so that they count
    return facts_of([*mine, *(line for one in listed for line in _said(one))], "Last.fm")


def _artist(heard: Heard) -> dict[str, object]:
    bio = biography(heard.info)
    return {
        "id": heard.key, "name": heard.wanted.name, "bio": bio, "bio_source": "Last.fm" if bio else None,
        "mbid": None if heard.wanted.artist_id else heard.wanted.mbid or mbid_of(heard.info),
    }  # fmt: skip


def _said(heard: Heard) -> Iterator[Told]:
    names = {*heard.wanted.folded, fold(heard.wanted.name)}
    for tag, count in genres(_counted(heard.tags), names):
        yield "tags", {**_tag(tag, count), "artist_id": heard.key}
    for title, tags in heard.track_tags:
        track = f"{heard.key}/{title.casefold()}"
        yield "tracks", {"id": track, "artist_id": heard.key, "title": title}
        for tag, count in genres(_counted(tags), names):
            yield "tags", {**_tag(tag, count), "track_id": track}
    for other in similar(heard):
        yield (
            "artists",
            {"id": key_of(other["name"]), "name": other["name"], "mbid": mbid_of(other)},
        )
        yield "relations", {
            "from_id": heard.key, "to_id": key_of(other["name"]), "kind": "similar", "source": SOURCE,
            "score": min(1.0, number(other.get("match"))),
        }  # fmt: skip


def similar(heard: Heard) -> Iterator[Answer]:
    """The similar artists that have a name and are somebody else."""
    for other in heard.similar:
        name = other.get("name")
        if (
            isinstance(name, str)
            and name.strip()
            and key_of(name) != heard.key
            and number(other.get("match"))
        ):
            yield other


def biography(info: Answer) -> str | None:
    """A biography as plain text, without the link below it; none where it is about several artists."""
    said = (info.get("bio") or {}).get("content") if isinstance(info.get("bio"), dict) else None
    text = html.unescape(MARKUP.sub(" ", LINK.sub("", str(said or "")))).strip()
    return None if len(text) < SHORTEST or SEVERAL.match(text) else text


def mbid_of(answer: Answer) -> str | None:
    """An MBID, where there is one that could be."""
    try:
        return str(UUID(str(answer.get("mbid") or "")))
    except ValueError:
        return None


def _counted(tags: Sequence[Answer]) -> list[tuple[str, float]]:
    return [(str(tag.get("name") or ""), number(tag.get("count"))) for tag in tags]


def _tag(tag: str, count: float) -> dict[str, object]:
    return {"tag": tag, "count": count, "family": "folksonomy", "source": SOURCE}


def names_listed(answer: Answer) -> list[str]:
    """The artists that a tag's page lists (tag.getTopArtists), the foremost first."""
    listed = many(answer, "topartists", "artist")
    return list(dict.fromkeys(str(artist["name"]) for artist in listed if artist.get("name")))
