"""Takes out of a text what a report must not carry: paths, names of videos, addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path, PureWindowsPath

MEDIA = (
    "mp4|mkv|mov|avi|webm|m4v|mpe?g|wmv|flv|ts|png|jpe?g|webp|bmp|tiff?|gif|heic|csv|parquet|json|"
    "jsonl|eaf|vtt|html|npz|partial"
)
# What says where in a program something is, and nothing about the person.
OF_PROGRAMS = re.compile(r"\.(py|pyi|so(\.\d+)*|pyd|dll|dylib|onnx|task|svg|ttf|cc|cpp|cu|h|c)$")
PATH, ADDRESS, FILE = "<path>", "<address>", "<file>"

CODE_LINE = re.compile(r'File "([^"\n]+)"')
URL = re.compile(r"\b[a-zA-Z][a-zA-Z0-9+.-]{1,15}://[^\s'\"<>]+")
QUOTED = re.compile(r"'([^'\n]*[/\\][^'\n]*)'|\"([^\"\n]*[/\\][^\"\n]*)\"")
START = r"(?<![\w.<>/\\-])(?:~|[A-Za-z]:)?[/\\]"
TO_MEDIA = re.compile(rf"{START}[^'\"<>\n|]*?\.(?:{MEDIA})\b", re.IGNORECASE)
BARE = re.compile(rf"{START}[^\s'\"<>|,;]+")
NAME = re.compile(rf"(?<![\w<.])(?!mien\.)[^\s'\"<>()/\\,;:=]+\.(?:{MEDIA})\b", re.IGNORECASE)
AFTER = re.compile(r"[:\d.)\]]+$")  # a line's number, a sentence's end
SHORTEST = 4  # letters of a name that is worth hiding
NO_NAMES = frozenset({"root", "demo", "mien", "user", "home", "python"})


def hide(text: str, names: Iterable[str] = ()) -> str:
    """The text without paths, names of media files and addresses, for people to pass on.

    Files of programs keep their names without their folder. names: what is to be hidden besides,
    such as the source that is open; a path's own name and stem are hidden with it.
    """
    for name in sorted(_all_names(names), key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", FILE, text, flags=re.IGNORECASE)
    text = CODE_LINE.sub(lambda found: f'File "{code_place(found[1])}"', text)
    text = URL.sub(ADDRESS, text)
    text = QUOTED.sub(_quoted, text)
    text = TO_MEDIA.sub(PATH, text)
    text = BARE.sub(lambda found: _path(found[0]), text)
    return NAME.sub(FILE, text)


def code_place(path: str) -> str:
    """Where a file of code lies inside its package, without what lies before that."""
    parts = path.replace("\\", "/").split("/")
    for root in ("site-packages", "dist-packages", "app", "models"):
        if root in parts:
            return "/".join(parts[len(parts) - parts[::-1].index(root) :])
    return parts[-1]


def _all_names(names: Iterable[str]) -> set[str]:
    """Each with its last part and that one's stem, and the folder of the user."""
    found: set[str] = set()
    for name in names:
        last = PureWindowsPath(name)  # takes both kinds of slashes
        found.update((name, last.name, last.stem))
    found.add(Path.home().name)
    return {name for name in found if len(name) >= SHORTEST and name.lower() not in NO_NAMES}


def _quoted(found: re.Match[str]) -> str:
    inner = found[1] if found[1] is not None else found[2]
    quote = found[0][0]
    return f"{quote}{_path(inner)}{quote}"


def _path(path: str) -> str:
    """A program's file in short; nothing of any other."""
    if not OF_PROGRAMS.search(AFTER.sub("", path)):
        return PATH
    whole = path.startswith(("/", "~")) or "\\" in path
    return code_place(path) if whole else path
