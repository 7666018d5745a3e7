"""What the keys do that work wherever the listener is."""

from textual.binding import Binding, BindingType

KEYS: list[BindingType] = [
    Binding("f1", "say('help')", "Help"),
    Binding("f2", "screen.turn_page", "Reasons"),
    Binding("ctrl+z", "say('undo')", "Undo", priority=True),
    Binding("ctrl+n", "say('start over')", "New", priority=True),
    Binding("ctrl+s", "keep", "Keep", show=False, priority=True),
    Binding("ctrl+o", "open", "Open", show=False, priority=True),
    Binding("ctrl+y", "copy('markdown')", "Copy", priority=True),
    Binding("ctrl+j", "copy('json')", "Copy JSON", show=False),
    Binding("ctrl+t", "screen.point", "Picks", show=False, priority=True),
    Binding("ctrl+c", "stop", "Stop", show=False, priority=True),
    Binding("ctrl+q", "quit", "Quit"),
]
