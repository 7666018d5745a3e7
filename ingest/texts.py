"""The texts in what others have written, whatever types they gave it."""

LONGEST = 1_000  # characters of a name or a title


def text(value: object) -> str | None:
    """A value that is some text; None for anything else."""
    said = " ".join(value.replace("\0", "").split())[:LONGEST] if isinstance(value, str) else ""
    return said or None


def texts(value: object) -> tuple[str, ...]:
    """The texts in a value, which may be one or a list of them."""
    return tuple(
        one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)
    )
