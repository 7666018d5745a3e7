"""Audio similarity: how near two artists' recordings lie in the space of sound."""

from collections.abc import Sequence

import numpy as np

from core.columns import floats_of, ids_of, listed_vectors
from core.db import Question
from core.signal import Answer, Facts, Signal, Weighed, by_rank, placed, silent
from core.types import Candidates, Evidence, Seed, Source
from core.wording import counted, degree

# The centre is read once: its 512 numbers as text take longer to read than a thousand cosines to compute.
NEARNESS = """
    WITH ours AS MATERIALIZED (
        SELECT centre::halfvec(512) AS centre FROM unnest(%(centres)s::text[]) AS said (centre)
    )
    SELECT array_send(array_agg(artist_id)) AS artist_ids,
           array_send(array_agg(1 - (sound.centroid <=> ours.centre))) AS cosines
      FROM graph.sound CROSS JOIN ours
     WHERE artist_id = ANY(%(candidates)s) AND sound.model = %(model)s
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
    cosines = silent(candidates)
    # An artist with several centres (its early and its late work) is as near as its nearest one.
    np.fmax.at(cosines, placed(candidates, ids_of(row.artist_ids)), floats_of(row.cosines))
    heard = by_rank(np.where(cosines >= LEAST_COSINE, cosines, np.nan), seed.artists)

    def tell(place: int, facts: Facts) -> Evidence:
        recordings = [f for f in facts if f.kind == "recordings"]
        title = counted(recordings[0].total, "track")
        named = (str(seed.sound_model), *(f.source for f in recordings if f.source))
        return Evidence(
            f"sounds {degree(cosines[place])} similar",
            tuple(Source(source, title=title) for source in named),
        )

    return Weighed(seed.sound_trust * heard, tell)


SIGNAL = Signal(
    name="audio_similarity",
    weight=0.25,
    asks="Do their recordings sound alike?",
    ask=ask,
    hear=hear,
    reach="SELECT DISTINCT artist_id FROM graph.sound",
)
