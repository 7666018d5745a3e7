"""Where a conversation stands: what was asked, what is on the table, what was last spoken of."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

import orjson

from tui.tools import Answer

MOST_UNDONE = 20  # turns that can be taken back


@dataclass(frozen=True)
class Wishes:
    """How the listener has steered so far. The last five are met here, over what the tools tell."""

    explore: int | None = None
    profile: str | None = None
    weights: Mapping[str, float] = field(default_factory=dict)
    exclude: Mapping[str, str] = field(default_factory=dict)  # as the tools are told, and by name
    country: str | None = None
    year_from: int | None = None
    year_to: int | None = None
    more: tuple[str, ...] = ()
    less: tuple[str, ...] = ()
    no_tags: tuple[str, ...] = ()
    no_labels: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    no_countries: tuple[str, ...] = ()

    @property
    def own(self) -> bool:
        """Whether there is a wish that the tools do not know."""
        return bool(
            self.more
            or self.less
            or self.no_tags
            or self.no_labels
            or self.labels
            or self.no_countries
        )

    def for_tools(self) -> dict[str, object]:
        """What `recommend` is asked with."""
        return {
            "explore": self.explore,
            "profile": self.profile,
            "weights": dict(self.weights),
            "exclude": list(self.exclude),
            "country": self.country,
            "year_from": self.year_from,
            "year_to": self.year_to,
        }

    def told(self) -> dict[str, object]:
        """The wishes there are, for whoever wants to follow."""
        all_of_them = {**asdict(self), "exclude": tuple(self.exclude.values())}
        return {key: value for key, value in all_of_them.items() if value not in (None, (), {})}


@dataclass(frozen=True)
class State:
    """Everything that a later sentence may refer to."""

    seed: Answer | None = None  # the entity
    picks: tuple[Answer, ...] = ()  # as they are numbered on the table
    shown: tuple[int, ...] = ()  # artists that were on it since the seed was chosen
    answer: Answer | None = None  # the list behind the picks
    wishes: Wishes = Wishes()
    focus: tuple[str, ...] = ()  # names last spoken of, in the order they were said
    pointers: Mapping[str, str] = field(default_factory=dict)  # whom these names mean
    aside: Mapping[str, str] = field(default_factory=dict)  # whom own wishes set aside, and why
    before: "State | None" = None

    @property
    def seed_name(self) -> str | None:
        """What was asked about, as the tools understand it again."""
        if self.seed is None:
            return None
        if self.seed["kind"] == "track":
            return f"{self.seed['artist_name']} - {self.seed['name']}"
        return str(self.seed["name"])

    def speaking_of(self, *named: tuple[str, str | None]) -> "State":
        """The same, with these (a name, and whom it points at) as those last spoken of."""
        pointers = {name: pointer for name, pointer in named if pointer}
        return replace(self, focus=tuple(name for name, _ in named), pointers=pointers)

    def then(self, **changes: Any) -> "State":  # noqa: ANN401 - the fields of a state
        """The next state, from which one can come back."""
        return replace(self, **changes, before=self)

    def trimmed(self) -> "State":
        """The same with no more to take back than anyone would."""
        states: list[State] = []
        here: State | None = self
        while here is not None and len(states) <= MOST_UNDONE:
            states.append(here)
            here = here.before
        last: State | None = None
        for state in reversed(states):
            last = replace(state, before=last)
        return last or self


def to_json(state: State) -> Answer:
    """A state that can be kept in a file."""
    kept = {
        f.name: getattr(state, f.name) for f in fields(state) if f.name not in ("before", "wishes")
    }
    before = to_json(state.before) if state.before else None
    plain: Answer = orjson.loads(
        orjson.dumps({**kept, "wishes": asdict(state.wishes), "before": before})
    )
    return plain


def from_json(kept: Answer) -> State:
    """The state that was kept. Raises KeyError or TypeError for what is none."""
    wishes: dict[str, Any] = {
        k: tuple(v) if isinstance(v, list) else v for k, v in kept["wishes"].items()
    }
    if isinstance(kept["wishes"]["exclude"], list):  # as it was kept before there were pointers
        wishes["exclude"] = {name: name for name in kept["wishes"]["exclude"]}
    lists = {key: tuple(kept[key]) for key in ("picks", "shown", "focus")}
    before = from_json(kept["before"]) if kept["before"] else None
    return State(
        seed=kept["seed"],
        answer=kept["answer"],
        aside=kept["aside"],
        pointers=kept.get("pointers", {}),
        wishes=Wishes(**wishes),
        before=before,
        **lists,
    )
