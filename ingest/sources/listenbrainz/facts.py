"""What ListenBrainz answers, as facts; its artists are known by their MBID, and stay its own to say."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ingest.jspf import Track, read_jspf
from ingest.source import Fact, Reject
from ingest.sources.listenbrainz.service import Answer
from ingest.telling import Told, facts_of

SOURCE = "listenbrainz"
ARTIST = re.compile(r"/artist/([0-9a-f-]{36})$")
MOST_TRACKS = 60  # of an artist; nobody begins with the next one
NOBODY = frozenset(
    {
        "89ad4ac3-39f7-470e-963a-56509c546377",  # Various Artists
        "125ec42a-7229-4250-afc5-e057484327fe",  # [unknown]
    }
)


@dataclass(frozen=True)
class Playlist:
    """Who is on a playlist, in order: names by MBID."""

    id: str
    title: str
    artists: Mapping[str, str]


def parse_heard(
    names: Mapping[str, str],
    similar: Mapping[str, Sequence[Answer]],
    popular: Mapping[str, Sequence[Answer]],
) -> Iterator[Fact | Reject]:
    """Facts of the answers about some artists, by MBID, as their names are."""
    asked: list[Told] = [("artists", _artist(mbid, names[mbid])) for mbid in sorted(names)]
    beside = [line for mbid in sorted(similar) for line in _similar(mbid, similar[mbid])]
    tracks = [line for mbid in sorted(popular) for line in _popular(mbid, popular[mbid])]
    return facts_of([*asked, *beside, *tracks], "ListenBrainz")


def parse_playlists(playlists: Iterable[Playlist]) -> Iterator[Fact | Reject]:
    """Facts of some playlists."""
    return facts_of((line for one in playlists for line in _listed(one)), "ListenBrainz")


def shares(answers: Sequence[Answer]) -> Iterator[tuple[Answer, float]]:
    """Similar artists with a score from 0 to 1: the most similar one of an answer has 1."""
    scores = [float(one.get("score") or 0) for one in answers]
    most = max(scores, default=0.0)
    for one, score in zip(answers, scores, strict=True):
        if score > 0 and one["artist_mbid"] not in NOBODY and one.get("name"):
            yield one, score / most


def playlist_of(id: str, answer: Answer) -> Playlist:
    """The artists of a playlist in JSPF; a track whose artist is not known by MBID says nothing.

    Raises ValueError for what is no JSPF.
    """
    read = read_jspf(answer)
    artists: dict[str, str] = {}
    for track in read.tracks:
        for mbid, name in _artists(track):
            if mbid not in NOBODY:
                artists.setdefault(mbid, name)
    return Playlist(id, read.title or id, artists)


def _artists(track: Track) -> Iterator[tuple[str, str]]:
    named = [(mbid, name) for mbid, name in track.credited if mbid and name]
    if named and len(named) == len(track.credited):
        yield from named
        return
    mbids = [match[1] for at in track.artists if (match := ARTIST.search(at))]
    if len(mbids) == 1 and track.creator:
        yield mbids[0], track.creator


def _similar(mbid: str, answers: Sequence[Answer]) -> Iterator[Told]:
    for other, share in shares(answers):
        if other["artist_mbid"] != mbid:
            yield "artists", {**_artist(other["artist_mbid"], other["name"]),
                              "disambiguation": other.get("comment") or None}  # fmt: skip
            yield "relations", {
                "from_id": _key(mbid), "to_id": _key(other["artist_mbid"]), "kind": "similar", "score": share,
                "source": SOURCE,
            }  # fmt: skip


def _popular(mbid: str, answers: Sequence[Answer]) -> Iterator[Told]:
    for rank, one in enumerate(answers[:MOST_TRACKS], start=1):
        yield "tracks", {
            "id": _key(one["recording_mbid"]), "artist_id": _key(mbid), "title": one.get("recording_name"),
            "mbid": one["recording_mbid"], "seconds": round((one.get("length") or 0) / 1000) or None, "rank": rank,
        }  # fmt: skip


def _listed(playlist: Playlist) -> Iterator[Told]:
    for mbid, name in playlist.artists.items():
        yield "artists", _artist(mbid, name)
    yield "playlists", {
        "id": f"{SOURCE}:{playlist.id}", "title": playlist.title, "source": SOURCE,
        "artist_ids": tuple(map(_key, playlist.artists)),
    }  # fmt: skip


def _artist(mbid: str, name: str) -> dict[str, object]:
    return {"id": _key(mbid), "name": name, "mbid": mbid}


def _key(mbid: str) -> str:
    return f"{SOURCE}:{mbid}"
