"""The card as a page for people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mien.network.card import Card
from mien.network.card_stress import stress
from mien.network.card_table import table
from mien.network.harmless import harmless

SMILE_SETS = {"genki": "GENKI-4K test", "london": "London"}
SALIENCY = ["AUC-Judd", "sAUC", "NSS", "CC", "SIM", "KL", "IG"]


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


def _units(title: str, m: Mapping[str, Any]) -> str:
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


def _smile(sets: Mapping[str, Mapping[str, Any]]) -> str:
    rows = [
        [SMILE_SETS[n], m["faces"], m["without_face"], m["auc"], m["accuracy"], m["mediapipe_auc"]]
        for n, m in sets.items()
    ]
    head = [
        "set",
        "pictures",
        "of them no face found",
        "AUC",
        "accuracy",
        "AUC of MediaPipe's smile where a face was found",
    ]
    told = [_above(m) for m in sets.values() if "above_own_rest" in m]
    return "\n\n".join(["### Smile", table(head, rows), *told])


def _above(m: Mapping[str, Any]) -> str:
    above = round(m["above_own_rest"] * m["people"])
    return (
        f"Of the {m['people']} people of the London set, {above} score higher smiling than at "
        "rest: some of its smiles are so slight that only a comparison with the same face at rest "
        "shows them."
    )


def _scenes(metrics: Mapping[str, Any]) -> str:
    scenes = {n: t for n, t in metrics.items() if n.endswith(" scenes")}
    return "\n\n".join(
        [
            "### Saliency: test pictures of the fixation sets",
            "Whole scenes, which the saliency model sees at 320 x 256. KL is better when lower; IG "
            "is in bits over the centre prior, which is fitted on the set's training pictures.",
            table(["pictures", "map", *SALIENCY], _saliency_rows(scenes, SALIENCY)),
        ]
    )


def _inside(tables: Mapping[str, Any]) -> str:
    columns = SALIENCY[2:]
    return "\n\n".join(
        [
            "### Saliency inside faces",
            "Aligned crops of faces large enough for an eye tracker to tell eyes from mouth. IG is "
            "over the mean face: where people look in the average face of the training pictures.",
            table(["pictures", "map", *columns], _saliency_rows(tables, columns)),
        ]
    )


def _saliency_rows(tables: Mapping[str, Any], columns: list[str]) -> list[list[Any]]:
    return [
        [name, method, *[m[c] for c in columns]]
        for name, methods in tables.items()
        for method, m in methods.items()
    ]


def _export(m: Mapping[str, Any]) -> str:
    gap = m["largest_difference_from_torch"]
    return f"ONNX Runtime differs from torch by at most {gap:.1e} on any output."


def _ablations(m: Mapping[str, Any]) -> str:
    return "\n\n".join(
        [
            "### What saliency and its parts add",
            "Accuracy, mean and standard deviation of three seeds, on a reduced schedule that is "
            "the same for all: features as the face network gives them, saliency models trained "
            "shortly on face crops, linear heads trained on a draw of 8,000 FER+ and 4,000 colour "
            "faces.",
            _variants(m, "test"),
        ]
    )


def _trained_ablations(m: Mapping[str, Any]) -> str:
    return "\n\n".join(
        [
            "### What saliency adds to features that learn with it",
            "Accuracy on validation faces, mean and standard deviation of three seeds; the whole "
            f"guided network trained for {m['steps']} steps of {m['faces']} faces, the same for "
            "all.",
            _variants(m["variants"], "validation"),
        ]
    )


def _variants(m: Mapping[str, Any], part: str) -> str:
    rows = [
        [name, *[f"{one[k]} \u00b1 {one[k + '_std']}" for k in ("ferplus", "colour")]]
        for name, one in m.items()
    ]
    return table(["variant", f"FER+ {part}", f"colour {part}"], rows)


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


def _both_smiles(metrics: Mapping[str, Any]) -> str:
    return _smile({name: metrics[name] for name in SMILE_SETS if name in metrics})


def _other(name: str, m: Any) -> str:
    """A table that is not known here, as it is."""
    if not isinstance(m, Mapping):
        return f"{name}: {m}"
    return "\n\n".join([f"### {name}", table(["figure", "value"], [[k, v] for k, v in m.items()])])


# What is shown, in this order: the tables that it needs, and the function that words them.
SECTIONS: tuple[tuple[str, Callable[[Mapping[str, Any]], str]], ...] = (
    ("ferplus", lambda m: _expression("Expression: FER+ test, majority of eight", m["ferplus"])),
    ("colour", lambda m: _expression("Expression: colour set test, seven", m["colour"])),
    ("ckplus", lambda m: _units("Action Units: CK+, subjects never seen (fold 0)", m["ckplus"])),
    ("folds", lambda m: _units("Action Units: CK+, five folds of unseen subjects", m["folds"])),
    ("genki", _both_smiles),
    ("mit1003 scenes", _scenes),
    ("face crops", lambda m: _inside(m["face crops"])),
    ("ablations", lambda m: _ablations(m["ablations"])),
    ("trained ablations", lambda m: _trained_ablations(m["trained ablations"])),
    ("explain", lambda m: _explained(m["explain"])),
    ("stress", lambda m: stress(m["stress"])),
    ("export", lambda m: _export(m["export"])),
)
PARTS = ("london", "osie scenes", "crowd scenes")  # shown beside another table


def measured(metrics: Mapping[str, Any]) -> list[str]:
    """A section a table; one that does not look as expected is shown as it is."""
    found = []
    for name, show in SECTIONS:
        if name in metrics:
            try:
                found.append(show(metrics))
            except (KeyError, TypeError, AttributeError, ValueError):
                found.append(_other(name, metrics[name]))
    known = {name for name, _ in SECTIONS} | set(PARTS)
    return found + [_other(name, m) for name, m in metrics.items() if name not in known]


def page(card: Card) -> str:
    """The whole card, Markdown; tables that were not measured are left out."""
    card = harmless(card)
    return "\n\n".join(
        [
            f"# {card.name}, version {card.version}",
            card.paper,
            f"Input: aligned face crops, {card.crop_size} x {card.crop_size}, {card.colour}, "
            f"{_scaled(card)}mean {card.mean}, std {card.std}. Outputs: {_outputs(card)}. "
            f"Softmax temperature {card.temperature}{_fitted_on(card)}.",
            "## Trained on",
            "\n".join(f"- {line}" for line in card.training_data),
            f"**Licence.** {card.licence}",
            "## What it cannot know",
            "\n".join(f"- {line}" for line in card.limits),
            *_figures(card),
            "",
        ]
    )


def _scaled(card: Card) -> str:
    """How pixels are scaled, where that is not to 0..1."""
    return "" if card.scale == 1 / 255 else f"pixels times {card.scale:g}, "


def _outputs(card: Card) -> str:
    given = [f"{len(card.expressions)} expressions", f"{len(card.action_units)} Action Units"]
    given += ["smile"] if card.smile else ["no smile"]
    size = card.saliency_size
    given += [f"a saliency map of {size[0]} x {size[1]}"] if size else ["no saliency map"]
    given += ["and for each value an evidence map"] if card.evidence_size else []
    return ", ".join(given)


def _fitted_on(card: Card) -> str:
    """What the temperature was fitted on, known of Mien's own networks."""
    return ", fitted on FER+ validation" if "ferplus" in card.metrics else ""


def _figures(card: Card) -> list[str]:
    if not card.metrics:
        return ["The card tells no figure that was measured on test data."]
    title = "## Measured on test data, by the ONNX file through the app's own code"
    if "ferplus" not in card.metrics:
        title = "## Measured, as its maker says"
    return [title, *measured(card.metrics)]
