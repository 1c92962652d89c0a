"""Pictures of what was measured: python -m mien_models plots --json F --logs L ... --out FOLDER.

Confusion matrices, reliability diagrams and Action Unit bars out of the judge's figures, training
curves out of the logs. With --data, maps of test scenes beside their fixations too.
"""

from __future__ import annotations

import argparse
import json
import re
import zipfile
from collections.abc import Iterable, Mapping
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from mien.errors import MienError
from mien.network.session import Network
from mien_models.gaze_data import truth
from mien_models.labels import EXPRESSIONS
from mien_models.pack_gaze import fixations_of
from mien_models.scenes import SIGMA, looked, test_scenes

EXPRESSION_SETS = {"ferplus": "FER+ test", "colour": "colour set, test"}
EXAMPLES = 6
LOSS = re.compile(r"^(\d+) loss (\S+)")
CHECKED = re.compile(r"^(\d+) (\S+) validation (\S+)")
DPI = 120
OURS, THEIRS = "tab:blue", "tab:orange"


def save(figure: Figure, path: Path) -> Path:
    """Write a figure as PNG."""
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=DPI)
    return path


def confusion(title: str, table: Mapping[str, Any]) -> Figure:
    """Counts in every cell, coloured by the share of the row: the label's faces."""
    names = EXPRESSIONS[: len(table["confusion"])]
    counts = np.array(table["confusion"])
    shares = counts / np.maximum(counts.sum(1, keepdims=True), 1)
    figure = Figure(figsize=(6.4, 5.6), layout="constrained")
    axes = figure.subplots()
    shown = axes.imshow(shares, vmin=0, vmax=1, cmap="Blues")
    for (row, column), count in np.ndenumerate(counts):
        colour = "white" if shares[row, column] > 0.5 else "black"
        axes.text(column, row, str(count), ha="center", va="center", color=colour, fontsize=8)
    axes.set_xticks(range(len(names)), names, rotation=45, ha="right")
    axes.set_yticks(range(len(names)), names)
    axes.set(xlabel="named by the network", ylabel="label", title=f"{title}: confusion")
    figure.colorbar(shown, label="share of the label's faces")
    return figure


def reliability(title: str, table: Mapping[str, Any]) -> Figure:
    """The share right against confidence; a calibrated network lies on the diagonal."""
    bins = {name: np.array(values, float) for name, values in table["reliability"].items()}
    figure = Figure(figsize=(5, 5.6), layout="constrained")
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(3, 1))
    upper.plot([0, 1], [0, 1], color="gray", linestyle="--")
    filled = bins["count"] > 0
    upper.plot(bins["confidence"][filled], bins["accuracy"][filled], "o-", color=OURS)
    upper.set(ylabel="share right", ylim=(0, 1), title=f"{title}: ECE {table['ece']:.3f}")
    width = 1 / len(bins["count"])
    lower.bar((np.arange(len(bins["count"])) + 0.5) * width, bins["count"], width * 0.9)
    lower.set(xlabel="probability of the named expression", ylabel="faces", xlim=(0, 1))
    return figure


def unit_bars(title: str, table: Mapping[str, Any]) -> Figure:
    """The AUC of each Action Unit beside that of MediaPipe's nearest blendshapes."""
    names = list(table["units"])
    places = np.arange(len(names))
    figure = Figure(figsize=(10, 4), layout="constrained")
    axes = figure.subplots()
    for side, label, colour, units in (
        (-0.2, "Mien", OURS, table["units"]),
        (0.2, "MediaPipe's nearest blendshapes", THEIRS, table["blendshapes"]),
    ):
        heights = [number(units.get(name, {}).get("auc")) for name in names]
        axes.bar(places + side, heights, 0.4, label=label, color=colour)
    axes.axhline(0.5, color="gray", linestyle="--")
    positives = [f"{name}\n{table['units'][name]['positives']}" for name in names]
    axes.set_xticks(places, positives, fontsize=8)
    axes.set(ylabel="AUC", ylim=(0.3, 1), title=f"{title}; below each AU its positive frames")
    axes.legend(loc="lower left")
    return figure


def number(value: float | None) -> float:
    """A figure of the JSON, NaN for null."""
    return float("nan") if value is None else float(value)


def curves(log: Path) -> Figure | None:
    """The loss of a training, and what was checked beside; None where the log has no loss."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    losses = [(int(m[1]), float(m[2])) for line in lines if (m := LOSS.match(line))]
    checked: dict[str, list[tuple[int, float]]] = {}
    for m in filter(None, map(CHECKED.match, lines)):
        checked.setdefault(m[2], []).append((int(m[1]), float(m[3])))
    if not losses:
        return None
    figure = Figure(figsize=(7, 4), layout="constrained")
    axes = figure.subplots()
    axes.plot(*zip(*losses, strict=True), color=OURS)
    axes.set(xlabel="step", ylabel="loss", title=log.stem)
    if checked:
        beside = axes.twinx()
        for (name, shares), style in zip(checked.items(), cycle(("o-", "s--")), strict=False):
            beside.plot(*zip(*shares, strict=True), style, color=THEIRS, label=name)
        beside.set_ylabel("accuracy on validation faces", color=THEIRS)
        beside.legend(loc="center right")
    return figure


def examples(network: Network, path: Path) -> Figure:
    """Test scenes of a fixation set: the fixations, their density and the network's map."""
    with zipfile.ZipFile(path) as archive:
        scenes = list(islice(test_scenes(archive, fixations_of(archive)), EXAMPLES))
    figure = Figure(figsize=(9, 2.3 * len(scenes)), layout="constrained")
    rows = figure.subplots(len(scenes), 3, squeeze=False)
    for axes, scene in zip(rows, scenes, strict=True):
        extent = (0.0, float(scene.width), float(scene.height), 0.0)
        real = truth(scene.fixations, scene.height, scene.width, SIGMA)
        axes[0].imshow(scene.image, extent=extent)
        axes[0].scatter(scene.fixations[:, 1], scene.fixations[:, 0], s=6, color="yellow")
        axes[1].imshow(real, extent=extent, cmap="inferno")
        axes[2].imshow(looked(network, scene), extent=extent, cmap="inferno")
        for one in axes:
            one.set_axis_off()
    for one, title in zip(rows[0], ("fixations", "their density", "predicted"), strict=True):
        one.set_title(title)
    return figure


def draw(figures: Mapping[str, Any], logs: Iterable[Path], out: Path) -> list[Path]:
    """All that the judge's figures and the logs allow; the files written."""
    tables, done = figures["tables"], []
    for name, title in EXPRESSION_SETS.items():
        if name in tables:
            done.append(save(confusion(title, tables[name]), out / f"{name}_confusion.png"))
            done.append(save(reliability(title, tables[name]), out / f"{name}_reliability.png"))
    if "ckplus" in tables:
        bars = unit_bars("CK+, subjects never seen", tables["ckplus"])
        done.append(save(bars, out / "ckplus_units.png"))
    for log in logs:
        curve = curves(log)
        if curve is None:
            print(f"{log}: no line tells of a loss; nothing is drawn of it", flush=True)
        else:
            done.append(save(curve, out / f"{log.stem}_training.png"))
    return done


def draw_examples(network: Network, data: Path, out: Path) -> list[Path]:
    """A picture of examples for each fixation set that lies under the data."""
    sets = sorted((data / "gaze").glob("*.zip"))
    return [save(examples(network, one), out / f"{one.stem}_saliency.png") for one in sets]


def read_figures(path: Path) -> dict[str, Any]:
    """The judge's figures; MienError where the file has none."""
    try:
        figures: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        figures["tables"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise MienError(
            f"{path} has none of the judge's figures: write it by 'evaluate --json'."
        ) from error
    return figures


def main(arguments: list[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, required=True, help="what evaluate wrote")
    parser.add_argument("--logs", type=Path, nargs="*", default=[], help="what trainings printed")
    parser.add_argument("--out", type=Path, required=True, help="folder for the pictures")
    parser.add_argument("--data", type=Path, help="draw examples of its fixation sets too")
    parser.add_argument("--network", type=Path, help="another ONNX file than the shipped one")
    options = parser.parse_args(arguments)
    done = draw(read_figures(options.json), options.logs, options.out)
    if options.data is not None:
        network = Network.load(options.network, "cpu", threads=2)
        done += draw_examples(network, options.data, options.out)
    print("\n".join(map(str, done)))


if __name__ == "__main__":
    main()
