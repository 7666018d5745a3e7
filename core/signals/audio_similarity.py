"""Audio similarity: how near two artists' recordings lie in the space of sound."""

from collections.abc import Sequence

import numpy as np
import orjson

from core.columns import floats_of, ids_of, listed_vectors
from core.db import Question
from core.signal import Answer, Facts, Signal, Weighed, by_rank, placed, silent
from core.types import Candidates, Evidence, Seed, Source
from core.wording import counted, degree

# An artist with several centres (its early and its late work) is as near as its nearest one.
# The centre is read once: its 512 numbers as text take longer to read than a thousand cosines to compute.
NEARNESS = """
    WITH ours AS MATERIALIZED (
        SELECT centre::real[]::halfvec(512) AS centre FROM unnest(%(centres)s::text[]) AS said (centre)
    ), heard AS (
        SELECT artist_id, max(1 - (sound.centroid <=> ours.centre)) AS cosine, max(sound.tracks) AS tracks,
               min(sound.sources) AS sources
          FROM graph.sound CROSS JOIN ours
         WHERE artist_id = ANY(%(candidates)s) AND sound.model = %(model)s
         GROUP BY artist_id
    )
    SELECT array_send(array_agg(artist_id)) AS artist_ids, array_send(array_agg(cosine)) AS cosines,
           array_send(array_agg(tracks)) AS tracks,
           array_agg(array_to_json(sources)::text) AS sources
      FROM heard
"""

LEAST_COSINE = 0.1  # from the middle of all music, strangers lie at right angles


def ask(seed: Seed, candidates: Candidates) -> tuple[Question, ...]:
    if seed.sound is None:
        return ()
    values = {
        "centres": listed_vectors(seed.sound),
        "model": seed.sound_model,
        "candidates": candidates.listed,
    }
    return (Question(NEARNESS, values),)


def hear(seed: Seed, candidates: Candidates, answers: Sequence[Answer]) -> Weighed:
    ((row,),) = answers
    places = placed(candidates, ids_of(row.artist_ids))
    cosines, tracks = silent(candidates), np.zeros(len(candidates), dtype=np.int64)
    cosines[places], tracks[places] = floats_of(row.cosines), ids_of(row.tracks)
    heard = by_rank(np.where(cosines >= LEAST_COSINE, cosines, np.nan), seed.artists)
    strengths = seed.sound_trust * heard
    sources = dict(zip(places.tolist(), row.sources or (), strict=True))

    def tell(place: int, _: Facts) -> Evidence:
        title = counted(int(tracks[place]), "track")
        named = (str(seed.sound_model), *orjson.loads(sources[place]))
        return Evidence(
            f"sounds {degree(cosines[place])} similar",
            tuple(Source(source, title=title) for source in named),
        )

    return Weighed(strengths, tell)


SIGNAL = Signal(
    name="audio_similarity",
    weight=0.25,
    asks="Do their recordings sound alike?",
    ask=ask,
    hear=hear,
    reach="SELECT DISTINCT artist_id FROM graph.sound",
)
