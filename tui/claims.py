"""Nothing a model says about music passes that the tools have not said: names, numbers, labels, reasons."""

import re
from dataclasses import dataclass, field

from tui.checks import (
    leans_back,
    unknown_tag,
    unrelated,
    wrong_number,
    wrong_object,
    wrong_relation,
)
from tui.evidence import Evidence
from tui.meant import folded
from tui.naming import capitalised, names_in

SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?=\d|\w)[^.!?\n]*)*(?:[.!?]+[\"”’)*_]*|\n|$)")
LISTED = re.compile(r"^\s*(?:[-*•]|\d+[.)])\s+")
UNSUPPORTED = "the tools did not say this"


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
        word = self._unsupported(bare)
        if word is None:
            return sentence
        why = f"{word}: {UNSUPPORTED}"
        self.struck.append(Struck(bare, why))
        lead = sentence[: len(sentence) - len(sentence.lstrip())]
        mark = LISTED.match(sentence)
        lead = mark[0] if mark else lead
        tail = "\n" if sentence.endswith("\n") else " "
        return f"{lead}~~{bare}~~ *({why})*{tail}"

    def _unsupported(self, sentence: str) -> str | None:
        """The word or the relation that fails; None where all of it was said."""
        plain = re.sub(r"[*_`~]", "", sentence)
        names = names_in(plain, self.evidence.names)
        about = names or self.spoken_of
        if len(names) < 2 and leans_back(plain):
            about = tuple(dict.fromkeys((*names, *self.spoken_of)))
        if names:
            self.spoken_of = about if len(names) < 2 and leans_back(plain) else names
        return (
            self._unknown_name(plain, names, about)
            or wrong_number(self.evidence, plain, about)
            or wrong_relation(self.evidence, plain, about)
            or wrong_object(self.evidence, plain, names, about)
            or unknown_tag(self.evidence, plain, about)
            or unrelated(self.evidence, plain, names)
        )

    def _unknown_name(
        self, sentence: str, names: tuple[str, ...], about: tuple[str, ...]
    ) -> str | None:
        """A name or a title that was never said of those who are spoken of."""
        left = self._without(sentence, names)
        for name in capitalised(left):
            said, first = folded(name), left.lstrip('“"').startswith(name)
            known = (
                self.evidence.said_of(said, about) if first else self.evidence.named_of(name, about)
            )
            if said not in self.evidence.listened and not known:
                return name
        return None

    def _without(self, sentence: str, names: tuple[str, ...]) -> str:
        """The sentence without the names that are known, so that what is left can be looked at."""
        for name in sorted(names, key=len, reverse=True):
            written = r"\W+".join(map(re.escape, self.evidence.names[name].split()))
            sentence = re.sub(rf"(?<!\w){written}(?!\w)", ",", sentence, flags=re.IGNORECASE)
        return sentence
