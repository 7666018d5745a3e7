"""How much each signal counts: named sets of weights."""

from collections.abc import Mapping
from types import MappingProxyType

from core.errors import BadRequestError
from core.signals import SIGNALS

# Learned by benchmarks/tune.py from AllMusic's "similar to" for the development queries of a graph of
# 17,618 artists; a little better there than the published weights (docs/quality.md).
TUNED: Mapping[str, float] = MappingProxyType(
    {
        "artist_similarity": 0.046,
        "audio_similarity": 0.167,
        "co_mention": 0.057,
        "cultural_similarity": 0.076,
        "label_affinity": 0.078,
        "tag_overlap": 0.390,
        "text_similarity": 0.186,
    }
)
PUBLISHED: Mapping[str, float] = MappingProxyType({s.name: s.weight for s in SIGNALS})
PROFILES: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {
        "published": PUBLISHED,
        # A signal that was not there when the weights were learned counts what it says of itself.
        "tuned": MappingProxyType({**PUBLISHED, **TUNED}),
    }
)


def profile_named(name: str) -> Mapping[str, float]:
    """A profile's weights by signal. Raises BadRequestError for a name that there is not."""
    if name not in PROFILES:
        raise BadRequestError(f"There is no profile “{name}”; there are {', '.join(PROFILES)}.")
    return PROFILES[name]
