"""What goes into a bundle and what stays out, for the spec and the checks."""

from __future__ import annotations

import re

# Their metadata goes along: Mien and some of them ask for versions while running.
DISTRIBUTIONS = (
    *("mediapipe", "ai-edge-litert", "numpy", "av"),
    *("PySide6_Essentials", "shiboken6", "opencv-python-headless"),
    *("pydantic", "pydantic_core", "platformdirs", "psutil", "cv2_enumerate_cameras", "pyarrow"),
    *("absl-py", "flatbuffers", "certifi", "annotated-types", "typing_extensions"),
    *("typing-inspection", "pylsl", "python-osc", "websockets"),
)
# Imported by their names, and only where an outlet is switched on.
OUTLETS = ("pylsl", "pythonosc", "websockets")
# Never imported by Mien, or only for things that it does not do.
LEFT_OUT = (
    *("torch", "pandas", "scipy", "IPython", "pytest", "_pytest", "tkinter", "setuptools", "pip"),
    *("matplotlib", "PIL", "sounddevice", "onnx", "fsspec", "s3fs", "jinja2", "numpy.f2py"),
    *("lib2to3", "idlelib", "turtledemo", "sqlite3", "tensorflow"),
    # Of Python's own modules, these stand on libraries under the GPL (readline, gdbm), or on one
    # that would ask for a licence of its own (Berkeley DB).
    *("readline", "_gdbm", "dbm.gnu", "_dbm", "dbm.ndbm"),
    *("mediapipe.tasks.python.test", "mediapipe.tasks.python.benchmark"),
    *("mediapipe.tasks.python.genai", "cffi", "pycparser"),
    *("numpy.tests", "numpy.distutils", "pyarrow.tests", "pyarrow.flight"),
    *("pyarrow.dataset", "pyarrow.substrait", "pyarrow.acero", "pyarrow.orc", "pyarrow.gandiva"),
    *("pyarrow.cuda", "onnxruntime.transformers", "onnxruntime.quantization"),
    *("onnxruntime.tools", "onnxruntime.training", "onnxruntime.backend"),
    *("PySide6.QtQml", "PySide6.QtQuick", "PySide6.QtOpenGL", "PySide6.QtPdf", "PySide6.QtDBus"),
)
# Only where the desktop must be asked for cameras that come and go.
MODULES_LEFT_OUT = {"linux": ("PySide6.QtMultimedia",)}
# Files that libraries bring and nothing here opens.
FILES_LEFT_OUT = re.compile(
    r"""
    ^pyarrow/(include|tests|src)/ | ^pyarrow/.*\.(pyx|pxd|pxi|h|hpp|cmake)$
    | (^|/)libarrow_(python_)?flight\. | (^|/)libarrow_python_parquet_encryption\.
    | ^pyarrow/lib\w+\.so(\.\d+\.\d+\.\d+)?$ | (^|/)libarrow_(s3|azure|gcs)\.
    | ^pyarrow/_(s3fs|azurefs|gcsfs|hdfs|flight|substrait|dataset\w*|acero|orc|cuda|gandiva)\.
    | ^pyarrow/_parquet_encryption\.
    | ^PySide6/(Qt/)?(qml|resources|libexec|metatypes)/
    | ^PySide6/(Qt/)?translations/(?!qtbase_)
    | ^PySide6/(Qt/)?plugins/(platforminputcontexts/libqtvirtualkeyboard|qmltooling|sqldrivers)
    | ^PySide6/(Qt/)?plugins/(platforms/lib(qvnc|qlinuxfb|qvkkhrdisplay|qeglfs|qminimal)\w*)
    | ^PySide6/(Qt/)?plugins/(platformthemes/libqgtk3|imageformats/libqpdf)
    | ^PySide6/(Qt/)?plugins/(egldeviceintegrations|generic|networkinformation|tls|printsupport)
    | (^|/)lib?Qt6(Qml\w*|Quick\w*|VirtualKeyboard\w*|Pdf\w*|EglF[sS]\w*|ShaderTools|Test|Sql)\.
    | ^PySide6/(assistant|designer|linguist|lupdate|lrelease|qmlls|qmlformat|balsam\w*)
    | ^cv2/(qt|typing|data|gapi|misc)/ | ^av/.*\.(pyx|pxd|pyi|h|c)$ | ^av/include/
    | ^numpy/.*(\.pyi|/tests/.*)$ | ^onnxruntime/.*/tests/ | \.pyi$ | ^onnxruntime/datasets/
    | ^ai_edge_litert/(aot|tools|vendors)/ | (^|/)libLiteRtWebGpuAccelerator\.
    | ^mien_assets/.*\.(ts|po|pot)$
    """,
    re.VERBOSE,
)
GPU_ONLY = re.compile(r"onnxruntime_providers_(cuda|tensorrt)|^nvidia/")
# Shared libraries that may not be handed on with Mien, by the names that systems give them.
FORBIDDEN = re.compile(
    r"^(lib)?(x264|x265|xvidcore|postproc|readline|gdbm|db-5|rubberband|vidstab|frei0r|mpeg2enc"
    r"|fftw3|gsl|poppler|cdio|samplerate)\b",
    re.IGNORECASE,
)


def wanted(place: str, gpu: bool) -> bool:
    """Whether a file goes into the bundle, by its place there."""
    path = place.replace("\\", "/")
    return not FILES_LEFT_OUT.search(path) and (gpu or not GPU_ONLY.search(path))


def forbidden(name: str) -> bool:
    """Whether a shared library of this name may not be handed on."""
    return FORBIDDEN.search(name) is not None
