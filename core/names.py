"""One artist, many spellings: Björk and Bjork, AC/DC and ac dc, Сектор Газа and Sektor Gaza.

Stored names and questions pass through the same folding, so that they meet in the middle.
"""

import re
import unicodedata
from collections.abc import Iterator

from anyascii import anyascii

LONGEST_QUERY = 200  # characters; the longest artist name in MusicBrainz is far below
APOSTROPHES = re.compile(r"['‘’ʼ`´]")
NOT_A_WORD = re.compile(r"[^a-z0-9]+")
LEADING_ARTICLE = re.compile(r"^(?:the )+(?=.)")
AMPERSAND = re.compile(r"(?<=\w)\s*[&+]\s*(?=\w)")
# What makes two tracks the same recording in another coat: (Live), - Remastered 2011, [Radio Edit].
VERSION = re.compile(
    r"\s*(?:[(\[][^)\]]*|\s-\s[^-]*)\b(?:live|remaster(?:ed)?|remix|mix|edit|version|mono|stereo|demo"
    r"|instrumental|acoustic|session|take|dub|reprise|bonus)\b[^)\]]*[)\]]?\s*$",
    re.IGNORECASE,
)


def fold(name: str) -> str:
    """The plain-letter form under which a name is found: lower-case ASCII words, no article.

    >>> fold("Sigur Rós"), fold("The Smiths"), fold("AC/DC"), fold("Echo & the Bunnymen")
    ('sigur ros', 'smiths', 'ac dc', 'echo and the bunnymen')
    >>> fold("Сектор Газа"), fold("!!!")
    ('sektor gaza', '!!!')
    """
    # Case goes before letters: ᾈ falls apart into two where ᾀ would stay one.
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    plain = AMPERSAND.sub(" and ", anyascii(APOSTROPHES.sub("", text)).casefold())
    words = NOT_A_WORD.sub(" ", plain).strip()
    # A name made of signs alone (!!!, +/-) keeps its signs: they are all it has.
    return LEADING_ARTICLE.sub("", words) or " ".join(text.split())


def squash(folded: str) -> str:
    """A folded name without its spaces: 'ac dc' and 'acdc' are the same shout."""
    return folded.replace(" ", "")


def initials(folded: str) -> str | None:
    """The initials people say instead of a long name: 'nine inch nails' -> 'nin'."""
    words = folded.split()
    return "".join(word[0] for word in words) if 2 <= len(words) <= 6 else None


def work_title(title: str) -> str:
    """A track's folded title without its version: the live take is not another song."""
    stripped = title
    while (shorter := VERSION.sub("", stripped)) and shorter != stripped:
        stripped = shorter
    return fold(stripped)


def split_track(query: str) -> Iterator[tuple[str, str]]:
    """Each way to read 'artist - title', the likeliest first."""
    for dash in (" - ", " – ", " — ", ": "):
        for at in (m.start() for m in re.finditer(re.escape(dash), query)):
            artist, title = query[:at].strip(), query[at + len(dash) :].strip()
            if artist and title:
                yield artist, title
