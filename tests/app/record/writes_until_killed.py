"""A process that records at 30 frames a second until it is killed; prints how many rows it wrote.

python -m tests.app.record.writes_until_killed FOLDER
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from tests.app.record.sessions import RATE, analysis_at, as_it_is, make_manifest

from mien.record.manifest import Keep
from mien.record.recorder import Recorder

manifest = make_manifest(Keep(clean=True, annotated=True))
recorder = Recorder.begin(Path(sys.argv[1]), manifest, as_it_is)
began = time.monotonic()
for index in range(100_000):
    recorder.give(analysis_at(index, captured_ns=time.monotonic_ns()))
    if index % 10 == 5:
        recorder.mark("mark", str(index))
    sys.stdout.write(f"{recorder.progress().counts.analysed}\n")
    sys.stdout.flush()
    time.sleep(max(0.0, began + (index + 1) / RATE - time.monotonic()))
