"""How Last.fm is asked, and what its refusals mean."""

from dataclasses import dataclass
from typing import Any

from pydantic import SecretStr

from core.errors import BadAnswerError, BadRequestError, UnreachableError
from ingest.web import DAY, Page, Web

Answer = dict[str, Any]
STALE = 30 * DAY
# https://www.last.fm/api/errorcodes
NO_SUCH_THING, BUSY, REFUSED = 6, frozenset({8, 11, 16, 29}), frozenset({4, 10, 26})
LEFT_ALONE = 5.0  # seconds, where it says "rate limit exceeded" and not for how long
MISSED = "listeners' tags, their similar artists and biographies"
NO_KEY = f"Last.fm answers to a key only (set LASTFM_API_KEY, see last.fm/api). Without one {MISSED} are missed."
BAD_KEY = "Last.fm does not accept this LASTFM_API_KEY."


@dataclass(frozen=True)
class LastFm:
    """The web service. Answers of the last month are not asked for again."""

    web: Web
    home: str
    key: SecretStr

    async def ask(self, method: str, **params: str | int) -> Answer:
        """An answer. Raises WebError, with `status` 404 for who is not known; BadRequestError for the key."""
        asked = {**params, "method": method, "format": "json"}
        secret = {"api_key": self.key.get_secret_value()}
        try:
            page = await self.web.get(
                self.home, {**asked, **secret}, fresh_for=STALE, check=_is_answer
            )
        except BadAnswerError as error:
            if error.status in (401, 403):
                raise BadRequestError(BAD_KEY) from error
            raise
        answer: Answer = page.json()
        return answer


def _is_answer(page: Page) -> None:
    answer = page.json()
    if not isinstance(answer, dict):
        raise BadAnswerError("Last.fm answers with something else than an object.")
    match answer.get("error"):
        case None:
            return
        case code if code in BUSY:
            raise UnreachableError("Last.fm is busy.", retry_after=LEFT_ALONE if code == 29 else 0)
        case code if code in REFUSED:
            raise BadRequestError(BAD_KEY)
        case code:
            said = str(answer.get("message", ""))[:100]
            status = 404 if code == NO_SUCH_THING else page.status
            raise BadAnswerError(f"Last.fm says: {said}".rstrip(". ") + ".", status)


def many(found: object, *path: str) -> list[Answer]:
    """What is at the end of a path: Last.fm writes one thing without a list, and none as an empty text."""
    for step in path:
        found = found.get(step) if isinstance(found, dict) else None
    listed = found if isinstance(found, list) else [found]
    return [one for one in listed if isinstance(one, dict)]


def number(said: object) -> float:
    """A number that may be written as text; 0 for anything else."""
    try:
        return float(str(said))
    except ValueError:
        return 0.0
