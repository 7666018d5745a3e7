"""Between the text of a dump and the text that Postgres copies in.

Both are text with escapes, so a value need not be taken apart to get from one to the other: the few
bytes that COPY reads specially are escaped in the record, before it is read, and the entities of
XML are resolved in the finished rows. Only a value that must be understood becomes a `str`.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from core.names import fold
from ingest.records import LONGEST_KEY
from ingest.sources.discogs.grammar import ILLEGAL, OddError
from ingest.stage import label_key

NULL = rb"\N"
ENTITY = re.compile(rb"&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(lt|gt|amp|quot|apos));|&")
ESCAPE = re.compile(r"\\([\\tnr])")
ESCAPED = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
WRITTEN = {"\\": "\\", "t": "\t", "n": "\n", "r": "\r"}
BY_NAME = {b"lt": "<", b"gt": ">", b"amp": "&", b"quot": '"', b"apos": "'"}


def escaped(record: bytes) -> bytes:
    """A record whose backslashes and line ends mean themselves to COPY."""
    if b"\r" in record:  # as XML has it: any line end is one \n
        record = record.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return record.replace(b"\\", rb"\\").replace(b"\n", rb"\n").replace(b"\t", rb"\t")


def copyable(rows: list[bytes]) -> bytes:
    """Finished rows as COPY takes them. Raises OddError for what no text of XML can hold."""
    together = b"\n".join(rows)
    if b"&" in together:
        together = ENTITY.sub(lambda found: _resolved(found[0]), together)
    if len(together.translate(None, ILLEGAL)) != len(together):
        raise OddError("it holds control characters")
    try:
        together.decode()
    except UnicodeDecodeError as error:
        raise OddError("it is not in UTF-8") from error
    return together + b"\n" if rows else b""


@lru_cache(maxsize=4096)
def _resolved(entity: bytes) -> bytes:
    letter = _letter(entity)
    return ESCAPED.get(letter, letter).encode()


def _letter(entity: bytes) -> str:
    found = ENTITY.fullmatch(entity)
    if found is None or entity == b"&":
        raise OddError("an ampersand stands for nothing")
    if found[3]:
        return BY_NAME[found[3]]
    code = int(found[1]) if found[1] else int(found[2], 16)
    if code > 0x10FFFF or 0xD800 <= code < 0xE000 or (code < 32 and code not in (9, 10, 13)):
        raise OddError(f"{entity.decode()} is no character")
    return chr(code)


def understood(value: bytes) -> str:
    """A value as a reader sees it."""
    try:
        text = value.decode()
    except UnicodeDecodeError as error:
        raise OddError("it is not in UTF-8") from error
    if "\\" in text:
        text = ESCAPE.sub(lambda found: WRITTEN[found[1]], text)
    if "&" in text:
        text = ENTITY.sub(lambda found: _letter(found[0]).encode(), text.encode()).decode()
    return text


def written(text: str) -> bytes:
    """A `str` as it stands in a row until `copyable`."""
    return (
        escaped(text.replace("\r", "&#13;").encode())
        .replace(b"&", b"&amp;")
        .replace(b"&amp;#13;", b"&#13;")
    )


def array(texts: Iterable[str]) -> bytes:
    """An array of texts; NULL for none."""
    quoted = ['"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"' for text in texts]
    return written("{" + ",".join(quoted) + "}") if quoted else NULL


@lru_cache(maxsize=20_000)
def texts(*values: bytes) -> bytes:
    """An array of values that come again and again: genres, styles, formats."""
    return array(understood(value) for value in values)


def folded(value: bytes) -> bytes:
    """A name as it is looked up."""
    return written(short(fold(understood(value))))


def folded_label(value: bytes) -> bytes:
    """A label's name as it is told apart."""
    return written(short(label_key(understood(value))))


def short(text: str) -> str:
    """As much of a folded name as an index takes."""
    return (
        text
        if len(text) <= LONGEST_KEY // 4
        else text.encode()[:LONGEST_KEY].decode(errors="ignore")
    )
