"""Artists, labels and masters: what releases refer to."""

import re
from collections.abc import Sequence

from ingest.sources.discogs.grammar import OddError, leaf, leaves, named, sections
from ingest.sources.discogs.releases import Rows, listed, year
from ingest.sources.discogs.text import (
    NULL,
    array,
    folded,
    folded_label,
    texts,
    understood,
)

MASTER = re.compile(rb'<master id="(\d{1,9})">')
PARENT = re.compile(rb'<parentLabel id="(\d{1,9})">')
NUMBER = re.compile(rb"\d{1,9}")
BONDS = ((b"aliases", b"alias"), (b"members", b"member"), (b"groups", b"group"))


def artist(record: bytes, digest: bytes) -> Rows:
    """The rows of one artist. Raises OddError."""
    said = _said(record, b"<artist>", b"</artist>")
    id, name = _number(said, b"id"), leaf(said, b"name")
    if not name.strip():
        raise OddError("it has no name")
    variations = [text for _, text in named(said.get(b"namevariations", b""))]
    row = (
        id, digest, name, folded(bare(name)), leaf(said, b"realname") or NULL, leaf(said, b"profile") or NULL,
        _urls(said), array(map(understood, variations)), _array_of_folded(variations),
    )  # fmt: skip
    bonds = [
        b"\t".join((id, kind, other, name or NULL))
        for section, kind in BONDS
        for other, name in named(said.get(section, b""))
        if other
    ]
    return {"artist": [b"\t".join(row)], "bond": bonds}


def label(record: bytes, digest: bytes) -> Rows:
    """The row of one label. Raises OddError."""
    said = _said(record, b"<label>", b"</label>")
    name, parent = leaf(said, b"name"), PARENT.search(record)
    if not name.strip():
        raise OddError("it has no name")
    row = (
        _number(said, b"id"), digest, name, folded_label(name), parent[1] if parent else NULL,
        leaf(said, b"profile") or NULL, _urls(said),
    )  # fmt: skip
    return {"label": [b"\t".join(row)]}


def master(record: bytes, digest: bytes) -> Rows:
    """The rows of one master. Raises OddError."""
    head = MASTER.match(record)
    if head is None or not record.endswith(b"</master>"):
        raise OddError("it does not begin and end as a master")
    said = sections(record, head.end(), len(record) - len(b"</master>"))
    main = leaf(said, b"main_release")
    row = (
        head[1], digest, leaf(said, b"title"), year(leaf(said, b"year")), main if main.isdigit() else NULL,
        texts(*leaves(said.get(b"genres", b""), b"genre")), texts(*leaves(said.get(b"styles", b""), b"style")),
    )  # fmt: skip
    return {
        "master": [b"\t".join(row)],
        "master_artist": listed(head[1], said.get(b"artists", b"")),
    }


def bare(name: bytes) -> bytes:
    """A name without the number that tells namesakes apart: "Nirvana (2)"."""
    return re.sub(rb" \(\d+\)$", b"", name)


def _said(record: bytes, opening: bytes, closing: bytes) -> dict[bytes, bytes]:
    if not (record.startswith(opening) and record.endswith(closing)):
        raise OddError(f"it does not begin and end as {opening.decode()}")
    return sections(record, len(opening), len(record) - len(closing))


def _number(said: dict[bytes, bytes], tag: bytes) -> bytes:
    number = leaf(said, tag)
    if not NUMBER.fullmatch(number):
        raise OddError("it has no id")
    return number


def _urls(said: dict[bytes, bytes]) -> bytes:
    return array(understood(url) for url in leaves(said.get(b"urls", b""), b"url") if url)


def _array_of_folded(names: Sequence[bytes]) -> bytes:
    return array(understood(folded(name)) for name in names)
