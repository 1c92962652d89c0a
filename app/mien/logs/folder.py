"""Where the log and everything beside it is kept."""

from __future__ import annotations

from pathlib import Path

import platformdirs


def log_folder() -> Path:
    """Where this user's logs are."""
    return platformdirs.user_log_path("mien", appauthor=False)


def report_folder() -> Path:
    """Where reports of errors and crashes are."""
    return log_folder() / "reports"
