"""The measurements as one picture."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.extras import extra


def draw(report: Mapping[str, Any], path: Path) -> None:
    """Write a PNG or SVG. Raises BadRequestError when matplotlib is missing."""
    with extra("plot", "A picture needs"):
        from matplotlib.figure import Figure
    figure = Figure(figsize=(11, 4), layout="constrained")
    bars, slices = figure.subplots(1, 2)
    _signals(bars, report)
    for key, label in (("by_facts", "by facts known"), ("by_popularity", "by popularity")):
        values = [part["ndcg@10"] for part in report["slices"][key]]
        slices.plot(range(1, len(values) + 1), values, marker="o", label=label)
    slices.set(title="The long tail", xlabel="decile of queries", ylabel="nDCG@10", ylim=(0, None))
    slices.legend()
    figure.suptitle(f"{report['queries']:,} queries, profile {report['profile']}")
    figure.savefig(path)


def _signals(axes: Any, report: Mapping[str, Any]) -> None:  # noqa: ANN401 - matplotlib is an extra
    rows = {"all together": report["before_stage_5"], "as shown": report} | {
        f"{name.replace('_', ' ')} alone": row for name, row in report.get("signals", {}).items()
    }
    names = list(rows)[::-1]
    for offset, key, colour in ((0.2, "ndcg@200", "#9ecae1"), (-0.2, "ndcg@10", "#08519c")):
        places = [place + offset for place in range(len(names))]
        axes.barh(places, [rows[name][key] for name in names], height=0.4, color=colour, label=key)
    axes.set_yticks(range(len(names)), names)
    axes.set_title("What each signal finds")
    axes.legend()
