"""The commands that listen."""

from pathlib import Path
from typing import Annotated

import typer

from core.desk import Json, progress, say, settings, translated
from ingest.ready import ready

app = typer.Typer()

MODEL_HELP = "clap, clap-onnx, laion, musicnn or log-mel; AURIC_SOUND_MODEL unless said otherwise."


@app.command("audio")
def embed_audio(
    paths: Annotated[list[Path], typer.Argument(help="Audio files, or folders with them.")],
    mapping: Annotated[
        Path | None,
        typer.Option("--map", help="A CSV file of file,track_id for files without tags."),
    ] = None,
    model: Annotated[str | None, typer.Option(help=MODEL_HELP)] = None,
    ray: Annotated[
        bool,
        typer.Option(
            "--ray", help="On the machines of the Ray cluster at RAY_ADDRESS (extra `ray`)."
        ),
    ] = False,
    listeners: Annotated[
        int | None,
        typer.Option(min=1, help="With --ray: so many at a time; one a GPU unless said otherwise."),
    ] = None,
    json: Json = False,
) -> None:
    """Listen to audio files of tracks that are known here. Run it again to go on. Needs the extra `audio`.

    A file is recognised by the mapping, its MusicBrainz id, its ISRC, or artist and title.
    """
    from ingest.rejects import write_rejects
    from ingest.sound.embedder import Embedder
    from ingest.sound.library import Ears, embed_files
    from ingest.sound.models import opened
    from ingest.sound.with_ray import RayEars, installed

    with translated(), progress(quiet=json) as report:
        if ray:
            installed()
        name = model or settings().sound_model
        here: Embedder = Embedder(opened(name, settings()))
        ears: Ears = RayEars(name, here.model, settings(), listeners) if ray else here
        done = embed_files(ready(report), ears, paths, mapping, report)
        rejects = write_rejects(settings().data_dir, done.rejects)
    sentence = (
        f"{done.embedded:,} recordings embedded in {done.seconds:.1f} s, {done.already:,} were there."
        " Run `auric build` to use them."
    )
    if rejects:
        first = done.rejects[0]
        sentence = (
            f"{len(done.rejects):,} files could not be used, the first: {Path(first.file).name}"
            f" {first.reason}. All of them: {rejects}\n{sentence}"
        )
    say(
        {
            "model": done.model,
            "embedded": done.embedded,
            "already": done.already,
            "rejected": len(done.rejects),
            "rejects": str(rejects) if rejects else None,
            "seconds": round(done.seconds, 3),
        },
        sentence,
        json,
    )


@app.command("export")
def export_onnx(
    path: Annotated[Path, typer.Argument(help="Where to write it: clap.onnx")],
    json: Json = False,
) -> None:
    """Write CLAP's ear as an ONNX file for machines without torch, and check that both hear alike."""
    from ingest.sound.clap_export import export

    with translated():
        exported = export(settings(), path)
    say(
        {"path": str(path), "sha256": exported.sha256, "difference": exported.difference},
        f"{path} hears as the original does (they differ by {exported.difference:.1e} at most). To use it,"
        f" set AURIC_SOUND_MODEL=clap-onnx, AURIC_CLAP_CHECKPOINT={path} and"
        f" AURIC_CLAP_SHA256={exported.sha256}.",
        json,
    )
