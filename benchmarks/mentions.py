"""How well names are found in writing: precision and recall on passages that were marked by hand.

    python benchmarks/mentions.py

The first half of the passages was used for development, and its mistakes are listed; of the second half
only the figures are shown, so that nobody tunes by it.
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.ingest.marked import Passage, Score, cast, passages, score


def main() -> None:
    people = cast()
    development, held_out = passages()
    print(f"{len(people.called):,} artists\n")
    print(
        f"{'passages':<14}{'number':>8}{'mentions':>10}{'precision':>11}{'recall':>9}{'ms each':>9}"
    )
    for name, chosen in (("development", development), ("held out", held_out)):
        started = time.perf_counter()
        result = score(people, chosen)
        _line(name, chosen, result, (time.perf_counter() - started) / len(chosen))
        if name == "development":
            mistakes = result
    print("\nMistakes in development:")
    for kind, told in (("wrong", mistakes.wrong), ("missed", mistakes.missed)):
        for one in told:
            print(f"  {kind:<7}{one}")


def _line(name: str, chosen: list[Passage], result: Score, seconds: float) -> None:
    marks = sum(len(passage.marked) for passage in chosen)
    print(
        f"{name:<14}{len(chosen):>8}{marks:>10}{result.precision:>11.3f}{result.recall:>9.3f}{seconds * 1000:>9.1f}"
    )


if __name__ == "__main__":
    main()
