"""What is missing or wrong in a card, all of it, in words."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from mien.faces.blendshapes import BLENDSHAPES
from mien.network.card import SMILE, Card, Output, Outputs

# Columns of the rows, of tables and of exports: a value with such a name could not be told apart.
RESERVED = frozenset(
    (
        *("frame", "time_s", "captured_ns", "source_frame", "source_time_s", "skipped", "gap"),
        *("faces", "video_index", "face_id", "score", "x", "y", "width", "height"),
        *("pitch", "yaw", "roll", "expression", SMILE, "session", "utc", "file", "timestamp"),
        *("quality", "quality_reason", "asymmetry_mouth_x", "asymmetry_mouth_y"),
        *("asymmetry_brow_x", "asymmetry_brow_y", "gaze_x", "gaze_y", "blinks", "blink_rate"),
        "duchenne_hint",
        *BLENDSHAPES,
    )
)
CALIBRATED = "_calibrated"  # what stands beside each value is called so
# Letters of any script, digits and a few signs: a name becomes a column, a channel, an address.
USABLE = re.compile(r"[^\W_][\w .+'()/-]*")
# In the place of fields that cannot be used, while the others are looked at.
STAND_INS: Mapping[str, Any] = {
    "name": "0",
    "version": "0",
    "crop_size": 64,
    "mean": (0.0,),
    "std": (1.0,),
    "expressions": ("0",),
    "action_units": (),
    "training_data": ("0",),
    "licence": "0",
    "limits": ("0",),
}
FACS = re.compile(r"AU\d\d")


def checked(values: object) -> tuple[Card | None, list[str]]:
    """The card that these values make, None where they make none, and all that is wrong."""
    if not isinstance(values, Mapping):
        return None, ["the card is no table of fields"]
    try:
        card = Card.model_validate(values)
    except ValidationError as error:
        errors = _innermost(error.errors(include_url=False))
        fields = {str(one["loc"][0]) for one in errors}
        return None, [*map(_field_problem, errors), *_problems_beside(values, fields)]
    return card, [*_name_problems(card), *_at_odds(card)]


def _innermost(errors: Sequence[Any]) -> list[Any]:
    """Without those that only follow from one deeper inside, such as a list that lost an item."""
    places = [one["loc"] for one in errors]
    return [one for one in errors if not any(place[:-1] == one["loc"] for place in places)]


def _problems_beside(values: Mapping[Any, Any], broken: set[str]) -> list[str]:
    """What else is wrong with a card some of whose fields are no good: nobody should mend it twice.

    Those fields are filled with something that is no mistake, and what is said of them left out.
    """
    filled = {field: STAND_INS[field] for field in broken & STAND_INS.keys()}
    rest = {field: value for field, value in values.items() if field not in broken}
    card = Card.model_validate(rest | filled)
    found = (*_name_problems(card), *_at_odds(card))
    return [one for one in found if not any(f"'{field}'" in one for field in broken)]


def remarks(card: Card) -> list[str]:
    """What is no mistake, and still worth knowing."""
    odd = [code for code in card.action_units if not FACS.fullmatch(code)]
    said = []
    if odd:
        said.append(
            f"{', '.join(odd)}: FACS is written as AU01; its names are shown for such codes alone"
        )
    if not card.metrics:
        said.append("the card tells no figure that was measured on test data")
    return said


def _field_problem(error: Any) -> str:
    """One of pydantic's errors with the field's own description."""
    place = [str(part) for part in error["loc"]]
    path = ".".join(place)
    if error["type"] == "missing":
        return f"'{path}' is missing: {_described(place)}".rstrip(": ")
    if error["type"] == "extra_forbidden":
        return f"'{path}' is no field of a card{_meant(place)}"
    said = str(error["msg"]).replace("Input should be", "it should be")
    return f"'{path}' cannot be {_short(error['input'])}: {said[:1].lower()}{said[1:]}"


def _model_at(place: list[str]) -> type[BaseModel] | None:
    """The model that holds a field of the card, None where none does."""
    models: dict[int, type[BaseModel]] = {1: Card, 2: Outputs, 3: Output}
    return models.get(len(place)) if len(place) == 1 or place[0] == "outputs" else None


def _described(place: list[str]) -> str:
    model = _model_at(place)
    field = model.model_fields.get(place[-1]) if model is not None else None
    return (field.description or "") if field is not None else ""


def _meant(place: list[str]) -> str:
    model = _model_at(place)
    near = difflib.get_close_matches(place[-1], model.model_fields if model is not None else ())
    return f"; is '{near[0]}' meant?" if near else ""


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _name_problems(card: Card) -> Iterator[str]:
    names = (*card.expressions, *card.action_units)
    for name, count in Counter(names).items():
        if count > 1:
            yield f"the name '{name}' stands {count} times among the values"
        if name in RESERVED or name.endswith(CALIBRATED):
            yield f"the name '{name}' is a column of Mien's own: call the value otherwise"
    for name in (card.name, card.version, *names):
        if not USABLE.fullmatch(name):
            yield (
                f"{_short(name)} cannot be a name: begin with a letter or digit, then letters, "
                "digits, spaces and . _ + - / ( ) ' alone"
            )


def _at_odds(card: Card) -> Iterator[str]:
    """Fields that say nothing, and those that are right alone and wrong together."""
    for field in ("training_data", "licence", "limits"):
        if not getattr(card, field):
            yield f"'{field}' is empty: {Card.model_fields[field].description}"
    for field in ("mean", "std"):
        count = len(getattr(card, field))
        if count not in (1, card.channels):
            yield f"'{field}' has {count} numbers for {card.channels} channels"
    if card.outputs is not None:
        for kind, field in (
            ("expression", "expressions"),
            ("action_units", "action_units"),
            ("saliency", "saliency_size"),
            ("evidence", "evidence_size"),
        ):
            named, said = getattr(card.outputs, kind) is not None, bool(getattr(card, field))
            if named and not said:
                yield f"'outputs' names one for {kind}, and '{field}' says nothing of it"
            if said and not named:
                yield f"'{field}' is given, and 'outputs' names none for {kind}"
    if not card.values and card.saliency_size is None:
        yield "the card names no expression, no Action Unit, no smile and no saliency map"
