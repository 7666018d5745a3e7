"""What could be said next, so that nobody sits before an empty line."""

from rapidfuzz import fuzz, process

from tui.state import State
from tui.words import plain

AT_THE_START = ("something like Nine Inch Nails", "shoegaze", "Portishead - Roads", "help")


def suggested(state: State, intent: str, utterance: str = "") -> tuple[str, ...]:
    """Two things to say that would work here; for what was not understood, those nearest to it."""
    able = possible(state)
    if utterance:
        near = process.extract(plain(utterance), able, scorer=fuzz.token_set_ratio, limit=2)
        return tuple(phrase for phrase, _score, _place in near)
    return tuple(phrase for phrase in able if _another(phrase, intent))[:2]


def possible(state: State) -> list[str]:
    """Sentences that would be understood and answered where the conversation stands."""
    if not state.picks or state.seed is None:
        return list(AT_THE_START)
    first, last = state.picks[0]["artist_name"], state.picks[-1]["artist_name"]
    focus = state.focus[-1] if state.focus else first
    return [
        f"why {first}",
        f"tell me about {focus}",
        f"more like {last}",
        f"what connects {last} and {state.seed_name}",
        "surprise me",
        "compare 1 and 2" if len(state.picks) > 1 else "more",
        "more",
        f"exclude {first}",
        "only before 1990",
        "trust the tags less",
        "who produced them",
        "undo",
        "start over",
        "help",
    ]


def _another(phrase: str, intent: str) -> bool:
    """Not the same again."""
    begins = {
        "why": "why",
        "tell": "tell",
        "more": "more",
        "surprise": "surprise",
        "connect": "what",
        "like_pick": "more like",
    }
    return not phrase.startswith(begins.get(intent, "\0"))
