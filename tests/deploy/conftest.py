"""Servers of one's own, whose roles no other test sees."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.embedded import database_url, stop
from tests.deploy.project import KEY, Project, open_project


@pytest.fixture(scope="session")
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server apart: roles belong to a whole server. Whatever else the tests run against."""
    folder: Path = tmp_path_factory.mktemp("apart")
    yield database_url(folder)
    stop(folder)


@pytest.fixture
def project() -> Iterator[Project]:
    """A Supabase project that speaks on this machine."""
    pytest.importorskip("supabase", reason="needs the extra `supabase`")
    with open_project() as project:
        yield project


@pytest.fixture
def auric_with(project: Project, tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the command as the owner of that project."""

    def run(*words: str, url: str = "", key: str = KEY) -> subprocess.CompletedProcess[str]:
        env = {
            "AURIC_DATA_DIR": str(tmp_path / "data"),
            "AURIC_SUPABASE_URL": project.url,
            "AURIC_SUPABASE_SERVICE_KEY": key,
            "COLUMNS": "110",
            "PATH": "/usr/bin:/bin",
            "LANG": "C.UTF-8",
        }
        return subprocess.run(
            [sys.executable, "-m", "auric", *words],
            capture_output=True,
            check=False,
            text=True,
            timeout=120,
            env=env | ({"AURIC_DATABASE_URL": url} if url else {}),
        )

    return run
