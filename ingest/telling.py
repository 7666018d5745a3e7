"""What a source tells, in any order, becomes facts: checked, each once, in the order in which they load."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from ingest.records import KINDS
from ingest.source import Fact, Reject, reason

# What reading an answer of another shape than the documented one comes to.
ODD = (AttributeError, KeyError, TypeError, ValueError)
NOT_AS_DOCUMENTED = "the answer is not as documented"

Told = tuple[str, Mapping[str, Any]]  # the kind of fact, and its fields


def facts_of(told: Iterable[Told], source: str) -> Iterator[Fact | Reject]:
    """Facts grouped by kind. Of two with the same id, or that say the same, the first counts."""
    by_kind: dict[str, dict[str, Mapping[str, Any]]] = {kind: {} for kind in KINDS}
    for kind, fields in told:
        by_kind[kind].setdefault(str(fields.get("id", fields)), fields)
    for kind, record_type in KINDS.items():
        for number, fields in enumerate(by_kind[kind].values(), start=1):
            try:
                yield Fact(kind, number, record_type.model_validate(fields))
            except ValidationError as error:
                yield Reject(f"{source} {kind}", number, reason(error))
