"""A few artists of MusicBrainz, fresh from its web service, for whoever needs no dump.

Each answer is kept, so that an interrupted run goes on where it stopped.
"""

from collections.abc import Sequence

from core.errors import BadAnswerError, UnknownNameError, WebError
from ingest.source import Reject, Report
from ingest.sources.musicbrainz_live.facts import tell
from ingest.sources.musicbrainz_live.service import Answer, MusicBrainz
from ingest.telling import NOT_AS_DOCUMENTED, ODD

MOST_PAGES = 20


async def fetch(
    names: Sequence[str], service: MusicBrainz, report: Report
) -> tuple[list[Answer], list[Reject]]:
    """What MusicBrainz says of these artists, by name or MBID, and who was not to be had and why.

    Raises UnknownNameError or WebError when that is nobody.
    """
    found: list[Answer] = []
    missed: list[Reject] = []
    for number, name in enumerate(names):
        report("asking MusicBrainz", number, len(names))
        try:
            found.append(await _all_about(name, service))
        except (UnknownNameError, WebError) as error:
            if number + 1 == len(names) and not found:
                raise
            missed.append(Reject("MusicBrainz", number + 1, f"{name}: {error}"))
    report("asking MusicBrainz", len(names), len(names))
    return found, missed


async def _all_about(name: str, service: MusicBrainz) -> Answer:
    try:
        answer = await service.all_of(await service.mbid_of(name), MOST_PAGES)
    except ODD as error:
        raise BadAnswerError(f"{NOT_AS_DOCUMENTED}.") from error
    check(answer)
    return answer


def check(answer: Answer) -> None:
    """Raises BadAnswerError for an answer that no facts can be read from."""
    try:
        for _ in tell(answer):
            pass
    except ODD as error:
        raise BadAnswerError(f"{NOT_AS_DOCUMENTED}.") from error
