"""A few artists of MusicBrainz, fresh from its web service, for whoever needs no dump.

Each answer is kept, so that an interrupted run goes on where it stopped.
"""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlencode
from uuid import UUID

import orjson

from core.errors import UnknownNameError
from ingest.load import connect
from ingest.source import Report
from ingest.sources.musicbrainz_live.service import Answer, Get

PAGE, MOST_PAGES = 100, 20
STALE = "7 days"


def fetch(url: str, names: Sequence[str], get: Get, report: Report) -> list[Answer]:
    """What MusicBrainz says of these artists, by name or MBID; recent answers are not asked for again."""
    found = []
    with connect(url) as connection:
        for number, name in enumerate(names):
            report("asking MusicBrainz", number, len(names))
            mbid = _mbid(name, get)
            kept = connection.execute(
                "SELECT answer FROM musicbrainz.live WHERE mbid = %s AND fetched > now() - %s::interval",
                [mbid, STALE],
            ).fetchone()
            if kept is None:
                kept = (_all_of(mbid, get),)
                connection.execute(
                    "INSERT INTO musicbrainz.live (mbid, answer) VALUES (%s, %s::jsonb) ON CONFLICT (mbid)"
                    " DO UPDATE SET answer = excluded.answer, fetched = now()",
                    [mbid, orjson.dumps(kept[0]).decode()],
                )
            found.append(kept[0])
    report("asking MusicBrainz", len(names), len(names))
    return found


def _mbid(name: str, get: Get) -> str:
    try:
        return str(UUID(name))
    except ValueError:
        quoted = re.sub(r'(["\\\\])', r"\\\1", name)
        query = urlencode({"query": f'artist:"{quoted}"', "limit": 1, "fmt": "json"})
        answer = get(f"artist?{query}")
    if not answer.get("artists"):
        raise UnknownNameError(f"MusicBrainz knows nobody called {name}.")
    return str(UUID(answer["artists"][0]["id"]))


def _all_of(mbid: str, get: Get) -> Answer:
    about = "aliases+tags+genres+url-rels+artist-rels"
    artist = get(f"artist/{mbid}?inc={about}&fmt=json")
    artist["recordings"] = list(_pages("recording", mbid, "isrcs+artist-credits", get))
    artist["releases"] = list(_pages("release", mbid, "labels+release-groups", get))
    return artist


def _pages(kind: str, mbid: str, inc: str, get: Get) -> Iterator[Answer]:
    for page in range(MOST_PAGES):
        asked = f"{kind}?artist={mbid}&inc={inc}&limit={PAGE}&offset={page * PAGE}&fmt=json"
        answer = get(asked)
        yield from answer.get(f"{kind}s", [])
        if (page + 1) * PAGE >= answer.get(f"{kind}-count", 0):
            return
