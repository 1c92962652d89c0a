"""See that the files which are covered to the last branch still are; seconds, not minutes.

python packaging/check.py is for all tests. This one runs, under coverage, those that belong to
small pure files, and fails where a line or a branch of one of them is no longer reached. Which
files these are stands in pyproject.toml, under tool.coverage.report: add a file there, and its
tests to TESTS, once it is at 100 %; take none away without saying why.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# None of them needs a model, a window or another process.
TESTS = (
    "tests/app/flow",
    "tests/app/overlays",
    "tests/app/measures",
    "tests/app/exports/test_export_annotations.py",
    "tests/app/exports/test_export_partial.py",
    "tests/app/exports/test_export_tables.py",
    "tests/app/faces/test_tracks.py",
    "tests/app/network/test_card_and_file.py",
    "tests/app/record/test_summary.py",
    "tests/app/test_settings.py",
    "tests/app/test_settings_exchange.py",
)


def main() -> int:
    """0 where every kept file is covered whole, else the status of what failed."""
    with tempfile.TemporaryDirectory() as folder:
        kept = {**os.environ, "COVERAGE_FILE": str(Path(folder) / "coverage")}
        tested = run(kept, "run", "-m", "pytest", "-q", "-p", "no:cacheprovider", *TESTS)
        return tested or run(kept, "report")


def run(environment: dict[str, str], *arguments: str) -> int:
    """The status of a command of coverage's, in the project's folder."""
    command = [sys.executable, "-m", "coverage", *arguments]
    return subprocess.call(command, cwd=ROOT, env=environment)


if __name__ == "__main__":
    sys.exit(main())
