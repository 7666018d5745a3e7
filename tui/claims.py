"""Nothing a model says about music passes that the tools have not said: names, numbers, labels, reasons."""

import re
from dataclasses import dataclass, field

from tui.evidence import CLASSES, Evidence, classes_in, folded_text, names_in, numbers_in, ranks_in
from tui.meant import folded
from tui.tables import words_of

SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?=\d|\w)[^.!?\n]*)*(?:[.!?]+[\"”’)*_]*|\n|$)")
NAME = re.compile(
    r"(?<![\w’'])[A-ZÀ-ÖØ-ÞĀ-ŽΑ-ΩА-Я0-9][\w’'&./!-]*(?:\s+(?:(?:of|the|and|&|in|with|de|der|von|du|la|le)\s+)?[A-ZÀ-ÖØ-ÞĀ-ŽΑ-ΩА-Я0-9][\w’'&./!-]*)*"
)
QUOTED = re.compile(r"[“\"]([^”\"]{2,80})[”\"]")
LISTED = re.compile(r"^\s*(?:[-*•]|\d+[.)])\s+")
ASYMMETRIC = frozenset({"influence", "production", "remix", "membership"})
UNSUPPORTED = "the tools did not say this"
# Words that begin sentences with a capital and name nobody.
PLAIN = words_of("plain")


@dataclass(frozen=True)
class Struck:
    """A sentence that was not let through, and why."""

    sentence: str
    why: str


@dataclass
class Gate:
    """Checks sentence after sentence against everything that the tools have said so far."""

    evidence: Evidence
    struck: list[Struck] = field(default_factory=list)
    spoken_of: tuple[str, ...] = ()  # names that "both" and "they" may mean

    def passed(self, text: str) -> str:
        """The text, with what is not supported struck out."""
        return "".join(self._sentence(match[0]) for match in SENTENCE.finditer(text))

    def _sentence(self, sentence: str) -> str:
        bare = LISTED.sub("", sentence).strip()
        if not bare:
            return sentence
        why = self._unsupported(bare)
        if why is None:
            return sentence
        self.struck.append(Struck(bare, why))
        lead = sentence[: len(sentence) - len(sentence.lstrip())]
        mark = LISTED.match(sentence)
        lead = mark[0] if mark else lead
        tail = "\n" if sentence.endswith("\n") else " "
        return f"{lead}~~{bare}~~ *({why})*{tail}"

    def _unsupported(self, sentence: str) -> str | None:
        plain = re.sub(r"[*_`~]", "", sentence)
        names = names_in(plain, self.evidence.names)
        unknown = [
            name for name in _capitalised(self._unnamed(plain, names)) if not self._known(name)
        ]
        if unknown:
            return f"{unknown[0]}: {UNSUPPORTED}"
        about = names or self.spoken_of
        if len(names) < 2 and _leans_back(plain):
            about = tuple(dict.fromkeys((*names, *self.spoken_of)))
        why = (
            self._wrong_number(plain, about)
            or self._wrong_relation(plain, about)
            or self._wrong_tag(plain, about)
        )
        if names:
            self.spoken_of = about if len(names) < 2 and _leans_back(plain) else names
        return why

    def _unnamed(self, sentence: str, names: tuple[str, ...]) -> str:
        """The sentence without the names that are known, so that what is left can be looked at."""
        for name in sorted(names, key=len, reverse=True):
            written = r"\W+".join(map(re.escape, self.evidence.names[name].split()))
            sentence = re.sub(rf"(?<!\w){written}(?!\w)", ",", sentence, flags=re.IGNORECASE)
        return sentence

    def _known(self, name: str) -> bool:
        said = folded(name)
        if not said or said in self.evidence.said:
            return True
        words = [word for word in said.split() if word not in PLAIN]
        return not words or said in self.evidence.text or " ".join(words) in self.evidence.text

    def _wrong_number(self, sentence: str, about: tuple[str, ...]) -> str | None:
        allowed = self.evidence.numbers_of(about)
        for text, value, places in numbers_in(sentence, about):
            if not any(
                (round(number, places) if places else number) == value for number in allowed
            ):
                return f"{text}: {UNSUPPORTED}"
        ranks = set().union(*(self.evidence.ranks.get(name, set()) for name in about))
        return next(
            (f"{text}: {UNSUPPORTED}" for text, rank in ranks_in(sentence) if rank not in ranks),
            None,
        )

    def _wrong_relation(self, sentence: str, about: tuple[str, ...]) -> str | None:
        for kind in classes_in(sentence):
            if not self._related(kind, sentence, about):
                return f"{CLASSES[kind].said}: {UNSUPPORTED}"
        return None

    def _related(self, kind: str, sentence: str, about: tuple[str, ...]) -> bool:
        found = [fact for fact in self.evidence.facts if kind in fact.classes]
        if len(about) < 2:
            return any(set(about) <= fact.names for fact in found) if about else bool(found)
        if len(about) == 2:
            pair = [fact for fact in found if set(about) <= fact.names]
            return bool(pair) and not (
                kind in ASYMMETRIC and self.evidence.reversed_in(kind, sentence, about)
            )
        return all(
            any(name in fact.names and len(fact.names & set(about)) >= 2 for fact in found)
            for name in about
        )

    def _wrong_tag(self, sentence: str, about: tuple[str, ...]) -> str | None:
        said = folded_text(sentence)
        for tag in self.evidence.tags:
            if (
                about
                and f" {tag} " in said
                and not any(tag in self.evidence.words_of(name) for name in about)
            ):
                return f"{tag}: {UNSUPPORTED}"
        return None


def _capitalised(sentence: str) -> list[str]:
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


def _leans_back(sentence: str) -> bool:
    return (
        re.search(
            r"\b(both|they|them|their|it|its|the two|each other|he|she|his|her)\b",
            sentence.casefold(),
        )
        is not None
    )
