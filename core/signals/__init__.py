"""Stage 4's voices: one file per signal, each with its question, its SQL, its strength, its reason."""

from importlib import import_module
from pkgutil import iter_modules

from core.signal import Signal

# A file without a SIGNAL stops the import; a new file is a new signal.
SIGNALS: tuple[Signal, ...] = tuple(
    import_module(f"{__name__}.{found.name}").SIGNAL for found in iter_modules(__path__)
)
