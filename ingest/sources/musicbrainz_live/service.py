"""How MusicBrainz asks to be asked: once a second, with a contact, and not again when it is busy."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from core.errors import BadAnswerError, BadRequestError, UnknownNameError
from ingest.web import DAY, Page, Web

Answer = dict[str, Any]
STALE = 7 * DAY
PAGE = 100  # recordings or releases an answer holds at most
ABOUT = "aliases+tags+genres+url-rels+artist-rels"
IN_LUCENE = re.compile(r'(["\\])')


@dataclass(frozen=True)
class MusicBrainz:
    """The web service. Recent answers are not asked for again."""

    web: Web
    home: str

    async def get(self, path: str, **params: str | int) -> Answer:
        """An answer. Raises UnknownNameError, WebError."""
        try:
            page = await self.web.get(
                f"{self.home}/{path}", {**params, "fmt": "json"}, fresh_for=STALE, check=_is_answer
            )
        except BadAnswerError as error:
            if error.status == 404:
                raise UnknownNameError(f"MusicBrainz knows no {path}.") from error
            raise
        answer: Answer = page.json()
        return answer

    async def mbid_of(self, name: str) -> str:
        """The MBID of the artist who is meant. Raises UnknownNameError, WebError."""
        try:
            return str(UUID(name))
        except ValueError:
            quoted = IN_LUCENE.sub(r"\\\1", name)
        answer = await self.get("artist", query=f'artist:"{quoted}"', limit=1)
        if not answer.get("artists"):
            raise UnknownNameError(f"MusicBrainz knows nobody called {name}.")
        return str(UUID(answer["artists"][0]["id"]))

    async def all_of(self, mbid: str, pages: int) -> Answer:
        """An artist with relations and tags, and up to so many pages of recordings and of releases."""
        artist = await self.about(mbid)
        mbid = artist["id"]
        recordings = await self.recordings(mbid, pages)
        return {**artist, "recordings": recordings, "releases": await self.releases(mbid, pages)}

    async def about(self, mbid: str) -> Answer:
        """An artist with relations and tags. One who was merged into another answers under the other's id."""
        return await self.get(f"artist/{mbid}", inc=ABOUT)

    async def recordings(self, mbid: str, pages: int) -> list[Answer]:
        """Up to so many pages of an artist's recordings, in no order that means anything."""
        return await self._pages("recording", mbid, "isrcs+artist-credits", pages)

    async def releases(self, mbid: str, pages: int) -> list[Answer]:
        """Up to so many pages of an artist's releases, with their labels."""
        return await self._pages("release", mbid, "labels+release-groups", pages)

    async def _pages(self, kind: str, mbid: str, inc: str, pages: int) -> list[Answer]:
        found: list[Answer] = []
        for page in range(pages):
            answer = await self.get(kind, artist=mbid, inc=inc, limit=PAGE, offset=page * PAGE)
            found += answer.get(f"{kind}s", [])
            if (page + 1) * PAGE >= answer.get(f"{kind}-count", 0):
                break
        return found


def _is_answer(page: Page) -> None:
    if not isinstance(page.json(), dict):
        raise BadAnswerError("MusicBrainz answers with something else than an object.")


def need_contact(contact: str | None) -> None:
    """Raises BadRequestError where nobody could be written to."""
    if not contact or not re.search(r"@|https?://", contact):
        raise BadRequestError(
            "MusicBrainz wants to know whom to write to: set AURIC_CONTACT to an address."
        )
