"""When an answer is not possible, a listener is told why in one sentence."""

from collections.abc import Sequence


class AuricError(Exception):
    """A failure that is ready to be read aloud. Doors translate it once; its text is the message."""


class CallersMistakeError(AuricError):
    """The question cannot be answered as it was put: exit code 2, HTTP 4xx."""


class BadRequestError(CallersMistakeError):
    """An option, a file or a value that does not make sense."""


class UnknownNameError(CallersMistakeError):
    """Nobody in the graph goes by that name. `nearest` are the names that come closest."""

    def __init__(self, message: str, nearest: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.nearest = tuple(nearest)


class UnheardError(CallersMistakeError):
    """A recording that cannot be listened to. Its text is the reason, without a subject."""


class NothingKnownError(CallersMistakeError):
    """The entity is known by name only: there is no fact to recommend from."""


class GraphNotReadyError(AuricError):
    """The database is there, but it holds no graph that this version can read."""


class GraphMovedError(AuricError):
    """The graph was renewed between two questions of one request; asking again will do."""

    def __init__(self) -> None:
        super().__init__("The graph was renewed while it was being asked; ask again.")


class NotReachedError(AuricError):
    """Something that is fetched from or sent elsewhere does not get through."""


class WebError(NotReachedError):
    """One address did not give what was asked of it; the rest of a run goes on."""


class UnreachableError(WebError):
    """It does not answer, is busy or breaks off. `retry_after`: seconds it asks to be left alone."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class BadAnswerError(WebError):
    """It answers, but not with what was asked for. `status`: of the answer, 404 for "no such thing"."""

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class TooLargeError(WebError):
    """It answers with more than there is reason to read."""


class NotAllowedError(WebError):
    """It must not be asked: robots.txt says so, or it is not on the open internet."""


class DatabaseAwayError(AuricError):
    """The database does not answer."""
