"""LAION's checkpoint of CLAP, proved by its digest and read as transformers' model of the same name.

The two write the same network down differently: other names, and query, key and value in one matrix.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import BadRequestError
from core.settings import Settings

# music_audioset_epoch_15_esc_90.14.pt, revision b370834 of lukewys/laion_clap on Hugging Face: HTSAT-base,
# no fusion, trained on music, AudioSet and LAION-Audio-630K.
MUSIC = "fae3e9c087f2909c28a09dc31c8dfcdacbc42ba44c70e972b58c1bd1caf6dedd"
ADVICE = (
    "Download music_audioset_epoch_15_esc_90.14.pt (see docs/sound.md) and set AURIC_CLAP_CHECKPOINT to"
    " where it lies."
)

# What LAION calls a part, and what transformers calls it; applied in this order.
AUDIO_NAMES = (
    (r"^audio_branch\.", "audio_model.audio_encoder."),
    (r"\.bn0\.", ".batch_norm."),
    (r"\.norm1\.", ".layernorm_before."),
    (r"\.norm2\.", ".layernorm_after."),
    (r"\.attn\.proj\.", ".attention.output.dense."),
    (r"\.attn\.", ".attention.self."),
    (r"\.mlp\.fc1\.", ".intermediate.dense."),
    (r"\.mlp\.fc2\.", ".output.dense."),
)
TEXT_NAMES = ((r"^text_branch\.", "text_model."),)
PROJECTIONS = (
    (r"^(audio|text)_projection\.0\.", r"\1_projection.linear1."),
    (r"^(audio|text)_projection\.2\.", r"\1_projection.linear2."),
)
# Buffers that either side computes by itself, and heads that only training needs.
LEFT_OUT = re.compile(
    r"spectrogram_extractor|logmel_extractor|tscam_conv|\.head\.|attn_mask|relative_position_index"
    r"|num_batches_tracked|position_ids|token_type_ids"
)
Tensors = dict[str, Any]


@dataclass(frozen=True)
class Checkpoint:
    """Weights by LAION's names, and whose they are."""

    sha256: str
    weights: Mapping[str, Any]


def read_checkpoint(here: Settings) -> Checkpoint:
    """The checkpoint that the settings name.

    Raises BadRequestError when there is none, or when it is not the one that is expected: a file of
    weights runs code as it is opened, so nothing is opened whose digest is not known.
    """
    path = here.clap_checkpoint
    if path is None or not path.is_file():
        raise BadRequestError(f"There is no checkpoint of CLAP. {ADVICE}")
    digest = digest_of(path)
    expected = here.clap_sha256 or MUSIC
    if digest != expected.lower():
        raise BadRequestError(
            f"{path} is not the checkpoint that is expected: its sha256 is {digest}, not {expected}."
            " If it is another one on purpose, set AURIC_CLAP_SHA256."
        )
    return Checkpoint(digest, read_weights(path))


def digest_of(path: Path) -> str:
    """The sha256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_weights(path: Path) -> Tensors:
    """Weights by LAION's names, without what data-parallel training puts before them."""
    import torch

    # LAION saved the optimiser's state and NumPy scalars along, which the careful reader refuses.
    saved = torch.load(path, map_location="cpu", weights_only=False, mmap=True)
    weights = saved.get("state_dict", saved) if isinstance(saved, dict) else saved
    return {name.removeprefix("module."): tensor for name, tensor in weights.items()}


def audio_weights(weights: Mapping[str, Any]) -> Tensors:
    """The audio tower by the names of transformers' ClapAudioModelWithProjection."""
    return _renamed(weights, ("audio_branch.", "audio_projection."), AUDIO_NAMES)


def text_weights(weights: Mapping[str, Any]) -> Tensors:
    """The text tower by the names of ClapTextModelWithProjection."""
    return _renamed(weights, ("text_branch.", "text_projection."), TEXT_NAMES)


def _renamed(
    weights: Mapping[str, Any], parts: tuple[str, ...], names: tuple[tuple[str, str], ...]
) -> Tensors:
    renamed: Tensors = {}
    for old, tensor in weights.items():
        if not old.startswith(parts) or LEFT_OUT.search(old):
            continue
        new = old
        for pattern, name in (*names, *PROJECTIONS):
            new = re.sub(pattern, name, new)
        if ".attention.self.qkv." in new:
            for role, third in zip(("query", "key", "value"), tensor.chunk(3), strict=True):
                renamed[new.replace("qkv", role)] = third.contiguous()
        else:
            renamed[new] = tensor
    return renamed


def fill(model: Any, weights: Tensors) -> Any:  # noqa: ANN401 - torch is an extra
    """Put weights into a model, every one of them. Raises BadRequestError where they do not fit."""
    try:
        missing, unexpected = model.load_state_dict(weights, strict=False)
    except RuntimeError as error:
        raise BadRequestError(f"The checkpoint is of another size: {error}") from error
    missing = [name for name in missing if not LEFT_OUT.search(name)]
    if missing or unexpected:
        raise BadRequestError(
            f"The checkpoint is of another model: {len(missing)} parts are missing"
            f" ({', '.join(missing[:2])}), {len(unexpected)} too many ({', '.join(unexpected[:2])})."
        )
    return model.eval()
