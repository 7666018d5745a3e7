"""A brief answer as a few lines that a person would read, for clients that show text alone."""

from agent_tools.nouns import Compared, Explained, Named, Neighbours, Pick, Resolved
from core.wording import counted, spoken


def resolved(answer: Resolved) -> str:
    """Who is meant, then who else it could be."""
    also = [f"or {_called(other)}" for other in answer.could_also_mean]
    more = [f"and {answer.more_meanings} more"] if answer.more_meanings else []
    return "\n".join([f"Meant: {_called(answer.meant)}", *also, *more])


def neighbours(answer: Neighbours) -> str:
    """A line per pick: score, name, the strongest reason."""
    others = [f"{other.name} ({other.pointer})" for other in answer.could_also_mean]
    also = [f"Could also mean {', '.join(others)}"] if others else []
    picks = [
        f"{rank}. {_pick(pick, pick.artist_id in answer.explorations)}"
        for rank, pick in enumerate(answer.picks, start=1)
    ]
    head = (
        f"Adjacent to {answer.meant.name}: {len(answer.picks)} of {answer.considered:,} considered"
    )
    return "\n".join([head, *([answer.note] if answer.note else []), *picks, *also])


def explained(answer: Explained) -> str:
    """The answer, then its reasons with their sources."""
    instead = [f"In its place: {', '.join(answer.in_its_place)}."] if answer.in_its_place else []
    return "\n".join([answer.answer, *_listed(answer.reasons), *instead])


def compared(answer: Compared) -> str:
    """The summary, what each signal heard, the chains."""
    heard = [
        f"- {spoken(said.signal)} {_both(said.there, said.back)}: {said.reason}"
        for said in answer.connections
        if said.reason
    ]
    silent = [spoken(said.signal) for said in answer.connections if not said.reason]
    lines = [answer.summary, *heard]
    if silent:
        lines.append(f"Silent: {', '.join(silent)}.")
    if answer.chains:
        lines += [f"{counted(len(answer.chains), 'chain')} of facts:", *_listed(answer.chains)]
    return "\n".join(lines)


def _pick(pick: Pick, exploration: bool) -> str:
    said = pick.reasons[0] if pick.reasons else "no reason could be found"
    mark = " (exploration)" if exploration else ""
    return f"{pick.name} {pick.score:.2f}{mark}: {said}"


def _listed(reasons: tuple[str, ...]) -> list[str]:
    return [f"- {reason}" for reason in reasons]


def _both(there: float | None, back: float | None) -> str:
    return "/".join("silent" if one is None else f"{one:.2f}" for one in (there, back))


def _called(one: Named) -> str:
    return f"{one.name} ({one.kind}{f'; {one.about}' if one.about else ''}) {one.pointer}"
