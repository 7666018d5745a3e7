"""Everything that is claimed about quality, from one pass over the queries."""

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.db import Database
from core.evaluation.faithful import faithfulness
from core.evaluation.listen import NAMES, Heard, listen
from core.evaluation.metrics import estimate, ndcg, recall, reciprocal_rank
from core.evaluation.rank import after, before, hits, ranked
from core.evaluation.truth import Truth
from core.fusion import weights_for
from core.profiles import profile_named
from core.types import Floats, Wishes

Ranking = Callable[[Heard], NDArray[np.int64]]
CANDIDATES = 1_000
TOP = 10

# How much is known of an artist, and how often others mention or list it.
KNOWN = """
    SELECT artist_id, facts, coalesce(pages, 0) + coalesce(lists, 0) AS fame
      FROM graph.artist
      LEFT JOIN (SELECT artist_id, count(*) AS pages FROM mention GROUP BY artist_id) AS written
           USING (artist_id)
      LEFT JOIN (SELECT artist_id, count(*) AS lists FROM playlist_artist GROUP BY artist_id) AS played
           USING (artist_id)
     WHERE has_music ORDER BY artist_id
"""


async def evaluate(
    db: Database,
    url: str,
    truth: Truth,
    profile: str,
    *,
    signals: bool = False,
    ablate: bool = False,
) -> dict[str, Any]:
    """Ask the engine everything once, and report on it."""
    started = time.perf_counter()
    heard = listen(url, list(truth.similar), Wishes(profile=profile))
    report = await report_on(db, heard, truth, profile, signals=signals, ablate=ablate)
    return {**report, "seconds": time.perf_counter() - started}


async def report_on(
    db: Database,
    heard: Sequence[Heard],
    truth: Truth,
    profile: str,
    *,
    signals: bool = False,
    ablate: bool = False,
) -> dict[str, Any]:
    """One dictionary with every figure; keys are the names used in docs/quality.md."""
    weights = weights_for(profile_named(profile), {})
    known = {row.artist_id: row for row in await db.fetch(KNOWN)}
    whole = _Measured(heard, truth, after)
    report: dict[str, Any] = {
        "profile": profile,
        "weights": weights,
        "queries": len(heard),
        "taught": len(truth.taught.intersection(whole.queries)),
        "unknown_pairs": truth.unknown,
        **whole.summary(),
        "before_stage_5": _Measured(heard, truth, before).summary(),
        "recall@1000": float(recall(hits([before(h) for h in heard], truth, whole.queries, CANDIDATES),
                                    whole.relevant, CANDIDATES).mean()),
        "candidates": float(np.mean([len(h.candidates) for h in heard])),
        **_slots(heard, len(known)),
        "faithfulness": asdict(faithfulness(heard, weights)),
        "slices": _slices(whole, known),
    }  # fmt: skip
    if signals:
        report["signals"] = {
            name: _Measured(heard, truth, _by({**dict.fromkeys(NAMES, 0.0), name: 1.0})).brief()
            for name in NAMES
        }
    if ablate:
        report["without"] = {
            name: _Measured(heard, truth, _by({**weights, name: 0.0})).brief() for name in NAMES
        }
    return report


def _by(weights: Mapping[str, float]) -> Ranking:
    return lambda heard: ranked(heard, weights)


class _Measured:
    """One way to rank, measured on every query."""

    def __init__(self, heard: Sequence[Heard], truth: Truth, ranking: Ranking) -> None:
        self.queries = [h.query for h in heard]
        self.relevant: Floats = np.array([len(truth.similar[q]) for q in self.queries], dtype=float)
        self._hits = hits([ranking(h) for h in heard], truth, self.queries)
        self.ndcg10 = ndcg(self._hits, self.relevant, TOP)
        self.ndcg200 = ndcg(self._hits, self.relevant, 200)

    def summary(self) -> dict[str, Any]:
        """With intervals."""
        interval = {"ndcg@10": estimate(self.ndcg10), "ndcg@200": estimate(self.ndcg200)}
        return {
            **self.brief(),
            "recall@200": float(recall(self._hits, self.relevant, 200).mean()),
            "mrr": float(reciprocal_rank(self._hits).mean()),
            "intervals": {name: [e.low, e.high] for name, e in interval.items()},
        }

    def brief(self) -> dict[str, float]:
        """Means only."""
        return {"ndcg@10": float(self.ndcg10.mean()), "ndcg@200": float(self.ndcg200.mean())}


def _slots(heard: Sequence[Heard], artists: int) -> dict[str, float]:
    """Who gets the places: how much of the catalogue, and how much the most frequent hundredth."""
    taken = Counter(int(h.candidates[place]) for h in heard for place in h.picks)
    most = sorted(taken.values(), reverse=True)[: max(artists // 100, 1)]
    alike = np.array([h.alikeness for h in heard])
    return {
        "catalogue_coverage": len(taken) / max(artists, 1),
        "top_1_percent_share": sum(most) / max(taken.total(), 1),
        "intra_list_diversity": float(1 - alike[:, 1].mean()),
        "intra_list_diversity_before_stage_5": float(1 - alike[:, 0].mean()),
    }


def _slices(whole: _Measured, known: Mapping[int, Any]) -> dict[str, Any]:
    """nDCG@10 by how well known and by how much is known, and the tail half next to the head."""
    facts = np.array([known[q].facts if q in known else 0 for q in whole.queries], dtype=float)
    fame = np.array([known[q].fame if q in known else 0.0 for q in whole.queries])
    poorer = np.argsort(facts, kind="stable")
    half = max(len(poorer) // 2, 1)
    tail, head = whole.ndcg10[poorer[:half]].mean(), whole.ndcg10[poorer[-half:]].mean()
    return {
        "by_facts": _deciles(facts, whole.ndcg10),
        "by_popularity": _deciles(fame, whole.ndcg10),
        "tail_half": float(tail),
        "head_half": float(head),
        "tail_over_head": float(tail / head) if head > 0 else None,
    }


def _deciles(by: Floats, values: Floats) -> list[dict[str, float]]:
    parts = np.array_split(np.argsort(by, kind="stable"), 10)
    return [
        {
            "from": float(by[part].min()),
            "to": float(by[part].max()),
            "ndcg@10": float(values[part].mean()),
        }
        for part in parts
        if len(part)
    ]
