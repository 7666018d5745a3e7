"""The HTTP door: one public address for the engine's answers."""
