"""The passages with marked mentions, and how well a matcher finds them again."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from ingest.mentions import named
from ingest.mentions.gazetteer import Gazetteer, Known
from ingest.starter import catalogue

HERE = Path(__file__).parent / "passages"
MARK = re.compile(r"\[([^\]|]+)(?:\|([^\]]+))?\]")
NAMESAKE = re.compile(r" \([^)]*\)$")  # "Nirvana (UK)" is called Nirvana


@dataclass(frozen=True)
class Passage:
    """A text without its marks, and the (start, end, who) that they stood for."""

    title: str
    text: str
    marked: tuple[tuple[int, int, str], ...]


@dataclass(frozen=True)
class Cast:
    """The catalogue to find names from."""

    gazetteer: Gazetteer
    called: dict[int, str]
    ids: dict[str, int]


@dataclass(frozen=True)
class Score:
    """How many marks were found, how many finds were no mark, and how many marks were missed."""

    right: int
    wrong: tuple[str, ...]
    missed: tuple[str, ...]

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + len(self.wrong))

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + len(self.missed))


def passages() -> tuple[list[Passage], list[Passage]]:
    """Those for development, and those for the figure."""
    every, more, held_out = (
        [
            _passage(block)
            for block in (HERE / file).read_text(encoding="utf-8").strip().split("\n\n")
        ]
        for file in ("passages.txt", "more_for_development.txt", "held_out.txt")
    )
    return [*every, *more], held_out


def _passage(block: str) -> Passage:
    title, text = block.split("\n", 1)
    plain, marked, at = "", [], 0
    for mark in MARK.finditer(text):
        plain += text[at : mark.start()]
        marked.append((len(plain), len(plain) + len(mark[1]), mark[2] or mark[1]))
        plain += mark[1]
        at = mark.end()
    return Passage(title.removeprefix("# "), plain + text[at:], tuple(marked))


def cast() -> Cast:
    """The starter catalogue, its people, and the further artists."""
    number = count(1)
    ids: dict[str, int] = {}
    rows: dict[str, tuple[tuple[str, ...], set[str], set[str], set[str]]] = {}
    book = catalogue()
    for a in book.artists:
        near = {*a.members, *a.influenced_by, *a.collaborated_with, *a.remixed_by, *a.side_project_of,
                *a.similar_to, *(who for _, who, _ in a.credits)}  # fmt: skip
        labels = {label for _, _, label in a.albums}
        rows[a.name] = ((a.name, *a.aliases), set(a.tags), labels, near)
    for person in book.people:
        rows[person] = ((person,), set(), set(), set())
    for line in (HERE / "further_artists.tsv").read_text(encoding="utf-8").splitlines():
        name, aliases, tags, near_to, _ = line.split("\t")
        called = (NAMESAKE.sub("", name), *filter(None, map(str.strip, aliases.split(","))))
        related = set(filter(None, map(str.strip, near_to.split(";"))))
        if name in rows:  # a person of the starter catalogue, better described
            called, related = (*rows[name][0], *called), related | rows[name][3]
        rows[name] = (called, set(filter(None, map(str.strip, tags.split(",")))), set(), related)
    ids = {name: next(number) for name in rows}
    near_ids: dict[int, set[int]] = {id: set() for id in ids.values()}
    for name, (_, _, _, near) in rows.items():
        for other in near & ids.keys() - {name}:
            near_ids[ids[name]].add(ids[other])
            near_ids[ids[other]].add(ids[name])
    known = [
        Known(ids[name], names, frozenset(tags), frozenset(labels - {"Self-released"}), frozenset(near_ids[ids[name]]))
        for name, (names, tags, labels, _) in rows.items()
    ]  # fmt: skip
    return Cast(Gazetteer.of(known), {id: name for name, id in ids.items()}, ids)


def score(cast: Cast, chosen: Sequence[Passage]) -> Score:
    """Find the names in these passages again. A find counts where it overlaps a mark of that artist."""
    right, wrong, missed = 0, [], []
    for passage in chosen:
        found = [(one.start, one.end, one.artist_id) for one in named(cast.gazetteer, passage.text)]
        wanted = [(start, end, set(_meant(cast, who))) for start, end, who in passage.marked]
        for start, end, who in wanted:
            hit = next((f for f in found if f[0] < end and f[1] > start and f[2] in who), None)
            if hit is None:
                missed.append(_told(passage, start, end))
            else:
                found.remove(hit)
                right += 1
        wrong += [f"{_told(passage, s, e)} as {cast.called[who]}" for s, e, who in found]
    return Score(right, tuple(wrong), tuple(missed))


def _meant(cast: Cast, who: str) -> Iterator[int]:
    """A mark is a canonical name, or an alias that is nobody's canonical name."""
    if who in cast.ids:
        yield cast.ids[who]
        return
    of_it = [id for id, known in cast.gazetteer.known.items() if who in known.names]
    assert len(of_it) == 1, f"{who} may be {[cast.called[id] for id in of_it]}"
    yield of_it[0]


def _told(passage: Passage, start: int, end: int) -> str:
    before, after = passage.text[max(0, start - 25) : start], passage.text[end : end + 25]
    return f"{passage.title}: …{before}[{passage.text[start:end]}]{after}…".replace("\n", " ")
