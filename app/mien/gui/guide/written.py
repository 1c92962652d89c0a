"""What is written in a topic, with the keys as this system and language write them."""

from __future__ import annotations

import re

from PySide6.QtGui import QKeySequence

from mien.gui.guide.topics import Topic
from mien.gui.searching import folded

TYPED = re.compile(r"`([^`]+)`")  # a key, a command, a file
LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")  # or a picture: its words, and where it leads
AIR = "\N{NARROW NO-BREAK SPACE}"  # between what is typed and the edge of its ground


def keyed(body: str, air: str = AIR) -> str:
    """A body whose keys are those of this system."""
    return TYPED.sub(lambda found: f"`{air}{key_text(found[1])}{air}`", body)


def key_text(typed: str) -> str:
    """A key as this system and language write it; anything else stays."""
    portable = QKeySequence.SequenceFormat.PortableText
    key = QKeySequence.fromString(typed, portable)
    if key.isEmpty() or key.toString(portable) != typed:
        return typed
    return key.toString(QKeySequence.SequenceFormat.NativeText)


def said(topic: Topic) -> str:
    """All that is to be read in a topic, folded for searching."""
    words = LINK.sub(r"\1", topic.body).replace("**", "")
    return folded(f"{topic.title}\n{TYPED.sub(lambda found: key_text(found[1]), words)}")
