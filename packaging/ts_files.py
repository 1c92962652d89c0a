"""Qt's TS files: what is translated, what is not yet, and what the app no longer says."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from xml.sax.saxutils import escape

from texts import Text

CONTEXT = "mien"
# How many forms a word for counted things has in Qt's rules.
FORMS = {"de": 2, "fr": 2, "es": 2, "zh_CN": 1, "ja": 1}


@dataclass(frozen=True, slots=True)
class Message:
    """A text in one language; forms: one, or as many as the language has, '' for a missing one."""

    text: Text
    forms: tuple[str, ...]
    files: tuple[str, ...] = ()
    gone: bool = False

    @property
    def done(self) -> bool:
        """Every form is there."""
        return all(self.forms)


def read(path: Path) -> dict[Text, Message]:
    """The messages of a file, none where there is no file."""
    if not path.exists():
        return {}
    messages = {}
    for node in ET.parse(path).iter("message"):  # noqa: S314 - a file of this repository
        text = Text(node.findtext("source") or "", node.get("numerus") == "yes")
        translation = node.find("translation")
        if translation is None:
            continue
        parts = translation.findall("numerusform") if text.plural else [translation]
        forms = tuple(part.text or "" for part in parts)
        files = tuple(place.get("filename", "") for place in node.findall("location"))
        messages[text] = Message(text, forms, files, translation.get("type") == "vanished")
    return messages


def updated(
    old: Mapping[Text, Message], texts: Mapping[Text, list[str]], language: str
) -> dict[Text, Message]:
    """The texts of the app with the translations there are; those of gone texts come last."""
    new = {}
    for text, files in texts.items():
        count = FORMS[language] if text.plural else 1
        forms = old[text].forms if text in old else ()
        forms = forms if len(forms) == count else ("",) * count
        new[text] = Message(text, forms, tuple(files))
    left = {
        text: replace(message, files=(), gone=True)
        for text, message in old.items()
        if text not in texts and message.done
    }
    return new | left


def written(messages: Mapping[Text, Message], language: str) -> str:
    """A TS file; without line numbers, which would change with every edit of the app."""
    body = "".join(_message(message) for message in messages.values())
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n'
        f'<TS version="2.1" language="{language}" sourcelanguage="en">\n'
        f"<context>\n    <name>{CONTEXT}</name>\n{body}</context>\n</TS>\n"
    )


def _message(message: Message) -> str:
    plural = ' numerus="yes"' if message.text.plural else ""
    state = ' type="vanished"' if message.gone else "" if message.done else ' type="unfinished"'
    places = "".join(
        f'        <location filename="../../../app/{name.removeprefix("../../../app/")}"/>\n'
        for name in message.files
    )
    if message.text.plural:
        forms = "".join(
            f"            <numerusform>{escape(form)}</numerusform>\n" for form in message.forms
        )
        words = f"\n{forms}        "
    else:
        words = escape(message.forms[0])
    return (
        f"    <message{plural}>\n{places}"
        f"        <source>{escape(message.text.source)}</source>\n"
        f"        <translation{state}>{words}</translation>\n    </message>\n"
    )
