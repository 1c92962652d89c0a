"""Collect the window's texts, bring the translations up to date, and compile them.

python packaging/translations.py            # writes assets/mien_assets/translations
python packaging/translations.py --check    # writes nothing; 1 where something is to be done

A text that is new stands in each mien_LANGUAGE.ts as unfinished: translate it there, by hand or in
Qt Linguist, and run this again. The compiled files are what the app reads; they are kept beside
the others, as an installation compiles nothing.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from collections.abc import Collection, Mapping
from pathlib import Path

from environment import ROOT
from texts import Text, TextError, found
from ts_files import FORMS, Message, read, updated, written

FOLDER = ROOT / "assets" / "mien_assets" / "translations"


def main(argv: list[str] | None = None) -> int:
    """0 where all is translated and up to date, or was brought so."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing, only look")
    check = parser.parse_args(argv).check
    try:
        texts = found()
    except TextError as error:
        print(error, file=sys.stderr)
        return 1
    fine = [up_to_date(language, texts, check) for language in FORMS]
    return 0 if all(fine) or not check else 1


def up_to_date(language: str, texts: Mapping[Text, list[str]], check: bool) -> bool:
    """Whether a language has every text; writes its files unless it is only looked at."""
    path = FOLDER / f"mien_{language}.ts"
    old = read(path)
    messages = updated(old, texts, language)
    content = written(messages, language)
    same = path.exists() and path.read_text(encoding="utf-8") == content
    if not check:
        FOLDER.mkdir(parents=True, exist_ok=True)
        if not same:
            path.write_text(content, encoding="utf-8", newline="\n")
        compile_ts(path)
    print(said(language, tuple(messages.values()), same or not check))
    return same and all(message.done and not message.gone for message in messages.values())


def said(language: str, messages: Collection[Message], same: bool) -> str:
    """One line about a language."""
    there = [message for message in messages if not message.gone]
    missing = sum(not message.done for message in there)
    gone = len(messages) - len(there)
    state = "" if same else ", the file is not as the app has it"
    return f"{language}: {len(there)} texts, {missing} untranslated, {gone} vanished{state}"


def compile_ts(path: Path) -> None:
    """Write the QM file beside a TS file, with Qt's own tool, which comes with PySide6."""
    tool = shutil.which("pyside6-lrelease", path=str(Path(sys.executable).parent))
    if tool is None:
        raise SystemExit("pyside6-lrelease is not beside this Python: use the one in .venv.")
    subprocess.run([tool, "-silent", str(path), "-qm", str(path.with_suffix(".qm"))], check=True)


if __name__ == "__main__":
    sys.exit(main())
