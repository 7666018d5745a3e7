"""How ListenBrainz is asked. It needs no key; its limits are in its answers' headers."""

import re
from dataclasses import dataclass
from typing import Any

from core.errors import BadAnswerError, BadRequestError
from ingest.web import DAY, Page, Web

Answer = dict[str, Any]
STALE = 30 * DAY
# The one that ListenBrainz itself shows on an artist's page: all listens of 20 years, by session.
ALGORITHM = (
    "session_based_days_7500_session_300_contribution_5_threshold_10_limit_100_filter_True_skip_30"
)
ID = re.compile(r"(?:^|/)([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/?$", re.IGNORECASE)


@dataclass(frozen=True)
class ListenBrainz:
    """The web service and its laboratory, where similar artists are."""

    web: Web
    home: str
    labs: str

    async def similar(self, mbid: str) -> list[Answer]:
        """Artists who are heard in the same sessions, with scores that compare within this answer only.
        None for whom it does not know. Raises WebError."""
        asked = {"artist_mbids": mbid, "algorithm": ALGORITHM}
        try:
            page = await self.web.get(
                f"{self.labs}/similar-artists/json", asked, fresh_for=STALE, check=_is_listed
            )
        except BadAnswerError as error:
            if error.status == 404:
                return []
            raise
        return [one for one in page.json() if _has_id(one, "artist_mbid")]

    async def popular(self, mbid: str) -> list[Answer]:
        """An artist's recordings, those that most people hear first. Raises WebError."""
        page = await self.web.get(
            f"{self.home}/popularity/top-recordings-for-artist/{mbid}",
            fresh_for=STALE,
            check=_is_listed,
        )
        return [one for one in page.json() if _has_id(one, "recording_mbid")]

    async def playlist(self, id: str) -> Answer:
        """A playlist in JSPF. Raises WebError."""
        page = await self.web.get(f"{self.home}/playlist/{id}", fresh_for=DAY, check=_is_playlist)
        answer: Answer = page.json()["playlist"]
        return answer


def playlist_id(name: str) -> str:
    """The id of a playlist, from itself or its address. Raises BadRequestError."""
    found = ID.search(name.strip())
    if not found:
        raise BadRequestError(
            f"{name} is no playlist of ListenBrainz: its id or address is needed."
        )
    return found[1].lower()


def _has_id(one: object, name: str) -> bool:
    return isinstance(one, dict) and bool(ID.fullmatch(str(one.get(name))))


def _is_listed(page: Page) -> None:
    if not isinstance(page.json(), list):
        raise BadAnswerError("ListenBrainz answers with something else than a list.")


def _is_playlist(page: Page) -> None:
    answer = page.json()
    if not isinstance(answer, dict) or not isinstance(answer.get("playlist"), dict):
        raise BadAnswerError("ListenBrainz answers with something else than a playlist.")
