"""A visitor in a browser: once it has left, or the server has ended, nothing is left running."""

import os
from threading import Timer

from textual.drivers.web_driver import WebDriver
from textual.messages import ExitApp

GRACE = 5.0  # seconds for an application to put its things away


class Visitor(WebDriver):
    """Textual's own driver goes on for ever when nobody is at the other end any more."""

    def run_input_thread(self) -> None:
        """Read until the other end is gone; then leave, at the latest after a while of grace."""
        super().run_input_thread()
        leave = Timer(GRACE, os._exit, (0,))
        leave.daemon = True
        leave.start()
        self._app.post_message(ExitApp())
