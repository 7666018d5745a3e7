"""Audio similarity: how near two artists' recordings lie in the space of sound."""

from collections.abc import Sequence

import numpy as np

from core.db import Question, vector_text
from core.signal import Answer, Facts, Signal, Weighed, by_rank, placed, silent
from core.types import Candidates, Evidence, Seed, Source
from core.wording import counted, degree

# An artist with several centres (its early and its late work) is as near as its nearest one.
NEARNESS = """
    SELECT artist_id, max(1 - (sound.centroid <=> ours.centre::real[]::halfvec(512))) AS cosine,
           max(sound.tracks) AS tracks, min(sound.sources) AS sources
      FROM graph.sound, unnest(%(centres)s::text[]) AS ours (centre)
     WHERE artist_id = ANY(%(candidates)s) AND sound.model = %(model)s
     GROUP BY artist_id
"""

LEAST_COSINE = 0.1  # from the middle of all music, strangers lie at right angles


def ask(seed: Seed, candidates: Candidates) -> tuple[Question, ...]:
    if seed.sound is None:
        return ()
    values = {
        "centres": [vector_text(centre) for centre in seed.sound.tolist()],
        "model": seed.sound_model,
        "candidates": candidates.artist_ids.tolist(),
    }
    return (Question(NEARNESS, values),)


def hear(seed: Seed, candidates: Candidates, answers: Sequence[Answer]) -> Weighed:
    (rows,) = answers
    places = placed(candidates, [row.artist_id for row in rows])
    cosines = silent(candidates)
    cosines[places] = [row.cosine for row in rows]
    heard = by_rank(np.where(cosines >= LEAST_COSINE, cosines, np.nan), seed.artists)
    strengths = seed.sound_trust * heard
    heard_on = {int(place): row for place, row in zip(places, rows, strict=True)}

    def tell(place: int, _: Facts) -> Evidence:
        title = counted(heard_on[place].tracks, "track")
        named = (str(seed.sound_model), *heard_on[place].sources)
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
