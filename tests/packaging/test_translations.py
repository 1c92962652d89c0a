"""Every text of the window in every language: there, with the same places for values, compiled."""

from __future__ import annotations

import string
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QTranslator

sys.path.insert(0, str(Path(__file__).parents[2] / "packaging"))

import translations
from texts import Text, TextError, found
from ts_files import CONTEXT, FORMS, Message, read, updated, written

LANGUAGES = tuple(FORMS)


@pytest.fixture(scope="module")
def texts() -> dict[Text, list[str]]:
    return found()


def in_file(language: str) -> dict[Text, Message]:
    return read(translations.FOLDER / f"mien_{language}.ts")


def places(text: str) -> set[tuple[str, str | None, str | None]]:
    """Names, formats and conversions of the values that go into a text."""
    parts = string.Formatter().parse(text)
    return {(name, shape, how) for _, name, shape, how in parts if name is not None}


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_untranslated_or_left_over(language: str, texts: dict[Text, list[str]]) -> None:
    there = in_file(language)
    lacking = [text.source for text in texts if text not in there or not there[text].done]
    assert lacking == [], "translate these in the .ts file, then run packaging/translations.py"
    assert [text.source for text in there if text not in texts] == []
    path = translations.FOLDER / f"mien_{language}.ts"
    assert path.read_text("utf-8") == written(updated(there, texts, language), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_values_have_their_places(language: str) -> None:
    wrong = {}
    for text, message in in_file(language).items():
        for form in filter(None, message.forms):
            missing, more = places(text.source) - places(form), places(form) - places(text.source)
            # In the form for one thing, the number may be a word.
            if more or missing - ({("n", "", None)} if text.plural else set()):
                wrong[text.source] = form
    assert wrong == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_keys_codes_and_ends_stay(language: str) -> None:
    """What is typed, pressed or looked up is the same word in each language."""
    kept = ("AU06", "AU12", "ONNX", "F12", "CUDA", "--device", "mien recover", "mien doctor", "…")
    wrong = {
        text.source: form
        for text, message in in_file(language).items()
        for form in filter(None, message.forms)
        for word in kept
        if word in text.source and word not in form
    }
    assert wrong == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_file_says_the_same(language: str) -> None:
    translator = QTranslator()
    assert translator.load(str(translations.FOLDER / f"mien_{language}.qm"))
    for text, message in in_file(language).items():
        if text.plural:
            counts = (1, 2)[: len(message.forms)] if len(message.forms) > 1 else (2,)
            said = [translator.translate(CONTEXT, text.source, None, n) for n in counts]
        else:
            said = [translator.translate(CONTEXT, text.source)]
        assert said == list(message.forms), "run packaging/translations.py"


def test_texts_that_nobody_could_translate_are_refused(tmp_path: Path) -> None:
    app = tmp_path / "app"
    app.mkdir()
    (app / "one.py").write_text('tr(f"{count} faces")')
    with pytest.raises(TextError, match=r"one\.py:1"):
        found(app)
    (app / "one.py").write_text('tr("All " + "faces")')
    with pytest.raises(TextError, match=r"one\.py:1"):
        found(app)
    (app / "one.py").write_text("tr_n(one, many, 3)")
    with pytest.raises(TextError, match="no literal"):
        found(app)


def test_new_texts_are_marked_and_old_ones_kept(tmp_path: Path) -> None:
    app = tmp_path / "app"
    app.mkdir()
    (app / "one.py").write_text('tr("Face"); tr_n("{n} face", "{n} faces", 2); mark("a & b <c>")')
    first = updated({}, found(app), "de")
    assert [message.forms for message in first.values()] == [("",), ("", ""), ("",)]
    face = Text("Face")
    told = first | {face: Message(face, ("Gesicht",))}
    (tmp_path / "de.ts").write_text(written(told, "de"), encoding="utf-8")
    again = read(tmp_path / "de.ts")
    assert again[face].forms == ("Gesicht",)
    assert Text("a & b <c>") in again
    (app / "one.py").write_text('tr("Other")')
    later = updated(again, found(app), "de")
    assert not later[Text("Other")].done
    assert later[face].gone
    assert Text("{n} faces", plural=True) not in later  # never translated: nothing to keep


def test_the_command_says_what_is_to_be_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(translations, "FOLDER", tmp_path)
    monkeypatch.setattr(translations, "found", lambda: {Text("Face"): ["app/one.py"]})
    assert translations.main(["--check"]) == 1
    assert list(tmp_path.iterdir()) == []
    assert translations.main([]) == 0
    assert min(path.name for path in tmp_path.glob("*.qm")) == "mien_de.qm"
    assert translations.main(["--check"]) == 1
    assert "de: 1 texts, 1 untranslated, 0 vanished" in capsys.readouterr().out
