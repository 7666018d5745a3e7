"""The engine of Signal: what music is adjacent to, and why. Start reading in `core.engine`."""
