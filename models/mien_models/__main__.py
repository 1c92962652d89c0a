"""One command for all that makes and measures the network: python -m mien_models STEP --help."""

from __future__ import annotations

import sys
from importlib import import_module

from mien.errors import MienError

# In the order in which they run from nothing; each module tells more by --help.
STEPS = {
    "pack": ("pack", "aligned face crops and labels out of the data sets"),
    "pack-gaze": ("pack_gaze", "scenes, face crops and fixations out of the fixation sets"),
    "face-weights": ("face_weights", "fetch first weights that know faces"),
    "train-saliency": ("train_saliency", "the salient-feature model"),
    "maps": ("saliency_maps", "the saliency map of every packed crop"),
    "experts": ("experts", "larger networks, whose opinion the guided one learns; wants a GPU"),
    "train": ("train_guided", "the guided network"),
    "smile": ("smile", "the smile's head, which knows where in a face something is"),
    "heads": ("heads", "the Action Units' heads, on CK+ but one fold of its subjects"),
    "export": ("build", "the ONNX file with its card"),
    "evaluate": ("judge", "the ONNX file on the test parts, from the data alone"),
    "folds": ("folds", "Action Units over the five CK+ folds"),
    "ablate": ("ablate", "what saliency and its parts add, three seeds each"),
    "ablate-trained": ("ablate_trained", "what saliency adds to features that learn with it"),
    "explain": ("explain", "deletion, insertion and the randomised-weights check of the maps"),
    "stress": ("stress", "what head turns, blur, gray and light cost"),
    "card": ("card_tables", "put the tables of explain and stress into the card"),
    "plots": ("plots", "pictures of the judge's figures and of training logs"),
    "halve": ("halve", "the ONNX file in float16, for GPUs"),
    "floor": ("floor", "count the ONNX file's multiply-adds into its card"),
}


def main(arguments: list[str]) -> int:
    """0, 2 where the step is unknown, 1 where it ended with a sentence."""
    if not arguments or arguments[0] not in STEPS:
        width = max(map(len, STEPS))
        lines = [f"  {name:{width}}  {what}" for name, (_, what) in STEPS.items()]
        print("\n".join(["usage: python -m mien_models STEP [--help]", "", *lines]))
        return 0 if arguments in (["-h"], ["--help"]) else 2
    module, _ = STEPS[arguments[0]]
    try:
        import_module(f"mien_models.{module}").main(arguments[1:])
    except MienError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
