"""The notice of the first start: who must be told, what this is for, what it cannot know."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from mien.gui.notice_card import NoticeCard
from mien.gui.theme import Theme
from mien.words import mark

TITLE = mark("Before you start")
POINTS = (
    (
        "person",
        mark("Tell the people you show to it"),
        mark(
            "The EU AI Act asks that they are told (Art. 50(3)), and forbids reading "
            "emotions at work and in education (Art. 5(1)(f))."
        ),
    ),
    (
        "science",
        mark("For research and teaching"),
        mark(
            "Not for decisions about a person, nor for diagnosis. The network may be used for "
            "research alone, as its data sets ask; the settings take one of your own instead."
        ),
    ),
    (
        "eye",
        mark("It reads looks, not feelings"),
        mark(
            "Every value is the estimate of a network from one picture of a face. What someone "
            "feels cannot be known from it."
        ),
    ),
    (
        "lock",
        mark("Pictures stay on this computer"),
        mark("No picture and no value is sent anywhere."),
    ),
)
READ = mark("I have read this")


def first_start(parent: QWidget, theme: Theme) -> NoticeCard:
    """The card of the first start."""
    return NoticeCard(parent, theme, TITLE, POINTS, READ)
