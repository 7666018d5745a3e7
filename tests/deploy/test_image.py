"""Claims about the image, made without Docker: its commands are run in a folder that stands for it."""

import os
import re
import shlex
import shutil
import signal
import subprocess
import time
import tomllib
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import orjson
import pytest

from core.migrations import known_migrations

ROOT = Path(__file__).parents[2]
# The folders of the image that lie in a folder of the test instead.
INSIDE = re.compile(r"(?<![\w/.])/(opt|src|data)\b")
UNWANTED = ("torch", "nvidia", "transformers", "pytest", "mypy", "matplotlib")


@dataclass(frozen=True)
class Line:
    """One instruction and what stands behind it."""

    word: str
    rest: str


def instructions() -> list[Line]:
    """The Dockerfile, line by line; what is continued is joined."""
    text = (ROOT / "Dockerfile").read_text()
    text = re.sub(r"^\s*#.*\n", "", text, flags=re.M)
    joined = re.sub(r"\\\n\s*", " ", text)
    return [Line(*line.split(None, 1)) for line in joined.splitlines() if line.strip()]


def environment(folder: Path) -> dict[str, str]:
    """What ENV sets."""
    said = [
        pair for line in instructions() if line.word == "ENV" for pair in shlex.split(line.rest)
    ]
    pairs = dict(pair.split("=", 1) for pair in said)
    return {name: INSIDE.sub(rf"{folder}/\1", value) for name, value in pairs.items()}


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The image as a folder: every COPY copied, every RUN run, in their order."""
    folder = tmp_path_factory.mktemp("image")
    here = folder
    for line in instructions():
        rest = INSIDE.sub(rf"{folder}/\1", line.rest)
        if line.word == "WORKDIR":
            here = Path(rest)
            here.mkdir(parents=True, exist_ok=True)
        elif line.word == "COPY" and "--from" not in rest:
            *sources, target = rest.split()
            for source in sources:
                copy(ROOT / source, here / target / ("" if len(sources) == 1 else source))
        elif line.word == "RUN":
            subprocess.run(rest, shell=True, check=True, cwd=here, timeout=540)
    return folder


def copy(source: Path, target: Path) -> None:
    """As COPY does, with what .dockerignore leaves out."""
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, target)


@contextmanager
def running(image: Path, url: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The image's own command, as the image's own environment has it."""
    (command,) = [orjson.loads(line.rest) for line in instructions() if line.word == "CMD"]
    env = environment(image) | {"AURIC_DATABASE_URL": url, "PORT": "0", "AURIC_HOST": "127.0.0.1"}
    env["PATH"] = env["PATH"].replace("$PATH", os.environ["PATH"])
    with subprocess.Popen(
        [image / "opt/auric/bin" / command[0], *command[1:]],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=env,
        cwd=image / "data",
    ) as process:
        try:
            assert process.stdout
            address = re.search(r"http://[\d.]+:\d+", process.stdout.readline())
            assert address
            yield address[0], env
        finally:
            process.terminate()
            assert process.wait(timeout=30) in (0, -signal.SIGTERM)


def test_the_dockerfile_has_no_lint() -> None:
    lint = shutil.which("hadolint", path=f"{ROOT}/.venv/bin:{os.environ['PATH']}")
    if not lint:
        pytest.skip("hadolint comes with the extra `dev`")
    done = subprocess.run([lint, ROOT / "Dockerfile"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_what_is_copied_is_let_through_and_nothing_else() -> None:
    let_through = {
        line.removeprefix("!")
        for line in (ROOT / ".dockerignore").read_text().splitlines()
        if line.startswith("!")
    }
    copied = {
        source
        for line in instructions()
        if line.word == "COPY" and "--from" not in line.rest
        for source in line.rest.split()[:-1]
    }
    assert copied == let_through
    assert "*" in (ROOT / ".dockerignore").read_text().splitlines()


def test_every_package_is_in_the_image() -> None:
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]
    packages = set(wheel["targets"]["wheel"]["packages"])
    copied = {line.rest.split()[0] for line in instructions() if line.word == "COPY"}
    assert packages <= copied


def test_it_does_not_run_as_root() -> None:
    (user,) = [line.rest for line in instructions() if line.word == "USER"]
    assert user.split(":")[0] not in ("root", "0")


def test_railway_migrates_before_it_switches_over() -> None:
    railway = tomllib.loads((ROOT / "railway.toml").read_text())
    assert railway["build"]["builder"] == "DOCKERFILE"
    assert railway["deploy"]["preDeployCommand"] == ["auric migrate"]
    assert railway["deploy"]["healthcheckPath"] == "/health"


@pytest.mark.slow
def test_the_image_migrates_serves_and_is_healthy(
    image: Path, world_url: str, empty_url: str
) -> None:
    auric = image / "opt/auric/bin/auric"
    env = environment(image) | {"AURIC_DATABASE_URL": empty_url}
    migrated = subprocess.run(
        [auric, "migrate", "--json"], env=env, cwd=image, capture_output=True, check=True
    )
    assert orjson.loads(migrated.stdout)["schema"] == known_migrations()[-1].version
    with running(image, world_url) as (address, env):
        assert not healthy(image, env | {"PORT": "1"})
        env["PORT"] = address.rsplit(":", 1)[1]
        deadline = time.monotonic() + 60
        while not healthy(image, env) and time.monotonic() < deadline:
            time.sleep(0.2)
        with urllib.request.urlopen(f"{address}/recommend?q=Coil", timeout=20) as answer:
            assert len(orjson.loads(answer.read())["artists"]) == 10


def healthy(image: Path, env: dict[str, str]) -> bool:
    """What HEALTHCHECK finds."""
    (check,) = [line.rest for line in instructions() if line.word == "HEALTHCHECK"]
    command = orjson.loads(check.split("CMD ", 1)[1])
    command[0] = str(image / "opt/auric/bin" / command[0])
    return not subprocess.run(command, env=env, check=False, stderr=subprocess.DEVNULL).returncode


@pytest.mark.slow
def test_the_image_is_small_and_has_no_model_in_it(image: Path) -> None:
    packages = next((image / "opt/auric/lib").glob("python3*/site-packages"))
    assert not [path.name for path in packages.iterdir() if path.name.startswith(UNWANTED)]
    size = sum(path.stat().st_size for path in (image / "opt/auric").rglob("*") if path.is_file())
    assert size < 600e6, f"{size / 1e6:.0f} MB"
