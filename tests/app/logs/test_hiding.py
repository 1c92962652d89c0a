"""A report carries no path, no name of a video and no address; what says where it broke stays."""

from __future__ import annotations

import pytest

from mien.logs.hiding import hide


@pytest.mark.parametrize(
    "text",
    [
        "/home/ada/videos/patient.mp4 could not be read",
        "No such file: '/home/ada/patient files/one'",
        "/home/ada/My patient/second take.mkv: end of file",
        r"C:\Users\ada\patient.mov is busy",
        r"'C:\\Users\\ada\\patient'",
        "opened patient.mp4 (h264)",
        "rtsp://ada:secret@192.168.0.7/patient failed",
        "~/patient/one.png",
        'file="/srv/patient"',
        "recorded /data/ada/patient/2026-01-01 10-00-00.partial",
    ],
)
def test_what_tells_of_a_person_is_hidden(text: str) -> None:
    said = hide(text)
    for word in ("patient", "ada", "secret", "192.168"):
        assert word not in said
    assert "<" in said


def test_the_source_that_is_open_is_hidden_in_any_form() -> None:
    text = "reading Session of Ada.MKV, stem Session of Ada, from /x/Session of Ada.MKV"
    assert "Ada" not in hide(text, ["/x/Session of Ada.MKV"])


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-26 07:55:43,123 INFO [mien-engine] mien.exports.csv: 30.0/s at 1280x720, 1/2",
        "ValueError: 3 is not in (1, 2)",
        "mien.exports.parquet: done",
        "[W:onnxruntime:, tensorrt_provider.cc:12 name] no CUDA",
        "the clip of a clipping is clipped",
    ],
)
def test_what_tells_of_the_program_stays(text: str) -> None:
    assert hide(text, ["/videos/clip1.mp4"]) == text


def test_a_traceback_keeps_its_places_without_the_folders_before() -> None:
    trace = (
        '  File "/home/ada/venv/lib/python3.11/site-packages/av/container.py", line 12, in open\n'
        '  File "/home/ada/code/app/mien/sources/video.py", line 3, in read\n'
        '  File "/usr/lib/python3.11/threading.py", line 9 in run\n'
        "  /home/ada/venv/lib/site-packages/onnxruntime/capi/libcuda.so.12: cannot open"
    )
    assert hide(trace) == (
        '  File "av/container.py", line 12, in open\n'
        '  File "mien/sources/video.py", line 3, in read\n'
        '  File "threading.py", line 9 in run\n'
        "  onnxruntime/capi/libcuda.so.12: cannot open"
    )
