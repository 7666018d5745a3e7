"""Claims about the reference: it says what the service does, and the service does what it says."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from core.signals import SIGNALS

SEED = 1  # the same questions in every run
RULES = Path(__file__).parent / "schemathesis.toml"
EXAMPLES = 8  # for each route and each way of asking


@pytest.mark.slow  # but `make check` runs it
def test_the_service_keeps_to_its_reference(door: httpx.Client, tmp_path: Path) -> None:
    pytest.importorskip("schemathesis")
    asked = subprocess.run(
        [
            sys.executable, "-m", "schemathesis.cli", "--config-file", str(RULES),
            "run", f"{door.base_url}/openapi.json",
            "--checks", "all", "--mode", "all", "--max-examples", str(EXAMPLES), "--seed", str(SEED),
            "--generation-database", "none", "--workers", "2", "--no-color",
            "--exclude-path", "/metrics",
        ],
        capture_output=True, check=False, text=True, timeout=120, cwd=tmp_path,
    )  # fmt: skip
    assert asked.returncode == 0, asked.stdout[-6000:] + asked.stderr[-2000:]


@pytest.fixture(scope="module")
def reference(door: httpx.Client) -> dict[str, Any]:
    """The document."""
    document: dict[str, Any] = door.get("/openapi.json").json()
    return document


def test_every_route_says_how_it_can_fail(reference: dict[str, Any]) -> None:
    music = [
        route["get"] for route in reference["paths"].values() if route["get"]["tags"] == ["music"]
    ]
    assert len(music) == 6
    for route in music:
        assert set(route["responses"]) == {
            "200", "304", "400", "401", "404", "414", "422", "429", "500", "503"
        }  # fmt: skip
        assert route["description"] or route["summary"]
        for option in route.get("parameters", ()):
            assert option["description"], option["name"]
        for status in ("400", "404", "503"):
            (media,) = route["responses"][status]["content"]
            assert media == "application/problem+json"


def test_the_reference_names_every_signal_that_can_be_weighed(reference: dict[str, Any]) -> None:
    said = json.dumps(reference["paths"]["/recommend"])
    assert all(signal.name in said for signal in SIGNALS)


def test_examples_have_the_shape_they_stand_for(
    reference: dict[str, Any], door: httpx.Client
) -> None:
    for path, options in (("/recommend", {"q": "Coil"}), ("/resolve", {"q": "Coil"}),
                          ("/explain", {"q": "Coil", "other": missing(door)}),
                          ("/compare", {"one": "Coil", "other": "Throbbing Gristle"}),
                          ("/names", {"q": "co"}), ("/signals", {})):  # fmt: skip
        told = reference["paths"][path]["get"]["responses"]["200"]
        example = told["content"]["application/json"]["example"]
        assert shape(example) <= shape(door.get(path, params=options).json()), path


def missing(door: httpx.Client) -> str:
    """Somebody whom a turn of a knob would let in."""
    for pick in door.get("/recommend", params={"q": "Coil", "limit": 40}).json()["artists"]:
        told = door.get("/explain", params={"q": "Coil", "other": pick["artist_name"]}).json()
        if told["change"] and told["in_its_place"]:
            return str(pick["artist_name"])
    pytest.fail("no knob lets anybody in: this world cannot show it")


def shape(value: Any, at: str = "") -> set[str]:
    """Every field that there is, by where it is; names of signals are no fields."""
    if isinstance(value, dict):
        inner = set() if at.endswith("weights") else set(value)
        return {f"{at}.{name}" for name in inner}.union(
            *(shape(value[n], f"{at}.{n}") for n in inner)
        )
    if isinstance(value, list):
        return set().union(*(shape(one, f"{at}[]") for one in value))
    return set()
