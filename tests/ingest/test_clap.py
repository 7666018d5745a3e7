"""CLAP's numbers equal plain reference implementations.

The weights are random but fixed: LAION's own cannot be had everywhere, and a wrong name or transposition
shows on any weights. What music sounds like they do not know. Needs the extra `audio`; LAION's own tower
also needs `laion`.
"""

import copy
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from core.errors import BadRequestError
from core.settings import Settings
from ingest.sound.checkpoint import Checkpoint, digest_of, fill, read_weights, text_weights
from ingest.sound.clap_pipeline import HEARING, clap_pipeline
from ingest.sound.decoding import decoded
from ingest.sound.embedder import Embedder
from ingest.sound.mel import CLAP_MEL, bank, decibels, decibels_in_torch
from ingest.sound.models import Floats, opened
from ingest.sound.self_test import probes, unit
from tests.ingest.recordings import as_file, tone

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

from ingest.sound.clap import HTSAT_BASE, Clap, untaught  # noqa: E402 - needs torch
from ingest.sound.words import Reader  # noqa: E402

CLOSE = 1e-4
SOUNDS = probes(HEARING.rate, HEARING.window)


@pytest.fixture(scope="module")
def extractor() -> Any:
    return transformers.ClapFeatureExtractor(
        frequency_min=50, truncation="rand_trunc", padding="repeatpad"
    )


@pytest.fixture(scope="module")
def network() -> Any:
    torch.manual_seed(8)
    return untaught(HTSAT_BASE)


def test_the_mel_equals_transformers(extractor: Any) -> None:
    theirs = extractor(list(SOUNDS), sampling_rate=48_000)["input_features"]
    assert np.abs(bank(CLAP_MEL) - extractor.mel_filters_slaney).max() < 1e-12
    assert np.abs(decibels(SOUNDS) - np.stack(theirs)[:, 0]).max() < CLOSE


def test_the_mel_in_torch_equals_the_one_in_numpy() -> None:
    ours = decibels_in_torch(torch.from_numpy(SOUNDS)).numpy()
    assert np.abs(ours - decibels(SOUNDS)).max() < CLOSE


def test_samples_are_heard_as_their_decibels_are_so_that_a_gpu_may_take_its_own(
    network: Any,
) -> None:
    model = Clap(network, "0" * 64, "cpu", "fp32")
    from_samples, from_decibels = (unit(model.embed(x)) for x in (SOUNDS, model.prepare(SOUNDS)))
    assert np.abs(from_samples - from_decibels).max() < CLOSE


def test_from_a_preview_to_its_vector_equals_the_plain_way(extractor: Any, network: Any) -> None:
    preview = as_file(tone(440, 31) + 0.2 * tone(1320, 31))
    (ours,) = Embedder(Clap(network, "0" * 64, "cpu", "fp32")).embed([preview])

    sound = decoded(preview, 48_000, 30.0)
    thirds = [sound[nth * 480_000 : (nth + 1) * 480_000] for nth in range(3)]
    with torch.inference_mode():
        given = extractor(thirds, sampling_rate=48_000, return_tensors="pt")
        raw = network(input_features=given["input_features"]).audio_embeds.mean(dim=0).numpy()
    assert np.abs(ours - raw / np.linalg.norm(raw)).max() < CLOSE


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkpoint as LAION saves them, of its own tower."""
    laion = pytest.importorskip("ingest.sound.laion")
    try:
        torch.manual_seed(8)
        tower, projection = laion.untaught()
    except BadRequestError as error:
        pytest.skip(str(error))
    weights = {f"module.audio_branch.{k}": v for k, v in tower.state_dict().items()}
    weights |= {f"module.audio_projection.{k}": v for k, v in projection.state_dict().items()}
    path = tmp_path_factory.mktemp("clap") / "laion.pt"
    torch.save({"epoch": 15, "state_dict": weights}, path)
    return path


def read(path: Path) -> Checkpoint:
    return Checkpoint(digest_of(path), read_weights(path))


def heard(model: Any) -> Floats:
    return unit(model.embed(model.prepare(SOUNDS)))


def test_laions_checkpoint_is_heard_as_laions_own_tower_hears_it(checkpoint: Path) -> None:
    from ingest.sound.laion import Laion

    ours, theirs = Clap.of(read(checkpoint), "cpu"), Laion(read(checkpoint))
    assert np.abs(heard(ours) - heard(theirs)).max() < CLOSE
    assert str(ours.pipeline) == str(theirs.pipeline)


def test_the_exported_ear_equals_the_original_and_says_where_it_comes_from(
    checkpoint: Path, tmp_path: Path
) -> None:
    pytest.importorskip("onnx")
    from ingest.sound.clap_export import written
    from ingest.sound.clap_onnx import ClapOnnx

    original = Clap.of(read(checkpoint), "cpu")
    exported = written(original, digest_of(checkpoint), tmp_path / "clap.onnx")
    assert exported.difference < CLOSE
    copy = ClapOnnx(tmp_path / "clap.onnx")
    assert np.abs(heard(original) - heard(copy)).max() < CLOSE
    assert str(original.pipeline) == str(copy.pipeline)


def test_an_untaught_checkpoint_is_turned_away_at_the_door(checkpoint: Path) -> None:
    here = Settings(clap_checkpoint=checkpoint, clap_sha256=digest_of(checkpoint))
    with pytest.raises(BadRequestError, match="hears no difference"):
        opened("clap", here)


def test_a_checkpoint_of_another_model_is_turned_away(checkpoint: Path) -> None:
    whole = read(checkpoint)
    some = {k: v for k, v in whole.weights.items() if "layers.3" not in k}
    with pytest.raises(BadRequestError, match="of another model: 34 parts are missing"):
        Clap.of(Checkpoint(whole.sha256, some), "cpu")
    tiny = {
        k: v[:96] if k.startswith("audio_branch.patch_embed") else v
        for k, v in whole.weights.items()
    }
    with pytest.raises(BadRequestError, match="of another size"):
        Clap.of(Checkpoint(whole.sha256, tiny), "cpu")


class Letters:
    """A tokenizer in the place of RoBERTa's, whose vocabulary cannot be had everywhere."""

    def encode(self, text: str, add_special_tokens: bool) -> Any:
        assert not add_special_tokens
        return SimpleNamespace(ids=[4 + ord(letter) for letter in text])


@pytest.fixture(scope="module")
def reading() -> Any:
    """A text tower that keeps descriptions apart: small, random, with loud words."""
    torch.manual_seed(8)
    config = transformers.ClapTextConfig(
        projection_dim=512,
        hidden_size=64,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
    )
    network = transformers.ClapTextModelWithProjection(config).eval()
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.mul_(8)
    return network


def test_words_are_read_alone_as_they_are_read_among_others(reading: Any) -> None:
    reader = Reader(reading, Letters(), "0" * 64)
    alone = reader.read(("dark ambient with choir",))
    among = reader.read(("techno", "dark ambient with choir", "x" * 500))
    assert np.abs(alone[0] - among[1]).max() < CLOSE * np.abs(alone).max()


def test_a_description_is_a_direction_in_the_space_of_its_recordings(reading: Any) -> None:
    sounding = Reader(reading, Letters(), "0" * 64).sounding("dark ambient with choir", "fp32")
    assert np.linalg.norm(sounding.direction) == pytest.approx(1, abs=1e-5)
    assert sounding.model == str(clap_pipeline("0" * 64, "fp32"))


def test_a_collapsed_text_tower_is_turned_away(reading: Any) -> None:
    collapsed = copy.deepcopy(reading)
    with torch.no_grad():
        collapsed.text_projection.linear2.weight.mul_(1e-3)
        collapsed.text_projection.linear2.bias.fill_(1)
    with pytest.raises(BadRequestError, match="reads all descriptions alike"):
        Reader(collapsed, Letters(), "0" * 64)


def test_laions_text_tower_is_read_by_its_names() -> None:
    config = transformers.ClapTextConfig(
        projection_dim=512,
        hidden_size=64,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
    )
    roberta = transformers.RobertaModel(transformers.RobertaConfig(**config.to_dict())).eval()
    projection = torch.nn.Sequential(
        torch.nn.Linear(64, 512), torch.nn.ReLU(), torch.nn.Linear(512, 512)
    )
    laions = {f"text_branch.{k}": v for k, v in roberta.state_dict().items()}
    laions |= {f"text_projection.{k}": v for k, v in projection.state_dict().items()}
    ours = fill(transformers.ClapTextModelWithProjection(config), text_weights(laions))
    ids = torch.tensor([[0, 40, 41, 42, 2, 1, 1], [0, 50, 51, 52, 53, 54, 2]])
    with torch.inference_mode():
        theirs = projection(roberta(ids, attention_mask=(ids != 1).long()).pooler_output)
        mine = ours(input_ids=ids, attention_mask=(ids != 1).long()).text_embeds
    assert float((mine - theirs).abs().max()) < CLOSE
