"""CLAP (Wu et al. 2023), which learned what music sounds like from how people describe it: HTSAT-base.

transformers runs it, on a CPU or a CUDA device, from LAION's own checkpoint.
"""

from typing import Any, Literal

from core.extras import extra
from core.settings import Settings
from ingest.sound.checkpoint import Checkpoint, audio_weights, fill, read_checkpoint
from ingest.sound.clap_pipeline import HEARING, clap_pipeline
from ingest.sound.decoding import Samples
from ingest.sound.mel import decibels, decibels_in_torch
from ingest.sound.models import Floats, Prepared
from ingest.sound.self_test import fit_to_listen

HTSAT_BASE = {
    "projection_dim": 512,
    "hidden_size": 1024,
    "depths": [2, 2, 12, 2],
    "patch_embeds_hidden_size": 128,
}
Precision = Literal["fp32", "tf32", "bf16"]
GPU_BATCH = 16  # recordings: 48 windows, which keep a large GPU busy and fit a small one
CPU_BATCH = 1  # a processor gains nothing by more


def opened(here: Settings) -> "Clap":
    """CLAP from the checkpoint that the settings name, proved fit.

    Raises BadRequestError: the extra `audio`, the checkpoint or the device is missing, or it is unfit.
    """
    model = Clap.of(read_checkpoint(here), here.sound_device, here.sound_precision)
    fit_to_listen(model)
    return model


class Clap:
    """CLAP's ear."""

    hearing = HEARING

    def __init__(self, network: Any, sha256: str, device: str, precision: Precision) -> None:  # noqa: ANN401
        import torch

        self._torch = torch
        self.device = torch.device(device)
        self._network = network.to(self.device)
        self._precision = precision
        self.batch = CPU_BATCH if self.device.type == "cpu" else GPU_BATCH
        self.pipeline = clap_pipeline(sha256, precision)

    @classmethod
    def of(
        cls, checkpoint: Checkpoint, device: str | None = None, precision: Precision = "fp32"
    ) -> "Clap":
        """CLAP with these weights; on a CUDA device where there is one, unless said otherwise."""
        network = fill(untaught(HTSAT_BASE), audio_weights(checkpoint.weights))
        return cls(network, checkpoint.sha256, device or best_device(), precision)

    @property
    def on_cpu(self) -> bool:
        return bool(self.device.type == "cpu")

    def prepare(self, windows: Samples) -> Prepared:
        """Decibels where the processor does everything; a GPU takes them from the samples itself."""
        return decibels(windows) if self.on_cpu else windows

    def embed(self, prepared: Prepared) -> Floats:
        torch = self._torch
        with torch.inference_mode():
            given = torch.from_numpy(prepared)
            if not self.on_cpu:
                given = given.pin_memory().to(self.device, non_blocking=True)
            if given.ndim == 2:  # samples and not yet decibels
                given = decibels_in_torch(given)
            with self.arithmetic():
                output: Floats = self.forward(given).float().cpu().numpy()
        return output

    def forward(self, mel: Any) -> Any:  # noqa: ANN401 - torch is an extra
        """The bare forward pass: (windows, 1001, 64) decibels to (windows, 512), on the device."""
        return self._network(input_features=mel[:, None]).audio_embeds

    def bare(self) -> Any:  # noqa: ANN401
        """The network alone, as a module of torch: (windows, 1, 1001, 64) to (windows, 512)."""
        torch, network = self._torch, self._network

        class Bare(torch.nn.Module):  # type: ignore[misc, name-defined]
            def __init__(self) -> None:
                super().__init__()
                self.network = network

            def forward(self, mel: Any) -> Any:  # noqa: ANN401
                return self.network(input_features=mel).audio_embeds

        return Bare().eval()

    def arithmetic(self) -> Any:  # noqa: ANN401
        """A context in which the device calculates as precisely as the id of the vectors says."""
        torch = self._torch
        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = (
            self._precision == "tf32"
        )
        return torch.autocast(
            self.device.type, dtype=torch.bfloat16, enabled=self._precision == "bf16"
        )


def untaught(size: dict[str, Any]) -> Any:  # noqa: ANN401
    """The audio tower before it has learned anything."""
    with extra("audio", "Listening with CLAP needs"):
        from transformers import ClapAudioConfig, ClapAudioModelWithProjection
    return ClapAudioModelWithProjection(ClapAudioConfig(**size)).eval()


def best_device() -> str:
    """A CUDA device where there is one."""
    import torch

    return "cuda" if torch.cuda.is_available() else "cpu"
