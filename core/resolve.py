"""Stage 1: what was meant. "Nin", "bjork" and "ac dc" are answers, not errors.

Postgres narrows (core.lookup), RapidFuzz decides (core.likeness), and among equals the better known
is meant.
"""

import unicodedata
from collections.abc import Sequence

from core.db import Database, Question, Row
from core.errors import BadRequestError, UnknownNameError
from core.likeness import (
    CLOSE_ENOUGH,
    INITIALS,
    KNOWN_BONUS,
    SQUASHED,
    sureness,
    sureness_of_track,
)
from core.lookup import alike_question, name_question, nearest_question
from core.names import LONGEST_QUERY, fold
from core.pointer import pointed_question
from core.stopwatch import timed
from core.types import Entity, EntityKind, Resolution

ALTERNATIVES = 5
KIND_ORDER: Sequence[EntityKind] = ("artist", "genre", "track")


async def resolve(db: Database, query: str, kind: EntityKind | None = None) -> Resolution:
    """The entity that was meant, and the others it could have been, likeliest first.

    The answer repeats the query as it was understood: what cannot be said cannot be shown either.

    Raises BadRequestError for an empty or endless name, UnknownNameError with the nearest names.
    """
    meant, _ = await resolve_along(db, query, kind)
    return meant


@timed("resolve")
async def resolve_along(
    db: Database, query: str, kind: EntityKind | None, *along: Question
) -> tuple[Resolution, list[list[Row]]]:
    """The same, with the answers to other questions that travel along."""
    said = plain(query)
    kinds = [kind] if kind else list(KIND_ORDER)
    (meant,), answers = await _meant(db, [said], kinds, along)
    if not meant:
        raise await _unknown(db, said, kind)
    others = meant[1:]
    more = len(others[ALTERNATIVES:])
    return Resolution(said, meant[0], tuple(others[:ALTERNATIVES]), more), answers


async def resolve_all(db: Database, names: Sequence[str]) -> list[Entity]:
    """The artists that each of these names means: in one round trip, or two when one is misspelt.

    Raises as `resolve` does, for the first name that means nobody.
    """
    said = [plain(name) for name in names]
    ranked, _ = await _meant(db, said, ["artist"])
    for name, meant in zip(said, ranked, strict=True):
        if not meant:
            raise await _unknown(db, name, "artist")
    return [meant[0] for meant in ranked]


async def _meant(
    db: Database, said: Sequence[str], kinds: Sequence[EntityKind], along: Sequence[Question] = ()
) -> tuple[list[list[Entity]], list[list[Row]]]:
    """What each of these names could mean, the surest first. Whoever says a name as it is written
    misspelt no other: likenesses are looked for where none fits."""
    answers = await db.ask(*(name_question(name, kinds) for name in said), *along)
    rows, others = answers[: len(said)], answers[len(said) :]
    found = [_judged(called, name) for called, name in zip(rows, said, strict=True)]
    unsure = [
        place
        for place, (judged, name) in enumerate(zip(found, said, strict=True))
        if not any(sure >= SQUASHED for sure, _ in judged) and not pointed_question(name, kinds)
    ]
    alike = await db.ask(*(alike_question(said[place], kinds) for place in unsure))
    for place, called in zip(unsure, alike, strict=True):
        found[place] += _judged(called, said[place])
    return [_ranked(judged, kinds) for judged in found], others


def _judged(rows: Sequence[Row], said: str) -> list[tuple[float, Row]]:
    """How surely each of these rows is what was said."""
    folded = fold(said)
    return [
        (sureness_of_track(row, said) if row.kind == "track" else sureness(row, folded), row)
        for row in rows
    ]


def plain(query: str) -> str:
    """The query without control characters. Raises BadRequestError when nothing sayable is left."""
    said = "".join(c for c in query if unicodedata.category(c)[0] != "C" or c.isspace())
    said = " ".join(said.split())
    if not said:
        raise BadRequestError("Say the name of an artist, a track or a genre.")
    if len(said) > LONGEST_QUERY:
        raise BadRequestError(
            f"That is too long for a name: {len(said):,} characters, {LONGEST_QUERY} at most."
        )
    return said


def _ranked(judged: Sequence[tuple[float, Row]], kinds: Sequence[EntityKind]) -> list[Entity]:
    """Each entity once, the surest first; equals by kind, then by how well they are known."""
    best: dict[tuple[str, int], tuple[float, float, Entity]] = {}
    for sure, row in judged:
        entity = _track(row) if row.kind == "track" else _named(row)
        key = (entity.kind, entity.id)
        score = sure + KNOWN_BONUS * row.known
        if sure >= CLOSE_ENOUGH and (key not in best or score > best[key][0]):
            best[key] = (score, sure, entity)
    order: dict[str, int] = {kind: place for place, kind in enumerate(kinds)}
    ranked = sorted(
        best.values(), key=lambda one: (-_step(one[0]), order[one[2].kind], -one[0], one[2].id)
    )
    # Where a name fits as it is, a guess at initials is no alternative.
    fits = bool(ranked) and ranked[0][1] >= SQUASHED
    return [entity for _, sure, entity in ranked if not (fits and sure == INITIALS)]


def _step(score: float) -> float:
    """Scores this close are equally sure; then an artist is meant rather than a genre."""
    return round(score / KNOWN_BONUS) * KNOWN_BONUS


def _named(row: Row) -> Entity:
    return Entity(
        id=row.id,
        kind=row.kind,
        name=row.name,
        artist_id=row.id if row.kind == "artist" else None,
        mbid=row.mbid,
        disambiguation=row.disambiguation,
        country=row.country,
        year=row.year,
    )


def _track(row: Row) -> Entity:
    return Entity(
        id=row.id,
        kind="track",
        name=row.name,
        artist_id=row.artist_id,
        artist_name=row.artist_name,
        mbid=row.mbid,
        year=row.year,
    )


async def _unknown(db: Database, said: str, kind: EntityKind | None) -> UnknownNameError:
    kinds: list[EntityKind] = ["genre"] if kind == "genre" else ["artist"]
    (rows,) = await db.ask(nearest_question(said, kinds))
    nearest = [row.name for row in rows]
    nobody = f"No {kind}" if kind else "Nobody"
    hint = f"; nearest in spelling: {', '.join(nearest)}" if nearest else ""
    return UnknownNameError(f"{nobody} here goes by “{said}”{hint}.", nearest)
