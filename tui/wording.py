"""How answers are put into words. Everything said here comes from a tool's answer."""

import re
from collections.abc import Iterable, Sequence

from tui.tools import Answer

REASONS = 2  # of a pick in a list; why #2 tells all
COUNTRIES_SAY = {"GB": "Britain", "US": "the United States", "NL": "the Netherlands"}
MARKDOWN = re.compile(r"([\\`*_\[\]<>#|~])")


def listed(names: Sequence[str], last: str = "and") -> str:
    """Names as one says them."""
    return ", ".join(names[:-1]) + f" {last} {names[-1]}" if len(names) > 1 else "".join(names)


def plural(number: int, noun: str) -> str:
    """A number with its noun."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def written(text: str) -> str:
    """A name or a title, safe to stand in Markdown."""
    return MARKDOWN.sub(r"\\\1", text)


def title(entity: Answer) -> str:
    """The name of what was understood."""
    artist = f"{entity['artist_name']} – " if entity["kind"] == "track" else ""
    return f"{artist}{entity['name']}"


def telling(contributions: Iterable[Answer]) -> list[Answer]:
    """What gives a reason, the weightiest first."""
    said = [c for c in contributions if c["reason"] and c["points"] > 0]
    return sorted(said, key=lambda c: (-c["points"], c["signal"]))


def cited(fact: Answer) -> str:
    """Where a fact or a reason comes from, in brackets."""
    names = dict.fromkeys(
        f"[{source['source']}]({source['url']})" if source.get("url") else source["source"]
        for source in fact["sources"]
    )
    return f" *({', '.join(names)})*" if names else ""


def picks_said(picks: Sequence[Answer]) -> str:
    """A numbered list with the strongest reasons."""
    lines = []
    for nth, pick in enumerate(picks, start=1):
        reasons = [written(c["reason"]) for c in telling(pick["contributions"])[:REASONS]]
        said = "; ".join(reasons) or "no reason could be found"
        mark = " ◇" if pick["exploration"] else ""
        lines.append(f"{nth}. **{written(pick['artist_name'])}** {pick['score']:.2f}{mark}: {said}")
    return "\n".join(lines)


def reasons_said(contributions: Sequence[Answer]) -> str:
    """Every reason with its points and its sources."""
    told = telling(contributions)
    lines = [f"- **+{c['points']:.2f}** {written(c['reason'])}{cited(c)}" for c in told]
    silent = sum(c["points"] for c in contributions if c not in told)
    if silent >= 0.005:
        lines.append(f"- **+{silent:.2f}** from signals that give no reason in words")
    return "\n".join(lines) or "- No signal has anything to say."


def about(entity: Answer) -> str:
    """What tells an entity from its namesakes, in brackets."""
    return f" ({written(entity['disambiguation'])})" if entity.get("disambiguation") else ""


def country(code: str) -> str:
    """A country as it is said; its letters where nobody needs more."""
    return COUNTRIES_SAY.get(code, code)


def years(card: Answer) -> str | None:
    """When somebody was active, as far as it is known."""
    first, last = card["begin_year"], card["end_year"]
    if first and last:
        return f"{first} to {last}"
    return f"since {first}" if first else (f"until {last}" if last else None)
