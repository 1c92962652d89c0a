"""Words that the window shows, where Qt is not at hand: marked, and with their values apart."""

from __future__ import annotations

from collections.abc import Mapping


def mark(text: str) -> str:
    """The text as it is: a sign for whoever collects what is to be translated."""
    return text


class Told(str):
    """A sentence in English that still knows its template and values, so that it can be translated.

    It is the English text wherever a text is wanted: in logs, on the command line, in a session.
    """

    __slots__ = ("template", "values")

    template: str
    values: Mapping[str, object]

    def __new__(cls, template: str, values: Mapping[str, object]) -> Told:
        """The template with its values put in, in English."""
        made = super().__new__(cls, template.format(**values) if values else template)
        made.template, made.values = template, values
        return made

    def __getnewargs__(self) -> tuple[str, Mapping[str, object]]:  # type: ignore[override]
        """What a copy is made of."""
        return self.template, self.values


def to_tell(text: str) -> Told:
    """A marked text as a value of `told` that is translated with it."""
    return text if isinstance(text, Told) else Told(text, {})


def in_a_row(*sentences: str) -> str:
    """Whole sentences one after the other, each translated for itself; empty ones are left out."""
    there = {f"s{place}": to_tell(text) for place, text in enumerate(sentences) if text}
    return Told(" ".join(f"{{{name}}}" for name in there), there)


def told(template: str, /, **values: object) -> str:
    """A sentence whose values are put into its template.

    The template is a literal, as it is collected like one of `mark`. A value that is itself to be
    translated passes `to_tell`; a plain text is left as it is.
    """
    return Told(template, values)
