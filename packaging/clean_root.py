"""A Debian that knows nothing of Mien, to prove the package and the README's two commands in.

python packaging/clean_root.py deb dist/mien_0.1.0_amd64.deb [--reference .venv/bin/python]
python packaging/clean_root.py start           # git clone, then the README's first command
python packaging/clean_root.py check           # the README's second command; many minutes

The first installs the package with what it asks for, and smokes it. Needs root and debootstrap. The
roots are made in .cache/clean/ and kept; --anew makes them again. Packages come from wherever apt
gets them on this machine.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from environment import ROOT, SetupError, say
from place import OVERLAY
from screen import Screen

SUITE = "bookworm"
PLACE = ROOT / ".cache" / "clean"
CERTIFICATES = Path("etc/ssl/certs/ca-certificates.crt")
README_COMMANDS = ("python3 packaging/start.py", "python3 packaging/check.py")
UNASKED = ("python3", "libasound2", "libpulse", "libportaudio", "libjack")
CLONE = "/root/mien"
FIRST_WINDOW_S = 1800.0
APART = "MIEN_MOUNTS_APART"
PIP_SETTINGS = ("PIP_CERT", "PIP_INDEX_URL", "PIP_DEFAULT_TIMEOUT")


def main(argv: list[str] | None = None) -> int:
    """0 where it worked as it should; 1 with a sentence where not."""
    args = parsed(argv)
    if os.geteuid() != 0 or shutil.which("debootstrap") is None:
        say("This needs root and debootstrap (apt install debootstrap).")
        return 1
    try:
        if args.what == "deb":
            return try_deb(args)
        return try_command(args.what, args.anew)
    except SetupError as error:
        say(str(error))
        return 1


def parsed(argv: list[str] | None) -> argparse.Namespace:
    """The arguments."""
    parser = argparse.ArgumentParser(description="Try Mien in a clean Debian.")
    parser.add_argument("what", choices=("deb", "start", "check"))
    parser.add_argument("deb", type=Path, nargs="?", help="the package to install")
    parser.add_argument("--anew", action="store_true", help="make the root again")
    parser.add_argument("--reference", type=Path, help="a Python with Mien, to compare numbers")
    parser.add_argument("--shots", type=Path, help="a folder for pictures of the screen")
    parser.add_argument("--json", type=Path, help="write the smoke's report here")
    return parser.parse_args(argv)


def try_deb(args: argparse.Namespace) -> int:
    """Install the package with what it asks for, and nothing else, then smoke it."""
    if args.deb is None or not args.deb.is_file():
        raise SetupError("Name the package to install: dist/mien_VERSION_ARCH.deb.")
    root = made("deb", anew=True)  # what an earlier try installed would hide what is missing now
    with entered(root):
        shutil.copy(args.deb, root / args.deb.name)
        named = before_libraries(root, args.deb)
        apt(root, "install", f"/{args.deb.name}")
        (root / args.deb.name).unlink()
        laid = {**desktop_files(root), "no Python, and nothing for sound": not unasked(root)}
        for name, fine in laid.items():
            say(f"{'pass' if fine else 'FAIL'}  {name}")
        command = [sys.executable, str(ROOT / "packaging" / "smoke.py"), "/opt/mien"]
        command += ["--root", str(root), "--packed", str(args.deb)]
        for name in ("reference", "shots", "json"):
            if getattr(args, name):
                command += [f"--{name}", str(getattr(args, name).absolute())]
        status = subprocess.run(command).returncode
    return 0 if status == 0 and named and all(laid.values()) else 1


def before_libraries(root: Path, deb: Path) -> bool:
    """Unpacked by hand, without what it depends on, it says in a sentence what to do."""
    loose = root / "loose"
    subprocess.run(["dpkg-deb", "--extract", deb, loose], check=True)
    env = {"PATH": "/usr/bin:/bin", "HOME": "/root", "DISPLAY": ":99"}
    command = [shutil.which("chroot") or "chroot", str(root), "/loose/opt/mien/mien"]
    portrait = "/loose/opt/mien/_internal/mien_assets/demo/portrait.jpg"
    named = True
    analyze = ("analyze", portrait, "--out", "-")
    for arguments, words in ((), "apt install"), (analyze, "mien doctor"):
        done = subprocess.run([*command, *arguments], env=env, capture_output=True, text=True)
        said = done.stderr.strip()
        fine = done.returncode == 2 and words in said and "\n" not in said
        what = " ".join(("mien", *arguments[:1]))
        say(f"{'pass' if fine else 'FAIL'}  {what} without its libraries: {said}")
        named = named and fine
    shutil.rmtree(loose)
    return named


def unasked(root: Path) -> set[str]:
    """Packages that came along and that Mien must not need: it hears nothing and has its Python."""
    return {name for name in installed(root) if name.startswith(UNASKED)}


def desktop_files(root: Path) -> dict[str, bool]:
    """What the package should have put into the system."""
    names = (
        *("usr/bin/mien", "usr/share/applications/mien.desktop"),
        *("usr/share/mime/packages/mien.xml", "usr/lib/udev/rules.d/70-mien-cameras.rules"),
        *("usr/share/icons/hicolor/scalable/apps/mien.svg", "usr/share/doc/mien/copyright"),
    )
    return {name: os.path.lexists(root / name) for name in names}


def installed(root: Path) -> set[str]:
    """Names of the packages in the root."""
    command = ["dpkg-query", "--admindir", str(root / "var/lib/dpkg"), "-W", "-f", "${Package}\n"]
    return set(subprocess.run(command, capture_output=True, text=True).stdout.split())


def try_command(what: str, anew: bool) -> int:
    """Clone into a root that has Python and git, and run a command of the README as it stands."""
    command = README_COMMANDS[what == "check"]
    if command not in (ROOT / "README.md").read_text(encoding="utf-8"):
        raise SetupError(f"The README no longer has the command {command!r}.")
    root = made("source", anew)
    with entered(root):
        if "git" not in installed(root):
            apt(root, "install", "python3", "git", "ca-certificates")
        trust(root)
        for left in (CLONE[1:], "root/.local", "root/.config"):  # by an earlier try
            shutil.rmtree(root / left, ignore_errors=True)
        clone(root)
        if what == "check":
            return inside(root, command, {}).wait()
        with Screen(root) as screen:
            return started(root, command, screen)


def clone(root: Path) -> None:
    """What is committed, as a stranger gets it."""
    bare = root / "mien.git"
    shutil.rmtree(bare, ignore_errors=True)
    subprocess.run(["git", "clone", "--quiet", "--bare", ROOT, bare], check=True)
    status = inside(root, f"git clone --quiet /mien.git {CLONE}", {}, "/root").wait()
    if status:
        raise SetupError("git could not clone in the clean root.")


def started(root: Path, command: str, screen: Screen) -> int:
    """The window opens and shows a face with its overlays; Ctrl-C ends it."""
    began = time.monotonic()
    process = inside(root, f"exec {command}", {"DISPLAY": screen.display})
    shown = False
    while not shown and process.poll() is None and time.monotonic() - began < FIRST_WINDOW_S:
        time.sleep(0.5)
        shown = has_overlay(root / "root")
    if not shown:
        process.kill()
        say(f"FAIL  {command}: no overlay came (status {process.poll()})")
        return 1
    seconds = time.monotonic() - began
    say(f"pass  {command}: from nothing to the first overlay in {seconds:.0f} s")
    process.send_signal(signal.SIGINT)
    status = process.wait(60)
    say(f"{'pass' if status == 0 else 'FAIL'}  closed with status {status}")
    return status


def has_overlay(home: Path) -> bool:
    """Whether Mien's log there says that a first overlay was shown."""
    logs = home.glob(".local/**/mien*.log")
    return any(OVERLAY.search(log.read_text(encoding="utf-8", errors="replace")) for log in logs)


def inside(
    root: Path, command: str, env: dict[str, str], folder: str = CLONE
) -> subprocess.Popen[bytes]:
    """A shell's command running in the root."""
    kept = {name: os.environ[name] for name in PIP_SETTINGS if name in os.environ}
    clean = {"HOME": "/root", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"}
    words = [shutil.which("chroot") or "chroot", str(root), "sh", "-c", f"cd {folder} && {command}"]
    return subprocess.Popen(words, env={**clean, **kept, **env}, stdin=subprocess.DEVNULL)


def made(name: str, anew: bool) -> Path:
    """A root with the least that Debian can be. Raises SetupError."""
    root = PLACE / name
    base = PLACE / f"{SUITE}.tar"
    if root.is_dir() and not anew:
        return root
    shutil.rmtree(root, ignore_errors=True)
    PLACE.mkdir(parents=True, exist_ok=True)
    if not base.is_file():
        bootstrap(PLACE / "base", base)
    root.mkdir()
    subprocess.run(["tar", "-xf", base, "-C", root], check=True)
    return root


def bootstrap(folder: Path, base: Path) -> None:
    """Make a root by debootstrap and keep it packed. Raises SetupError."""
    sites = archives()
    if not sites:
        raise SetupError("apt has no archive on this machine to make a clean root from.")
    say(f"Making a clean {SUITE} ...")
    shutil.rmtree(folder, ignore_errors=True)
    mirror = next(iter(sites.values()))
    command = ["debootstrap", "--variant=minbase", SUITE, str(folder), mirror]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SetupError(f"debootstrap failed: {done.stdout[-500:]}{done.stderr[-500:]}")
    lines = [f"deb {site} {suite} main" for suite, site in sites.items()]
    (folder / "etc/apt/sources.list").write_text("\n".join(lines) + "\n", encoding="utf-8")
    subprocess.run(["tar", "-cf", base, "-C", folder, "."], check=True)
    shutil.rmtree(folder)


def archives() -> dict[str, str]:
    """The suites of this release and where apt gets them here; the release itself comes first."""
    wanted = (SUITE, f"{SUITE}-updates", f"{SUITE}-security")
    ask = ["apt-get", "indextargets", "--format", "$(RELEASE) $(SITE)"]
    said = subprocess.run(ask, capture_output=True, text=True).stdout.splitlines()
    found = dict(line.split() for line in said if line.split()[0] in wanted)
    return {suite: found[suite] for suite in wanted if suite in found}


@contextmanager
def entered(root: Path) -> Iterator[None]:
    """The root with the kernel's file systems and this machine's way to find hosts.

    Mounted in a name space of our own (see the end of this file): nothing of it outlives us.
    """
    shutil.copyfile("/etc/resolv.conf", root / "etc/resolv.conf")
    shared = root / "dev/shm"
    shared.mkdir(exist_ok=True)
    # MediaPipe ends the process where it cannot count the processors in /sys.
    mounts = (("proc", root / "proc"), ("sysfs", root / "sys"), ("tmpfs", shared))
    try:
        for kind, place in mounts:
            subprocess.run(["mount", "-t", kind, kind, place], check=True)
        yield
    finally:
        for _, place in reversed(mounts):
            subprocess.run(["umount", "--lazy", place], check=False)


def trust(root: Path) -> None:
    """Let the root trust whom this machine trusts, as a company's computer would."""
    ours = Path("/") / CERTIFICATES
    if ours.is_file():
        shutil.copyfile(ours, root / CERTIFICATES)


def apt(root: Path, *arguments: str) -> None:
    """Run apt-get in the root. Raises SetupError."""
    env = {
        "DEBIAN_FRONTEND": "noninteractive",
        "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
        "LANG": "C.UTF-8",
    }
    chroot = [shutil.which("chroot") or "chroot", str(root), "apt-get", "-q"]
    for words in (["update"], ["-y", "--no-install-recommends", *arguments]):
        done = subprocess.run([*chroot, *words], env=env, capture_output=True, text=True)
        if done.returncode:
            raise SetupError(f"apt-get {' '.join(words)} failed: {done.stderr[-1500:]}")


if __name__ == "__main__":
    if platform.system() != "Linux":
        sys.exit("A clean Debian can only be made on Linux.")
    if os.geteuid() == 0 and APART not in os.environ:
        again = ["unshare", "--mount", "--propagation=private", sys.executable, *sys.argv]
        sys.exit(subprocess.call(again, env={**os.environ, APART: "1"}))
    sys.exit(main())
