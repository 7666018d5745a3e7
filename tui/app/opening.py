"""Choosing a conversation that was kept."""

from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tui.keeping import kept_files


class Opening(ModalScreen[Path | None]):
    """The newest first."""

    DEFAULT_CSS = """
    Opening { align: center middle; }
    Opening Vertical { width: 64; height: auto; max-height: 80%; border: round $primary; padding: 1 2; }
    Opening Vertical { background: $surface; }
    Opening OptionList { height: auto; max-height: 20; background: $surface; border: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "Back")]

    def compose(self) -> ComposeResult:
        self.files = kept_files()
        with Vertical():
            yield Static(
                "Open a conversation"
                if self.files
                else "No conversation was kept yet. Escape goes back."
            )
            yield OptionList(*(Option(file.stem) for file in self.files))

    def on_mount(self) -> None:
        options = self.query_one(OptionList)
        options.focus()
        options.highlighted = 0 if self.files else None

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self.files[event.option_index])
