"""How MusicBrainz asks to be asked: once a second, with a contact, and not again when it is busy."""

import re
import time
from collections.abc import Callable
from typing import Any

import httpx2
import orjson

from core.errors import BadRequestError, DatabaseAwayError, UnknownNameError

Answer = dict[str, Any]
Get = Callable[[str], Answer]
HOME = "https://musicbrainz.org/ws/2"
PACE = 1.0  # seconds between requests
TRIES = 4  # it answers 503 when it is busy
LARGEST = 8_000_000  # bytes of an answer


def polite(contact: str, home: str = HOME, pace: float = PACE) -> Get:
    """A way to ask the web service. Raises BadRequestError without a contact."""
    if not re.search(r"@|https?://", contact):
        raise BadRequestError(
            "MusicBrainz wants to know whom to write to: set AURIC_CONTACT to an address."
        )
    client = httpx2.Client(
        headers={"User-Agent": f"Auric/0.1 ( {contact} )", "Accept": "application/json"}, timeout=30
    )
    last = [0.0]

    def get(path: str) -> Answer:
        for attempt in range(TRIES):
            time.sleep(max(0.0, last[0] + pace - time.monotonic()))
            last[0] = time.monotonic()
            try:
                response = client.get(f"{home}/{path}")
            except httpx2.TransportError as error:
                raise DatabaseAwayError(f"MusicBrainz does not answer: {error}.") from error
            if response.status_code != 503 or attempt == TRIES - 1:
                break
            time.sleep(pace * 2**attempt)
        if response.status_code == 404:
            raise UnknownNameError(f"MusicBrainz knows no {path.split('?', maxsplit=1)[0]}.")
        if response.status_code != 200 or len(response.content) > LARGEST:
            raise DatabaseAwayError(f"MusicBrainz answers {response.status_code}; try again later.")
        answer: Answer = orjson.loads(response.content)
        return answer

    return get
