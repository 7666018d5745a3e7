"""How much each signal counts: named sets of weights."""

from collections.abc import Mapping
from types import MappingProxyType

from core.errors import BadRequestError
from core.signals import SIGNALS

PROFILES: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {"published": MappingProxyType({signal.name: signal.weight for signal in SIGNALS})}
)


def profile_named(name: str) -> Mapping[str, float]:
    """A profile's weights by signal. Raises BadRequestError for a name that there is not."""
    if name not in PROFILES:
        raise BadRequestError(f"There is no profile “{name}”; there are {', '.join(PROFILES)}.")
    return PROFILES[name]
