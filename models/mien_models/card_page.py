"""The card as a page for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mien.network.card import Card


def table(head: list[str], rows: list[list[Any]]) -> str:
    """A Markdown table; an empty value is a dash."""

    def line(cells: list[Any]) -> str:
        return "| " + " | ".join("-" if c is None else str(c) for c in cells) + " |"

    return "\n".join([line(head), line(["---"] * len(head)), *[line(r) for r in rows]])


def _expression(title: str, m: Mapping[str, Any]) -> str:
    left = f", {m['left_out']} without one majority left out" if "left_out" in m else ""
    rows = [[n, m["recall"][n], m["f1"][n]] for n in m["f1"]]
    return "\n\n".join(
        [
            f"### {title}",
            f"{m['faces']} faces{left}. Accuracy {m['accuracy']}, macro F1 {m['macro_f1']}, "
            f"ECE {m['ece']}. Always naming the largest class: {m['largest_class_share']}.",
            table(["expression", "recall", "F1"], rows),
        ]
    )


def _units(m: Mapping[str, Any]) -> str:
    theirs = m["blendshape_teacher"]
    rows = [
        [n, v["positives"], v["f1"], v["auc"], theirs.get(n, {}).get("auc")]
        for n, v in m["units"].items()
    ]
    return "\n\n".join(
        [
            "### Action Units: CK+, subjects never seen (fold 0 of 5)",
            f"{m['frames']} frames. Mean F1 {m['mean_f1']}, mean AUC {m['mean_auc']}.",
            table(["AU", "positive frames", "F1", "AUC", "AUC of blendshapes"], rows),
        ]
    )


def _smile(metrics: Mapping[str, Mapping[str, Any]]) -> str:
    rows = [
        [name, m["faces"], m["without_face"], m["auc"], m["accuracy"], m["mediapipe_auc"]]
        for name, m in (("GENKI-4K", metrics["genki_test"]), ("London", metrics["london"]))
    ]
    head = [
        "test set",
        "faces",
        "no face found, all splits",
        "AUC",
        "accuracy",
        "AUC of MediaPipe's smile",
    ]
    return "\n\n".join(["### Smile", table(head, rows)])


def _saliency(metrics: Mapping[str, Mapping[str, Any]]) -> str:
    columns = ["AUC-Judd", "sAUC", "NSS", "CC", "SIM", "KL", "IG"]
    rows = []
    for name, methods in metrics.items():
        if name.startswith("saliency "):
            for method, m in methods.items():
                rows.append([name.removeprefix("saliency "), method, *[m[c] for c in columns]])
    return "\n\n".join(
        [
            "### Saliency: test pictures of the fixation sets",
            "Scenes are whole pictures at 256 x 192; crops are faces with eight fixations or more. "
            "KL is better when lower; IG is in bits over the centre prior.",
            table(["pictures", "map", *columns], rows),
        ]
    )


def page(card: Card) -> str:
    """The whole card, Markdown."""
    m = card.metrics
    return "\n\n".join(
        [
            f"# {card.name}, version {card.version}",
            card.paper,
            f"Input: aligned face crops, {card.crop_size} x {card.crop_size}, RGB, mean "
            f"{card.mean}, std {card.std}. Outputs: {len(card.expressions)} expressions, "
            f"{len(card.action_units)} Action Units, smile, a saliency map of "
            f"{card.saliency_size[0]} x {card.saliency_size[1]}. Softmax temperature "
            f"{card.temperature}, fitted on FER+ validation.",
            "## Trained on",
            "\n".join(f"- {line}" for line in card.training_data),
            f"**Licence.** {card.licence}",
            "## What it cannot know",
            "\n".join(f"- {line}" for line in card.limits),
            "## Measured on test data, by the ONNX file through the app's own code",
            _expression("Expression: FER+ test, majority of eight", m["ferplus_test"]),
            _expression("Expression: colour set test, seven", m["colour_test"]),
            _units(m["ckplus_fold0"]),
            _smile(m),
            _saliency(m),
            f"ONNX Runtime differs from torch by at most "
            f"{m['export']['largest_difference_from_torch']} on any output.",
            "",
        ]
    )
