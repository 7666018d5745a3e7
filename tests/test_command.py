"""Claims about the command `auric`: what it prints, and how it ends."""

import subprocess
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from typing import Any

import orjson
import pytest

Auric = Callable[..., subprocess.CompletedProcess[str]]

ANSWERS = {
    "recommend": (
        ("recommend", "Coil", "--limit", "3"),
        "query entity alternatives artists considered profile weights graph_version note",
    ),
    "explain": (
        ("explain", "Coil", "Dolly Parton"),
        "query entity other picked rank rank_by_score considered lost_at answer evidence"
        " in_its_place change profile weights graph_version",
    ),
    "compare": (
        ("compare", "Coil", "Can"),
        "one other summary there back signals chains weights graph_version",
    ),
    "resolve": (("resolve", "Nin"), "query entity alternatives more"),
    "status": (
        ("status",),
        "database server schema graph_version built_at rows models coverage",
    ),
}
PICK = (
    "rank artist_id artist_name mbid score explanation coverage exploration found_by track"
    " contributions tags"
)
CONTRIBUTION = "signal weight strength points reason sources"
# What else can be typed is tried in tests/core/test_resolve.py; a process each would take long.
STRANGE = ["", "x" * 10_000, "'; DROP TABLE artist; --", "שלום עולם", "\x1b[31m", "\udc80", "[bold]",
           "Сектор Газа"]  # fmt: skip
MISTAKES = [
    ("recommend", "Coil", "--limit", "0"),
    ("recommend", "Coil", "--limit", "many"),
    ("recommend", "Coil", "--weights", "smell=1"),
    ("recommend", "Coil", "--weights", "tag_overlap"),
    ("recommend", "Coil", "--explore", "11"),
    ("recommend", "Coil", "--profile", "loud"),
    ("recommend", "Coil", "--type", "band"),
    ("recommend", "Coil", "--exclude", "qwxzv plonk"),
    ("recommend",),
    ("explain", "Coil", "Coil"),
    ("compare", "Coil", "Coil"),
    ("ingest", "facts", "/no/such/folder"),
    ("dance",),
]
COMMANDS = ["recommend", "explain", "compare", "resolve", "init", "ingest", "build", "embed", "status",
            "stop"]  # fmt: skip


def answered(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """The one JSON object that was printed."""
    assert (done.returncode, done.stderr) == (0, "")
    answer = orjson.loads(done.stdout)
    assert isinstance(answer, dict)
    return answer


def at_once(
    auric: Auric, commands: Iterable[tuple[str, ...]]
) -> dict[tuple[str, ...], subprocess.CompletedProcess[str]]:
    """How each of these commands ended. Starting a process takes longer than what it does."""
    commands = list(commands)
    with ThreadPoolExecutor(4) as pool:
        return dict(zip(commands, pool.map(lambda words: auric(*words), commands), strict=True))


@pytest.mark.parametrize(("words", "keys"), ANSWERS.values(), ids=ANSWERS)
def test_json_is_one_object_of_the_documented_shape(
    auric: Auric, words: tuple[str, ...], keys: str
) -> None:
    assert list(answered(auric(*words, "--json"))) == keys.split()


def test_a_pick_has_the_documented_shape(auric: Auric) -> None:
    answer = answered(auric("recommend", "Coil", "--limit", "3", "--json"))
    assert len(answer["artists"]) == 3
    assert {"id", "kind", "name", "mbid"} <= set(answer["entity"])
    for pick in answer["artists"]:
        assert list(pick) == PICK.split()
        assert 0 <= pick["score"] <= 1
        assert pick["contributions"]
        assert all(list(said) == CONTRIBUTION.split() for said in pick["contributions"])


def test_building_counts_what_it_built(auric: Auric, empty_url: str) -> None:
    built = answered(auric("build", "--json", url=empty_url))
    assert set(built) == {"graph_version", "rows", "seconds"}


@pytest.mark.parametrize("words", [words for words, _ in ANSWERS.values()], ids=ANSWERS)
def test_a_picture_is_drawn_without_json(auric: Auric, words: tuple[str, ...]) -> None:
    done = auric(*words)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.strip()


def test_a_strange_name_is_refused_in_one_sentence(auric: Auric) -> None:
    asked = (("recommend", "--json", "--", name) for name in STRANGE)
    for words, done in at_once(auric, asked).items():
        assert (done.returncode, done.stdout) == (2, ""), words
        assert len(done.stderr.splitlines()) == 1, words
        assert done.stderr.rstrip().endswith("."), words


def test_a_broken_byte_does_not_hide_a_name(auric: Auric) -> None:
    answer = answered(auric("recommend", "bj\udcf6örk", "--json"))
    assert answer["entity"]["name"] == "Björk"


def test_a_callers_mistake_ends_with_2(auric: Auric) -> None:
    for words, done in at_once(auric, MISTAKES).items():
        assert done.returncode == 2, words
        assert "Traceback" not in done.stderr, words
        assert done.stderr.strip() or done.stdout.strip(), words


def test_a_database_away_ends_with_1(auric: Auric) -> None:
    for words in (("recommend", "Coil", "--json"), ("build",)):
        done = auric(*words, url="postgresql://127.0.0.1:1/nowhere")
        assert (done.returncode, done.stdout) == (1, "")
        assert "Traceback" not in done.stderr
        assert done.stderr.rstrip().endswith(".")


def test_it_says_which_version_it_is(auric: Auric) -> None:
    done = auric("--version")
    assert (done.returncode, done.stdout) == (0, f"auric-signal {version('auric-signal')}\n")


def test_help_helps(auric: Auric) -> None:
    asked = [("--help",), *((command, "--help") for command in COMMANDS)]
    for words, done in at_once(auric, asked).items():
        assert (done.returncode, done.stderr) == (0, ""), words
        assert "Usage" in done.stdout, words
