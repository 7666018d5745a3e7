"""What a sentence about music claims, each kind of claim held against what the tools have said."""

import re

from tui.evidence import CLASSES, Evidence, classes_in, numbers_in, ranks_in
from tui.meant import folded
from tui.naming import PLAIN, folded_text
from tui.tables import table, words_of

ASYMMETRIC = frozenset({"influence", "production", "remix", "membership"})
GENRES = re.compile(rf"\b(?:{table('sets.txt')['genres']})\b")
OBJECT = re.compile(
    r"\b(?:by|on|with|for|to|in|through|via|from|of|as|at) (?:the |a |an )?([\w’'-]+)"
)
ORIGIN = re.compile(
    r"\b(?:is|are|was|were|came|comes?|coming|hail(?:s|ed)?|originat\w+) from\b|\bbased in\b|\bborn in\b"
)
OBJECTLESS = words_of("objects")  # what may follow a preposition and names nobody
BACKWARDS = re.compile(r"\b(both|they|them|their|it|its|the two|each other|he|she|his|her)\b")
OFFERS = re.compile(
    r"^(?:try|listen|start|begin|next|shall|if)\b|\b(?:i|we|you) (?:can|could|would|will|may|might)\b|\blet me\b"
    r"|\b(?:nothing|nobody|no chain|no connection|not known|do not know|don’t know|don't know)\b"
)


def wrong_number(evidence: Evidence, sentence: str, about: tuple[str, ...]) -> str | None:
    """A number that was said of nobody who is spoken of, or a place that is not theirs."""
    allowed = evidence.numbers_of(about)
    for text, value, places in numbers_in(sentence, about):
        if not any((round(number, places) if places else number) == value for number in allowed):
            return text
    ranks = set().union(*(evidence.ranks.get(name, set()) for name in about))
    return next((text for text, rank in ranks_in(sentence) if rank not in ranks), None)


def wrong_relation(evidence: Evidence, sentence: str, about: tuple[str, ...]) -> str | None:
    """A kind of relation that no fact has, between those who are named and in that direction."""
    for kind in classes_in(sentence):
        if not _related(evidence, kind, sentence, about):
            return CLASSES[kind].said
    return None


def _related(evidence: Evidence, kind: str, sentence: str, about: tuple[str, ...]) -> bool:
    found = [fact for fact in evidence.facts if kind in fact.classes]
    if len(about) < 2:
        return any(set(about) <= fact.names for fact in found) if about else bool(found)
    if len(about) == 2:
        pair = [fact for fact in found if set(about) <= fact.names]
        turned = kind in ASYMMETRIC and evidence.reversed_in(kind, sentence, about)
        return bool(pair) and not turned
    return all(
        any(name in fact.names and len(fact.names & set(about)) >= 2 for fact in found)
        for name in about
    )


def wrong_object(
    evidence: Evidence, sentence: str, names: tuple[str, ...], about: tuple[str, ...]
) -> str | None:
    """Where only one is named, whatever else the relation leads to: "signed to mute", in small letters."""
    if len(names) > 1 or not (classes_in(sentence) or ORIGIN.search(sentence.casefold())):
        return None
    for match in OBJECT.finditer(sentence.casefold()):
        word = folded(match[1].removesuffix("'s").removesuffix("’s"))
        if word in OBJECTLESS or word in PLAIN or word.isdecimal():
            continue
        if not evidence.said_of(word, about):
            return match[1]
    return None


def unknown_tag(evidence: Evidence, sentence: str, about: tuple[str, ...]) -> str | None:
    """A genre, heard before or not, that nobody who is spoken of is tagged or described with."""
    said = folded_text(sentence)
    heard = [tag for tag in evidence.tags if f" {tag} " in said]
    wanted = [*heard, *GENRES.findall(said)] if about else []
    return next((tag for tag in wanted if not evidence.said_of(tag, about)), None)


def unrelated(evidence: Evidence, sentence: str, names: tuple[str, ...]) -> str | None:
    """Somebody named beside others with whom no fact connects them, whatever is claimed of them."""
    said = folded_text(sentence)
    strangers = tuple(name for name in evidence.listened if f" {name} " in said)
    parties = tuple(dict.fromkeys((*names, *strangers)))
    if len(parties) < 2 or (OFFERS.search(sentence.casefold()) and not classes_in(sentence)):
        return None
    for name in parties:
        if not any(
            fact.mentions(name) and any(fact.mentions(other) for other in parties if other != name)
            for fact in evidence.facts
        ):
            return evidence.names.get(name, name)
    return None


def leans_back(sentence: str) -> bool:
    """Whether it speaks of those before by "they" or "both"."""
    return BACKWARDS.search(sentence.casefold()) is not None
