"""Claims about the chat in a browser: its process goes when whoever opened it has gone."""

import os
import subprocess
import sys

NOWHERE = "http://127.0.0.1:9"  # the tools are not what this is about
AS_SERVED = {
    "TEXTUAL_DRIVER": "textual.drivers.web_driver:WebDriver",
    "COLUMNS": "80",
    "ROWS": "24",
}
DRAWN = b"__GANGLION__\n"  # with this an application tells the server that it has begun


def test_nothing_is_left_running_when_the_server_has_ended() -> None:
    visitor = subprocess.Popen(
        [sys.executable, "-m", "auric", "chat", "--url", NOWHERE],
        env={**os.environ, **AS_SERVED},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert visitor.stdout
    try:
        assert visitor.stdout.readline() == DRAWN
        visitor.communicate(timeout=30)  # nothing is said to it any more
    finally:
        visitor.kill()
        visitor.wait()
