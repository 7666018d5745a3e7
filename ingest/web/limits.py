"""How much is asked of a host, and how much is taken from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

# Seconds between two requests, as the services ask for it in their terms.
PACES: Mapping[str, float] = MappingProxyType(
    {
        "musicbrainz.org": 1.0,
        "ws.audioscrobbler.com": 0.25,  # Last.fm: "several calls per second" are too many
        "api.deezer.com": 0.11,  # 50 in 5 seconds
        "api.listenbrainz.org": 0.4,
        "labs.api.listenbrainz.org": 0.4,
    }
)
PREVIEWS = ("dzcdn.net", 0.11)  # a preview is asked for as often as a track is


@dataclass(frozen=True)
class Limits:
    """What a request may cost. Seconds and bytes."""

    pace: float = 1.0  # between requests to a host that `paces` does not name
    paces: Mapping[str, float] = field(default_factory=lambda: PACES)
    tries: int = 4
    backoff: float = 0.5  # before the second try; doubles, with jitter
    longest_wait: float = 120  # a host that asks for more is given up for this run
    silence: float = 15  # without a byte
    seconds: float = 60  # for one try, however slowly it drips
    most_bytes: int = 8_000_000  # of an answer, unpacked
    trusted: frozenset[str] = frozenset()  # "host:port" that may be on a private network

    def pace_of(self, host: str) -> float:
        """Seconds between two requests to `host`, which may have a port."""
        name = host.rsplit(":", 1)[0]
        if name.endswith(PREVIEWS[0]):
            return PREVIEWS[1]
        return self.paces.get(host, self.paces.get(name, self.pace))
