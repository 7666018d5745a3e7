"""Learns the weights of the profile `tuned`: python benchmarks/tune.py --truth FILE

Prints nDCG of the published weights, of learned weights on queries they were not learned from (five
parts), and the weights learned from all queries, which core/profiles.py carries.
"""

import argparse
import asyncio
import json
import os
from pathlib import Path

from core.db import Database
from core.embedded import database_url
from core.evaluation.listen import listen
from core.evaluation.truth import read_truth
from core.evaluation.tune import cross_validated, learn, measured
from core.fusion import weights_for
from core.profiles import profile_named
from core.settings import settings
from core.types import Wishes


async def main(truth_file: Path, limit: int | None) -> None:
    url = os.environ.get("AURIC_DATABASE_URL") or database_url(settings().data_dir)
    async with Database.open(url) as db:
        truth = await read_truth(db, truth_file)
    heard = listen(url, list(truth.similar)[:limit], Wishes())
    ten, two_hundred = measured(heard, truth, weights_for(profile_named("published"), {}))
    report = {
        "queries": len(heard),
        "published": {"ndcg@10": float(ten.mean()), "ndcg@200": float(two_hundred.mean())},
        "tuned, held out": cross_validated(heard, truth),
        "weights": {name: round(weight, 3) for name, weight in learn(heard, truth).items()},
    }
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--truth", type=Path, required=True)
    parser.add_argument("--limit", type=int, help="only the first so many queries")
    arguments = parser.parse_args()
    asyncio.run(main(arguments.truth, arguments.limit))
