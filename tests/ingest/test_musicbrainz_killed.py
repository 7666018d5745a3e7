"""A claim about MusicBrainz exports that takes its time: whoever is killed loses nothing."""

import random
from collections.abc import Callable
from pathlib import Path
from subprocess import Popen
from typing import Any

import pytest

from ingest.sources.musicbrainz import read_export
from ingest.sources.musicbrainz.facts import merge
from tests.ingest.killing import killed_at_ten_random_moments, seconds_of
from tests.ingest.musicbrainz_export import WORLD, pack

Ask = Callable[[str], list[tuple[Any, ...]]]
Held = Callable[[str], dict[str, list[tuple[Any, ...]]]]
MANY = 60_000


def quiet(_step: str, _done: int, _total: int) -> None:
    """A report to nobody."""


def loads(url: str, folder: Path) -> None:
    read_export(url, [folder], quiet)
    merge(url, quiet)


def large_world() -> dict[str, Any]:
    """The little world with enough tags and recordings to be killed in the middle of."""
    dice = random.Random(31)
    gids = [f"{n:08x}-0000-4000-8000-{dice.getrandbits(48):012x}" for n in range(100, 100 + MANY)]
    more = [
        {"id": n, "gid": gid, "name": f"Take {n}", "artist_credit": 10 + n % 2}
        for n, gid in enumerate(gids, start=100)
    ]
    return {**WORLD, "recording": [*WORLD["recording"], *more]}


@pytest.mark.slow
def test_killed_at_ten_random_moments_it_ends_with_the_rows_of_an_undisturbed_run(
    empty_url: str,
    another_url: str,
    held: Held,
    ask: Ask,
    start: Callable[..., Popen[str]],
    tmp_path: Path,
) -> None:
    folder = pack(tmp_path, large_world())
    killed_at_ten_random_moments(
        lambda: start("ingest", "musicbrainz", str(folder)),
        seconds_of(lambda: loads(another_url, folder)) / 2,
        lambda: ask("SELECT count(*) FROM musicbrainz.loaded") > [(0,)],
    )
    assert held(empty_url) == held(another_url)
