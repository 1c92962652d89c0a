"""The user's choices between starts: defaults < file < environment < command line."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import platformdirs
from pydantic import ValidationError

from mien import __version__
from mien.declared import Declared, declared
from mien.errors import MienError
from mien.settings import Settings
from mien.words import mark, told

ENVIRONMENT_PREFIX = "MIEN_"
WRITTEN_BY, CHOICES = "mien", "settings"  # the keys of an exported file
LONGEST_IMPORT = 1_000_000  # bytes


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


def export_settings(settings: Settings, path: Path) -> None:
    """Write what people choose for another computer; not what is merely remembered, as a source.

    Raises MienError where the file cannot be written.
    """
    values = settings.model_dump(mode="json")
    chosen = {setting.name: values[setting.name] for setting in declared(Settings)}
    try:
        write_json(path, {WRITTEN_BY: __version__, CHOICES: chosen})
    except OSError as error:
        raise MienError(
            told(
                "{name} could not be written ({reason}). Choose another place.",
                name=path.name,
                reason=error.strerror,
            )
        ) from error


def import_settings(path: Path, present: Settings) -> Settings:
    """The present choices with those of an exported file in their place, all of them or none.

    Keys that this version does not know are left out. Raises MienError for a file that cannot be
    read, that is none of Mien's or that holds a value out of range.
    """
    known = {setting.name: setting for setting in declared(Settings)}
    values = {name: value for name, value in _exported(path).items() if name in known}
    try:
        return present.changed(**values)
    except ValidationError as error:
        wrong = known.get(str(error.errors()[0]["loc"][0]))
        raise _refused(path, values, wrong) from error


def _exported(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            data = file.read(LONGEST_IMPORT + 1)
    except OSError as error:
        raise MienError(
            told("{name} could not be read ({reason}).", name=path.name, reason=error.strerror)
        ) from error
    try:
        content = json.loads(data) if len(data) <= LONGEST_IMPORT else None
    except (ValueError, RecursionError):
        content = None
    choices = content.get(CHOICES) if isinstance(content, dict) else None
    if not isinstance(content, dict) or WRITTEN_BY not in content or not isinstance(choices, dict):
        raise MienError(
            told(
                "{name} holds no settings of Mien. Choose a file that was exported there. "
                "Nothing was changed.",
                name=path.name,
            )
        )
    return choices


def _refused(path: Path, values: Mapping[str, Any], wrong: Declared | None) -> MienError:
    title = told(wrong.shown.title) if wrong is not None else ""
    value = str(values.get(wrong.name, "") if wrong is not None else "")[:40]
    return MienError(
        told(
            "{name} was not imported, as \N{LEFT DOUBLE QUOTATION MARK}{title}"
            "\N{RIGHT DOUBLE QUOTATION MARK} cannot be {value}. Nothing was changed.",
            name=path.name,
            title=title,
            value=value,
        )
    )


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
        return Settings(), told(
            "The settings could not be read ({reason}): defaults are used.", reason=error.strerror
        )
    except ValueError:  # pydantic's, json's and the text decoder's errors are all ValueErrors
        return Settings(), _set_aside(path)


def _set_aside(path: Path) -> str:
    aside = path.with_name(path.name + ".broken")
    try:
        path.replace(aside)
    except OSError:
        return mark("The settings file is broken and could not be set aside: defaults are used.")
    return told(
        "The settings file was broken: defaults are used, the old file is kept as {name}.",
        name=aside.name,
    )


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
            told(
                "The environment variable {variable} cannot be '{value}': change it or "
                "take it away.",
                variable=variable,
                value=overrides[name],
            )
        ) from error
