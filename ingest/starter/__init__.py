"""The starter catalogue: real artists in hand-written scenes, so that the first question has an answer.

Each scene is one TOML file that a listener can read and correct; this turns them into facts.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from core.names import fold
from ingest.records import (
    KINDS,
    Artist,
    ArtistLabel,
    Credit,
    Document,
    Label,
    Mention,
    Playlist,
    Record,
    Relation,
    Release,
    Tag,
    Track,
)
from ingest.source import Fact

SOURCE = "starter"  # how answers cite it
SCENES = Path(__file__).parent / "scenes"
NO_LABEL = "Self-released"
# Names that are also everyday words: they count as mentions only in their own scene's essay.
EVERYDAY_WORDS = frozenset(
    {
        "Adonis",
        "Budgie",
        "Can",
        "Cluster",
        "Culture",
        "Dio",
        "Distance",
        "Duster",
        "Egg",
        "Emperor",
        "Faust",
        "Felt",
        "Goldie",
        "Grouper",
        "Heavenly",
        "Japan",
        "Khan",
        "Lamb",
        "Low",
        "Lush",
        "Magazine",
        "Mars",
        "Mayhem",
        "Medicine",
        "Pentangle",
        "Pinch",
        "Pole",
        "Prince",
        "Rainbow",
        "Ride",
        "Saxon",
        "Suicide",
        "Venom",
        "Virgo",
        "Wire",
        "Yazoo",
    }
)


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Essay(Strict):
    title: str
    text: str


class SceneArtist(Strict):
    """One artist as written down in a scene; names refer to artists of any scene, or to people."""

    name: str
    disambiguation: str
    country: str
    years: Annotated[tuple[int, ...], Field(min_length=1, max_length=2)]
    aliases: tuple[str, ...]
    about: str
    tags: dict[str, float]
    albums: tuple[tuple[str, int, str], ...]
    tracks: tuple[tuple[str, int], ...]
    members: tuple[str, ...]
    credits: tuple[tuple[str, str, str], ...]
    influenced_by: tuple[str, ...]
    collaborated_with: tuple[str, ...]
    remixed_by: tuple[str, ...]
    side_project_of: tuple[str, ...]
    similar_to: dict[str, float]


class Scene(Strict):
    """One file of the catalogue."""

    scene: str
    tag: str
    way_in: tuple[str, ...]
    essay: Essay
    labels: dict[str, str]
    artist: tuple[SceneArtist, ...]


@dataclass(frozen=True)
class Catalogue:
    """All scenes, by the name of their file."""

    scenes: dict[str, Scene]

    @property
    def artists(self) -> Iterator[SceneArtist]:
        return (artist for scene in self.scenes.values() for artist in scene.artist)

    @property
    def people(self) -> list[str]:
        """Members and craftspeople who have no entry of their own, in order of appearance."""
        known = {artist.name for artist in self.artists}
        named = (
            person
            for artist in self.artists
            for person in (*artist.members, *(who for _, who, _ in artist.credits))
        )
        return [person for person in dict.fromkeys(named) if person not in known]


def catalogue() -> Catalogue:
    """The scenes as written."""
    return Catalogue(
        {
            path.stem: Scene.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
            for path in sorted(SCENES.glob("*.toml"))
        }
    )


def read() -> Iterator[Fact]:
    """The catalogue as facts, grouped by kind."""
    facts = list(_facts(catalogue()))
    for kind, record_type in KINDS.items():
        for line, record in enumerate((r for r in facts if type(r) is record_type), start=1):
            yield Fact(kind, line, record)


def _facts(book: Catalogue) -> Iterator[Record]:
    for artist in book.artists:
        yield from _artist(artist)
        yield from _work(artist)
        yield from _relations(artist)
    for person in book.people:
        yield Artist(id=_id(person), name=person)
    labels = {name for a in book.artists for _, _, name in a.albums} - {NO_LABEL}
    parents = {
        child: parent for scene in book.scenes.values() for child, parent in scene.labels.items()
    }
    for name in sorted(labels | set(parents) | set(parents.values())):
        parent = parents.get(name)
        yield Label(id=_id(name), name=name, parent_id=_id(parent) if parent else None)
    names = [artist.name for artist in book.artists]
    for slug, scene in book.scenes.items():
        yield from _writing(slug, scene, names)


def _artist(a: SceneArtist) -> Iterator[Record]:
    yield Artist(
        id=_id(a.name),
        name=a.name,
        aliases=a.aliases,
        disambiguation=a.disambiguation,
        country=a.country,
        begin_year=a.years[0],
        end_year=a.years[1] if len(a.years) == 2 else None,
        bio=" ".join(a.about.split()),
        bio_source=SOURCE,
    )
    for tag, weight in a.tags.items():
        yield Tag(artist_id=_id(a.name), tag=tag, weight=weight, family="style", source=SOURCE)


def _work(a: SceneArtist) -> Iterator[Record]:
    for rank, (title, year) in enumerate(a.tracks, start=1):
        yield Track(id=_id(a.name, title), artist_id=_id(a.name), title=title, year=year, rank=rank)
    for title, year, label in a.albums:
        on_label = None if label == NO_LABEL else _id(label)
        yield Release(
            id=_id(a.name, title), artist_id=_id(a.name), title=title, year=year, label_id=on_label
        )
    labels = Counter(label for _, _, label in a.albums if label != NO_LABEL)
    for label, releases in labels.items():
        yield ArtistLabel(
            artist_id=_id(a.name), label_id=_id(label), releases=releases, source=SOURCE
        )
    albums = {title for title, _, _ in a.albums}
    for role, person, title in a.credits:
        on: dict[Literal["release_id", "track_id"], str]
        on = {"release_id" if title in albums else "track_id": _id(a.name, title)}
        yield Credit(person_id=_id(person), artist_id=_id(a.name), role=role, source=SOURCE, **on)


def _relations(a: SceneArtist) -> Iterator[Record]:
    said: list[tuple[str, str, str, float]] = [
        *((member, a.name, "member of", 1.0) for member in a.members if member != a.name),
        *((other, a.name, "influence", 1.0) for other in a.influenced_by),
        *((a.name, other, "collaboration", 1.0) for other in a.collaborated_with),
        *((other, a.name, "remix", 1.0) for other in a.remixed_by),
        *((a.name, other, "side project", 1.0) for other in a.side_project_of),
        *((a.name, other, "similar", score) for other, score in a.similar_to.items()),
    ]
    for giver, taker, kind, score in said:
        yield Relation(from_id=_id(giver), to_id=_id(taker), kind=kind, score=score, source=SOURCE)


def _writing(slug: str, scene: Scene, names: Iterable[str]) -> Iterator[Record]:
    essay = f"{SOURCE}:essay:{slug}"
    yield Document(id=essay, source=SOURCE, title=f"{scene.scene}: {scene.essay.title}")
    own = {artist.name for artist in scene.artist}
    meant = [name for name in names if name in own or name not in EVERYDAY_WORDS]
    for name, count in mentions(scene.essay.text, meant).items():
        yield Mention(document_id=essay, artist_id=_id(name), count=count)
    yield Playlist(
        id=f"{SOURCE}:way-in:{slug}",
        title=f"A way in: {scene.scene}",
        source=SOURCE,
        artist_ids=tuple(map(_id, scene.way_in)),
    )


def mentions(text: str, names: Iterable[str]) -> Counter[str]:
    """How often each name stands in a text, as written; where names overlap the longest counts."""
    longest_first = sorted(names, key=len, reverse=True)
    one_of = "|".join(map(re.escape, longest_first))
    return Counter(re.findall(rf"(?<!\w)(?:{one_of})(?!\w)", text))


def _id(*names: str) -> str:
    return ":".join((SOURCE, *map(fold, names)))
