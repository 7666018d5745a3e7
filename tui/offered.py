"""The tools as a model is offered them, and their answers as briefly as it needs them."""

from collections.abc import Mapping
from typing import Any

from tui.tools import Answer
from tui.wording import telling

TEXT, NUMBER, TEXTS = (
    {"type": "string"},
    {"type": "integer"},
    {"type": "array", "items": {"type": "string"}},
)
DESCRIBED: dict[str, tuple[str, dict[str, Any], list[str]]] = {
    "resolve": ("Who or what a name means.", {"query": TEXT}, ["query"]),
    "recommend": (
        "The neighbours of an artist, a track or a genre, each with its reasons.",
        {
            "query": TEXT,
            "limit": NUMBER,
            "exclude": TEXTS,
            "country": TEXT,
            "year_from": NUMBER,
            "year_to": NUMBER,
        },
        ["query"],
    ),
    "explain": (
        "Why an artist is among the neighbours of another, or why not.",
        {"query": TEXT, "other": TEXT},
        ["query", "other"],
    ),
    "compare": (
        "Two artists side by side, and the chains of facts between them.",
        {"one": TEXT, "other": TEXT},
        ["one", "other"],
    ),
    "card": (
        "All that is known of one artist: tags, tracks, credits, labels. The id comes from another answer.",
        {"id": NUMBER},
        ["id"],
    ),
}


def brief(name: str, answer: Answer) -> object:
    """As much as a model needs; the panes have the rest."""
    if name == "recommend":
        return {
            "seed": answer["entity"]["name"],
            "picks": [_pick(p) for p in answer["artists"]],
            "note": answer["note"],
        }
    if name == "explain":
        return {
            "answer": answer["answer"],
            "about": _pick(answer["evidence"]),
            "instead": [_pick(p) for p in answer["in_its_place"]],
        }
    if name == "compare":
        return {
            "summary": answer["summary"],
            "signals": answer["signals"],
            "chains": [c["text"] for c in answer["chains"]],
        }
    return answer


def _pick(pick: Answer) -> object:
    reasons = [
        {
            "says": c["reason"],
            "points": round(c["points"], 2),
            "sources": [s["source"] for s in c["sources"]],
        }
        for c in telling(pick["contributions"])
    ]
    return {
        "id": pick["artist_id"],
        "name": pick["artist_name"],
        "rank": pick["rank"],
        "score": round(pick["score"], 2),
        "reasons": reasons,
    }


def schema(parameters: Mapping[str, Any], required: list[str]) -> dict[str, Any]:
    """Its arguments, and no others."""
    return {
        "type": "object",
        "properties": dict(parameters),
        "required": required,
        "additionalProperties": False,
    }
