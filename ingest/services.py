"""Where the web services are, and a polite client to ask them with."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, fields

import httpx2

from core.errors import BadRequestError
from core.settings import Settings
from ingest.web import Limits, Web
from ingest.web.limits import PACES


@dataclass(frozen=True)
class Services:
    """The address of each service: its own, or that of a mirror."""

    musicbrainz: str = "https://musicbrainz.org/ws/2"
    lastfm: str = "https://ws.audioscrobbler.com/2.0/"
    deezer: str = "https://api.deezer.com"
    listenbrainz: str = "https://api.listenbrainz.org/1"
    listenbrainz_labs: str = "https://labs.api.listenbrainz.org"


def services_of(settings: Settings) -> Services:
    """The services as they are set. Raises BadRequestError for a name that none has."""
    known = [field.name for field in fields(Services)]
    for name in settings.services:
        if name not in known:
            raise BadRequestError(
                f"AURIC_SERVICES names {name}; there are {', '.join(known[:-1])} and {known[-1]}."
            )
    return Services(**settings.services)


def limits_of(services: Services) -> Limits:
    """The services' limits. A mirror may be on a private network; its owner knows what it can bear."""
    usual = asdict(Services())
    mirrors = [httpx2.URL(at) for name, at in asdict(services).items() if at != usual[name]]
    hosts = {f"{url.host}:{url.port or (443 if url.scheme == 'https' else 80)}" for url in mirrors}
    paces = {url.netloc.decode(): 0.0 for url in mirrors if url.netloc}
    return Limits(trusted=frozenset(hosts), paces={**PACES, **paces})


@asynccontextmanager
async def the_web(settings: Settings) -> AsyncIterator[Web]:
    """A client for the services, which keeps their answers in the data directory."""
    limits = limits_of(services_of(settings))
    async with Web.open(settings.data_dir / "web", settings.contact, limits=limits) as web:
        yield web
