"""The libraries that only those who want an outlet need to install."""

from __future__ import annotations

import importlib
from types import ModuleType

from mien.errors import MienError
from mien.words import told


def needed(module: str, extra: str) -> ModuleType:
    """A module of one of Mien's extras; MienError where it is not installed or cannot be used."""
    try:
        return importlib.import_module(module)
    except (ImportError, RuntimeError) as error:  # pylsl's where it finds no liblsl
        raise MienError(
            told(
                "This needs {module}, which is not installed: run pip install 'mien[{extra}]'.",
                module=module,
                extra=extra,
            )
        ) from error
