"""Real music, from its files to neighbours by sound. Needs recordings (benchmarks/music.sh fetches freely
licensed ones; AURIC_TEST_AUDIO names the folder) and the package musicnn with its real weights."""

import os
from itertools import islice
from pathlib import Path

import pytest

from benchmarks.hearing import measure, sets_in
from core.errors import BadRequestError
from core.settings import Settings
from ingest.sound.log_mel import LogMel
from ingest.sound.models import opened

IN_A_SET = 10
MARGIN = 0.1  # by which a learned ear must beat one that learned nothing


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_music_of_one_kind_lies_together_and_clearly_more_so_than_loudness_explains(
    empty_url: str, another_url: str
) -> None:
    folder = os.environ.get("AURIC_TEST_AUDIO")
    if not folder:
        pytest.skip("AURIC_TEST_AUDIO names no folder of recordings")
    try:
        musicnn = opened("musicnn", Settings())
    except BadRequestError as error:
        pytest.skip(str(error))
    sets = {name: list(islice(files, IN_A_SET)) for name, files in sets_in(Path(folder)).items()}
    learned = measure(empty_url, sets, musicnn)
    plain = measure(another_url, sets, LogMel())
    assert learned.recordings >= 60
    assert learned.at_1 >= plain.at_1 + MARGIN > learned.chance
    assert learned.at_5 >= plain.at_5 + MARGIN
