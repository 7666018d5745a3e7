"""What the web service of MusicBrainz answers, as facts.

Artists and labels have the ids that the dump gives them; recordings and releases have their own, since the
dump tells one song and one record per title.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ingest.bonds import BONDS
from ingest.source import Fact, Reject
from ingest.sources.musicbrainz_live.service import Answer
from ingest.telling import Told, facts_of

DISCOGS = re.compile(r"discogs\.com/(?:[a-z]{2}/)?artist/(\d{1,9})")
SOURCE = "musicbrainz"


def parse(answers: Iterable[Answer]) -> Iterator[Fact | Reject]:
    """Pure: answers in, facts out, grouped by kind."""
    told = (line for answer in answers for line in tell(answer))
    return facts_of(told, "MusicBrainz")


def tell(answer: Answer) -> Iterator[Told]:
    """What is said of one artist."""
    me = _key(answer)
    yield "artists", _artist(answer, me)
    genres = {genre["name"] for genre in answer.get("genres") or []}
    for tag in answer.get("tags") or []:
        if tag.get("count", 0) > 0:
            family = "genre" if tag["name"] in genres else "folksonomy"
            yield "tags", {
                "artist_id": me, "tag": tag["name"], "count": tag["count"], "family": family, "source": SOURCE,
            }  # fmt: skip
    for bond in answer.get("relations") or []:
        yield from _bond(bond, me)
    for recording in answer["recordings"]:
        isrcs = recording.get("isrcs", [])
        yield "tracks", {
            "id": f"{SOURCE}:{recording['id']}", "artist_id": me, "title": recording["title"], "mbid": recording["id"],
            "year": _year(recording.get("first-release-date")), "isrc": min(isrcs) if isrcs else None,
            "seconds": _seconds(recording.get("length")),
        }  # fmt: skip
    yield from _releases(answer["releases"], me)


def _artist(answer: Answer, me: str) -> dict[str, Any]:
    span = answer.get("life-span") or {}
    pages = {
        int(found[1])
        for bond in answer.get("relations") or []
        if (found := DISCOGS.search((bond.get("url") or {}).get("resource", "")))
    }
    return {
        "id": me, "name": answer["name"], "mbid": answer["id"], "disambiguation": answer.get("disambiguation") or None,
        "aliases": tuple(alias["name"] for alias in answer.get("aliases") or []), "country": answer.get("country"),
        "begin_year": _year(span.get("begin")), "end_year": _year(span.get("end")),
        "discogs_id": pages.pop() if len(pages) == 1 else None,
    }  # fmt: skip


def _bond(bond: Answer, me: str) -> Iterator[Told]:
    known, other = BONDS.get(bond.get("type", "")), bond.get("artist")
    if known is None or other is None or _key(other) == me:
        return
    yield "artists", {"id": _key(other), "name": other["name"], "mbid": other["id"]}
    forward = (bond.get("direction") == "forward") != known.turned
    ends = (me, _key(other)) if forward else (_key(other), me)
    yield (
        "relations",
        {
            "from_id": ends[0],
            "to_id": ends[1],
            "kind": known.kind,
            "score": known.score,
            "source": SOURCE,
        },
    )


def _releases(releases: Sequence[Answer], me: str) -> Iterator[Told]:
    groups: dict[str, set[str]] = {}
    for release in releases:
        labels = [
            (info["label"], info.get("catalog-number"))
            for info in release.get("label-info") or []
            if info.get("label") and not info["label"]["name"].startswith("[")
        ]
        for label, _ in labels:
            yield "labels", {"id": _key(label), "name": label["name"]}
            groups.setdefault(_key(label), set()).add(
                (release.get("release-group") or release)["id"]
            )
        yield "releases", {
            "id": _key(release), "artist_id": me, "title": release["title"], "year": _year(release.get("date")),
            "label_id": _key(labels[0][0]) if labels else None, "catalogue_number": labels[0][1] if labels else None,
        }  # fmt: skip
    for label_id, records in groups.items():
        yield "artist_labels", {
            "artist_id": me, "label_id": label_id, "releases": len(records), "source": SOURCE,
        }  # fmt: skip


def _key(entity: Answer) -> str:
    return f"{SOURCE}:{entity['id']}"


def _seconds(length: int | None) -> int | None:
    """From milliseconds."""
    return round(length / 1000) or None if length else None


def _year(date: str | None) -> int | None:
    return int(date[:4]) if date and re.match(r"[12]\d{3}", date) else None
