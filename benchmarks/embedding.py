"""How fast previews become vectors, and what of the model's bare speed is left.

    python benchmarks/embedding.py [--previews 24] [--model clap|clap-onnx|musicnn|log-mel]
        [--device cpu|cuda] [--precision fp32|tf32|bf16] [--threads N] [--audio FOLDER]
        [--no-database] [--out FILE]

Makes MP3 previews of 30 s (44.1 kHz, stereo; of the recordings in FOLDER, or of sounds made here), then
three times in turn measures

- bare: the forward pass alone, on spectra that lie ready, in the batches the pipeline uses;
- decode: all threads decoding, resampling and preparing, and nothing else;
- pipeline: ingest.sound.embedder with ingest.sound.tracks.keep, from bytes to rows of pgvector.

Prints medians: previews per second, the fraction pipeline/bare, and shares of the pipeline's time; on a
busy machine the same fraction in processor time says more (not on a GPU, which it knows nothing of). Without
a checkpoint (AURIC_CLAP_CHECKPOINT) CLAP runs with random fixed weights, which take as long. With
--no-database it needs only numpy, soundfile, soxr, torch and transformers, for a bare GPU machine.
"""

import argparse
import io
import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from ingest.sound.decoding import windows
from ingest.sound.embedder import Embedder, Unheard
from ingest.sound.models import AudioModel, Floats

RATE, SECONDS = 44_100, 30
ROUNDS = 3
KEPT_TOGETHER = 32
Keep = Callable[[Mapping[int, Floats]], None]


def main(arguments: argparse.Namespace) -> None:
    """Measure, print, and write down."""
    model = ear(arguments)
    previews = [made(nth, arguments.audio) for nth in range(arguments.previews)]
    rounds = []
    with database(arguments) as keep:
        for _ in range(ROUNDS):
            rounds.append(
                {
                    **bare(model, previews),
                    "decode": len(previews) / decoding(model, previews, arguments.threads),
                    **pipeline(model, previews, arguments.threads, keep),
                }
            )
            print(json.dumps({k: round(v, 3) for k, v in rounds[-1].items()}), flush=True)
    middle = {key: median(one[key] for one in rounds) for key in rounds[0]}
    told = {
        "model": str(model.pipeline),
        "device": device_name(model),
        "cores": os.cpu_count(),
        "threads": arguments.threads,
        "batch": model.batch,
        "previews": len(previews),
        **{key: round(value, 4) for key, value in middle.items()},
        "fraction_of_bare": round(middle["pipeline"] / middle["bare"], 3),
        "fraction_of_bare_in_cpu_time": round(middle["bare_cpu_ms"] / middle["pipeline_cpu_ms"], 3),
    }
    print(json.dumps(told, indent=2))
    if arguments.out:
        arguments.out.write_text(json.dumps(told, indent=2) + "\n")


def bare(model: AudioModel, previews: Sequence[bytes]) -> dict[str, float]:
    """Previews per second of the forward pass alone, and processor time that it takes."""
    ready = [model.prepare(windows(preview, model.hearing)) for preview in previews[: model.batch]]
    batch = np.concatenate(ready)
    whole = max(len(previews) // len(ready), 1)
    run = forward_of(model, batch)
    run()  # the first time, memory is laid out
    started, busy = time.perf_counter(), time.process_time()
    for _ in range(whole):
        run()
    done = whole * len(ready)
    return {
        "bare": done / (time.perf_counter() - started),
        "bare_cpu_ms": 1000 * (time.process_time() - busy) / done,
    }


def forward_of(model: Any, batch: Any) -> Callable[[], object]:  # noqa: ANN401
    """The model's forward pass on a batch that lies where it is needed."""
    if not hasattr(model, "forward"):
        return lambda: model.embed(batch)
    import torch

    given = torch.from_numpy(batch).to(model.device)
    if given.ndim == 2:  # samples: the GPU's own spectrum is not part of the forward pass
        from ingest.sound.mel import decibels_in_torch

        given = decibels_in_torch(given)

    def run() -> None:
        with torch.inference_mode(), model.arithmetic():
            model.forward(given)
        if given.is_cuda:
            torch.cuda.synchronize()

    return run


def decoding(model: AudioModel, previews: Sequence[bytes], threads: int) -> float:
    """Seconds of everything before the model."""
    started = time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda preview: model.prepare(windows(preview, model.hearing)), previews))
    return time.perf_counter() - started


def pipeline(
    model: AudioModel, previews: Sequence[bytes], threads: int, keep: Keep
) -> dict[str, float]:
    """Previews per second from bytes to rows, and the shares of its parts."""
    embedder = Embedder(model, threads=threads)
    kept: dict[int, Floats] = {}
    writing = 0.0
    started, busy = time.perf_counter(), time.process_time()
    for nth, heard in embedder.stream(enumerate(previews)):
        assert not isinstance(heard, Unheard), heard
        kept[nth] = heard
        if len(kept) == KEPT_TOGETHER or nth == len(previews) - 1:
            begun = time.perf_counter()
            keep(kept)
            writing += time.perf_counter() - begun
            kept = {}
    wall = time.perf_counter() - started
    return {
        "pipeline": len(previews) / wall,
        "pipeline_cpu_ms": 1000 * (time.process_time() - busy) / len(previews),
        "share_model": embedder.spent.listening / wall,
        "share_waiting_for_decode": embedder.spent.waiting / wall,
        "share_database": writing / wall,
        "decode_cpu_ms": 1000 * embedder.spent.decoding / len(previews),
    }


def ear(arguments: argparse.Namespace) -> Any:  # noqa: ANN401
    """The model; CLAP with random weights where there is no checkpoint."""
    checkpoint = os.environ.get("AURIC_CLAP_CHECKPOINT")
    if arguments.model == "clap":
        import torch

        from ingest.sound.checkpoint import Checkpoint, digest_of, read_weights
        from ingest.sound.clap import HTSAT_BASE, Clap, best_device, untaught

        device = arguments.device or best_device()
        if checkpoint:
            path = Path(checkpoint)
            read = Checkpoint(digest_of(path), read_weights(path))
            return Clap.of(read, device, arguments.precision)
        torch.manual_seed(8)
        return Clap(untaught(HTSAT_BASE), "random-seed8", device, arguments.precision)
    if arguments.model == "clap-onnx" and checkpoint:
        from ingest.sound.clap_onnx import ClapOnnx

        return ClapOnnx(Path(checkpoint))  # without the self-test: random weights are as fast
    from core.settings import settings
    from ingest.sound.models import opened

    return opened(arguments.model, settings())


def device_name(model: Any) -> str:  # noqa: ANN401
    """What the model runs on."""
    device = getattr(model, "device", None)
    if device is None or device.type == "cpu":
        return "cpu"
    import torch

    return str(torch.cuda.get_device_name(device))


def made(nth: int, folder: Path | None) -> bytes:
    """An MP3 of 30 s in stereo."""
    import soundfile

    if folder:
        files = sorted(
            f for f in folder.rglob("*") if f.suffix in {".ogg", ".opus", ".mp3", ".flac"}
        )
        files = [f for f in files if f.stat().st_size > 700_000]
        with soundfile.SoundFile(files[nth % len(files)]) as recording:
            rate = recording.samplerate
            sound = recording.read(SECONDS * rate, dtype="float32", always_2d=True)[:, :2]
    else:
        chance, rate = np.random.default_rng(nth), RATE
        moments = np.arange(SECONDS * RATE) / RATE
        chord = sum(np.sin(2 * np.pi * hertz * moments) for hertz in chance.uniform(80, 2000, 6))
        hiss = chance.standard_normal((len(moments), 2)) * np.exp(-8 * (moments % 0.5))[:, None]
        sound = 0.05 * chord[:, None] + 0.1 * hiss
    file = io.BytesIO()
    soundfile.write(file, sound, rate, format="MP3")
    return file.getvalue()


@contextmanager
def database(arguments: argparse.Namespace) -> Iterator[Keep]:
    """Somewhere to keep vectors: an embedded Postgres, or nowhere."""
    if arguments.no_database:
        yield lambda vectors: None
        return
    from core.embedded import database_url, stop
    from core.migrations import migrate
    from ingest.database import connect
    from ingest.sound.tracks import keep

    with tempfile.TemporaryDirectory() as home:
        Path(home).chmod(0o755)
        data_dir = Path(home) / "auric"
        try:
            url = database_url(data_dir)
            migrate(url)
            with connect(url) as connection:
                connection.execute("INSERT INTO artist (artist_id, name) VALUES (1, 'Everyone')")
                connection.execute(
                    "INSERT INTO track (track_id, artist_id, title, folded, work)"
                    " SELECT n, 1, n, n, n FROM generate_series(0, %s) AS n",
                    [arguments.previews],
                )
                yield lambda vectors: keep(connection, "benchmark", vectors)
        finally:
            stop(data_dir)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--previews", type=int, default=24)
    parser.add_argument("--model", default="clap")
    parser.add_argument("--device")
    parser.add_argument("--precision", default="fp32")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--audio", type=Path)
    parser.add_argument("--no-database", action="store_true")
    parser.add_argument("--out", type=Path)
    main(parser.parse_args())
