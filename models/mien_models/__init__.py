"""Training, evaluation and export of the networks that Mien ships."""

import mien  # noqa: F401 - before ONNX Runtime, which it keeps from telling its maker about its use
