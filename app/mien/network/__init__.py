"""The ONNX network: its card, its session and where it really runs."""
