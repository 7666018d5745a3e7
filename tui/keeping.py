"""Conversations that are kept in a file and opened again."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
from platformdirs import user_data_path

from tui.state import State, from_json, to_json
from tui.tools import NoAnswerError

FORM = 1  # of the file
LARGEST = 50 * 1024 * 1024  # bytes


@dataclass(frozen=True)
class Kept:
    """A conversation: where it stands, and what was said."""

    state: State
    said: tuple[tuple[str, str], ...]  # utterance and answer


def folder() -> Path:
    """Where conversations are kept unless a file is named."""
    return user_data_path("auric") / "conversations"


def keep(kept: Kept, file: Path | None = None) -> Path:
    """Write a conversation, readable by its owner alone. Raises NoAnswerError where that fails."""
    name = re.sub(r"[^\w-]+", "-", kept.state.seed_name or "conversation").strip("-").lower()[:40]
    target = file or folder() / f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{name or 'conversation'}.json"
    whole = {"form": FORM, "state": to_json(kept.state), "said": kept.said}
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.touch(mode=0o600)
        target.write_bytes(orjson.dumps(whole))
    except OSError as error:
        raise NoAnswerError(f"The conversation could not be kept: {error}.") from error
    return target


def reopen(file: Path) -> Kept:
    """Read a conversation. Raises NoAnswerError for what is none."""
    try:
        if file.stat().st_size > LARGEST:
            raise NoAnswerError(f"{file} is too large to be a conversation.")
        whole: dict[str, Any] = orjson.loads(file.read_bytes())
        return Kept(from_json(whole["state"]), tuple((a, b) for a, b in whole["said"]))
    except OSError as error:
        raise NoAnswerError(f"{file} cannot be read: {error}.") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NoAnswerError(f"{file} is no conversation that was kept here.") from error


def kept_files() -> list[Path]:
    """All that were kept, the newest first."""
    return sorted(folder().glob("*.json"), reverse=True)
