"""Whether what Deezer found is what we looked for: the same artist, the same song, the same recording."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from core.names import fold, work_title

Answer = dict[str, Any]
# Seconds by which masterings and fade-outs of one recording differ, or a share of a long one.
SLACK, SHARE = 7, 0.03
# "(feat. X)" and "(Remastered 2011)" are the same recording; "(Live)" and "(X Remix)" are another one.
GUEST = re.compile(
    r"\s*[(\[]\s*(?:feat|ft|with)\b(?![^)\]]*\b(?:live|remix|demo|edit|session)s?\b)[^)\]]*[)\]]",
    re.IGNORECASE,
)
# A note on the mastering holds nothing else: "(Live, Remastered 2011)" is not one.
MASTERED = r"\b(?:remaster(?:ed)?|(?:album|original|single|stereo|mono) version|mono|stereo|bonus track|deluxe)\b"
WORD = (
    r"(?:remaster(?:ed)?|digital(?:ly)?|version|edition|album|original|single|stereo|mono|bonus|track"
    r"|deluxe|expanded|anniversary|in|\d{4}|\d+(?:st|nd|rd|th))"
)
NOTE = rf"(?=[^()\[\]]*{MASTERED}){WORD}(?:[\s,/-]+{WORD})*"
SAME = re.compile(rf"(?:\s*[(\[]\s*{NOTE}\s*[)\]]|\s+-\s+{NOTE})+\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Track:
    """One of our tracks: whose it is, what it is called, and what it can be recognised by."""

    track_id: int
    name: str
    folded: tuple[str, ...]  # all the names its artist goes by
    title: str
    isrc: str | None = None
    seconds: int | None = None


def best(track: Track, answers: Iterable[Answer]) -> Answer | None:
    """The recording that is meant, if it is among them: exact titles first, then the nearest in length,
    then the one that is heard most."""
    fitting = [one for one in answers if is_same(track, one)]
    return min(fitting, key=lambda one: _distance(track, one), default=None)


def is_same(track: Track, answer: Answer) -> bool:
    """Artist, title and, where we know ours, the length agree."""
    return _by_artist(track, answer) and _titled(track, answer) and _lasts(track, answer)


def is_near(track: Track, answer: Answer) -> bool:
    """Enough for a recording with the right ISRC: an ISRC can be mistyped, but hardly into a namesake."""
    same_song = work_title(str(answer.get("title", ""))) == work_title(track.title)
    return (_by_artist(track, answer) or same_song) and _lasts(track, answer)


def _by_artist(track: Track, answer: Answer) -> bool:
    people = [answer.get("artist") or {}, *(answer.get("contributors") or [])]
    names = {fold(str(one.get("name", ""))) for one in people}
    return bool(names & {*track.folded, fold(track.name)})


def _titled(track: Track, answer: Answer) -> bool:
    return _plain(str(answer.get("title", ""))) == _plain(track.title)


def _plain(title: str) -> str:
    """A folded title without guests and masterings."""
    return fold(SAME.sub("", GUEST.sub("", title)))


def _lasts(track: Track, answer: Answer) -> bool:
    lasts = answer.get("duration")
    if not track.seconds or not isinstance(lasts, int) or lasts <= 0:
        return True
    return abs(lasts - track.seconds) <= max(SLACK, SHARE * track.seconds)


def _distance(track: Track, answer: Answer) -> tuple[bool, int, int, int]:
    away = abs(int(answer.get("duration") or 0) - track.seconds) if track.seconds else 0
    other = fold(str(answer.get("title", ""))) != fold(track.title)
    return other, away, -int(answer.get("rank") or 0), int(answer["id"])
