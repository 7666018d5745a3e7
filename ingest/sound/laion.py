"""CLAP as its authors run it: the reference that ours must equal. Too slow and too heavy for anything else.

The package `laion-clap` cannot be installed beside NumPy 2 and fetches tokenizers as it is imported, so it
is installed with --no-deps (its audio tower's needs are the extra `laion`) and only its tower is imported.
"""

import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

from core.errors import BadRequestError
from core.settings import Settings
from ingest.sound.checkpoint import Checkpoint, read_checkpoint
from ingest.sound.clap_pipeline import HEARING, clap_pipeline
from ingest.sound.decoding import Samples
from ingest.sound.models import Floats, Prepared
from ingest.sound.self_test import fit_to_listen

HTSAT_BASE = {
    "model_type": "HTSAT", "model_name": "base", "sample_rate": 48_000, "clip_samples": 480_000,
    "window_size": 1024, "hop_size": 480, "mel_bins": 64, "fmin": 50, "fmax": 14_000, "class_num": 527,
}  # fmt: skip


def opened(here: Settings) -> "Laion":
    """Raises BadRequestError: the package, what it needs or the checkpoint is missing, or it is unfit."""
    model = Laion(read_checkpoint(here))
    fit_to_listen(model)
    return model


class Laion:
    """LAION's own HTSAT with its projection."""

    hearing = HEARING
    batch = 1

    def __init__(self, checkpoint: Checkpoint) -> None:
        import torch

        self._torch = torch
        self._tower, self._projection = untaught()
        for part, network in (
            ("audio_branch.", self._tower),
            ("audio_projection.", self._projection),
        ):
            own = {
                name.removeprefix(part): tensor
                for name, tensor in checkpoint.weights.items()
                if name.startswith(part)
            }
            network.load_state_dict(own)
        self.pipeline = clap_pipeline(checkpoint.sha256, "fp32")

    def prepare(self, windows: Samples) -> Prepared:
        return windows

    def embed(self, prepared: Prepared) -> Floats:
        with self._torch.inference_mode():
            given = {"waveform": self._torch.from_numpy(prepared)}
            heard = self._tower(given, mixup_lambda=None, device="cpu")["embedding"]
            output: Floats = self._projection(heard).numpy()
        return output


def untaught() -> tuple[Any, Any]:
    """LAION's audio tower and projection before they have learned anything."""
    import torch

    htsat = _tower_module()
    tower = htsat.create_htsat_model(SimpleNamespace(**HTSAT_BASE), False, "None")
    projection = torch.nn.Sequential(
        torch.nn.Linear(1024, 512), torch.nn.ReLU(), torch.nn.Linear(512, 512)
    )
    return tower.eval(), projection.eval()


def _tower_module() -> Any:  # noqa: ANN401
    """Its module `htsat`, without the package around it, which wants a GPU's worth of other things."""
    found = find_spec("laion_clap")
    if found is None or not found.submodule_search_locations:
        raise BadRequestError(
            "The reference needs its package and the extra `laion`:"
            " pip install --no-deps laion-clap torchlibrosa, pip install 'auric-signal[laion]'."
        )
    if "clap_module" not in sys.modules:
        package = ModuleType("clap_module")
        package.__path__ = [str(Path(found.submodule_search_locations[0]) / "clap_module")]
        sys.modules["clap_module"] = package
    if "torchvision" not in sys.modules and find_spec("torchvision") is None:
        for name in ("torchvision", "torchvision.ops", "torchvision.ops.misc"):
            sys.modules[name] = _stand_in(name)
    try:
        return import_module("clap_module.htsat")
    except ImportError as error:
        raise BadRequestError(
            f"The reference needs the extra `laion`: pip install 'auric-signal[laion]' ({error})."
        ) from error


def _stand_in(name: str) -> ModuleType:
    """For torchvision, of which the tower imports one class that it never uses."""
    module = ModuleType(name)
    module.__dict__["FrozenBatchNorm2d"] = type("FrozenBatchNorm2d", (), {})
    return module
