"""Claims about every room, and what they need: a package, so that nobody else's `tests` is taken for it."""
