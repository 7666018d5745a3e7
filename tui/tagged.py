"""Which tags are meant, as the graph has them."""

import re

from rapidfuzz import fuzz

from tui.intents.moods import mood_called
from tui.meant import NEAR_ENOUGH, entity_called, folded, nearest
from tui.turns import NotMeant, Room

TAGS_APART = re.compile(r"\s*,\s*|\s+(?:and|or|nor)\s+|\s*[&+/]\s*")


async def tags_called(room: Room, said: str) -> list[str]:
    """Every tag in "noise and drone". Raises NotMeant for one that is none."""
    return [await _tag(room, part) for part in TAGS_APART.split(said) if part.strip()]


async def _tag(room: Room, said: str) -> str:
    """The tag that is meant: a mood, a tag of the graph, or a word that runs through several."""
    word = re.sub(r"^(?:the|some|any|all|this|that|so|of) ", "", said.strip().casefold())
    word = re.sub(
        r" (?:music|bands|stuff|sounds?|artists|ones|please|things|vibes?|feel|picks)$", "", word
    )
    if mood := mood_called(word):
        return mood
    try:
        entity = await entity_called(room.asking, word, "genre")
    except NotMeant as why:
        if any(word in folded(tag).split() for tag in nearest(str(why))):
            return word
        raise
    if fuzz.ratio(folded(word), folded(entity["name"])) < NEAR_ENOUGH:
        if folded(word) in folded(entity["name"]).split():
            return word
        raise NotMeant(f"Nothing here is tagged “{word}”; nearest is {entity['name']}.")
    return str(entity["name"])
