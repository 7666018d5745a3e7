"""Adding an eighth signal is adding one file."""

import os
import subprocess
import sys
from pathlib import Path

import orjson
import pytest

ROOT = Path(__file__).parents[2]
ERA = '''
"""Era: two artists who began in the same years heard the same radio."""

from collections.abc import Sequence

from core.db import Question, Row
from core.signal import Facts, Signal, Weighed, placed, silent
from core.types import Candidates, Evidence, Seed, Source

YEARS = """
    SELECT theirs.artist_id, theirs.begin_year AS year, abs(theirs.begin_year - ours.begin_year) AS apart
      FROM graph.artist AS ours JOIN graph.artist AS theirs ON theirs.artist_id = ANY(%(candidates)s)
     WHERE ours.artist_id = %(seed)s AND theirs.begin_year IS NOT NULL
"""


def ask(seed: Seed, candidates: Candidates) -> tuple[Question, ...]:
    values = {"seed": seed.artist_ids[0], "candidates": candidates.artist_ids.tolist()}
    return (Question(YEARS, values),)


def hear(seed: Seed, candidates: Candidates, answers: Sequence[Sequence[Row]]) -> Weighed:
    (rows,) = answers
    places = placed(candidates, [row.artist_id for row in rows])
    strengths = silent(candidates)
    strengths[places] = [1 / (1 + row.apart) for row in rows]
    years = dict(zip(places.tolist(), [row.year for row in rows], strict=True))

    def tell(place: int, _: Facts) -> Evidence:
        return Evidence(f"began in {years[place]}", (Source("starter"),))

    return Weighed(strengths, tell)


SIGNAL = Signal(
    name="era",
    weight=0.05,
    asks="Did they begin in the same years?",
    ask=ask,
    hear=hear,
    reach="SELECT artist_id FROM graph.artist WHERE begin_year IS NOT NULL",
)
'''
# A folder on the package's path is as good as a file in the package, and leaves ours alone.
LISTEN = """
import sys, types
package = __import__("core.signal").__path__[0]
signals = types.ModuleType("core.signals")
signals.__path__ = [package + "/signals", sys.argv[1]]
sys.modules["core.signals"] = signals
source = open(package + "/signals/__init__.py").read()
exec(compile(source, package + "/signals/__init__.py", "exec"), vars(signals))
sys.argv = ["auric", *sys.argv[2:]]
import auric
auric.main()
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with nothing but the new signal."""
    folder = tmp_path_factory.mktemp("signals")
    (folder / "era.py").write_text(ERA)
    return folder


def asked(folder: Path, world_url: str, *words: str) -> subprocess.CompletedProcess[str]:
    """The command `auric`, with the folder's signals beside ours."""
    return subprocess.run(
        [sys.executable, "-c", LISTEN, str(folder), *words],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "AURIC_DATABASE_URL": world_url},
    )


def test_recommendations_hear_the_eighth_signal(folder: Path, world_url: str) -> None:
    answer = orjson.loads(asked(folder, world_url, "recommend", "Coil", "--json").stdout)
    told = [c for pick in answer["artists"] for c in pick["contributions"] if c["signal"] == "era"]
    assert len(answer["weights"]) == 8
    assert answer["weights"]["era"] > 0
    assert told
    assert all(c["reason"].startswith("began in ") and c["points"] > 0 for c in told)
    for pick in answer["artists"]:
        assert sum(c["points"] for c in pick["contributions"]) == pytest.approx(pick["score"])


def test_it_can_be_weighed_and_is_counted_and_drawn(folder: Path, world_url: str) -> None:
    status = orjson.loads(asked(folder, world_url, "status", "--json").stdout)
    assert 0 < status["coverage"]["era"] <= 1
    drawn = asked(folder, world_url, "recommend", "Coil", "--weights", "era=0.5")
    assert "began in" in drawn.stdout


def test_a_file_without_a_signal_stops_the_import(tmp_path: Path, world_url: str) -> None:
    (tmp_path / "empty.py").write_text("")
    stopped = asked(tmp_path, world_url, "status")
    assert stopped.returncode != 0
    assert "SIGNAL" in stopped.stderr
