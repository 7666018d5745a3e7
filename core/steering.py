"""How a listener steers a request, at any door: options become wishes."""

from collections.abc import Mapping, Sequence

from core.errors import BadRequestError
from core.types import Wishes


def wishes(
    limit: int = 10,
    explore: int | None = None,
    weights: str | Mapping[str, float] | None = None,
    exclude: Sequence[str] | None = None,
    country: str | None = None,
    year_from: int | None = None,
    year_to: int | None = None,
    profile: str | None = None,
) -> Wishes:
    """Raises BadRequestError for typed weights that cannot be read; the engine judges the rest."""
    return Wishes(
        limit=limit,
        explore=explore,
        profile=profile or "published",
        weights=weights_from(weights) if isinstance(weights, str) else weights or {},
        exclude=tuple(exclude or ()),
        country=country.upper() if country else None,
        year_from=year_from,
        year_to=year_to,
    )


def weights_from(text: str) -> dict[str, float]:
    """Weights by signal from "audio_similarity=0.4,tag_overlap=0"."""
    wanted = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, _equals, number = part.partition("=")
        try:
            wanted[name.strip()] = float(number)
        except ValueError as error:
            raise BadRequestError(
                f"“{part}” is no weight; write for example audio_similarity=0.4,tag_overlap=0."
            ) from error
    return wanted
