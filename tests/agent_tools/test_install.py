"""Claims about `auric mcp --install`: what is there stays there."""

import json
from pathlib import Path

import pytest

from agent_tools.install import ASSISTANTS, install
from core.errors import BadRequestError


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of nobody's, to write into."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / ".config"))
    monkeypatch.setenv("AURIC_DATA_DIR", "/music")
    monkeypatch.setenv("AURIC_DATABASE_URL", "postgresql://me:secret@db/music")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("client", ASSISTANTS)
def test_without_write_the_lines_are_only_printed(
    client: str, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    install(client, write=False)
    said = capsys.readouterr()
    (servers,) = json.loads(said.out).values()
    assert servers["auric"]["args"][-1] == "mcp"
    assert servers["auric"]["env"] == {"AURIC_DATA_DIR": "/music"}
    assert "secret" not in said.out + said.err
    assert str(home) in said.err
    assert list(home.iterdir()) == []


@pytest.mark.parametrize("client", ASSISTANTS)
def test_what_an_assistant_knew_before_is_kept_and_backed_up(client: str, home: Path) -> None:
    assistant = ASSISTANTS[client]
    file = assistant.file()
    file.parent.mkdir(parents=True, exist_ok=True)
    before = {"theme": "dark", assistant.word: {"other": {"command": "other"}}}
    file.write_text(json.dumps(before), "utf-8")
    install(client, write=True)
    after = json.loads(file.read_text("utf-8"))
    assert after["theme"] == "dark"
    assert after[assistant.word]["other"] == {"command": "other"}
    assert after[assistant.word]["auric"]["args"][-1] == "mcp"
    assert json.loads(file.with_name(f"{file.name}.before-auric-1").read_text()) == before


def test_written_twice_is_written_once(home: Path) -> None:
    install("cursor", write=True)
    install("cursor", write=True)
    assert [path.name for path in (home / ".cursor").iterdir()] == ["mcp.json"]


@pytest.mark.parametrize("text", ['{"a": 1, // why\n}', "[]", '{"mcpServers": []}', "nonsense"])
def test_a_file_that_is_not_understood_is_left_alone(text: str, home: Path) -> None:
    file = ASSISTANTS["cursor"].file()
    file.parent.mkdir()
    file.write_text(text, "utf-8")
    with pytest.raises(BadRequestError):
        install("cursor", write=True)
    assert file.read_text("utf-8") == text
    assert [path.name for path in file.parent.iterdir()] == ["mcp.json"]


def test_an_assistant_nobody_heard_of_is_refused_with_those_there_are(home: Path) -> None:
    with pytest.raises(BadRequestError, match="claude-code"):
        install("eliza", write=True)
