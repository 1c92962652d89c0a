"""What the user chose, kept between starts: defaults < file < environment < command line."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import platformdirs
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from mien.errors import MienError

ENVIRONMENT_PREFIX = "MIEN_"

ThemeChoice = Literal["system", "light", "dark"]
ColourMap = Literal["inferno", "viridis", "cividis"]
Kept = Literal["clean", "annotated", "both", "numbers"]


LIKELIEST = ""  # in the place of a value's name: each face's likeliest expression


class Settings(BaseModel):
    """The user's choices; frozen, changed by `changed`.

    saliency ... smile: which overlays are drawn; evidence only where saliency is not, as both
    cover the face. evidence_of: the value whose evidence is shown, LIKELIEST or a name of the
    network's card. opacity: of both maps, 0..1. colour_map: of the saliency map.
    mirror_camera, mirror_file: a camera is shown as in a mirror, other sources as they are.
    max_faces: how many faces a frame are read at most.
    last_source: as sources.open_source takes it, 'camera:<identity>' and not a number.
    notice_seen: the notice of the first start was read. record_*: what the window keeps of a
    recording, the seconds that are counted down before it, where it goes (None: the usual place),
    and whether the notice of the first recording was read.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    theme: ThemeChoice = "system"
    saliency: bool = True
    evidence: bool = False
    box: bool = True
    landmarks: bool = True
    action_units: bool = False
    expression: bool = True
    smile: bool = True
    evidence_of: Annotated[str, Field(max_length=40)] = LIKELIEST
    opacity: Annotated[float, Field(ge=0.05, le=1.0)] = 0.6
    colour_map: ColourMap = "inferno"
    mirror_camera: bool = True
    mirror_file: bool = False
    panel: bool = True
    max_faces: Annotated[int, Field(ge=1, le=8)] = 8
    last_source: str | None = None
    notice_seen: bool = False
    record_keep: Kept = "clean"
    record_blurred: bool = False
    record_countdown: Annotated[int, Field(ge=0, le=60)] = 3
    record_folder: str | None = None
    record_notice_seen: bool = False

    @field_validator("evidence")
    @classmethod
    def _one_map(cls, on: bool, info: ValidationInfo) -> bool:
        """Two maps over each other say nothing: saliency has the place where both are asked for."""
        return on and not info.data.get("saliency", False)

    def changed(self, **values: object) -> Settings:
        """A copy with some values replaced; ValidationError where one is out of range."""
        return Settings.model_validate({**self.model_dump(), **values})


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
