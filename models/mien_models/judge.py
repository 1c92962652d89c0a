"""Runs the ONNX file on the test parts of the data: python -m mien_models evaluate.

Everything goes the app's own way: MediaPipe finds the face, the app cuts the crop, its ONNX Runtime
session reads it. Nothing of a training cache is used.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from mien.network.session import Network
from mien_models.evaluate import EVALUATIONS, rounded
from mien_models.face_data import HELD_OUT_FOLD
from mien_models.pack import FACE_SETS, pack_set, present
from mien_models.pack_gaze import GAZE_SETS
from mien_models.scenes import judge_scenes
from mien_models.splits import Row, is_genki_test, subject_number

FOLDS = 5
TEST_ROWS: Mapping[str, Callable[[Row], bool]] = {
    "ferplus": lambda row: row["split"] == "test",
    "colour": lambda row: row["split"] == "test",
    "ckplus": lambda row: subject_number(row["subject"]) % FOLDS == HELD_OUT_FOLD,
    "genki": lambda row: is_genki_test(row["image"]),
    "london": lambda _: True,
}
# Name in the result: the table and the figure in it.
SUMMARY = {
    "ferplus_accuracy": ("ferplus", "accuracy"),
    "ferplus_macro_f1": ("ferplus", "macro_f1"),
    "ferplus_ece": ("ferplus", "ece"),
    "ferplus_faces": ("ferplus", "faces"),
    "colour_accuracy": ("colour", "accuracy"),
    "colour_macro_f1": ("colour", "macro_f1"),
    "colour_ece": ("colour", "ece"),
    "colour_faces": ("colour", "faces"),
    "ckplus_fold0_mean_f1": ("ckplus", "mean_f1"),
    "ckplus_fold0_mean_auc": ("ckplus", "mean_auc"),
    "ckplus_fold0_frames": ("ckplus", "frames"),
    "genki_auc": ("genki", "auc"),
    "genki_accuracy": ("genki", "accuracy"),
    "genki_faces": ("genki", "faces"),
    "london_auc": ("london", "auc"),
    "london_above_own_rest": ("london", "above_own_rest"),
    "london_faces": ("london", "faces"),
}
SCENE_SUMMARY = {"cc": "CC", "nss": "NSS"}


def judge(network: Network, data: Path, workers: int, go_on: bool) -> dict[str, Any]:
    """All figures: the summary by name, then a table a set under 'tables'.

    MienError where a set is missing and `go_on` is not set.
    """
    faces = present(data, {s.name: s.file for s in FACE_SETS}, go_on)
    gaze = present(data, {name: f"gaze/{name}.zip" for name in GAZE_SETS}, go_on)
    tables: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        cache, model = Path(folder), data / "weights" / "face_landmarker.task"
        for one in FACE_SETS:
            if one.name in faces:
                pack_set(one, data, cache, model, workers, TEST_ROWS[one.name])
                tables[one.name] = EVALUATIONS[one.name](network, cache)
    for name in gaze:
        tables[f"{name} scenes"] = judge_scenes(network, data / "gaze" / f"{name}.zip")
    return summary(tables) | {"tables": tables}


def summary(tables: Mapping[str, Any]) -> dict[str, Any]:
    """The figures that a set's table holds, flat; sets that were left out have none."""
    flat = {k: tables[t][f] for k, (t, f) in SUMMARY.items() if t in tables}
    scenes = tables.get("mit1003 scenes")
    if scenes is not None:
        for short, column in SCENE_SUMMARY.items():
            flat[f"mit1003_{short}"] = scenes["network"][column]
            flat[f"mit1003_centre_{short}"] = scenes["centre prior"][column]
        flat["mit1003_pictures"] = scenes["network"]["pictures"]
    return flat


def main(arguments: list[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--json", type=Path, help="write the figures here")
    parser.add_argument("--network", type=Path, help="another ONNX file than the shipped one")
    parser.add_argument("--plots", type=Path, help="draw the tables into this folder")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--skip-missing", action="store_true", help="go on without missing sets")
    options = parser.parse_args(arguments)
    network = Network.load(options.network, "cpu", threads=2)
    figures = rounded(judge(network, options.data, options.workers, options.skip_missing))
    text = json.dumps(figures, indent=1)
    if options.json:
        options.json.write_text(text + "\n", encoding="utf-8")
    assert isinstance(figures, dict)  # noqa: S101 - rounded keeps the kind
    if options.plots:
        from mien_models.plots import draw, draw_examples  # matplotlib is slow to import

        draw(figures, [], options.plots)
        draw_examples(network, options.data, options.plots)
    print(json.dumps({k: v for k, v in figures.items() if k != "tables"}, indent=1))


if __name__ == "__main__":
    main()
