"""Claims about the files of the page: few, light, kept, guarded, and in colours everybody can tell."""

import re
from importlib.resources import files
from itertools import combinations

import httpx
import numpy as np
import pytest

from core.signals import SIGNALS
from core.types import Floats
from server import page

FOLDER = files(page)
LIGHT_ENOUGH = 60_000  # bytes of the whole page, unpacked
TELL_APART = 0.1  # in OKLab, where 0.02 is just noticeable
SEEN = 3.0  # contrast with the paper that graphics need (WCAG 1.4.11)
# How much less is seen without one kind of cone: Machado, Oliveira and Fernandes 2009, in full.
EYES = {
    "most": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]]
    ),
}  # fmt: skip
TO_CONES = np.array(
    [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
     [0.0883024619, 0.2817188376, 0.6299787005]]
)  # fmt: skip
TO_LAB = np.array(
    [[0.2104542553, 0.793617785, -0.0040720468], [1.9779984951, -2.428592205, 0.4505937099],
     [0.0259040371, 0.7827717662, -0.808675766]]
)  # fmt: skip


def linear(colour: str) -> Floats:
    share = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def contrast(one: Floats, other: Floats) -> float:
    low, high = sorted(float(c @ [0.2126, 0.7152, 0.0722]) for c in (one, other))
    return (high + 0.05) / (low + 0.05)


def palette(scheme: str) -> dict[str, Floats]:
    light, dark = (FOLDER / "page.css").read_text().split("(prefers-color-scheme: dark)")
    text = light if scheme == "light" else dark
    return {name: linear(colour) for name, colour in re.findall(r"--(\w+): (#\w{6});", text)}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("eyes", EYES)
def test_the_signals_can_be_told_apart_by_everybody(scheme: str, eyes: str) -> None:
    colours = palette(scheme)
    seen = [np.clip(EYES[eyes] @ colours[signal.name], 0, 1) for signal in SIGNALS]
    places = [TO_LAB @ np.cbrt(TO_CONES @ colour) for colour in seen]
    assert min(np.linalg.norm(a - b) for a, b in combinations(places, 2)) > TELL_APART


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_signal_stands_out_from_the_paper(scheme: str) -> None:
    colours = palette(scheme)
    assert min(contrast(colours[s.name], colours["paper"]) for s in SIGNALS) >= SEEN


def test_the_whole_page_is_light() -> None:
    names = ["index.html", *page.LISTED]
    assert sum(len((FOLDER / name).read_bytes()) for name in names) < LIGHT_ENOUGH


def test_every_file_that_a_file_names_is_listed() -> None:
    scripts = [name for name in page.LISTED if name.endswith(".js")]
    imported = {
        one
        for name in scripts
        for one in re.findall(r'from "\./(.+?)"', (FOLDER / name).read_text())
    }
    assert imported | {"page.js"} == set(scripts)


def test_no_script_writes_markup() -> None:
    scripts = "".join((FOLDER / name).read_text() for name in page.LISTED if name.endswith(".js"))
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", scripts)


def test_the_page_may_run_and_fetch_nothing_but_its_own(door: httpx.Client) -> None:
    policy = door.get("/").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_the_page_is_asked_for_again_and_its_files_are_kept_for_ever(door: httpx.Client) -> None:
    index = door.get("/")
    assert index.headers["cache-control"] == "no-cache"
    again = door.get("/", headers={"If-None-Match": index.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    named = re.findall(r'(?:src|href)="(page/[^"]+)"', index.text)
    assert len(named) >= 3
    for address in named:
        file = door.get(f"/{address}")
        assert file.status_code == 200
        assert "immutable" in file.headers["cache-control"]
    assert door.head("/").status_code == 200


def test_under_another_version_a_file_is_served_but_not_kept(door: httpx.Client) -> None:
    assert door.get("/page/older/page.js").headers["cache-control"] == "no-store"


@pytest.mark.parametrize("file", ["__init__.py", "index.html", "..%2Fapp.py", "secrets"])
def test_only_what_is_listed_is_served(door: httpx.Client, file: str) -> None:
    answer = door.get(f"/page/any/{file}")
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("application/problem+json")
