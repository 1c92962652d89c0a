"""Find the texts that the window shows: what stands in tr, tr_n, mark and told in the app."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from environment import ROOT

APP = ROOT / "app" / "mien"
WHOLE = ("tr", "mark", "told")  # their first argument is the text
COUNTED = "tr_n"  # its second is


@dataclass(frozen=True, slots=True)
class Text:
    """One text in English; plural: it has a form for each kind of number."""

    source: str
    plural: bool = False


class TextError(Exception):
    """A text that nobody could translate, in a sentence with its place."""


def found(folder: Path = APP) -> dict[Text, list[str]]:
    """Every text with the files that hold it, in the order of files and lines.

    The files are named from the folder above `folder`. Raises TextError.
    """
    texts: dict[Text, list[str]] = {}
    for path in sorted(folder.rglob("*.py")):
        name = path.relative_to(folder.parent).as_posix()
        for text in _in(ast.parse(path.read_text(encoding="utf-8")), name):
            files = texts.setdefault(text, [])
            if name not in files:
                files.append(name)
    return texts


def _in(tree: ast.Module, name: str) -> Iterator[Text]:
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        if not isinstance(call.func, ast.Name) or call.func.id not in (*WHOLE, COUNTED):
            continue
        counted = call.func.id == COUNTED
        literal = _literal(call, 1 if counted else 0, f"{name}:{call.lineno}")
        if literal:
            yield Text(literal, counted)


def _literal(call: ast.Call, place: int, where: str) -> str:
    """The text at a place of the arguments; '' where a variable brings one marked elsewhere."""
    argument = call.args[place] if place < len(call.args) else None
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return argument.value
    if isinstance(argument, ast.JoinedStr | ast.BinOp):
        raise TextError(f"{where} puts a text together: write one literal with names in braces.")
    if place or argument is None:
        raise TextError(f"{where} has no literal text.")
    return ""
