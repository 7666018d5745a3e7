"""Wishes that the tools do not know, met over what they tell: the cards of a longer list of picks."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tui.intents.moods import mood_called, tags_for
from tui.meant import folded
from tui.state import Wishes
from tui.tools import Answer
from tui.wording import listed, plural

REACH = 30  # neighbours that are looked over
LOUD = 3  # tags that say what an artist is, rather than what it also is
ALSO = 6
LEAN = 0.3  # of a score: what a wished-for tag is worth at its loudest
ON_LABEL = re.compile(r"released on (?P<label>.+?)(?: \(|$)")
TOLD = 4  # names in a note; the rest is counted


@dataclass(frozen=True)
class Refined:
    """Who is left, in their new order, who was set aside and why, and a note on what was done."""

    picks: tuple[Answer, ...]
    aside: Mapping[str, str]
    notes: tuple[str, ...]
    vain: tuple[str, ...] = ()  # wishes that changed nothing, to be said before the list


def refined(picks: Sequence[Answer], cards: Mapping[int, Answer], wishes: Wishes) -> Refined:
    """Pure: the picks that meet these wishes, those first that meet them most."""
    aside: dict[str, str] = {}
    notes: list[str] = []
    vain: list[str] = []
    kept = list(picks)
    for test in _tests(wishes):
        gone = {
            pick["artist_name"]: why for pick in kept if (why := test.why(cards[pick["artist_id"]]))
        }
        aside.update(gone)
        kept = [pick for pick in kept if pick["artist_name"] not in gone]
        (notes if gone else vain).append(_note(test, gone, len(picks)))
    if wishes.more:
        kept.sort(
            key=lambda pick: -(pick["score"] + LEAN * leaning(cards[pick["artist_id"]], wishes))
        )
        up, down = _raised(kept, cards, wishes)
        notes, vain = [*notes, *up], [*vain, *down]
    return Refined(tuple(kept), aside, tuple(notes), tuple(vain))


@dataclass(frozen=True)
class Test:
    """A wish that sets artists aside, and what it finds on their cards."""

    wish: str
    finds: Callable[[Answer, str], str | None]
    wanted: str
    told: str  # of whom it sets aside

    def why(self, card: Answer) -> str | None:
        """Why this artist is set aside, if it is."""
        return self.finds(card, self.wanted)


def _tests(wishes: Wishes) -> list[Test]:
    return [
        *(
            Test(f"less {tag}", _loudly_tagged, tag, "whose loudest tags say so")
            for tag in wishes.less
        ),
        *(Test(f"no {tag}", _tagged_at_all, tag, "tagged so") for tag in wishes.no_tags),
        *(
            Test(f"no {label}", _on, label, "known to have released there")
            for label in wishes.no_labels
        ),
        *(
            Test(f"only {label}", _not_on, label, "of whom no release there is known")
            for label in wishes.labels
        ),
        *(Test(f"not {code}", _from, code, "from there") for code in wishes.no_countries),
    ]


def leaning(card: Answer, wishes: Wishes) -> float:
    """How far an artist's tags lean the way that was asked for, 0 to 1 for one tag."""
    return sum(_loudness(card, tag) for tag in wishes.more)


def fits(tag: str, wanted: str) -> bool:
    """Whether a tag is of the wanted kind: industrial metal is metal; a mood stands for several."""
    words = folded(tag).split()
    return any(
        folded(tag) == folded(one) or (mood_called(wanted) is None and folded(one) in words)
        for one in tags_for(wanted)
    )


def _loudness(card: Answer, wanted: str) -> float:
    names = [fact["says"] for fact in card["tags"]]
    return max(
        (1 - nth / len(names) for nth, tag in enumerate(names) if fits(tag, wanted)), default=0.0
    )


def _tagged(card: Answer, wanted: str, loudest: int) -> str | None:
    tags = [fact["says"] for fact in card["tags"][:loudest] if fits(fact["says"], wanted)]
    return f"tagged {tags[0]}" if tags else None


def _loudly_tagged(card: Answer, tag: str) -> str | None:
    return _tagged(card, tag, LOUD)


def _tagged_at_all(card: Answer, tag: str) -> str | None:
    return _tagged(card, tag, ALSO)


def _not_on(card: Answer, label: str) -> str | None:
    return None if _on(card, label) else f"not known to be on {label}"


def _from(card: Answer, code: str) -> str | None:
    return f"from {code}" if card["country"] == code else None


def _on(card: Answer, label: str) -> str | None:
    """The label as it is called on the card: Mute is Mute Records, but not Muteness."""
    wanted = _bare(label)
    for fact in card["facts"]:
        match = ON_LABEL.match(fact["says"])
        if match and _bare(match["label"]) == wanted:
            return f"released on {match['label']}"
    return None


def _bare(label: str) -> str:
    return re.sub(r" (records?|recordings|label|music|ltd)$", "", folded(label))


def _note(test: Test, gone: Mapping[str, str], among: int) -> str:
    if not gone:
        return f"“{test.wish}”: among {among} neighbours I found nobody {test.told}."
    names = [f"{name} ({reason})" for name, reason in gone.items()][:TOLD]
    if rest := len(gone) - len(names):
        names.append(plural(rest, "other"))
    return f"“{test.wish}”: of {among} neighbours I set aside {listed(names)}."


def _raised(
    picks: Sequence[Answer], cards: Mapping[int, Answer], wishes: Wishes
) -> tuple[list[str], list[str]]:
    """What was moved up, and what nobody here is tagged."""
    notes, vain = [], []
    for tag in wishes.more:
        up = [p["artist_name"] for p in picks if _loudness(cards[p["artist_id"]], tag) > 0]
        names = [*up[:TOLD], *([plural(len(up) - TOLD, "other")] if len(up) > TOLD else [])]
        if up:
            notes.append(f"“more {tag}”: moved up {listed(names)}, who are tagged {_meaning(tag)}.")
        else:
            vain.append(
                f"“more {tag}” changes nothing: none of these neighbours is tagged {_meaning(tag)}."
            )
    if notes:
        notes.append("The scores are Signal's own; the order is by score and by these tags.")
    return notes, vain


def _meaning(tag: str) -> str:
    return listed(tags_for(tag), "or") if mood_called(tag) else tag
