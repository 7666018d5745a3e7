"""What people listen to one after the other: similar artists, and the playlists they made."""

from collections.abc import Sequence

from core.errors import WebError
from ingest.source import Reject, Report
from ingest.sources.listenbrainz.facts import Playlist, playlist_of
from ingest.sources.listenbrainz.service import ListenBrainz, playlist_id
from ingest.telling import NOT_AS_DOCUMENTED, ODD


async def playlists(
    names: Sequence[str], service: ListenBrainz, report: Report
) -> tuple[list[Playlist], list[Reject]]:
    """These playlists, by id or address, and which were not to be had and why."""
    ids = [playlist_id(name) for name in names]
    found: list[Playlist] = []
    missed: list[Reject] = []
    for number, id in enumerate(ids):
        report("asking ListenBrainz", number, len(ids))
        try:
            found.append(playlist_of(id, await service.playlist(id)))
        except WebError as error:
            missed.append(Reject("ListenBrainz", number + 1, f"{id}: {error}"))
        except ODD:
            missed.append(Reject("ListenBrainz", number + 1, f"{id}: {NOT_AS_DOCUMENTED}"))
    report("asking ListenBrainz", len(ids), len(ids))
    return found, missed
