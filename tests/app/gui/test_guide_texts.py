"""The guide says the same in every language, and nothing that the program does not have."""

from __future__ import annotations

import re
import shlex
import sys
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from mien.cli.main import parser_for, with_command
from mien.gui.actions import DEEDS, MARKS
from mien.gui.guide.topics import PICTURE, Topic, picture_bytes, read_topics
from mien.gui.language import ENGLISH, TRANSLATED
from mien.gui.review.deeds import DEEDS as REVIEW_DEEDS
from mien.gui.theme import DARK, LIGHT
from mien.record.layout import MANIFEST, ROWS

sys.path.insert(0, str(Path(__file__).parents[3] / "packaging"))

from contents import wanted
from texts import found
from translations import FOLDER
from ts_files import read

ROOT = Path(__file__).parents[3]
LANGUAGES = (ENGLISH, *TRANSLATED)
KEYS = {
    *(deed.key for deed in (DEEDS | MARKS | REVIEW_DEEDS).values()),
    *("Tab", "Esc"),  # Qt's own, and the window's
}
LABEL = re.compile(r"\*\*(.+?)\*\*")
TYPED = re.compile(r"`([^`]+)`")
LINK = re.compile(r"\]\(#([^)]*)\)")
MOST_BYTES = 700_000
WORDS = range(50, 160)


def english() -> tuple[Topic, ...]:
    return read_topics(ENGLISH)


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_language_has_the_same_topics_in_one_order(language: str) -> None:
    topics = read_topics(language)
    assert [topic.key for topic in topics] == [topic.key for topic in english()]
    for there, topic in zip(english(), topics, strict=True):
        assert topic.title != there.title
        assert [name for _, name in PICTURE.findall(topic.body)] == list(there.pictures)
        assert Counter(TYPED.findall(topic.body)) == Counter(TYPED.findall(there.body)), topic.key
        assert LINK.findall(topic.body) == LINK.findall(there.body)
        paragraphs = [body.count("\n\n") for body in (topic.body, there.body)]
        assert paragraphs[0] == paragraphs[1], topic.key


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_are_those_of_the_window(language: str) -> None:
    if language == ENGLISH:
        there = {text.source: text.source for text in found()}
    else:
        messages = read(FOLDER / f"mien_{language}.ts")
        there = {text.source: message.forms[0] for text, message in messages.items()}
    for source, topic in zip(english(), read_topics(language), strict=True):
        asked = Counter(there[label] for label in LABEL.findall(source.body))
        assert Counter(LABEL.findall(topic.body)) == asked, topic.key


def test_topics_are_short_and_their_links_lead_somewhere() -> None:
    keys = [topic.key for topic in english()]
    assert 18 <= len(set(keys)) == len(keys) <= 24
    for topic in english():
        assert len(PICTURE.sub("", topic.body).split()) in WORDS, topic.key
        assert set(LINK.findall(topic.body)) <= set(keys)


def test_every_picture_is_there_in_both_themes_and_none_is_left_over() -> None:
    asked = {name for topic in english() for name in topic.pictures}
    for name in asked:
        sizes = []
        for theme in (DARK, LIGHT):
            image = QImage.fromData(picture_bytes(name, theme.name))
            assert image.width() > 200
            sizes.append(image.width())
        assert abs(sizes[0] - sizes[1]) <= 2  # cut where the face is found, to a pixel or so
    folder = ROOT / "assets" / "mien_assets" / "screenshots"
    assert {path.stem.rpartition("-")[0] for path in folder.glob("*.webp")} == asked


def test_the_guide_is_small() -> None:
    assets = ROOT / "assets" / "mien_assets"
    files = [*(assets / "guide").iterdir(), *(assets / "screenshots").glob("*.webp")]
    assert sum(path.stat().st_size for path in files) < MOST_BYTES


def test_what_is_typed_exists() -> None:
    """Keys are those of actions, commands those of the parser, files those of a session."""
    for topic in english():
        for typed in TYPED.findall(topic.body):
            if typed.startswith("mien "):
                arguments = with_command(shlex.split(typed)[1:])
                parser_for(arguments).parse_args(arguments)
            elif typed.startswith("pip install"):
                assert extra_of(typed) in extras()
            else:
                assert typed in {*KEYS, MANIFEST, ROWS}, topic.key


def extra_of(command: str) -> str:
    found = re.search(r"mien\[(\w+)\]", command)
    assert found is not None
    return found[1]


def extras() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return set(project["project"]["optional-dependencies"])


def test_the_wheel_and_the_bundle_take_the_guide_along() -> None:
    """Both take the whole assets package; the bundle leaves some kinds of files out."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "assets/mien_assets" in project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    for name in ("guide/de.md", "screenshots/smile-dark.webp"):
        assert (ROOT / "assets" / "mien_assets" / name).is_file()
        assert wanted(f"mien_assets/{name}", gpu=False)
