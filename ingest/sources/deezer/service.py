"""How Deezer is asked. It needs no key; fifty questions in five seconds are allowed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.errors import BadAnswerError, UnreachableError
from ingest.sources.deezer.matching import Answer, Track, best, is_near
from ingest.web import MINUTE, Page, Web

# An answer holds the address of a preview, which is good for a quarter of an hour.
STALE = 10 * MINUTE
LARGEST_PREVIEW = 2_000_000  # bytes; thirty seconds at 128 kbit/s are 480,000
CANDIDATES = 10
LEFT_ALONE = 5.0  # seconds, when the quota is exceeded
# https://developers.deezer.com/api/errors
ISRC = re.compile(r"[A-Z]{2}[A-Z0-9]{3}\d{7}")
QUOTA, BUSY, NO_DATA = 4, 700, 800


@dataclass(frozen=True)
class Found:
    """A recording on Deezer, how it was found, and where its preview is, if it has one."""

    deezer_id: int
    how: str  # isrc or search
    preview: str


@dataclass(frozen=True)
class Deezer:
    """The web service."""

    web: Web
    home: str

    async def find(self, track: Track) -> Found | None:
        """A track by its ISRC, else by a search whose results are compared with it. Raises WebError."""
        isrc = (track.isrc or "").replace("-", "").upper()
        if ISRC.fullmatch(isrc):
            answer = await self._one(f"track/isrc:{isrc}")
            if answer and is_near(track, answer):
                return _found(answer, "isrc")
        words = f'artist:"{_quotable(track.name)}" track:"{_quotable(track.title)}"'
        page = await self._get("search", {"q": words, "limit": CANDIDATES})
        answer = best(track, _listed(page))
        return _found(answer, "search") if answer else None

    async def preview(self, address: str) -> bytes:
        """The MP3 at an address, in memory only. Raises WebError."""
        if not address.startswith(("https://", "http://")):
            raise BadAnswerError("The preview has no web address.")
        page = await self.web.get(address, most_bytes=LARGEST_PREVIEW, check=_is_audio)
        return page.body

    async def _one(self, path: str) -> Answer | None:
        try:
            page = await self._get(path, {})
        except BadAnswerError as error:
            if error.status == 404:
                return None
            raise
        answer: Answer = page.json()
        return answer if "id" in answer else None

    async def _get(self, path: str, params: dict[str, str | int]) -> Page:
        return await self.web.get(f"{self.home}/{path}", params, fresh_for=STALE, check=_is_answer)


def _found(answer: Answer, how: str) -> Found:
    return Found(int(answer["id"]), how, str(answer.get("preview") or ""))


def _listed(page: Page) -> Sequence[Answer]:
    data = page.json().get("data")
    return (
        [one for one in data if isinstance(one, dict) and "id" in one]
        if isinstance(data, list)
        else []
    )


def _quotable(text: str) -> str:
    return text.replace('"', " ").replace("\\", " ")


def _is_answer(page: Page) -> None:
    answer = page.json()
    if not isinstance(answer, dict):
        raise BadAnswerError("Deezer answers with something else than an object.")
    error = answer.get("error")
    if not error:
        return
    code = error.get("code") if isinstance(error, dict) else None
    if code in (QUOTA, BUSY):
        raise UnreachableError("Deezer asks for a rest.", LEFT_ALONE if code == QUOTA else 0)
    said = str(error.get("message") if isinstance(error, dict) else error)[:100].rstrip(". ")
    raise BadAnswerError(f"Deezer says: {said}.", 404 if code == NO_DATA else page.status)


def _is_audio(page: Page) -> None:
    if not page.media_type.startswith("audio/") and page.media_type != "application/octet-stream":
        raise BadAnswerError(f"The preview is no audio but {page.media_type or 'something else'}.")
    if not page.body:
        raise BadAnswerError("The preview is empty.")
