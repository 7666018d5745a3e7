"""Words for how music feels, and the tags that come nearest to them."""

from tui.tables import table

# These are no tags of the graph; the tools decide which of their tags exist there.
TAGS = table("moods.txt")
IRREGULAR = table("feelings.txt")


def mood_called(said: str) -> str | None:
    """The mood in "harsh", "heavier", "calmest", if it is one."""
    word = said.casefold().strip()
    if word in TAGS:
        return word
    if word in IRREGULAR:
        return IRREGULAR[word]
    for end in ("er", "est"):
        for stem in (
            word.removesuffix(end),
            word.removesuffix(end) + "e",
            word.removesuffix("i" + end) + "y",
        ):
            if word.endswith(end) and stem in TAGS:
                return stem
    return None


def compared_mood(said: str) -> str | None:
    """The mood of a comparative alone: "calmer" is one, "calm" is not."""
    word = said.casefold().strip()
    mood = mood_called(word)
    return (
        mood
        if mood and mood != "weird" and word not in TAGS and word.endswith(("er", "est"))
        else None
    )


def tags_for(word: str) -> tuple[str, ...]:
    """The tags to ask for: a mood's, or the word itself."""
    mood = mood_called(word)
    return tuple(TAGS[mood].split("|")) if mood else (word,)
