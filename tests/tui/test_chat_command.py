"""Claims about `auric chat` without a screen: for scripts and pipes."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import orjson

from tui.door import NO_WEB, Wanted, passed_on
from tui.model import NO_MODEL
from tui.turns import INTENTS

Auric = Callable[..., subprocess.CompletedProcess[str]]


def test_one_sentence_gets_one_answer(auric: Auric) -> None:
    done = auric("chat", "--once", "why not Ministry for Nine Inch Nails?")
    assert done.returncode == 0
    assert "Ministry" in done.stdout
    assert "Nine Inch Nails" in done.stdout


def test_what_is_not_understood_is_the_callers_mistake(auric: Auric) -> None:
    done = auric("chat", "--once", "book me a table for two", "--json")
    assert done.returncode == 2
    assert orjson.loads(done.stdout)["intent"] == "unknown"


def test_a_script_is_a_conversation_one_object_a_turn(auric: Auric, tmp_path: Path) -> None:
    script = tmp_path / "talk.txt"
    script.write_text("something like Coil\n\n# a comment\nwhy #2\nwho produced them\nqwxzv\n")
    done = auric("chat", "--script", str(script), "--json")
    assert done.returncode == 0
    turns = [orjson.loads(line) for line in done.stdout.splitlines()]
    assert [turn["intent"] for turn in turns] == ["recommend", "why", "credits", "unknown"]
    assert all(turn["intent"] in INTENTS for turn in turns)
    assert all({"intent", "arguments", "tool_calls", "answer"} <= set(turn) for turn in turns)
    assert {call["tool"] for call in turns[0]["tool_calls"]} >= {"recommend"}
    assert turns[1]["arguments"]["artist"] == turns[2]["arguments"]["artists"][0]


def test_a_mistake_in_the_call_is_a_sentence(auric: Auric, tmp_path: Path) -> None:
    for words in (
        ("--open", str(tmp_path / "nothing.json")),
        ("--url", "gopher", "--once", "Coil"),
        ("--script", str(tmp_path / "nothing.txt")),
    ):
        done = auric("chat", *words)
        assert done.returncode == 2, done.stderr
        assert "Traceback" not in done.stderr
        assert done.stderr.strip() or done.stdout.strip()


def test_what_was_asked_for_holds_for_every_visitor_of_the_web(tmp_path: Path) -> None:
    options = passed_on(Wanted(open=tmp_path, model="ollama:x"), "http://h")
    assert options == ["--url", "http://h", "--model", "ollama:x", "--open", str(tmp_path)]


def test_an_extra_is_asked_for_by_the_name_of_the_package() -> None:
    assert all("'auric-signal[" in hint for hint in (NO_WEB, NO_MODEL))


def test_tools_that_are_away_are_no_success(auric: Auric) -> None:
    assert auric("chat", "--url", "http://127.0.0.1:9", "--once", "Coil").returncode == 1
