"""How right the neighbours are, in numbers one can read."""

from collections.abc import Mapping

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from tui import strokes


def evaluation(answer: strokes.Answer) -> RenderableType:
    """How right the neighbours are, in numbers."""
    parts: list[RenderableType] = [
        Text(
            f"{answer['queries']:,} queries, profile {answer['profile']}, {answer['seconds']:.0f} s",
            style="bold",
        ),
        *_warning(answer),
        Text(),
        _figures(answer),
    ]
    for title, key in (("Each signal alone", "signals"), ("Without each signal", "without")):
        if key in answer:
            parts += [Text(), _ablation(title, answer[key])]
    parts += [Text(), _deciles(answer["slices"])]
    return Group(*parts)


def _warning(answer: strokes.Answer) -> list[RenderableType]:
    if not answer["taught"]:
        return []
    return [
        Text(
            f"{answer['taught']:,} of them taught the metric of words: on these the figures flatter."
            " benchmarks/tune.py measures out of fold.",
            style="yellow",
        )
    ]


def _figures(answer: strokes.Answer) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False)
    for column in ("", "whole pipeline", "before stage 5"):
        table.add_column(column, justify="left" if not column else "right")
    before = answer["before_stage_5"]
    for name in ("ndcg@10", "ndcg@200", "recall@200", "mrr"):
        low_high = answer["intervals"].get(name)
        interval = f" [{low_high[0]:.3f}, {low_high[1]:.3f}]" if low_high else ""
        table.add_row(name, f"{answer[name]:.4f}{interval}", f"{before[name]:.4f}")
    table.add_row("recall@1000 of stage 3", "", f"{answer['recall@1000']:.4f}")
    table.add_row("intra-list diversity", f"{answer['intra_list_diversity']:.3f}",
                  f"{answer['intra_list_diversity_before_stage_5']:.3f}")  # fmt: skip
    table.add_row("catalogue coverage", f"{answer['catalogue_coverage']:.1%}", "")
    table.add_row("share of the top 1 %", f"{answer['top_1_percent_share']:.1%}", "")
    tail = answer["slices"]["tail_over_head"]
    table.add_row("tail half over head half", "–" if tail is None else f"{tail:.3f}", "")
    faithful = answer["faithfulness"]
    table.add_row("faithfulness (cited : uncited)", f"{faithful['ratio']:.1f} : 1", "")
    return table


def _ablation(title: str, rows: Mapping[str, strokes.Answer]) -> Table:
    table = Table(
        box=None, padding=(0, 2, 0, 0), show_edge=False, title=title, title_justify="left"
    )
    for column in ("signal", "ndcg@10", "ndcg@200"):
        table.add_column(column, justify="left" if column == "signal" else "right")
    for name, row in rows.items():
        colour = strokes.COLOURS.get(name, strokes.OTHER_COLOUR)
        table.add_row(
            Text(strokes.said_as(name), style=colour),
            f"{row['ndcg@10']:.4f}",
            f"{row['ndcg@200']:.4f}",
        )
    return table


def _deciles(slices: strokes.Answer) -> Table:
    table = Table(
        box=None,
        padding=(0, 2, 0, 0),
        show_edge=False,
        title="nDCG@10 by decile",
        title_justify="left",
    )
    table.add_column("", style="dim")
    for nth in range(1, 11):
        table.add_column(str(nth), justify="right")
    for title, key in (("facts known", "by_facts"), ("popularity", "by_popularity")):
        table.add_row(title, *(f"{part['ndcg@10']:.3f}" for part in slices[key]))
    return table
