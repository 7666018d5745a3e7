"""What an answer looks like in a terminal. Drawn from the plain answer that every door gives."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from rich.columns import Columns
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from tui.strokes import BAR, COLOURS, OTHER_COLOUR, Answer, said_as, stacked, strength

REASONS = 3


def recommendations(answer: Answer) -> RenderableType:
    """Ten neighbours, each with its stacked bar and its reasons."""
    parts: list[RenderableType] = [_headline(answer)]
    for pick in answer["artists"]:
        parts.append(_pick(pick))
    heard = {
        said["signal"]: said["weight"]
        for pick in answer["artists"]
        for said in pick["contributions"]
    }
    parts.append(_legend(answer["weights"], heard))
    parts.append(_receipt(answer))
    return Group(*parts)


def explanation(answer: Answer) -> RenderableType:
    """Why, or why not, and what was heard."""
    evidence = answer["evidence"]
    parts: list[RenderableType] = [
        Text(),
        Text(answer["answer"]),
        Text(),
        _signals(evidence["contributions"], evidence["score"]),
    ]
    if answer["in_its_place"]:
        parts += [Text(), Text("In its place stand:", style="bold")]
        parts += [_pick(pick) for pick in answer["in_its_place"]]
    return Group(*parts, _receipt(answer))


def comparison(answer: Answer) -> RenderableType:
    """Two artists side by side, then the chains between them."""
    one, other = answer["one"]["name"], answer["other"]["name"]
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False)
    table.add_column("signal")
    table.add_column(Text(f"from {one}"))  # a name may look like markup
    table.add_column(Text(f"from {other}"))
    table.add_column("because", ratio=1)
    for row in answer["signals"]:
        colour = COLOURS.get(row["signal"], OTHER_COLOUR)
        table.add_row(
            Text(said_as(row["signal"]), style=colour),
            strength(row["there"], colour),
            strength(row["back"], colour),
            Text(row["reason"] or "nothing known", style="" if row["reason"] else "dim"),
        )
    chains = [Text("  " + chain["text"]) for chain in answer["chains"]] or [
        Text("  none", style="dim")
    ]
    return Group(
        Text(),
        Text(answer["summary"]),
        Text(),
        table,
        Text(),
        Text("Chains of facts between them", style="bold"),
        *chains,
        _receipt(answer),
    )


def resolution(answer: Answer) -> RenderableType:
    """What was understood, and what else it could have been."""
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False, show_header=False)
    for number, entity in enumerate([answer["entity"], *answer["alternatives"]]):
        table.add_row(
            Text("→" if number == 0 else "or", style="bold" if number == 0 else "dim"),
            Text(_title(entity), style="bold" if number == 0 else ""),
            Text(entity["kind"], style="dim"),
            Text(entity["disambiguation"] or "", style="dim"),
            Text(entity["mbid"] or "", style="dim"),
        )
    return table


def status(answer: Answer) -> RenderableType:
    """Where the graph is, what it holds, and how far each signal reaches."""
    facts = Table(box=None, padding=(0, 2, 0, 0), show_edge=False, show_header=False)
    for key in ("database", "server", "schema", "graph_version", "built_at"):
        facts.add_row(Text(key.replace("_", " "), style="dim"), Text(str(answer[key])))
    rows = Table(
        box=None, padding=(0, 2, 0, 0), show_edge=False, title="facts", title_justify="left"
    )
    rows.add_column("kind", style="dim")
    rows.add_column("rows", justify="right")
    for name, count in answer["rows"].items():
        rows.add_row(name.replace("_", " "), f"{count:,}")
    reach = Table(
        box=None, padding=(0, 2, 0, 0), show_edge=False, title="signals", title_justify="left"
    )
    reach.add_column("signal")
    reach.add_column("artists it can speak for")
    for name, share in answer["coverage"].items():
        colour = COLOURS.get(name, OTHER_COLOUR)
        reach.add_row(Text(said_as(name), style=colour), strength(share, colour))
    return Group(facts, Text(), rows, Text(), reach)


def _headline(answer: Answer) -> Text:
    entity = answer["entity"]
    text = Text.assemble("\nAdjacent to ", (_title(entity), "bold"))
    if entity["disambiguation"]:
        text.append(f"  {entity['disambiguation']}", style="dim")
    if others := [_title(other) for other in answer["alternatives"][:3]]:
        text.append(f"\nnot meant: {', '.join(others)}", style="dim")
    if answer["note"]:
        text.append(f"\n{answer['note']}", style="italic")
    text.append("\n")
    return text


def _pick(pick: Answer) -> RenderableType:
    line = Table.grid(padding=(0, 1))
    line.add_column(justify="right", width=3)
    line.add_column(width=30, no_wrap=True, overflow="ellipsis")
    line.add_column(width=BAR)
    line.add_column(width=4)
    line.add_column(no_wrap=True)
    mark = Text("◇ exploration", style="italic") if pick["exploration"] else Text()
    line.add_row(
        Text(str(pick["rank"]), style="dim"),
        Text(pick["artist_name"], style="bold"),
        stacked(pick["contributions"]),
        f"{pick['score']:.2f}",
        mark,
    )
    return Group(line, *_reasons(pick["contributions"]), *_first_track(pick["track"]))


def _first_track(track: Answer | None) -> Iterator[RenderableType]:
    if track:
        year = f" ({track['year']})" if track["year"] else ""
        yield Padding(Text(f"begin with “{track['title']}”{year}", style="dim"), (0, 0, 0, 4))


def _reasons(contributions: Sequence[Answer]) -> Iterator[RenderableType]:
    telling = sorted(
        (c for c in contributions if c["reason"] and c["points"] > 0), key=lambda c: -c["points"]
    )
    for said in telling[:REASONS]:
        colour = COLOURS.get(said["signal"], OTHER_COLOUR)
        reason = Table.grid(padding=(0, 1))
        reason.add_column(width=5)
        reason.add_column()
        text = Text(said["reason"])
        if cited := _cited(said["sources"]):
            text.append(f"  [{cited}]", style="dim")
        reason.add_row(Text(f"+{said['points']:.2f}", style=colour), text)
        yield Padding(reason, (0, 0, 0, 4))


def _cited(sources: Iterable[Answer]) -> str:
    names = dict.fromkeys(source["source"] for source in sources)
    return ", ".join(names)


def _signals(contributions: Sequence[Answer], score: float) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False, show_footer=True)
    table.add_column("signal", footer="score")
    table.add_column("strength")
    table.add_column("weight", justify="right")
    table.add_column("points", justify="right", footer=f"{score:.3f}")
    table.add_column("because", ratio=1)
    for said in contributions:
        colour = COLOURS.get(said["signal"], OTHER_COLOUR)
        table.add_row(
            Text(said_as(said["signal"]), style=colour),
            strength(said["strength"], colour),
            f"{said['weight']:.2f}",
            f"{said['points']:.3f}",
            Text(said["reason"] or ""),
        )
    return table


def _legend(signals: Iterable[str], heard: Mapping[str, float]) -> RenderableType:
    """Which colour is which signal, what it weighs here, and who had nothing to say."""
    entries = [
        Text.assemble(
            ("█ ", COLOURS.get(name, OTHER_COLOUR)),
            (f"{said_as(name)} {f'{heard[name]:.2f}' if name in heard else 'silent'}", "dim"),
        )
        for name in signals
    ]
    return Padding(Columns(entries, padding=(0, 2)), (1, 0, 0, 0))


def _receipt(answer: Answer) -> Text:
    return Text(f"\ngraph {answer['graph_version']}", style="dim")


def _title(entity: Answer) -> str:
    artist = f"{entity['artist_name']} - " if entity["kind"] == "track" else ""
    return f"{artist}{entity['name']}"


def console(*, error: bool = False) -> Console:
    """A console that keeps within what people read comfortably."""
    terminal = Console(stderr=error, highlight=False)
    return Console(stderr=error, highlight=False, width=min(terminal.width, 120))
