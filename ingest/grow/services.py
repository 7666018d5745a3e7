"""What the services say about one artist and whoever is beside it."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.errors import UnknownNameError, WebError
from ingest.bonds import BONDS
from ingest.source import Reject
from ingest.sources.lastfm import hear
from ingest.sources.lastfm.facts import Heard, Wanted, mbid_of, similar
from ingest.sources.lastfm.service import LastFm, number
from ingest.sources.listenbrainz.facts import shares
from ingest.sources.listenbrainz.service import ListenBrainz
from ingest.sources.musicbrainz_live import check
from ingest.sources.musicbrainz_live.service import Answer, MusicBrainz
from ingest.telling import NOT_AS_DOCUMENTED, ODD

PAGES = 1  # of recordings and of releases: a hundred each
STATED = 0.6  # how near somebody is who is related by a band or a record, without a figure


@dataclass(frozen=True)
class Said:
    """The answers about one artist; a service that did not answer is among the missed."""

    mbid: str
    about: Answer | None = None
    listened: Sequence[Answer] = ()
    popular: Sequence[Answer] = ()
    heard: Heard | None = None
    missed: tuple[Reject, ...] = field(default=())

    @property
    def name(self) -> str | None:
        return self.about["name"] if self.about else None

    def beside(self) -> Mapping[str, float]:
        """Whom it leads to, by MBID, and how near each is, 0..1."""
        bonds = (self.about or {}).get("relations") or []
        beside = {
            bond["artist"]["id"]: STATED
            for bond in bonds
            if bond.get("type") in BONDS and bond.get("artist")
        }
        for other, share in shares(self.listened):
            beside[other["artist_mbid"]] = max(share, beside.get(other["artist_mbid"], 0))
        for other in similar(self.heard) if self.heard else ():
            if mbid := mbid_of(other):
                beside[mbid] = max(min(1.0, number(other["match"])), beside.get(mbid, 0))
        return beside


@dataclass(frozen=True)
class Around:
    """The services that are asked; Last.fm only with a key."""

    musicbrainz: MusicBrainz
    listenbrainz: ListenBrainz
    lastfm: LastFm | None

    @property
    def questions(self) -> int:
        """How many were asked so far."""
        return self.musicbrainz.web.questions

    @property
    def questions_each(self) -> int:
        """What an artist costs at most: one about itself, what of it is heard (or else its recordings), its
        releases, who is heard with it; and three to Last.fm."""
        return 5 + (3 if self.lastfm else 0)

    async def find(self, name: str) -> str:
        """The MBID of who is meant. Raises UnknownNameError, WebError."""
        return await self.musicbrainz.mbid_of(name)

    async def ask(self, mbid: str) -> Said:
        """All that is said about an artist. Who does not answer is listed, and asked again by the next run."""
        try:
            return await self._ask(mbid)
        except (WebError, UnknownNameError) as error:
            return Said(mbid, missed=(Reject("MusicBrainz", 0, f"{mbid}: {error}"),))
        except ODD:
            return Said(mbid, missed=(Reject("MusicBrainz", 0, f"{mbid}: {NOT_AS_DOCUMENTED}"),))

    async def _ask(self, mbid: str) -> Said:
        about = await self.musicbrainz.about(mbid)
        mbid, name = str(about["id"]), str(about["name"])
        popular, releases, listened, heard = await asyncio.gather(
            self._popular(mbid),
            self.musicbrainz.releases(mbid, PAGES),
            self._listened(mbid, name),
            self._heard(mbid, name),
        )
        recordings = [] if popular else await self.musicbrainz.recordings(mbid, PAGES)
        whole = {**about, "recordings": recordings, "releases": releases}
        check(whole)
        return Said(
            mbid,
            whole,
            () if isinstance(listened, Reject) else listened,
            popular,
            None if isinstance(heard, Reject) else heard,
            tuple(one for one in (listened, heard) if isinstance(one, Reject)),
        )

    async def _popular(self, mbid: str) -> list[Answer]:
        """Where ListenBrainz does not say (it fails for some), MusicBrainz knows recordings, if not which first."""
        try:
            return await self.listenbrainz.popular(mbid)
        except WebError:
            return []

    async def _listened(self, mbid: str, name: str) -> list[Answer] | Reject:
        try:
            listened = await self.listenbrainz.similar(mbid)
            list(shares(listened))
            return listened
        except (WebError, *ODD) as error:
            said = error if isinstance(error, WebError) else NOT_AS_DOCUMENTED
            return Reject("ListenBrainz", 0, f"{name}: {said}")

    async def _heard(self, mbid: str, name: str) -> Heard | Reject | None:
        return await hear(Wanted(name, mbid=mbid), self.lastfm) if self.lastfm else None
