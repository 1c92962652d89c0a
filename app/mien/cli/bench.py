"""`mien bench`: how fast it is here."""

from __future__ import annotations

import json
import math
from argparse import Namespace
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from mien.cli.before import beside, compared, earlier
from mien.cli.command import Commands, add_device, say

if TYPE_CHECKING:
    from mien.bench.identities import IdentityFigures
    from mien.bench.live import LiveFigures
    from mien.bench.network import NetworkFigures
    from mien.bench.record import RecordFigures

MOST_RATE = 240


def add_parser(commands: Commands) -> None:
    """Declare the arguments."""
    parser = commands.add_parser(
        "bench",
        description=(
            "Measure on this machine: 'live' runs the real window with every overlay on, fed at "
            "720p; 'record' the same while it records clean and annotated "
            "video; 'network' times the network alone; 'identities' has the people in some "
            "pictures or clips cross, turn away, leave and return, and counts how often they swap "
            "numbers."
        ),
    )
    parser.add_argument(
        "what", nargs="?", choices=("live", "record", "network", "identities"), default="live"
    )
    parser.add_argument("files", nargs="*", help="identities: pictures or clips of the people")
    parser.add_argument("--seconds", type=float, default=20.0, help="how long to measure live")
    parser.add_argument("--source", help="measure live on this source, not on the feed")
    parser.add_argument("--rate", type=int, default=30, help="frames a second of the live feed")
    parser.add_argument(
        "--faces", type=int, default=1, choices=range(1, 5), help="faces in the live feed, 1 to 4"
    )
    parser.add_argument(
        "--before", type=Path, help="what 'bench live --json' printed earlier, to stand beside"
    )
    add_device(parser)
    parser.add_argument("--threads", type=int, default=2, help="for the network alone")
    parser.add_argument("--network", type=Path, help="for the network alone: another ONNX file")
    parser.add_argument("--json", action="store_true", help="for programs")


def run(args: Namespace) -> int:
    """Measure and print."""
    figures: LiveFigures | NetworkFigures | RecordFigures | IdentityFigures
    if args.what == "network":
        from mien.bench.network import bench_network

        figures = bench_network(args.device, args.threads, args.network)
        lines = network_lines(figures)
    elif args.what == "record":
        from mien.bench.record import bench_record

        figures = bench_record(args.seconds, args.source, args.device)
        lines = record_lines(figures)
    elif args.what == "identities":
        from mien.bench.identities import bench_identities

        figures = bench_identities(args.files)
        lines = identity_lines(figures)
    else:
        from mien.bench.live import bench_live

        before = earlier(args.before) if args.before is not None else None
        rate = min(max(args.rate, 1), MOST_RATE)
        live = bench_live(args.seconds, args.source, args.device, rate=rate, faces=args.faces)
        if before is not None:
            say(json.dumps(beside(before, live), indent=2) if args.json else compared(before, live))
            return 0
        figures, lines = live, live_lines(live)
    say(json.dumps(asdict(figures), indent=2) if args.json else "\n".join(lines))
    return 0


def live_lines(figures: LiveFigures) -> list[str]:
    """The live figures for people."""
    stages = [
        f"  {name:10} {stage.p50:7.1f} {stage.p95:7.1f}"
        for name, stage in figures.stages_ms.items()
    ]
    return [
        f"{figures.machine}; {figures.provider}; {figures.seconds:.0f} s",
        "  ms          median     p95",
        *stages,
        f"  {'to paint':10} {figures.latency_ms_p50:7.1f} {figures.latency_ms_p95:7.1f}",
        f"captured {figures.captured_per_s:.1f}/s, analysed {figures.analysed_per_s:.1f}/s, "
        f"skipped {figures.skipped}, {figures.faces:.2f} faces a frame",
        f"CPU {figures.cpu_percent:.0f} % of one core, {figures.cpu_ms:.1f} ms a frame: "
        + ", ".join(f"{part} {ms:.1f}" for part, ms in figures.thread_ms.items()),
        f"memory {figures.rss_mb:.0f} MB ({figures.rss_growth_mb:+.0f} MB over the run)",
    ]


def record_lines(figures: RecordFigures) -> list[str]:
    """The figures of a recording for people."""
    return [
        *live_lines(figures.live),
        f"recorded {figures.frames} frames, {figures.lost} lost, {figures.skipped} skipped; "
        f"{figures.mb_per_minute:.0f} MB a minute",
        f"waiting to be written: {figures.most_waiting_mb:.0f} MB at most, of "
        f"{figures.limit_mb:.0f} MB that may",
    ]


def network_lines(figures: NetworkFigures) -> list[str]:
    """The network's figures for people."""
    lines = [
        f"{figures.machine}; {figures.provider}; {figures.numbers}; {figures.threads} threads",
        f"  one face    {figures.batch_1_ms:6.2f} ms",
        f"  eight faces {figures.batch_8_ms:6.2f} ms, {figures.batch_8_over_1:.2f} times one",
        f"  one large matrix product: {figures.reference_rate / 1e9:.1f} thousand million "
        "multiply-adds a second",
    ]
    if figures.multiply_adds is None:
        lines.append("  floor: not known, since the card does not count the multiply-adds")
    else:
        lines.append(
            f"  floor       {figures.floor_ms:6.2f} ms for {figures.multiply_adds / 1e6:.0f} "
            f"million multiply-adds; one face takes {figures.batch_1_over_floor:.1f} times that"
        )
    return [*lines, provider_line(figures)]


def provider_line(figures: NetworkFigures) -> str:
    """What is known of a faster provider than the CPU."""
    if math.isnan(figures.difference_from_cpu):
        return f"  CUDA: not measured. {figures.provider_note}".rstrip()
    return (
        f"  copies to and from {figures.provider} are included; outputs differ from the CPU's by "
        f"{figures.difference_from_cpu:.1e} at most"
    )


def identity_lines(figures: IdentityFigures) -> list[str]:
    """The count of swapped numbers for people."""
    return [
        f"{figures.machine}; {figures.people} people, {figures.frames} frames, "
        f"{figures.faces_found:.1%} of the visible faces found",
        f"  {figures.crossings} crossings, {figures.turns} heads turned away, "
        f"{figures.returns} returns: {figures.swaps} swapped "
        f"numbers, {figures.renumbered} new ones; another one in passing for "
        f"{figures.passing:.1%} of the faces",
        f"  {figures.tracker_ms:.2f} ms a frame for the identities",
    ]
