"""What a run says at its end: what came of it, and what did not."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.desk import say, settings

if TYPE_CHECKING:
    from ingest.source import Reject


def report_of(
    rows: dict[str, int],
    missed: "Sequence[Reject]",
    sentences: Sequence[str],
    more: dict[str, object],
    json: bool,
) -> None:
    """The final report of a run: what came of it, and what did not, with the first reason."""
    from ingest.rejects import write_rejects

    path = write_rejects(settings().data_dir, missed)
    lines = list(sentences)
    if missed:
        lines.append(
            f"{len(missed):,} could not be had; a later run tries again. The first: "
            f"{missed[0].reason.rstrip('.')}. All of them: {path}"
        )
    say(
        {**more, "loaded": rows, "rejected": len(missed), "rejects": str(path) if path else None},
        "\n".join([*lines, "Run `auric build` to derive the graph."]),
        json,
    )


def summed(counts: Sequence[dict[str, int]]) -> dict[str, int]:
    """The rows of several loads together, by kind."""
    kinds = dict.fromkeys(kind for one in counts for kind in one)
    return {kind: sum(one.get(kind, 0) for one in counts) for kind in kinds}
