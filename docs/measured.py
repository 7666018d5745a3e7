"""What docs/quality.md says was measured: tables of what benchmarks/tune.py and by_heart.py wrote."""

import json
from functools import cache
from pathlib import Path
from typing import Any

MEASURED = Path(__file__).with_name("quality.json")
BY_HEART = Path(__file__).with_name("by_heart.json")
PROFILES = ("published", "tuned")


def figures() -> str:
    """Both profiles, whole and before stage 5."""
    rows = []
    for profile in PROFILES:
        whole = _report()[profile]
        before = whole["before_stage_5"]
        rows += [
            f"| {profile}, whole pipeline | {_with_interval(whole, 'ndcg@10')}"
            f" | {_with_interval(whole, 'ndcg@200')} | {whole['recall@200']:.3f} | {whole['mrr']:.3f} |",
            f"| {profile}, before stage 5 | {before['ndcg@10']:.4f} | {before['ndcg@200']:.4f}"
            f" | {before['recall@200']:.3f} | {before['mrr']:.3f} |",
        ]
    held_out = _report()["weights, held out, before stage 5"]
    rows.append(
        f"| tuned, before stage 5, weights held out | {held_out['ndcg@10']:.4f}"
        f" | {held_out['ndcg@200']:.4f} | | |"
    )
    return _table(
        "| | nDCG@10 | nDCG@200 | recall@200 | MRR |", "| --- | --- | --- | ---: | ---: |", rows
    )


def fairness() -> str:
    """What stage 3 leaves, who gets the places, and how the tail fares."""
    said = {
        "Recall@1000 of stage 3": lambda r: f"{r['recall@1000']:.3f}",
        "What stage 5 costs of nDCG@10": lambda r: (
            f"{1 - r['ndcg@10'] / r['before_stage_5']['ndcg@10']:.1%}"
        ),
        "Catalogue coverage": lambda r: f"{r['catalogue_coverage']:.0%}",
        "Share of the top 1 %": lambda r: f"{r['top_1_percent_share']:.1%}",
        "Tail half, nDCG@10": lambda r: f"{r['slices']['tail_half']:.3f}",
        "Head half, nDCG@10": lambda r: f"{r['slices']['head_half']:.3f}",
        "Tail over head": lambda r: f"{r['slices']['tail_over_head']:.3f}",
        "Faithfulness": lambda r: f"{r['faithfulness']['ratio']:.1f} to 1",
        "Intra-list diversity (before stage 5)": lambda r: (
            f"{r['intra_list_diversity']:.3f} ({r['intra_list_diversity_before_stage_5']:.3f})"
        ),
    }
    rows = [
        f"| {name} | {' | '.join(tell(_report()[profile]) for profile in PROFILES)} |"
        for name, tell in said.items()
    ]
    return _table("| | published | tuned |", "| --- | ---: | ---: |", rows)


def signals() -> str:
    """Each signal alone, and everything without it, under the published weights."""
    report = _report()["published"]
    rows = [
        f"| {name.replace('_', ' ')} | {alone['ndcg@10']:.3f} | {alone['ndcg@200']:.3f}"
        f" | {report['without'][name]['ndcg@10']:.3f} | {report['without'][name]['ndcg@200']:.3f} |"
        for name, alone in report["signals"].items()
    ]
    return _table(
        "| signal | alone @10 | alone @200 | without @10 | without @200 |",
        "| --- | ---: | ---: | ---: | ---: |",
        rows,
    )


def deciles() -> str:
    """nDCG@10 from the tenth of the queries about which least is known to the tenth with most."""
    slices = _report()["published"]["slices"]
    rows = [
        f"| {name} | {' | '.join(format(part['ndcg@10'], '.3f') for part in slices[key])} |"
        for name, key in (("by facts known", "by_facts"), ("by popularity", "by_popularity"))
    ]
    header = "| tenth | " + " | ".join(map(str, range(1, 11))) + " |"
    return _table(header, "| --- |" + " ---: |" * 10, rows)


def weights() -> str:
    """Published and learned weights."""
    published, tuned = (_report()[profile]["weights"] for profile in PROFILES)
    rows = [f"| {n.replace('_', ' ')} | {published[n]:.3f} | {tuned[n]:.3f} |" for n in published]
    return _table("| signal | published | tuned |", "| --- | ---: | ---: |", rows)


def lessons() -> str:
    """How the words alone fare, the more often the lists are gone through."""
    rows = [
        f"| {row['epochs']} | {row['usual']['ndcg@10']:.3f} | {row['usual']['ndcg@200']:.3f}"
        f" | {row['strict']['ndcg@10']:.3f} | {row['strict']['ndcg@200']:.3f} |"
        for row in json.loads(BY_HEART.read_text())
    ]
    return _table(
        "| times | usual @10 | usual @200 | strict @10 | strict @200 |",
        "| ---: | ---: | ---: | ---: | ---: |",
        rows,
    )


def _with_interval(report: dict[str, Any], figure: str) -> str:
    low, high = report["intervals"][figure]
    return f"{report[figure]:.4f} [{low:.3f}, {high:.3f}]"


@cache
def _report() -> dict[str, Any]:
    report: dict[str, Any] = json.loads(MEASURED.read_text())
    return report


def _table(header: str, rule: str, rows: list[str]) -> str:
    return "\n" + "\n".join([header, rule, *rows]) + "\n\n"
