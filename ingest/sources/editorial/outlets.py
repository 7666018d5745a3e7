"""Whom one reads: outlets with their feeds, sitemaps and pages, and how much each counts."""

import tomllib
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from core.errors import BadRequestError
from ingest.records import Amount, Word
from ingest.source import reason

LARGEST = 1_000_000  # bytes of the file
Address = Annotated[str, Field(pattern=r"^https?://[^\s/]+", max_length=2_000)]


class Outlet(BaseModel):
    """One who writes about music."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Word
    weight: Amount = 1.0
    feeds: tuple[Address, ...] = ()
    sitemaps: tuple[Address, ...] = ()
    pages: tuple[Address, ...] = ()
    only: str = ""  # what the address of an article holds: "/reviews/"
    most: Annotated[int, Field(ge=1, le=10_000)] = 200  # articles a run

    def wants(self, address: str) -> bool:
        """Whether what a feed or a sitemap names is to be read."""
        return self.only in address


class Outlets(BaseModel):
    """The file: one [[outlet]] after the other."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    outlet: Annotated[tuple[Outlet, ...], Field(min_length=1)]


def read_outlets(path: Path) -> tuple[Outlet, ...]:
    """The outlets of a TOML file. Raises BadRequestError, with what is wrong where."""
    try:
        if path.stat().st_size > LARGEST:
            raise BadRequestError(f"{path} is too large for a list of outlets.")
        outlets = Outlets.model_validate(tomllib.loads(path.read_text(encoding="utf-8"))).outlet
    except OSError as error:
        raise BadRequestError(f"{path} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadRequestError(f"{path} is no TOML: {error}.") from error
    except ValidationError as error:
        raise BadRequestError(f"{path} makes no sense: {reason(error)}.") from error
    for outlet in outlets:
        if not (outlet.feeds or outlet.sitemaps or outlet.pages):
            raise BadRequestError(f"{path}: {outlet.name} has no feeds, sitemaps or pages.")
    return outlets
