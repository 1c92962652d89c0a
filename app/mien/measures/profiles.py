"""Neutral faces kept by name on request: the network's numbers, no picture and no face template.

One JSON file a name in the user's own data folder. A neutral belongs to the network that read it
and is refused with any other. A file may be broken or made to do harm: it is read with bounds.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import numpy as np
import platformdirs
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from mien.errors import MienError
from mien.measures.neutral import Neutral
from mien.network.card import Card
from mien.settings_file import write_json
from mien.types import frozen
from mien.words import told

SUFFIX = ".json"
MOST_BYTES = 100_000
MOST_PROFILES = 200
LONGEST_NAME = 60

Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
Values = Annotated[dict[Annotated[str, Field(max_length=40)], Share], Field(max_length=200)]


class Profile(BaseModel):
    """A file's content. network: the SHA-256 of the network that read the values, each 0..1.

    smile: None where the network reads none.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_name: Annotated[Literal["mien.neutral"], Field(alias="schema")]
    version: Literal[1]
    name: Name
    made: Annotated[str, Field(max_length=40)]
    network: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    expression: Values
    action_units: Values
    smile: Share | None

    @classmethod
    def of(cls, name: str, neutral: Neutral, card: Card, sha256: str) -> Self:
        """A neutral under a name, made now."""
        smile = neutral.smile
        expression = zip(card.expressions, _rounded(neutral.expression), strict=True)
        units = zip(card.action_units, _rounded(neutral.action_units), strict=True)
        return cls.model_validate(
            {
                "schema": "mien.neutral",
                "version": 1,
                "name": name,
                "made": datetime.now(UTC).isoformat(timespec="seconds"),
                "network": sha256,
                "expression": dict(expression),
                "action_units": dict(units),
                "smile": round(smile, 5) if np.isfinite(smile) else None,
            }
        )


def profiles_folder() -> Path:
    """Where this user's profiles are."""
    return platformdirs.user_data_path("mien", appauthor=False) / "neutral"


def profile_names(folder: Path) -> list[str]:
    """The names that are kept, in the alphabet's order; none where the folder cannot be read."""
    try:
        files = [path for path in folder.iterdir() if path.suffix == SUFFIX and path.is_file()]
    except OSError:
        return []
    names = sorted((path.stem for path in files), key=str.casefold)
    return [name for name in names if clean_name(name) == name][:MOST_PROFILES]


def clean_name(text: str) -> str:
    """A name as it can be a file's on every system, '' where nothing of it is left."""
    name = " ".join(re.sub(r'[\x00-\x1f\x7f<>:"/\\|?*]+', " ", text).split())
    return name.strip(". ")[:LONGEST_NAME].strip(". ")


def keep_profile(folder: Path, name: str, neutral: Neutral, card: Card, sha256: str) -> None:
    """Write a profile, over one of the same name. MienError where that cannot be."""
    name = _checked(name)
    values = Profile.of(name, neutral, card, sha256).model_dump(mode="json", by_alias=True)
    try:
        write_json(folder / (name + SUFFIX), values)
    except OSError as error:
        raise MienError(
            told(
                "The profile {name} cannot be kept ({why}): make room or change who may write.",
                name=name,
                why=error.strerror,
            )
        ) from error


def load_profile(folder: Path, name: str, card: Card, sha256: str) -> Neutral:
    """The neutral under a name. MienError where it is missing, broken or of another network."""
    path = folder / (_checked(name) + SUFFIX)
    try:
        profile = Profile.model_validate(_json(path, name))
    except ValidationError as error:
        raise _broken(name) from error
    same_names = tuple(profile.expression), tuple(profile.action_units)
    if profile.network != sha256 or same_names != (card.expressions, card.action_units):
        raise MienError(
            told(
                "The profile {name} was made with another network: calibrate this person again.",
                name=name,
            )
        )
    return Neutral(
        expression=frozen(np.array(list(profile.expression.values()), np.float32)),
        action_units=frozen(np.array(list(profile.action_units.values()), np.float32)),
        smile=float("nan") if profile.smile is None else profile.smile,
    )


def delete_profile(folder: Path, name: str) -> None:
    """Take a profile away for good. MienError where that cannot be."""
    try:
        (folder / (_checked(name) + SUFFIX)).unlink(missing_ok=True)
    except OSError as error:
        raise MienError(
            told("The profile {name} cannot be deleted ({why}).", name=name, why=error.strerror)
        ) from error


def _checked(name: str) -> str:
    if not name or clean_name(name) != name:
        raise MienError(told("A profile cannot be called so: use letters, digits and spaces."))
    return name


def _json(path: Path, name: str) -> Any:
    try:
        if path.is_symlink() or path.stat().st_size > MOST_BYTES:
            raise _broken(name)
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise MienError(
            told("The profile {name} cannot be read ({why}).", name=name, why=error.strerror)
        ) from error
    except (ValueError, RecursionError) as error:
        raise _broken(name) from error


def _broken(name: str) -> MienError:
    return MienError(
        told(
            "The profile {name} is damaged or made by hand: delete it and calibrate again.",
            name=name,
        )
    )


def _rounded(values: Any) -> list[float]:
    return [round(float(value), 5) for value in values]
