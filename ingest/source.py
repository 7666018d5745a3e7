"""The shape of a source of facts: it yields records, and says so when a line is not one."""

from collections.abc import Callable
from dataclasses import dataclass

from pydantic import ValidationError

from ingest.records import Record


@dataclass(frozen=True)
class Fact:
    """A record and where it stood."""

    kind: str
    line: int
    record: Record


@dataclass(frozen=True)
class Reject:
    """A line that could not be used, and why, in words."""

    file: str
    line: int
    reason: str


# What a long job says of itself: the step, how much of it is done, and how much there is.
Report = Callable[[str, int, int], None]


def reason(error: ValidationError) -> str:
    """What is wrong with a line, field by field, in words."""
    said = []
    for problem in error.errors(include_url=False, include_context=False):
        where = ".".join(str(part) for part in problem["loc"])
        match problem["type"]:
            case "extra_forbidden":
                said.append(f"unknown field {where!r}")
            case "missing":
                said.append(f"field {where!r} is missing")
            case "value_error":
                what = problem["msg"].removeprefix("Value error, ")
                said.append(f"{where} {what}".strip())
            case "json_invalid" | "json_type" | "model_type":
                said.append("not a JSON object")
            case _:
                said.append(f"{where}: {problem['msg'][:1].lower()}{problem['msg'][1:]}")
    return "; ".join(said)
