"""When music was made, in the words listeners use for it."""

import re
from dataclasses import dataclass

DECADES = {
    "twenties": 1920, "thirties": 1930, "forties": 1940, "fifties": 1950, "sixties": 1960, "seventies": 1970,
    "eighties": 1980, "nineties": 1990, "noughties": 2000, "aughts": 2000, "2000s": 2000, "2010s": 2010, "2020s": 2020,
}  # fmt: skip
PARTS = {"early": (0, 3), "mid": (3, 6), "middle": (3, 6), "late": (6, 9)}
YEAR = r"(?P<%s>(?:19|20)\d\d)"
DECADE = (
    r"(?:(?P<%s_part>early|mid|late|middle)[ -])?(?:the )?(?P<%s>(?:19|20)?\d0'?s|"
    + "|".join(DECADES)
    + ")"
)
BEFORE = "before|pre|pre-|prior to|earlier than|older than|up to before"
UNTIL = "until|till|up to|no later than|not after|nothing after|not later than|not newer than|through|by"
AFTER = "after|post|post-|later than|newer than|younger than|more recent than"
SINCE_ONLY = "since|starting in|not before|nothing before|no earlier than|not older than|not earlier than|as of"
SINCE = f"from|beginning in|{SINCE_ONLY}"


@dataclass(frozen=True)
class Years:
    """Bounds on when artists were active; None where there is none."""

    first: int | None = None
    last: int | None = None


def years_called(said: str) -> Years | None:
    """The bounds in "before 1990", "the early 80s", "between 1978 and 1984", "since 2000"."""
    text = " ".join(said.casefold().replace("’", "'").replace("–", "-").split()).removesuffix(
        " please"
    )
    for pattern, bounds in PATTERNS:
        match = re.fullmatch(pattern, text)
        if match and (years := bounds(match)):
            return years
    return None


def _year(match: re.Match[str], name: str = "a") -> int:
    return int(match[name])


def _decade(match: re.Match[str], name: str) -> Years:
    word = match[name].replace("'", "")
    digits = word.rstrip("s")
    start = DECADES.get(word) or (int(digits) if len(digits) == 4 else _century(int(digits)))
    first, last = PARTS.get(match[f"{name}_part"] or "", (0, 9))
    return Years(start + first, start + last)


def _century(decade: int) -> int:
    """The 80s are the 1980s, the 10s the 2010s."""
    return (1900 if decade >= 30 else 2000) + decade


def _both(match: re.Match[str]) -> Years:
    first, last = _decade(match, "a").first, _decade(match, "b").last
    return Years(first, last)


def _between(match: re.Match[str]) -> Years | None:
    first, last = _year(match), _year(match, "b")
    return Years(first, last) if first <= last else Years(last, first)


_A, _B = YEAR % "a", YEAR % "b"
_DA, _DB = DECADE % ("a", "a"), DECADE % ("b", "b")
_IN = (
    r"(?:(?:only|just|all|active|made|started|released|recorded) )*"
    r"(?:(?:from|in|of|during|within|out of) )?(?:the )?(?:years? )?"
)
_ONLY = r"(?:(?:only|just|from|strictly|anything|everything|something|and|but|them|it) )*"
PATTERNS = (
    (rf"{_ONLY}(?:{BEFORE}) ?(?:the )?(?:year )?{_A}", lambda m: Years(last=_year(m) - 1)),
    (rf"{_ONLY}(?:{BEFORE}) ?(?:the )?{_DA}", lambda m: Years(last=(_decade(m, "a").first or 0) - 1)),
    (rf"{_ONLY}(?:{AFTER}) ?(?:the )?(?:year )?{_A}", lambda m: Years(first=_year(m) + 1)),
    (rf"{_ONLY}(?:{AFTER}) ?(?:the )?{_DA}", lambda m: Years(first=(_decade(m, "a").last or 0) + 1)),
    (rf"{_ONLY}(?:{UNTIL}) (?:the )?(?:year )?(?:end of )?{_A}", lambda m: Years(last=_year(m))),
    (rf"{_ONLY}(?:{UNTIL}) (?:the )?(?:end of )?(?:the )?{_DA}", lambda m: Years(last=_decade(m, "a").last)),
    (rf"{_ONLY}(?:{SINCE}) {_A} ?(?:on|onwards?|and later|or later|and after|and newer|or newer|up|forward)",
     lambda m: Years(first=_year(m))),
    (rf"{_ONLY}(?:{SINCE}) (?:the )?{_DA} ?(?:on|onwards?|and later|or later|and after|forward)",
     lambda m: Years(first=_decade(m, "a").first)),
    (rf"{_ONLY}(?:{SINCE_ONLY}) {_A}",
     lambda m: Years(first=_year(m))),
    (rf"{_ONLY}(?:{SINCE_ONLY}) (?:the )?{_DA}",
     lambda m: Years(first=_decade(m, "a").first)),
    (rf"{_ONLY}{_A} (?:or|and) (?:later|newer|after|younger|onwards?)", lambda m: Years(first=_year(m))),
    (rf"{_ONLY}{_A} (?:or|and) (?:earlier|older|before)", lambda m: Years(last=_year(m))),
    (rf"{_ONLY}(?:between|from|in)? ?{_A} ?(?:and|to|-|until|till|through|up to) ?{_B}", _between),
    (rf"{_IN}{_DA}(?: (?:and|or|to|through|-|until) (?:the )?{_DB})", _both),
    (rf"{_IN}{_DA}", lambda m: _decade(m, "a")),
    (rf"{_IN}{_A}", lambda m: Years(_year(m), _year(m))),
    (rf"{_IN}(?:the |this )?(?:21st|current|this|new) (?:century|millennium)", lambda _m: Years(first=2001)),
    (rf"{_IN}(?:the |this )?(?:20th|last|previous) century", lambda _m: Years(last=2000)),
    (r"(?:a bit |much |something |only )?(?:newer|more recent|younger|recent|modern|contemporary)",
     lambda _m: Years(first=2000)),
    (r"(?:only )?(?:from )?(?:the )?60s and 70s", lambda _m: Years(1960, 1979)),
)  # fmt: skip


def years_not_called(said: str) -> Years | None:
    """What is left after "nothing ...": "before 1990" leaves 1990 and later. None where a gap is left."""
    text = " ".join(said.casefold().split())
    years = years_called(text)
    if years is None or re.match("not|nothing|no ", text):
        return None
    if years.first is None and years.last is not None:
        return Years(first=years.last + 1)
    if years.last is None and years.first is not None:
        return Years(last=years.first - 1)
    return None
