"""Names and writing are cut into the same words, so that a name is found however it is written."""

import re
import unicodedata
from dataclasses import dataclass

from anyascii import anyascii

# Chinese, Japanese and Korean are written without spaces or with endings: every character is a word.
UNSPACED = "\u3005-\u3007\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff"
TOKEN = re.compile(
    rf"(?:[^\W\d_]\.){{2,}}(?![^\W_])"  # R.E.M.
    rf"|[{UNSPACED}]"
    rf"|[^\W_{UNSPACED}]+(?:['’](?!s\b)[^\W_{UNSPACED}]+)*"
    r"|[&+](?=\s|\w)"
    r"|(?<![\w!?])[!?+/*†∆-]{2,}(?!\w)",  # !!!
    re.IGNORECASE,
)
IDEOGRAM = re.compile(f"[{UNSPACED}]")
LATIN = re.compile("[\x00-\u024f\u1e00-\u1eff]*")


@dataclass(frozen=True)
class Token:
    """A word of a text: how it is compared, how it stands there, and where."""

    folded: str
    raw: str
    start: int
    end: int

    @property
    def capital(self) -> bool:
        """Whether it begins like a name; scripts without capitals cannot say."""
        first = self.raw[0]
        return first.isupper() or not first.isalpha() or first.lower() == first.upper()


def tokens(text: str) -> list[Token]:
    """The words of a text in order."""
    return [
        Token(folded, found[0], found.start(), found.end())
        for found in TOKEN.finditer(text)
        if (folded := folded_word(found[0]))
    ]


def folded_word(word: str) -> str:
    """One word as it is compared: without case, accents, dots and apostrophes.

    >>> folded_word("Björk"), folded_word("R.E.M."), folded_word("D’Angelo"), folded_word("&")
    ('bjork', 'rem', 'dangelo', 'and')
    """
    if word in {"&", "+"}:
        return "and"
    if word.isascii() and word.isalnum():
        return word.lower()  # most of them
    text = unicodedata.normalize("NFKC", word).casefold()
    if IDEOGRAM.match(text):
        return text
    if LATIN.fullmatch(text.replace("’", "'")):
        plain = anyascii(text).casefold()
        return re.sub(r"[^a-z0-9]", "", plain) or plain
    bare = "".join(
        c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c) and c != "."
    )
    return re.sub(r"['’]", "", bare)
