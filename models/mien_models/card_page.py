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


def _unit_table(title: str, m: Mapping[str, Any]) -> str:
    theirs = m["blendshapes"]
    rows = [
        [n, v["positives"], v["f1"], v["auc"], theirs.get(n, {}).get("auc")]
        for n, v in m["units"].items()
    ]
    return "\n\n".join(
        [
            f"### {title}",
            f"{m['frames']} frames. Mean F1 {m['mean_f1']}, mean AUC {m['mean_auc']} over "
            f"{len(m['units'])} AUs. The last column is MediaPipe's nearest blendshapes alone.",
            table(["AU", "positive frames", "F1", "AUC", "AUC of blendshapes"], rows),
        ]
    )


def _smile(metrics: Mapping[str, Mapping[str, Any]]) -> str:
    rows = [
        [name, m["faces"], m["without_face"], m["auc"], m["accuracy"], m["mediapipe_auc"]]
        for name, m in (("GENKI-4K test", metrics["genki"]), ("London", metrics["london"]))
    ]
    head = [
        "set",
        "pictures",
        "of them no face found",
        "AUC",
        "accuracy",
        "AUC of MediaPipe's smile where a face was found",
    ]
    return "\n\n".join(["### Smile", table(head, rows)])


def _saliency(metrics: Mapping[str, Any]) -> str:
    columns = ["AUC-Judd", "sAUC", "NSS", "CC", "SIM", "KL", "IG"]
    scenes = {n: t for n, t in metrics.items() if n.endswith(" scenes")}
    rows = _saliency_rows(scenes, columns)
    inside = _saliency_rows(metrics["face crops"], columns[2:])
    return "\n\n".join(
        [
            "### Saliency: test pictures of the fixation sets",
            "Whole scenes, seen at 256 x 192. KL is better when lower; IG is in bits over the "
            "centre prior, which is fitted on the set's training pictures.",
            table(["pictures", "map", *columns], rows),
            "### Saliency inside faces",
            "Aligned crops of faces large enough for an eye tracker to tell eyes from mouth. IG is "
            "over the mean face: where people look in the average face of the training pictures.",
            table(["pictures", "map", *columns[2:]], inside),
        ]
    )


def _saliency_rows(tables: Mapping[str, Any], columns: list[str]) -> list[list[Any]]:
    return [
        [name, method, *[m[c] for c in columns]]
        for name, methods in tables.items()
        for method, m in methods.items()
    ]


def _ablations(m: Mapping[str, Any]) -> str:
    rows = [
        [name, *[f"{one[k]} \u00b1 {one[k + '_std']}" for k in ("ferplus", "colour")]]
        for name, one in m.items()
    ]
    return "\n\n".join(
        [
            "### What saliency and its parts add",
            "Accuracy, mean and standard deviation of three seeds, on a reduced schedule that is "
            "the same for all: features as the face network gives them, saliency models trained "
            "shortly on face crops, linear heads trained on a draw of 8,000 FER+ and 4,000 colour "
            "faces.",
            table(["variant", "FER+ test", "colour test"], rows),
        ]
    )


def _explained(m: Mapping[str, Any]) -> str:
    rows = [[n, one["deletion"], one["insertion"]] for n, one in m["areas"].items()]
    alike = m["likeness_to_random_weights"]
    return "\n\n".join(
        [
            "### Whether the maps point at what decides",
            f"Area under the deletion curve (lower is better) and the insertion curve (higher is "
            f"better), {m['faces']} faces of the colour test part.",
            table(["map", "deletion", "insertion"], rows),
            "Rank correlation of the evidence map with that of a network whose weights were made "
            "random, which should be near 0: "
            + ", ".join(f"{name} {value}" for name, value in alike.items())
            + ".",
        ]
    )


def _folds(m: Mapping[str, Any]) -> str:
    return _unit_table("Action Units: CK+, five folds of unseen subjects", m)


OPTIONAL = {"folds": _folds, "ablations": _ablations, "explain": _explained}


def page(card: Card) -> str:
    """The whole card, Markdown; tables that were not measured are left out."""
    m = card.metrics
    more = [show(m[name]) for name, show in OPTIONAL.items() if name in m]
    return "\n\n".join(
        [
            f"# {card.name}, version {card.version}",
            card.paper,
            f"Input: aligned face crops, {card.crop_size} x {card.crop_size}, RGB, mean "
            f"{card.mean}, std {card.std}. Outputs: {len(card.expressions)} expressions, "
            f"{len(card.action_units)} Action Units, smile, a saliency map of "
            f"{card.saliency_size[0]} x {card.saliency_size[1]}, and for each value an evidence "
            f"map. Softmax temperature {card.temperature}, fitted on FER+ validation.",
            "## Trained on",
            "\n".join(f"- {line}" for line in card.training_data),
            f"**Licence.** {card.licence}",
            "## What it cannot know",
            "\n".join(f"- {line}" for line in card.limits),
            "## Measured on test data, by the ONNX file through the app's own code",
            _expression("Expression: FER+ test, majority of eight", m["ferplus"]),
            _expression("Expression: colour set test, seven", m["colour"]),
            _unit_table("Action Units: CK+, subjects never seen (fold 0 of 5)", m["ckplus"]),
            _smile(m),
            _saliency(m),
            *more,
            f"ONNX Runtime differs from torch by at most "
            f"{m['export']['largest_difference_from_torch']:.1e} on any output.",
            "",
        ]
    )
