"""Where music comes from, in the words listeners use for it."""

import re

from tui.tables import table

SAID = table("countries.txt")
CODES = {word: code for code, words in SAID.items() for word in words.split("|")}

PARTS = frozenset(  # of a country, which is not all of it
    ["england", "english", "scotland", "scottish", "wales", "welsh", "northern ireland"]
)


def called_in(code: str) -> list[str]:
    """What a country and its people are called."""
    return [word for word in SAID.get(code, "").split("|") if word not in PARTS]


def country_called(said: str) -> str | None:
    """The two letters of a country named in any of these ways."""
    text = re.sub(r"[^\w\s]", "", " ".join(said.casefold().split())).removesuffix(" please")
    code = CODES.get(text) or CODES.get(text.removeprefix("the "))
    if code is None and re.fullmatch(r"[A-Z]{2}", said.strip()) and said.strip() in SAID:
        return said.strip()
    return code
