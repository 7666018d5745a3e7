"""Lines that could not be used are kept with their reasons, so that a source can be mended."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import orjson

from ingest.source import Reject


def write_rejects(data_dir: Path, rejects: Sequence[Reject]) -> Path | None:
    """One JSON object a line with file, line and reason; None when there was nothing to write."""
    if not rejects:
        return None
    folder = data_dir / "rejects"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{datetime.now(UTC):%Y%m%d-%H%M%S-%f}.jsonl"
    path.write_bytes(
        b"".join(orjson.dumps(asdict(r), option=orjson.OPT_APPEND_NEWLINE) for r in rejects)
    )
    return path
