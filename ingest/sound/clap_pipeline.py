"""What all engines that run CLAP have in common: what it listens to, and the id of its vectors."""

from ingest.sound.decoding import Hearing
from ingest.sound.models import Pipeline

HEARING = Hearing(rate=48_000, window=480_000, most=3)


def clap_pipeline(sha256: str, precision: str) -> Pipeline:
    """One id for the same computation, whichever engine does it; `sha256` of LAION's checkpoint."""
    return Pipeline("clap", sha256[:12], "mel64", "3x10s-mean", precision)
