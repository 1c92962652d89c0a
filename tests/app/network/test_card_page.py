"""The card as a page: known tables in words, unknown and odd ones as they are."""

from __future__ import annotations

import pytest
from tests.app.scenes import CARD

from mien.network.card_file import read_card
from mien.network.card_page import page
from mien.network.session import Network

UNITS = {"AU12": {"positives": 3, "f1": 0.5, "auc": 0.75}}


def test_the_shipped_card_becomes_a_page_with_every_table() -> None:
    card = Network.load(device="cpu").card
    text = page(card)
    assert text.startswith(f"# {card.name}, version {card.version}")
    for heading in ("## Trained on", "## What it cannot know", "### Smile", "### Expression"):
        assert heading in text
    assert all(line in text for line in (*card.limits, *card.training_data, card.licence))
    assert str(card.metrics["ferplus"]["accuracy"]) in text


def test_a_known_table_is_worded() -> None:
    units = {"frames": 9, "mean_f1": 0.5, "mean_auc": 0.75, "units": UNITS, "blendshapes": {}}
    text = page(CARD.model_copy(update={"metrics": {"ckplus": units}}))
    assert "9 frames. Mean F1 0.5, mean AUC 0.75 over 1 AUs." in text
    assert "| AU12 | 3 | 0.5 | 0.75 | - |" in text


@pytest.mark.parametrize("name", ["ckplus", "explain", "face crops", "somebody's own"])
def test_a_table_that_looks_otherwise_is_shown_as_it_is(name: str) -> None:
    text = page(CARD.model_copy(update={"metrics": {name: {"accuracy": 0.125}}}))
    assert f"### {name}" in text
    assert "| accuracy | 0.125 |" in text


def test_a_card_survives_the_file() -> None:
    again = read_card({"mien_card": CARD.model_dump_json()})
    assert again == CARD
    assert again.values == (*CARD.expressions, *CARD.action_units, "smile")


def test_stress_is_worded_by_set_step_and_group() -> None:
    row = {"faces": 600, "accuracy": 0.8, "within": 0.032, "face_found": 0.97, "lost": 0.0}
    part = {"faces": 9, "accuracy": 0.5, "within": None}
    stress = {
        "steps": {"ferplus": {"as it is": row, "dark": row | {"accuracy": 0.7, "lost": 0.1}}},
        "groups": {"colour": {"yaw": {"below 10 degrees": part}}},
        "not allowed": ["Ages are not labelled."],
    }
    text = page(CARD.model_copy(update={"metrics": {"stress": stress}}))
    assert "FER+ test, 600 faces, half width 0.032:" in text
    assert "| dark | 0.7 | 0.1 | 0.97 |" in text
    assert "| colour test | yaw | below 10 degrees | 9 | 0.5 | - |" in text
    assert "- Ages are not labelled." in text


def test_texts_of_a_strangers_card_are_text_alone(qapp: object) -> None:
    from PySide6.QtGui import QTextDocument

    evil = "[click](file:///etc/passwd) ![x](file:///x.png) <b>bold</b> `a` \\[y](file:///y)"
    card = CARD.model_copy(
        update={
            "name": evil,
            "paper": evil,
            "licence": evil,
            "limits": (evil,),
            "metrics": {evil: {evil: evil}},
        }
    )
    document = QTextDocument()
    document.setMarkdown(page(card))
    html = document.toHtml()
    assert "href" not in html
    assert "<img" not in html
    assert document.toPlainText().count("[click](file:///etc/passwd)") == 7
    assert "<b>bold</b>" in document.toPlainText()
