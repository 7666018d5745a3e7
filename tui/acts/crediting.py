"""Who is behind somebody's records: what was asked about first, the rest in a line."""

import re

from tui.tools import Answer
from tui.turns import Room
from tui.wording import cited, listed, plural, telling, written

NO_PEOPLE = ("is heard as", "influenced", "was influenced", "is an offshoot", "has the offshoot", "released on",
             "released records")  # fmt: skip
MOST_FACTS = 8  # told of one artist
ASKED = {  # words in a question, and how the facts say it
    "produc": "produced",
    "engineer": "engineered",
    "remix": "remixed",
    "mix": "mixed",
    "member": "member",
    "in the band": "member",
    "wrote": "written",
    "writ": "written",
}
DONE_TO_THEM = {"produced": "produced by", "engineered": "engineered by", "mixed": "mixed by"}
BETTER = (  # than the words of the facts, which fit every role alike
    (r"was its performer", "played on it"),
    (r"was written for by (.+)", r"had \1 write for it"),
)


def people(card: Answer) -> list[Answer]:
    """Facts about who worked with whom, production first, each once."""
    once = {fact["says"]: fact for fact in card["facts"] if not fact["says"].startswith(NO_PEOPLE)}
    return sorted(once.values(), key=lambda fact: "produced" not in fact["says"])


def credits_said(card: Answer, room: Room) -> str:
    """One artist's credits, and the people that it shares with the seed."""
    facts, name = people(card), written(card["name"])
    if not facts:
        return f"No credits are stated for **{name}** here.{_shared(card, room)}"
    role = next((how for word, how in ASKED.items() if word in room.said.casefold()), None)
    wanted = DONE_TO_THEM.get(role or "", role or "")
    first = [fact for fact in facts if wanted in fact["says"]]
    lines = [f"- {worded(fact['says'])}{cited(fact)}" for fact in first[:MOST_FACTS]]
    if not first:
        lines = [
            f"- nobody is stated here who {'was a member' if role == 'member' else f'{role} it'}"
        ]
    left = card["facts_known"] - len(card["facts"]) + len(facts) - min(len(first), MOST_FACTS)
    if left > 0:
        lines.append(f"- and {plural(left, 'more fact')}: “tell me about {name}”")
    return f"**{name}**\n\n" + "\n".join(lines) + _shared(card, room)


def worded(says: str) -> str:
    """A fact as one would say it."""
    for pattern, better in BETTER:
        says = re.sub(pattern, better, says)
    return written(says)


def _shared(card: Answer, room: Room) -> str:
    """What the list said about people on both artists' records."""
    pick = next((p for p in room.state.picks if p["artist_id"] == card["id"]), None)
    if pick is None or room.state.seed_name is None:
        return ""
    for said in telling(pick["contributions"]):
        if said["signal"] == "artist_similarity" and " both" in said["reason"]:
            shared = listed(
                [worded(part) for part in said["reason"].split("; ") if " both" in part]
            )
            return f"\n\nShared with {written(room.state.seed_name)}: {shared}{cited(said)}."
    return ""
