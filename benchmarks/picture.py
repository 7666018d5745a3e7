"""The measurements as a picture (needs matplotlib)."""

from pathlib import Path
from typing import Any

WHO = {
    "loop": "one candidate at a time",
    "engine": "the engine",
    "four_searches": "four searches, ten rows",
    "floor": "one search, ten rows",
}


def draw(told: dict[str, Any], to: Path) -> None:
    """Bars on a logarithmic scale per graph, and the stages of an answer."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    figure, (times, stages) = plt.subplots(1, 2, figsize=(11, 4.2), constrained_layout=True)
    sizes = sorted(told["artists"], key=int)
    for nth, who in enumerate(WHO):
        p50 = [told["artists"][size]["rivals"][who]["p50"] for size in sizes]
        late = [told["artists"][size]["rivals"][who]["p99"] for size in sizes]
        at = [place + (nth - 1.5) * 0.2 for place in range(len(sizes))]
        bars = times.bar(at, p50, 0.18, label=WHO[who])
        times.bar_label(bars, [f"{ms:,.0f}" for ms in p50], fontsize=7)
        times.scatter(at, late, marker="_", color="black", s=60, zorder=3)
    times.set_yscale("log")
    times.set_xticks(range(len(sizes)), [f"{int(size):,} artists" for size in sizes])
    times.set_ylabel("milliseconds, p50 (– p99)")
    times.set_ylim(top=times.get_ylim()[1] * 6)
    times.legend(fontsize=8, ncols=2, loc="upper left")
    times.set_title("An artist's ten neighbours")
    below = [0.0] * len(sizes)
    for stage in told["artists"][sizes[-1]]["artist"]["stages_ms"]:
        ms = [told["artists"][size]["artist"]["stages_ms"].get(stage, 0.0) for size in sizes]
        stages.bar([f"{int(size):,}" for size in sizes], ms, 0.5, bottom=below, label=stage)
        below = [b + m for b, m in zip(below, ms, strict=True)]
    stages.set_title("Where the time goes")
    stages.set_ylabel("milliseconds")
    stages.set_ylim(top=stages.get_ylim()[1] * 1.2)
    stages.legend(fontsize=8, ncols=3, loc="upper left")
    figure.suptitle(told["machine"], fontsize=8)
    figure.savefig(to, dpi=110)
