"""`mien doctor`: what of this machine Mien can use, what is missing, and what to do about it."""

from __future__ import annotations

import json
from argparse import Namespace
from dataclasses import asdict

from mien.cli.command import Commands, say
from mien.cli.findings import Finding


def add_parser(commands: Commands) -> None:
    """Declare the arguments."""
    parser = commands.add_parser(
        "doctor",
        description="Check that everything Mien needs is there, and say what to do where not.",
        epilog="Ends with status 1 where something does not work.",
    )
    parser.add_argument("--json", action="store_true", help="for programs")


def run(args: Namespace) -> int:
    """0 where nothing is a problem, else 1."""
    from mien.cli.checks import CHECKS, run_check

    found: list[Finding] = []
    for topic, check in CHECKS:
        for finding in run_check(topic, check):
            found.append(finding)
            if not args.json:
                say(as_text(finding))
    problems = sum(finding.level == "problem" for finding in found)
    if args.json:
        say(json.dumps({"ok": not problems, "findings": [asdict(f) for f in found]}, indent=2))
    else:
        warnings = sum(finding.level == "warning" for finding in found)
        say(f"{problems} problems, {warnings} warnings")
    return 1 if problems else 0


def as_text(finding: Finding) -> str:
    """One line, and a second one with the advice."""
    line = f"{finding.level:8} {finding.topic:11} {finding.detail}"
    return f"{line}\n{'':20} {finding.advice}" if finding.advice else line
