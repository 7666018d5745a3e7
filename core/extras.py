"""What not everybody needs comes as extras, and whoever misses one is told its name."""

from collections.abc import Iterator
from contextlib import contextmanager

from core.errors import BadRequestError


@contextmanager
def extra(name: str, what: str) -> Iterator[None]:
    """Import packages of an extra within; raises BadRequestError where one is missing.

    `what`: who misses it, "Listening needs".
    """
    try:
        yield
    except ImportError as error:
        raise BadRequestError(
            f"{what} the extra `{name}`: pip install 'auric-signal[{name}]'."
        ) from error
