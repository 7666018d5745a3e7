"""What was measured, in words and ratios."""

from collections.abc import Iterator
from typing import Any

PROCESSES = {
    "interpreter": "python",
    "help": "auric --help",
    "recommend": "auric recommend",
}


def tell(told: dict[str, Any]) -> str:
    """All of it as text."""
    return "\n".join(_lines(told))


def _lines(told: dict[str, Any]) -> Iterator[str]:
    yield f"Machine: {told['machine']}"
    for size, graph in told["artists"].items():
        yield ""
        yield f"{int(size):,} artists"
        yield from _rivals(graph["rivals"])
        yield from _kinds(graph)
        yield from _recall(graph["recall"])
        yield from _sizes(int(size), graph)
    yield ""
    yield "growth (the graphs asked in turn)"
    for size, spread in told["growth"].items():
        yield f"  {int(size):>9,} artists  {_spread(spread)}  x{spread['of_the_smallest']:.2f}"
    if "service" in told:
        largest = told["artists"][max(told["artists"], key=int)]
        yield from _service(told["service"], largest["artist"]["cpu_ms"])
    if "process" in told:
        yield ""
        yield "a process: " + ", ".join(
            f"{said} {told['process'][what]['seconds']:.2f} s"
            f" ({told['process'][what]['cpu_seconds']:.2f} of CPU)"
            for what, said in PROCESSES.items()
        )
    if "cold" in told:
        cold = told["cold"]
        yield (
            f"cold, {cold['forgotten_mb']:,} MB forgotten: server starts in {cold['start_seconds']:.2f} s,"
            f" first answer {cold['first_answer_seconds']:.2f} s"
            f" (the slowest of several: {cold['slowest_first_answer_seconds']:.2f}),"
            f" the next ten {cold['next_ten_p50_ms']:.0f} ms,"
            f" then {cold['after_p50_ms']:.0f} ms"
        )


def _spread(spread: dict[str, Any]) -> str:
    return (
        f"p50 {spread['p50']:8.1f}  p95 {spread['p95']:8.1f}  p99 {spread['p99']:8.1f} ms"
        f"  ({spread['count']} asked)"
    )


def _rivals(rivals: dict[str, Any]) -> Iterator[str]:
    for who, said in (
        ("engine", "the engine"),
        ("loop", "one candidate at a time"),
        ("floor", "floor: one search, ten rows"),
        ("four_searches", "floor: four searches, ten rows"),
    ):
        yield f"  {said:32} {_spread(rivals[who])}"
    yield (
        f"  the engine is {rivals['faster_than_the_loop']:.0f}x faster than the loop,"
        f" {rivals['of_the_floor']:.1f}x the floor of one search, {rivals['of_four_searches']:.1f}x that of"
        f" four; its p99 is {rivals['p99_of_p50']:.1f}x its p50"
    )


def _kinds(graph: dict[str, Any]) -> Iterator[str]:
    for kind, asked in graph.items():
        if "round_trips" not in asked:
            continue
        stages = ", ".join(f"{stage} {ms:.1f}" for stage, ms in asked["stages_ms"].items())
        yield f"  {kind:32} {_spread(asked)}"
        yield (
            f"  {'':32} CPU {asked['cpu_ms']['python']:.1f} ms here, {asked['cpu_ms']['postgres']:.1f} ms in"
            f" Postgres; {asked['round_trips']:.1f} round trips; {stages}"
        )


def _recall(recall: dict[str, Any]) -> Iterator[str]:
    for space, reaches in recall.items():
        told = "  ".join(f"{r}: {v['recall']:.3f} ({v['ms']:.1f} ms)" for r, v in reaches.items())
        yield f"  recall by ef_search, {space:8} {told}"


def _sizes(size: int, graph: dict[str, Any]) -> Iterator[str]:
    total = sum(table["table"] + table["indexes"] for table in graph["bytes"].values())
    made = graph["made"]
    yield (
        f"  {total / 2**20:,.0f} MB on disk, {total / size:,.0f} bytes an artist; loaded in"
        f" {made['load_seconds']:.0f} s, built in {made['build_seconds']:.0f} s"
        f" ({made['build_seconds'] / size * 1e6 / 60:.0f} minutes a million),"
        f" with {made['peak_mb']:,} MB in the process"
    )
    largest = list(graph["bytes"].items())[:6]
    yield "  largest, in bytes an artist: " + ", ".join(
        f"{name} {(table['table'] + table['indexes']) / size:,.0f}" for name, table in largest
    )


def _service(service: dict[str, Any], engine: dict[str, float]) -> Iterator[str]:
    alone = engine["python"] + engine["postgres"]
    yield ""
    yield f"over HTTP ({service['workers']} workers); the engine alone takes {alone:.1f} ms of CPU"
    for clients, spread in service.items():
        if clients == "workers":
            continue
        cpu = spread["cpu_ms"]
        allowed = spread["cores_left"] * 1000 / alone
        yield (
            f"  {clients:>3} clients  {spread['per_second']:7.1f}/s  {_spread(spread)}"
            f"  errors {spread['errors']}  CPU {cpu['service']:.1f} + {cpu['postgres']:.1f} ms"
        )
        yield (
            f"  {'':12} {spread['cores_left']:.2f} cores were left to us: the engine alone could answer"
            f" {allowed:.1f}/s; reached {spread['per_second'] / allowed:.0%}"
        )
