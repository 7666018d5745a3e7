"""How `auric --help` reads: the commands under what one wants of them.

Drawn without rich: importing that takes longer than all the rest.
"""

from typing import TYPE_CHECKING

from typer.core import TyperGroup

if TYPE_CHECKING:
    from typer._click import Context, HelpFormatter


class CommandsByPurpose(TyperGroup):
    """A group whose help has a heading for each purpose, in the order in which they first occur."""

    def format_commands(self, ctx: "Context", formatter: "HelpFormatter") -> None:
        """The headings, and under each its commands with the first paragraph of their own help."""
        headed: dict[str, list[tuple[str, str]]] = {}
        for name, command in self.commands.items():
            if command.hidden:
                continue
            purpose = getattr(command, "rich_help_panel", None) or "Commands"
            about = (command.help or "").partition("\n\n")[0]
            headed.setdefault(purpose, []).append((name, " ".join(about.split())))
        for purpose, rows in headed.items():
            with formatter.section(purpose):
                formatter.write_dl(rows)
