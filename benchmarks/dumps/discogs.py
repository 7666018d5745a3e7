"""Discogs dumps of any size, in the published format: heavy tails, long compilations, every script.

    python benchmarks/dumps/discogs.py FOLDER --releases 300000

Shapes and frequencies follow the dump of August 2020: 4.5 kB a release, 8.7 tracks, 11 people.
"""

import argparse
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO
from xml.sax.saxutils import escape, quoteattr, unescape

import numpy as np
from isal import igzip

SEED = 1994
POOL = 4_000  # phrases, credits and videos that are used again and again
SYLLABLES = re.findall("..", "kalomiravetosudanephorizequlubeioshdrvonyelum")
OTHER_SCRIPTS = (
    "ビートルズ 細野晴臣 山下達郎 東京 夜明け",
    "Кино Аквариум Летов Сектор Газа",
    "فيروز أم كلثوم عبد الحليم",
    "Μίκης Θεοδωράκης",
    "방탄소년단 신중현",
    "邓丽君 崔健",
    "อัสนี วสันต์",
    "שלמה ארצי",
    "Sigur Rós Björk Mötley Ærø",
)
ROLES = (
    ["Written-By"] * 30
    + ["Producer"] * 12
    + ["Remix"] * 6
    + ["Vocals", "Drums", "Guitar", "Bass", "Piano"] * 3
    + ["Mastered By", "Engineer", "Mixed By", "Recorded By"] * 3
    + ["Design", "Photography By", "Liner Notes"]
    + [
        "Producer, Written-By",
        "Music By, Lyrics By",
        "Engineer [Assistant]",
        "Music By [All Tracks By]",
    ]
)
GENRES = [
    "Electronic",
    "Rock",
    "Pop",
    "Jazz",
    "Hip Hop",
    "Folk, World, &amp; Country",
    "Reggae",
    "Latin",
]
STYLES = [
    "House",
    "Techno",
    "Deep House",
    "Indie Rock",
    "Punk",
    "Hard Bop",
    "Boom Bap",
    "Dub",
    "Ambient",
    "Disco",
]
COUNTRIES = [
    "US",
    "UK",
    "Germany",
    "France",
    "Japan",
    "Italy",
    "Sweden",
    "Brazil",
    "Europe",
    "Jamaica",
]
FORMATS = [
    '<format name="Vinyl" qty="1" text=""><descriptions><description>12"</description>'
    "<description>33 &#8531; RPM</description></descriptions></format>",
    '<format name="CD" qty="1" text=""><descriptions><description>Album</description></descriptions></format>',
    '<format name="Vinyl" qty="1" text=""><descriptions><description>7"</description>'
    "<description>45 RPM</description><description>Single</description></descriptions></format>",
    '<format name="CD" qty="2" text="Digipak"><descriptions><description>Compilation</description>'
    "<description>Mixed</description></descriptions></format>",
]


class World:
    """Who there is to be credited; ids are drawn with a heavy tail, as in life."""

    def __init__(self, releases: int) -> None:
        self.dice = random.Random(SEED)
        self.artists, self.labels = max(50, releases // 2), max(20, releases // 8)
        numbers = np.random.default_rng(SEED)
        self._artist_ids = self._heavy_tail(numbers, self.artists)
        self._label_ids = self._heavy_tail(numbers, self.labels)
        self._at = 0
        self.titles = [self._phrase() for _ in range(POOL)]
        self.videos = [self._video(nth) for nth in range(POOL // 4)]
        self.notes = [self._notes() for _ in range(POOL // 4)]

    @staticmethod
    def _heavy_tail(numbers: np.random.Generator, most: int) -> list[int]:
        drawn = np.exp(numbers.random(1 << 20) * np.log(most)) * numbers.uniform(0.5, 1, 1 << 20)
        ids: list[int] = (1 + np.minimum(drawn.astype(np.int64), most - 1)).tolist()
        return ids

    def artist_id(self) -> int:
        self._at = (self._at + 7) & ((1 << 20) - 1)
        return self._artist_ids[self._at]

    def label_id(self) -> int:
        self._at = (self._at + 3) & ((1 << 20) - 1)
        return self._label_ids[self._at]

    def artist_name(self, id: int) -> str:
        title = self.titles[id * 2_654_435_761 % POOL]
        return f"{title} {id}" if id % 50 else f"{title} ({id % 7 + 2})"

    def _phrase(self) -> str:
        dice = self.dice
        if dice.random() < 0.12:
            words = dice.choice(OTHER_SCRIPTS).split()
            return " ".join(dice.sample(words, min(len(words), 2)))
        words = [
            "".join(dice.choices(SYLLABLES, k=dice.randint(1, 3))).title()
            for _ in range(dice.randint(1, 2))
        ]
        joined = dice.choice([" ", " ", " ", " & ", "'s "]).join(words)
        return escape(
            joined
            + dice.choice(["", "", "", "", " (Original Mix)", " (Live)", " - Remastered 2011"])
        )

    def _video(self, nth: int) -> str:
        text = " ".join(self.titles[(nth * 31 + i) % POOL] for i in range(8))
        return (
            f'<video src="https://www.youtube.com/watch?v={nth:011d}" duration="{200 + nth % 300}" embed="true">'
            f"<title>{self.titles[nth]}</title><description>{text}&#13;\n{text}</description></video>"
        )

    def _notes(self) -> str:
        length = min(400, int(self.dice.paretovariate(0.9) * 3))
        return "\n".join(
            " ".join(self.dice.choices(self.titles, k=3)) for _ in range(1 + length // 3)
        )


def artists(world: World) -> Iterator[str]:
    for id in range(1, world.artists + 1):
        name, dice = world.artist_name(id), world.dice
        others = [world.artist_id() for _ in range(dice.choice([0, 0, 0, 1, 3]))]
        listed = "".join(
            f'<name id="{one}">{world.artist_name(one)}</name>' for one in others if one != id
        )
        groups = f"<groups>{listed}</groups>" if listed and id % 3 == 0 else ""
        aliases = f"<aliases>{listed}</aliases>" if listed and id % 3 == 1 else ""
        yield (
            f"<artist><id>{id}</id><name>{name}</name><profile>{dice.choice(world.notes).splitlines()[0]}</profile>"
            f"<data_quality>Correct</data_quality><namevariations><name>{loud(name)}</name></namevariations>"
            f"{aliases}{groups}</artist>"
        )


def labels(world: World) -> Iterator[str]:
    for id in range(1, world.labels + 1):
        parent = world.label_id()
        above = (
            f'<parentLabel id="{parent}">{world.titles[parent % POOL]}</parentLabel>'
            if id % 8 == 0 and parent != id
            else ""
        )
        yield (
            f"<label><id>{id}</id><name>{world.titles[id % POOL]} {id}</name>{above}"
            "<data_quality>Correct</data_quality></label>"
        )


def masters(world: World, releases: int) -> Iterator[str]:
    for id in range(1, releases // 3 + 1):
        artist = world.artist_id()
        yield (
            f'<master id="{id}"><main_release>{id * 3}</main_release><artists>{_artist(world, artist)}</artists>'
            f"<genres><genre>{world.dice.choice(GENRES)}</genre></genres><year>{1960 + id % 65}</year>"
            f"<title>{world.titles[id % POOL]}</title><data_quality>Correct</data_quality></master>"
        )


def loud(name: str) -> str:
    """A name as some sleeves have it."""
    return escape(unescape(name).upper())


def _artist(world: World, id: int, role: str = "") -> str:
    said = f"<role>{role}</role>" if role else "<role/>"
    anv = "<anv/>" if id % 9 else f"<anv>{loud(world.artist_name(id))}</anv>"
    return f"<artist><id>{id}</id><name>{world.artist_name(id)}</name>{anv}<join/>{said}<tracks/></artist>"


def releases(world: World, number: int) -> Iterator[str]:
    dice = world.dice
    roll, choice = dice.random, dice.choice
    for id in range(1, number + 1):
        long = roll() < 0.02
        count = dice.randint(40, 100) if long else min(40, 1 + int(dice.expovariate(0.135)))
        various = long or roll() < 0.1
        headline = "<artist><id>194</id><name>Various</name><anv/><join/><role/><tracks/></artist>"
        main = headline if various else _artist(world, world.artist_id())
        extra = "".join(
            _artist(world, world.artist_id(), choice(ROLES))
            for _ in range(min(60, int(dice.expovariate(0.25))))
        )
        label = world.label_id()
        tracks = []
        for nth in range(1, count + 1):
            people = f"<artists>{_artist(world, world.artist_id())}</artists>" if various else ""
            if roll() < 0.22:
                credits = "".join(
                    _artist(world, world.artist_id(), choice(ROLES))
                    for _ in range(1 + int(roll() * 4))
                )
                people += f"<extraartists>{credits}</extraartists>"
            tracks.append(
                f"<track><position>{nth}</position><title>{choice(world.titles)} {choice(world.titles)}</title>"
                f"<duration>{nth % 7 + 1}:{id % 60:02d}</duration>{people}</track>"
            )
        master = (
            f'<master_id is_main_release="{"true" if id % 2 else "false"}">{id // 3}</master_id>'
            if id % 3 == 0
            else ""
        )
        notes = f"<notes>{choice(world.notes)}</notes>" if roll() < 0.5 else ""
        videos = (
            "".join(dice.choices(world.videos, k=int(dice.expovariate(0.5))))
            if roll() < 0.6
            else ""
        )
        yield (
            f'<release id="{id}" status="Accepted"><images>'
            + '<image type="secondary" uri="" uri150="" width="600" height="600"/>' * (1 + id % 4)
            + f"</images><artists>{main}</artists><title>{choice(world.titles)} {choice(world.titles)}</title>"
            f'<labels><label name={quoteattr(unescape(world.titles[label % POOL]))} catno="CAT {id % 1000:03d}"'
            f' id="{label}"/></labels>'
            f"<extraartists>{extra}</extraartists><formats>{choice(FORMATS)}</formats>"
            f"<genres><genre>{choice(GENRES)}</genre></genres><styles><style>{choice(STYLES)}</style>"
            f"<style>{choice(STYLES)}</style></styles><country>{choice(COUNTRIES)}</country>"
            f"<released>{1960 + id % 65}-03-00</released>{notes}<data_quality>Needs Vote</data_quality>{master}"
            f'<tracklist>{"".join(tracks)}</tracklist><identifiers><identifier type="Barcode" '
            f'value="{id:013d}"/>'
            f'<identifier type="Matrix / Runout" description="A-Side" value="MPO {id} A1"/></identifiers>'
            + (f"<videos>{videos}</videos>" if videos else "")
            + f"<companies><company><id>{label}</id><name>{world.titles[label % POOL]}</name><catno/><entity_type>23"
            "</entity_type><entity_type_name>Recorded At</entity_type_name>"
            f"<resource_url>https://api.discogs.com/labels/{label}</resource_url></company></companies></release>"
        )


def write(
    folder: Path, number: int, kinds: tuple[str, ...] = ("artists", "labels", "masters", "releases")
) -> Path:
    """Write a dump with so many releases; an existing one of that size is left as it is."""
    folder.mkdir(parents=True, exist_ok=True)
    made: dict[str, Callable[[World], Iterator[str]]] = {
        "artists": artists,
        "labels": labels,
        "masters": lambda world: masters(world, number),
        "releases": lambda world: releases(world, number),
    }
    world = World(number)
    for kind in kinds:
        path = folder / f"discogs_20261101_{kind}.xml.gz"
        if not path.exists():
            unfinished = path.with_suffix(".part")
            with igzip.open(unfinished, "wb", compresslevel=2) as file:
                _write_records(file, kind, made[kind](world))
            unfinished.rename(path)
    return folder


def _write_records(file: IO[bytes], kind: str, records: Iterator[str]) -> None:
    file.write(f"<{kind}>\n".encode())
    held: list[str] = []
    for record in records:
        held.append(record)
        if len(held) == 1000:
            file.write(("\n".join(held) + "\n").encode())
            held.clear()
    file.write(("\n".join([*held, f"</{kind}>"])).encode() + b"\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--releases", type=int, default=300_000)
    asked = parser.parse_args()
    print(write(asked.folder, asked.releases))
