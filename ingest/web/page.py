"""What an address answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx2
import orjson

from core.errors import BadAnswerError


@dataclass(frozen=True)
class Page:
    """An answer, whole. Header names are in lower case."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    from_cache: bool = False

    @property
    def media_type(self) -> str:
        """`application/json`, `audio/mpeg` ...; empty where the host does not say."""
        return self.headers.get("content-type", "").split(";")[0].strip().lower()

    def json(self) -> Any:  # noqa: ANN401 - whatever they wrote
        """The answer as JSON. Raises BadAnswerError."""
        try:
            return orjson.loads(self.body)
        except orjson.JSONDecodeError as error:
            said = f" but {self.media_type}" if self.media_type else ""
            raise BadAnswerError(f"{shown(self.url)} is no JSON{said}.", self.status) from error

    def text(self) -> str:
        """The answer as text, in the encoding that it names; what is no text becomes U+FFFD."""
        _, _, said = self.headers.get("content-type", "").lower().partition("charset=")
        try:
            return self.body.decode(said.split(";")[0].strip(" \"'") or "utf-8", "replace")
        except LookupError:
            return self.body.decode("utf-8", "replace")


def shown(url: httpx2.URL | str) -> str:
    """An address without what may be a key to it: query, name and password."""
    return str(httpx2.URL(url).copy_with(query=None, userinfo=b"", fragment=None))
