"""What in a sentence is a name: one that is known, or one that looks like it."""

import re
from collections.abc import Mapping

from tui.meant import folded
from tui.tables import words_of

NAME = re.compile(
    r"(?<![\w’'])[A-ZÀ-ÖØ-ÞĀ-ŽΑ-ΩА-Я0-9][\w’'&./!-]*(?:\s+(?:(?:of|the|and|&|in|with|de|der|von|du|la|le)\s+)?[A-ZÀ-ÖØ-ÞĀ-ŽΑ-ΩА-Я0-9][\w’'&./!-]*)*"
)
QUOTED = re.compile(r"[“\"]([^”\"]{2,80})[”\"]")
PLAIN = words_of("plain")  # words that begin sentences with a capital and name nobody


def folded_text(text: str) -> str:
    """A text in which folded names can be looked for."""
    return f" {folded(text)} "


def names_in(text: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """The known names in a text, in their order, the longest where they overlap."""
    said, found = folded_text(text), []
    for name in sorted(names, key=len, reverse=True):
        at = said.find(f" {name} ")
        if at >= 0 and (len(name) > 3 or re.search(rf"\b{re.escape(names[name])}\b", text)):
            found.append((at, name))
            said = said.replace(f" {name} ", " " + "\0" * len(name) + " ")
    return tuple(name for _, name in sorted(found))


def capitalised(sentence: str) -> list[str]:
    """Everything that looks like a name or a title."""
    titles = [match[1] for match in QUOTED.finditer(sentence)]
    bare = QUOTED.sub(" ", sentence)
    found = []
    for match in NAME.finditer(bare):
        words = match[0].strip(".,!?'’").split()
        while words and folded(words[0]) in PLAIN:
            words = words[1:]
        if words and not all(word.strip(".,%").replace(".", "").isdecimal() for word in words):
            found.append(" ".join(words))
    return [*titles, *found]
