"""What a setting's declaration says of it, so that a dialog can be made from the settings alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from types import NoneType
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from mien.words import mark

LOOK = mark("Look")
OVERLAYS = mark("Overlays")
SOURCES = mark("Sources")
FACES = mark("Faces and values")
RECORDING = mark("Recording")
SENDING = mark("Other programs")
MORE = mark("More")
GROUPS = (LOOK, OVERLAYS, SOURCES, FACES, RECORDING, SENDING, MORE)

PERCENT = "%"  # the unit of a share of 1, shown a hundredfold

Kind = Literal["switch", "choice", "whole", "number", "text", "folder", "file"]


@dataclass(frozen=True, slots=True)
class Shown:
    """Metadata of a setting that people change, in `Annotated`; every text wrapped by `mark`.

    group: one of GROUPS, or a new one, which comes after them. choices: the words of a Literal's
    values; a value without words is shown as it is. unit: after the number. step: of a number, 0
    for a twentieth of its range. folder: the text is the path of one.
    file: it is that of a file, and which ones are offered, such as '*.onnx'.
    """

    title: str
    group: str = MORE
    text: str = ""
    unit: str = ""
    step: float = 0.0
    choices: tuple[tuple[str, str], ...] = ()
    folder: bool = False
    file: str = ""


@dataclass(frozen=True, slots=True)
class Hidden:
    """Metadata of a setting that is remembered, and not chosen in a dialog."""


@dataclass(frozen=True, slots=True)
class Declared:
    """One setting that people change, as its declaration has it.

    least, most: of a number, None where there is no bound; of a text, `most` is its length.
    choices: values with their words, in their order. optional: it may be None.
    """

    name: str
    shown: Shown
    kind: Kind
    default: Any
    least: float | None = None
    most: float | None = None
    choices: tuple[tuple[Any, str], ...] = ()
    optional: bool = False


@cache
def declared(model: type[BaseModel]) -> tuple[Declared, ...]:
    """The settings that people change, by groups, in the order of their declaration.

    A field without `Shown` is there too, under a title made from its name, unless it is `Hidden`.
    Raises TypeError for a field that no control can be made for.
    """
    found = [
        _declared(name, field)
        for name, field in model.model_fields.items()
        if not any(isinstance(data, Hidden) for data in field.metadata)
    ]
    return tuple(setting for group in _groups(found) for setting in found if _in(setting, group))


def _groups(settings: list[Declared]) -> Iterator[str]:
    yield from GROUPS
    yield from dict.fromkeys(s.shown.group for s in settings if s.shown.group not in GROUPS)


def _in(setting: Declared, group: str) -> bool:
    return setting.shown.group == group


def _declared(name: str, field: FieldInfo) -> Declared:
    inner, optional = _without_none(field.annotation)
    shown = next((data for data in field.metadata if isinstance(data, Shown)), None)
    shown = shown or Shown(field.title or name.replace("_", " ").capitalize())
    words = dict(shown.choices)
    choices = get_args(inner) if get_origin(inner) is Literal else ()
    return Declared(
        name=name,
        shown=shown,
        kind=_kind(name, inner, shown),
        default=field.get_default(call_default_factory=True),
        least=_bound(field, "ge"),
        most=_bound(field, "le", "max_length"),
        choices=tuple((value, words.get(value, str(value))) for value in choices),
        optional=optional,
    )


def _without_none(annotation: Any) -> tuple[Any, bool]:
    """The type without '| None', and whether it had it."""
    inner = [part for part in get_args(annotation) if part is not NoneType]
    if NoneType in get_args(annotation) and len(inner) == 1:
        return inner[0], True
    return annotation, False


def _kind(name: str, inner: Any, shown: Shown) -> Kind:
    if get_origin(inner) is Literal:
        return "choice"
    if inner is str:
        return "folder" if shown.folder else "file" if shown.file else "text"
    kinds: dict[Any, Kind] = {bool: "switch", int: "whole", float: "number"}
    if inner not in kinds:
        raise TypeError(f"no control is known for the setting {name}: make it Hidden")
    return kinds[inner]


def _bound(field: FieldInfo, *names: str) -> float | None:
    """The value of the first constraint with one of these names, as `Field` has them."""
    bounds = (getattr(data, name, None) for data in field.metadata for name in names)
    return next((float(bound) for bound in bounds if bound is not None), None)
