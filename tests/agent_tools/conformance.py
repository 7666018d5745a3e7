"""Asks the official suites whether our tools speak MCP as they should, and the inspector to call them.

`make conformance` installs the suites into .conformance and runs this. It asks the service as it is
deployed (server.app.create_app, over a socket), with the fixtures of the suites added: they call
tools by fixed names, which no real server has.
"""

import json
import logging
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import structlog
import uvicorn

from core.embedded import stop
from core.settings import Settings
from server.app import create_app
from tests.agent_tools.fixture_contents import add_contents
from tests.agent_tools.fixture_readings import add_prompts, add_resources
from tests.agent_tools.fixture_rounds import add_rounds

SUITES = Path(".conformance")  # where npm has put them
NODE = SUITES / "node_modules/.bin/node"
INSPECTOR = SUITES / "node_modules/@modelcontextprotocol/inspector/cli/build/cli.js"
SUITE = "node_modules/@modelcontextprotocol/conformance/dist/index.js"
REQUIRED = 37  # scenarios that count for 2026-07-28

# Scenarios of 0.1.16 in which the server asks or calls the client of its own accord. A stateless
# service keeps no line open on which it could, and no copy of it knows what another has promised.
CANNOT: Mapping[str, str] = {
    "tools-call-sampling": "the server asks the client's model while a call is under way",
    "tools-call-elicitation": "the server asks the person while a call is under way",
    "elicitation-sep1034-defaults": "the server asks the person while a call is under way",
    "elicitation-sep1330-enums": "the server asks the person while a call is under way",
    "resources-subscribe": "the server would call whenever a resource changes",
    "resources-unsubscribe": "there is nothing to unsubscribe from",
}
CALLS = (
    ("resolve", "query=nin"),
    ("recommend", "query=Coil", "limit=3"),
    ("explain", "query=Nine Inch Nails", "other=Dolly Parton"),
    ("compare", "one=Coil", "other=Throbbing Gristle"),
)
VERDICT = re.compile(r"^([✓✗]) ([\w/-]+): (\d+) passed, (\d+) failed", re.MULTILINE)


def main() -> None:
    """Ends with 1 if anything that should pass does not."""
    with tempfile.TemporaryDirectory(prefix="auric-conformance-") as folder:
        Path(folder).chmod(0o755)  # the embedded Postgres has a user of its own
        os.environ["AURIC_DATA_DIR"] = str(Path(folder) / "data")
        try:
            subprocess.run([sys.executable, "-m", "auric", "init"], check=True)
            with serving() as url:
                good = [newest(url), older(url), *inspected(url)]
        finally:
            stop(Path(folder) / "data")
    sys.exit(not all(good))


@contextmanager
def serving() -> Iterator[str]:
    """The service with the fixtures added, on a free port."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    logging.basicConfig(level=logging.ERROR)  # the suites misbehave on purpose
    app = create_app(Settings(requests_per_minute=0))
    add_contents(app.state.tools)
    add_rounds(app.state.tools)
    add_resources(app.state.tools)
    add_prompts(app.state.tools)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        config = uvicorn.Config(app, log_level="error", ws="none")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            while not server.started and thread.is_alive():
                time.sleep(0.05)
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/mcp"
        finally:
            server.should_exit = True
            thread.join()


def newest(url: str) -> bool:
    """The requirements of 2026-07-28: every scenario that counts."""
    told = suite("0.2", "--url", url, "--requirements", "2026-07-28")
    counted, _, apart = told.partition("Not scored for")
    not_scored = set(re.findall(r"[✓✗] ([\w/-]+) \(", apart))
    verdicts = {name: ok for name, ok in read(counted).items() if name not in not_scored}
    passed = sum(verdicts.values())
    print(f"\n2026-07-28 (suite 0.2.0-alpha.12): {passed} of {len(verdicts)} scenarios pass")
    for name in sorted(name for name, ok in verdicts.items() if not ok):
        print(f"  fails: {name}")
    return passed == len(verdicts) == REQUIRED


def older(url: str) -> bool:
    """The suite that clients of 2025-11-25 were built against."""
    verdicts = read(suite("0.1", "--url", url))
    lost = {name for name, ok in verdicts.items() if not ok}
    print(f"\n2025-11-25 (suite 0.1.16): {len(verdicts) - len(lost)} of {len(verdicts)} pass")
    for name in sorted(lost):
        print(f"  fails: {name} ({CANNOT.get(name, 'for no good reason')})")
    return bool(verdicts) and lost <= set(CANNOT)


def inspected(url: str) -> Iterator[bool]:
    """Every tool, called by the official inspector over both transports."""
    auric = str(Path(sys.executable).parent / "auric")
    data = f"AURIC_DATA_DIR={os.environ['AURIC_DATA_DIR']}"
    ways = {"HTTP": [url, "--transport", "http"], "stdio": ["-e", data, auric, "mcp"]}
    for way, target in ways.items():
        for tool, *arguments in CALLS:
            given = [word for one in arguments for word in ("--tool-arg", one)]
            asked = ["--method", "tools/call", "--tool-name", tool, *given]
            answer = said([str(NODE), str(INSPECTOR), "--cli", *target, *asked])
            good = not answer.get("isError", True) and bool(answer.get("structuredContent"))
            print(f"inspector, {way}: {tool} {'answers' if good else f'fails: {answer}'}")
            yield good


def said(command: list[str]) -> dict[str, object]:
    """What a command prints, as JSON."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    try:
        return dict(json.loads(done.stdout))
    except ValueError:
        return {"isError": True, "said": done.stdout + done.stderr}


def suite(version: str, *options: str) -> str:
    """Run one of the two suites; what it told."""
    home = SUITES if version == "0.2" else SUITES / "older"
    command = [str(NODE), str(home / SUITE), "server", *options]
    with tempfile.TemporaryDirectory() as results:
        done = subprocess.run(
            [*command, "-o", results], capture_output=True, text=True, timeout=300, check=False
        )
    return done.stdout + done.stderr


def read(told: str) -> dict[str, bool]:
    """Scenario by scenario, whether it passed."""
    return {name: mark == "✓" and failed == "0" for mark, name, _, failed in VERDICT.findall(told)}


if __name__ == "__main__":
    main()
