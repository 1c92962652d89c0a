"""The user's choices between starts: defaults < file < environment < command line."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import platformdirs
from pydantic import ValidationError

from mien.errors import MienError
from mien.settings import Settings

ENVIRONMENT_PREFIX = "MIEN_"


def settings_path() -> Path:
    """Where the choices are kept for this user."""
    return Path(platformdirs.user_config_dir("mien", appauthor=False)) / "settings.json"


def window_path() -> Path:
    """Where the window's place and size are kept, apart from the choices."""
    return settings_path().with_name("window.json")


def load_settings(
    path: Path | None = None, environment: Mapping[str, str] | None = None
) -> tuple[Settings, str]:
    """The choices, and a sentence for the user where a broken file was set aside, else ''.

    Raises MienError for a MIEN_ variable with a value that cannot be used.
    """
    kept, notice = _read(path or settings_path())
    return _overlaid(kept, os.environ if environment is None else environment), notice


def save_settings(
    settings: Settings, path: Path | None = None, environment: Mapping[str, str] | None = None
) -> None:
    """Write the choices; one that the environment dictates keeps the file's own value."""
    path = path or settings_path()
    dictated = _overrides(os.environ if environment is None else environment)
    values = settings.model_dump(mode="json")
    if dictated:
        kept, _ = _read(path)
        ruled = _overlaid(kept, os.environ if environment is None else environment)
        values.update(
            {
                name: getattr(kept, name)
                for name in dictated
                if getattr(settings, name) == getattr(ruled, name)
            }
        )
    write_json(path, values)


def write_json(path: Path, values: Mapping[str, Any]) -> None:
    """Replace a file by the values in one step, so that a crash leaves the old or the new one.

    Raises OSError where the folder cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.write_text(json.dumps(values, indent=2) + "\n", encoding="utf-8")
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _read(path: Path) -> tuple[Settings, str]:
    """The file's choices over the defaults; a file that cannot be used is renamed."""
    try:
        return Settings.model_validate(json.loads(path.read_text(encoding="utf-8"))), ""
    except FileNotFoundError:
        return Settings(), ""
    except OSError as error:
        return Settings(), f"The settings could not be read ({error.strerror}): defaults are used."
    except ValueError:  # pydantic's, json's and the text decoder's errors are all ValueErrors
        return Settings(), _set_aside(path)


def _set_aside(path: Path) -> str:
    aside = path.with_name(path.name + ".broken")
    try:
        path.replace(aside)
    except OSError:
        return "The settings file is broken and could not be set aside: defaults are used."
    return f"The settings file was broken: defaults are used, the old file is kept as {aside.name}."


def _overrides(environment: Mapping[str, str]) -> dict[str, str]:
    """The settings that the environment dictates, as text."""
    names = {ENVIRONMENT_PREFIX + name.upper(): name for name in Settings.model_fields}
    return {names[key]: value for key, value in environment.items() if key in names}


def _overlaid(settings: Settings, environment: Mapping[str, str]) -> Settings:
    overrides = _overrides(environment)
    if not overrides:
        return settings
    try:
        return settings.changed(**overrides)
    except ValidationError as error:
        name = str(error.errors()[0]["loc"][0])
        variable = ENVIRONMENT_PREFIX + name.upper()
        raise MienError(
            f"The environment variable {variable} cannot be '{overrides[name]}': "
            "change it or take it away."
        ) from error
