"""Stage 1: what was meant. "Nin", "bjork" and "ac dc" are answers, not errors.

Postgres narrows (the same folded, squashed or initial form, or similar trigrams), RapidFuzz decides,
and among equals the better known is meant.
"""

import unicodedata
from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz

from core.db import Database, Question, Row
from core.errors import BadRequestError, UnknownNameError
from core.names import LONGEST_QUERY, fold, split_track, squash
from core.types import Entity, EntityKind, Resolution

# Forms of a name that mean it, and how surely. A better-known artist gains up to KNOWN_BONUS, so
# that famous initials beat an obscure artist of that very name, and a typo never does.
EXACT, SQUASHED, INITIALS, PREFIX = 1.0, 0.99, 0.93, 0.86
KNOWN_BONUS = 0.1
CLOSE_ENOUGH = 0.8  # of RapidFuzz's 0..1; below it a name is another name
LONGEST_INITIALS = 5
SHORTEST_TYPO = 4  # shorter words differ by one letter from everything
ALTERNATIVES = 5
NEAREST = 5
KIND_ORDER: Sequence[EntityKind] = ("artist", "genre", "track")

NAMED_ALIKE = """
    SELECT * FROM (
        SELECT kind, id, name, folded, spelling, known, initials, mbid::text, disambiguation, country, year
          FROM graph.name
         WHERE kind = ANY(%(kinds)s)
           AND (folded = %(folded)s OR squashed = %(squashed)s OR initials = %(initials)s)
         ORDER BY known DESC, kind, id
         LIMIT 40
    ) AS same
    UNION ALL
    SELECT * FROM (
        SELECT kind, id, name, folded, spelling, known, initials, mbid::text, disambiguation, country, year
          FROM graph.name
         WHERE kind = ANY(%(kinds)s) AND folded %% %(folded)s
         ORDER BY similarity(folded, %(folded)s) DESC, known DESC, kind, id
         LIMIT 40
    ) AS alike
    UNION ALL
    SELECT * FROM (
        SELECT kind, id, name, folded, spelling, known, initials, mbid::text, disambiguation, country, year
          FROM graph.name
         WHERE kind = ANY(%(kinds)s) AND folded LIKE %(prefix)s
         ORDER BY known DESC, kind, id
         LIMIT 10
    ) AS begun
"""
TRACKS_NAMED = """
    SELECT track.track_id AS id, track.title AS name, track.folded, track.work, track.year,
           track.mbid::text, artist.artist_id, artist.name AS artist_name, artist.known, by.folded AS by
      FROM unnest(%(artists)s::text[], %(titles)s::text[]) AS said (artist, title)
      JOIN graph.name AS by ON by.kind = 'artist' AND (said.artist = '' OR by.folded %% said.artist)
      JOIN graph.artist AS artist ON artist.artist_id = by.id
      JOIN track ON track.artist_id = artist.artist_id AND track.folded %% said.title
     ORDER BY artist.known DESC, track.rank, track.track_id
     LIMIT 60
"""
TRACKS_TITLED = """
    SELECT track.track_id AS id, track.title AS name, track.folded, track.work, track.year,
           track.mbid::text, artist.artist_id, artist.name AS artist_name, artist.known, '' AS by
      FROM track JOIN graph.artist AS artist USING (artist_id)
     WHERE track.folded = %(title)s OR track.folded %% %(title)s
     ORDER BY similarity(track.folded, %(title)s) DESC, artist.known DESC, track.track_id
     LIMIT 40
"""
LEAST_UNLIKE = """
    SELECT name
      FROM (SELECT name, max(similarity(folded, %(folded)s)) AS likeness, max(known) AS known
              FROM (SELECT name, folded, known FROM graph.name
                     WHERE kind = ANY(%(kinds)s) ORDER BY known DESC LIMIT 50000) AS known_best
             GROUP BY name) AS names
     ORDER BY likeness DESC, known DESC, name
     LIMIT %(limit)s
"""


async def resolve(db: Database, query: str, kind: EntityKind | None = None) -> Resolution:
    """The entity that was meant, and the others it could have been, likeliest first.

    Raises BadRequestError for an empty or endless name, UnknownNameError with the nearest names.
    """
    said = plain(query)
    kinds = [kind] if kind else list(KIND_ORDER)
    found = await db.ask(*_questions(said, kinds))
    meant = _ranked(found, said, kinds)
    if not meant:
        raise await _unknown(db, query, said, kind)
    return Resolution(query, meant[0], tuple(meant[1 : ALTERNATIVES + 1]))


async def resolve_all(db: Database, names: Sequence[str]) -> list[Entity]:
    """The artists that each of these names means, in one round trip.

    Raises as `resolve` does, for the first name that means nobody.
    """
    said = [plain(name) for name in names]
    found = await db.ask(*(name_question(name, ["artist"]) for name in said))
    ranked = [_ranked([rows], name, ["artist"]) for rows, name in zip(found, said, strict=True)]
    for name, meant in zip(said, ranked, strict=True):
        if not meant:
            raise await _unknown(db, name, name, "artist")
    return [meant[0] for meant in ranked]


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


def name_question(said: str, kinds: Sequence[str]) -> Question:
    """Who is called anything like this."""
    folded = fold(said)
    short = squash(folded) if len(squash(folded)) <= LONGEST_INITIALS else None
    prefix = folded.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_") + " %"
    return Question(
        NAMED_ALIKE,
        {
            "kinds": list(kinds),
            "folded": folded,
            "squashed": squash(folded),
            "initials": short,
            "prefix": prefix,
        },
    )


def _questions(said: str, kinds: Sequence[EntityKind]) -> Iterable[Question]:
    if named := [kind for kind in kinds if kind != "track"]:
        yield name_question(said, named)
    if "track" in kinds:
        pairs = [(fold(artist), fold(title)) for artist, title in split_track(said)]
        if pairs:
            artists, titles = zip(*pairs, strict=True)
            yield Question(TRACKS_NAMED, {"artists": list(artists), "titles": list(titles)})
        if len(kinds) == 1 or not pairs:
            yield Question(TRACKS_TITLED, {"title": fold(said)})


def _ranked(
    found: Sequence[Sequence[Row]], said: str, kinds: Sequence[EntityKind]
) -> list[Entity]:
    """Each entity once, the surest first; equals by kind, then by how well they are known."""
    best: dict[tuple[str, int], tuple[float, Entity]] = {}
    for row in (row for rows in found for row in rows):
        entity = _track(row) if hasattr(row, "work") else _named(row)
        sure = _sureness_of_track(row, said) if hasattr(row, "work") else sureness(row, fold(said))
        if sure < CLOSE_ENOUGH:
            continue
        score = sure + KNOWN_BONUS * row.known
        key = (entity.kind, entity.id)
        if key not in best or score > best[key][0]:
            best[key] = (score, entity)
    order = {kind: place for place, kind in enumerate(kinds)}
    ranked = sorted(
        best.values(), key=lambda pair: (-_step(pair[0]), order[pair[1].kind], -pair[0], pair[1].id)
    )
    return [entity for _, entity in ranked]


def _step(score: float) -> float:
    """Scores this close are equally sure; then an artist is meant rather than a genre or a track."""
    return round(score / KNOWN_BONUS) * KNOWN_BONUS


def sureness(row: Row, folded: str) -> float:
    """How surely a row of NAMED_ALIKE is what `folded` means, 0..1."""
    if row.folded == folded:
        return EXACT
    if squash(row.folded) == squash(folded):
        return SQUASHED
    if row.initials == squash(folded) and len(squash(folded)) <= LONGEST_INITIALS:
        return INITIALS
    if row.folded.startswith(folded + " ") and len(folded) >= SHORTEST_TYPO:
        return PREFIX
    return _likeness(row.folded, folded)


def _likeness(one: str, other: str) -> float:
    if min(len(one), len(other)) < SHORTEST_TYPO:
        return 0.0
    return max(fuzz.ratio(one, other), fuzz.token_sort_ratio(one, other)) / 100 * 0.95


def _sureness_of_track(row: Row, said: str) -> float:
    """A title alone must match well; with an artist both must."""
    if not row.by:
        return EXACT if fold(said) in (row.folded, row.work) else _likeness(row.folded, fold(said))
    return max(
        min(_same(row.by, fold(artist)), max(_same(row.folded, fold(title)), _same(row.work, fold(title))))
        for artist, title in split_track(said)
    )


def _same(one: str, other: str) -> float:
    return EXACT if squash(one) == squash(other) else _likeness(one, other)


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


async def _unknown(
    db: Database, query: str, said: str, kind: EntityKind | None
) -> UnknownNameError:
    kinds = [kind] if kind and kind != "track" else ["artist", "genre"]
    rows = await db.fetch(LEAST_UNLIKE, kinds=kinds, folded=fold(said), limit=NEAREST)
    nearest = [row.name for row in rows]
    called = {"artist": "No artist", "genre": "No genre", "track": "No track"}.get(kind or "", "Nobody")
    hint = f" The nearest names are {_listed(nearest)}." if nearest else ""
    return UnknownNameError(f"{called} here goes by “{said}”.{hint}", nearest)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:-1]) + f" and {names[-1]}" if len(names) > 1 else "".join(names)

