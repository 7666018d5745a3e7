"""What a tool's answer states, taken apart: about whom, in which words, with which numbers."""

import re
from collections.abc import Callable, Iterator, Mapping

from tui.intents.countries import called_in
from tui.tools import Answer

WHOM = re.compile(  # on a card
    r"(?:.*? (?:by|in|with|of|to|on)|has the offshoot|influenced|remixed|produced|engineered|mixed)"
    r" (.+?)(?: \(|$)"
)
LETTERS = 3  # of a country that is called by its letters: UK, USA
Said = tuple[list[str], str, list[float]]


def facts_in(tool: str, answer: Answer) -> Iterator[Said]:
    """Every fact of an answer: names, words, numbers."""
    return READERS[tool](answer)


def places_in(tool: str, answer: Answer) -> Iterator[tuple[str, int]]:
    """Which place whom was given."""
    if tool == "recommend":
        yield from ((pick["artist_name"], pick["rank"]) for pick in answer["artists"])
    elif tool == "explain":
        yield answer["other"]["name"], answer["rank_by_score"]
        yield from ((answer["other"]["name"], rank) for rank in [answer["rank"]] if rank)
        yield from ((pick["artist_name"], pick["rank"]) for pick in answer["in_its_place"])
    elif tool == "compare":
        yield answer["other"]["name"], answer["there"]["rank"]
        yield answer["one"]["name"], answer["back"]["rank"]


def strings_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from strings_in(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from strings_in(inner)


def _entity(entity: Answer) -> Iterator[Said]:
    numbers = [float(entity["year"])] if entity.get("year") else []
    yield (
        [entity["name"]],
        f"{entity['name']} {entity.get('disambiguation') or ''} {_country(entity.get('country'))}",
        numbers,
    )


def _country(code: str | None) -> str:
    """A country as people call it and what comes from it."""
    if not code:
        return ""
    return ", ".join(
        w.upper() if len(w) <= LETTERS else w.title() for w in [code, *called_in(code)]
    )


def _pick(pick: Answer, seed: str) -> Iterator[Said]:
    name = pick["artist_name"]
    numbers = [pick["score"], pick["coverage"], float(pick["rank"] or 0)]
    for said in pick["contributions"]:
        numbers += [said["points"], said["strength"], said["weight"]]
        for part in (said["reason"] or "").split("; "):
            yield _reason(name, seed, part), _whole(name, seed, part), []
    if tags := [tag["name"] for tag in pick["tags"]]:
        yield [name], "tagged " + " and ".join(tags), []
    track = pick["track"]
    yield (
        [name],
        f"begin with {track['title']}" if track else "",
        [*numbers, *([track["year"]] if track and track["year"] else [])],
    )


def _reason(name: str, seed: str, part: str) -> list[str]:
    third = re.match(r"(.+?) (?:worked with both|was in both|is an offshoot of it)", part)
    return [name, seed, *([third[1]] if third else [])]


def _whole(name: str, seed: str, part: str) -> str:
    """A reason as a sentence of its own: "influenced Coil" becomes "Psychic TV influenced Coil"."""
    if part.endswith("is an offshoot of it"):
        return f"{seed} is an offshoot of {name}"
    return (
        f"{name} {part}"
        if re.match(r"(?:influenc|remix|produc|an offshoot|had |worked)", part)
        else part
    )


def _recommended(answer: Answer) -> Iterator[Said]:
    yield from _entity(answer["entity"])
    for pick in answer["artists"]:
        yield from _pick(pick, answer["entity"]["name"])
    yield [answer["entity"]["name"]], "", [float(len(answer["artists"]))]


def _explained(answer: Answer) -> Iterator[Said]:
    yield from _entity(answer["entity"])
    yield from _entity(answer["other"])
    names = [answer["entity"]["name"], answer["other"]["name"]]
    yield names, answer["answer"], [float(answer["rank_by_score"]), float(answer["considered"])]
    yield from _pick(answer["evidence"], answer["entity"]["name"])
    for pick in answer["in_its_place"]:
        yield from _pick(pick, answer["entity"]["name"])


def _compared(answer: Answer) -> Iterator[Said]:
    one, other = answer["one"]["name"], answer["other"]["name"]
    yield from _entity(answer["one"])
    yield from _entity(answer["other"])
    numbers = [
        float(answer[side][key])
        for side in ("there", "back")
        for key in ("score", "rank", "considered")
    ]
    yield [one, other], answer["summary"], [*numbers, float(len(answer["chains"]))]
    for row in answer["signals"]:
        own = [row[side] for side in ("there", "back") if row[side] is not None]
        for part in (row["reason"] or "").split("; "):
            yield _reason(other, one, part), _whole(other, one, part), own
    for chain in answer["chains"]:
        for hop in chain["hops"]:
            detail = f" ({hop['detail']})" if hop["detail"] else ""
            yield (
                [hop["start"], hop["end"]],
                f"{hop['start']} {hop['how']} {hop['end']}{detail}",
                [],
            )


def _card(card: Answer) -> Iterator[Said]:
    years = [float(card[key]) for key in ("begin_year", "end_year") if card[key]]
    called = ", ".join(card["also_called"])
    yield [card["name"]], f"{card['disambiguation'] or ''}, {called}", years
    yield [card["name"]], _country(card["country"]), []
    yield [card["name"]], "tagged " + " and ".join(fact["says"] for fact in card["tags"]), []
    for fact in card["facts"]:
        whom = WHOM.match(fact["says"])
        yield [card["name"], *([whom[1]] if whom else [])], f"{card['name']} {fact['says']}", []
    for track in card["tracks"]:
        yield [card["name"]], track["title"], [float(track["year"])] if track["year"] else []
    if card["biography"]:
        yield [card["name"]], card["biography"]["says"], []


def _resolved(answer: Answer) -> Iterator[Said]:
    for entity in (answer["entity"], *answer["alternatives"]):
        yield from _entity(entity)


READERS: dict[str, Callable[[Answer], Iterator[Said]]] = {
    "recommend": _recommended,
    "explain": _explained,
    "compare": _compared,
    "card": _card,
    "resolve": _resolved,
}
