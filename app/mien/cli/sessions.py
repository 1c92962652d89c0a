"""`mien analyze --session`: a session for each picture folder and video, and a table over all."""

from __future__ import annotations

import threading
import time
from argparse import Namespace
from dataclasses import dataclass, field
from pathlib import Path

from mien.cli.analyze import Tally, check_inputs
from mien.cli.command import own_network, say, tell, tell_device
from mien.cli.meter import Meter
from mien.cli.summary_table import write_summaries
from mien.engine.analyser import Analyser
from mien.engine.batch import analyse_into
from mien.engine.recording import begin_recording, facts_of, resume_recording
from mien.errors import MienError, SourceError
from mien.record.deletion import delete_session
from mien.record.layout import usable_name
from mien.record.manifest import Clock, SourceFacts
from mien.record.plan import Plan, keep_of
from mien.record.recorder import Recorder
from mien.record.resume import Reached, find_work
from mien.record.session import Session
from mien.sources import open_source, problems_of
from mien.sources.base import Source

SUMMARY = "summary.csv"


@dataclass
class Work:
    """What all inputs share; sessions: the folders that are whole."""

    analyser: Analyser
    plan: Plan
    meter: Meter
    tally: Tally
    sessions: list[Path] = field(default_factory=list)


def run_sessions(args: Namespace) -> int:
    """0 where every input has its whole session, else 2. Raises MienError."""
    parent, tally, meter = Path(args.session), Tally(), Meter()
    keep = keep_of(args.keep)
    inputs = check_inputs(args.inputs, tally)
    started = time.monotonic()
    if inputs:
        with Analyser.load(
            args.device, args.faces, own_network(args), progress=meter.step
        ) as analyser:
            meter.clear()
            tell_device(args.device, analyser.provider_note)
            work = Work(analyser, Plan(keep, parent=parent), meter, tally)
            try:
                for text in inputs:
                    session_of(text, work)
            finally:
                meter.clear()
        summarise_all(work.sessions, parent)
    for problem in tally.problems:
        tell(problem)
    tell(f"{tally.frames} frames, {tally.faces} faces, {time.monotonic() - started:.1f} s")
    return 2 if tally.problems else 0


def session_of(text: str, work: Work) -> None:
    """The session of one input: made, gone on with, or there already."""
    try:
        with open_source(text, paced=False) as source:
            recorder, reached = begun(text, source, work)
            if recorder is not None:
                analyse_recorded(recorder, reached, source, work)
                close(text, recorder, work)
            work.tally.problems += [f"{text}: {problem}" for problem in problems_of(source)]
    except (SourceError, MienError) as error:
        work.tally.problems.append(f"{text}: {error}")


def begun(text: str, source: Source, work: Work) -> tuple[Recorder | None, Reached | None]:
    """A recorder for what is left to do, None where nothing is. Raises MienError."""
    path = Path(text).expanduser().resolve()
    clock: Clock = "picture" if source.info.kind == "folder" else "file"
    name = usable_name(path.stem if path.is_file() else path.name)
    plan = Plan(work.plan.keep, parent=work.plan.parent, name=name, clock=clock)
    found = find_work(
        plan.parent, name, facts_of(work.analyser), SourceFacts.of(source.info, path), plan.keep
    )
    if found is not None and found[1]:
        tell(f"{text} is done already: {found[0]}")
        work.sessions.append(found[0])
        return None, None
    if found is not None:
        resumed = resume_recording(found[0], work.analyser)
        if resumed is not None:
            tell(f"{text} is gone on with after frame {resumed[1].source_frame}.")
            return resumed
        delete_session(found[0])
    return begin_recording(plan, work.analyser, source.info, path), None


def analyse_recorded(
    recorder: Recorder, reached: Reached | None, source: Source, work: Work
) -> None:
    """Every frame that is left; what is interrupted is left so that it can be gone on with."""
    info = source.info
    try:
        analyse_into(
            recorder,
            source,
            work.analyser,
            reached,
            lambda done: work.meter.count(info.name, done, info.frames),
        )
    except SourceError as error:
        recorder.stop(str(error))
        work.tally.problems.append(f"{info.name}: {error}")
    except BaseException:
        recorder.leave()
        recorder.join(threading.TIMEOUT_MAX)
        raise
    recorder.stop()


def close(text: str, recorder: Recorder, work: Work) -> None:
    """Wait for the session to be whole, and note what came of it."""
    recorder.join(threading.TIMEOUT_MAX)
    progress = recorder.progress()
    if progress.problem:
        work.tally.problems.append(f"{text}: {progress.problem}")
    work.tally.frames += progress.counts.analysed
    if progress.folder is not None:
        session = Session.open(progress.folder)
        work.tally.faces += len(session.faces)
        work.sessions.append(progress.folder)
        work.meter.clear()
        say(str(progress.folder))


def summarise_all(folders: list[Path], parent: Path) -> None:
    """One table over all sessions. Raises MienError."""
    if folders:
        write_summaries(parent / SUMMARY, [Session.open(folder) for folder in folders])
        tell(f"The summary of all is in {parent / SUMMARY}.")
