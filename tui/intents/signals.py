"""What listeners call the seven signals."""

from tui.tables import table

SAID_AS = table("signals.txt")
NAMED = {word: signal for signal, words in SAID_AS.items() for word in words.split("|")}
NAMED |= {signal: signal for signal in SAID_AS}


def signal_called(said: str) -> str | None:
    """The signal that a listener means, if any."""
    text = " ".join(said.casefold().split())
    for lead in ("the ", "their ", "its "):
        text = text.removeprefix(lead)
    for tail in (" signal", " evidence", " facts", " scores", " part", " data"):
        text = text.removesuffix(tail)
    return NAMED.get(text)


def signals_called(said: str) -> tuple[str, ...]:
    """The signals in "labels and credits"; none unless every part names one."""
    parts = [p for chunk in said.replace(" & ", " and ").split(" and ") for p in chunk.split(",")]
    found = [signal_called(part) for part in parts if part.strip()]
    known = tuple(dict.fromkeys(signal for signal in found if signal))
    return known if found and None not in found else ()
