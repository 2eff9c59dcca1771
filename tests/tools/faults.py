"""A fault harness: kill a command, or fail it, at every system call that changes a workspace.

Built on ``strace -e inject``. A first run, traced, lists the mutating calls the command's main
thread makes on the workspace; then the command runs once per listed call on a fresh copy, with
the fault at that call, and a check looks at what is left. Calls made by other processes or
threads of the command are counted as ``elsewhere``: they are not interrupted one by one.

    python -m tests.tools.faults --workspace DIR [--stride 3] [--error EIO] -- \\
        jiangdang -w {workspace} batch advance 2019-1 award
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

_NAMES = (
    "write pwrite64 writev pwritev fsync fdatasync sync_file_range rename renameat renameat2 "
    "unlink unlinkat rmdir openat open creat mkdir mkdirat ftruncate truncate fallocate link "
    "linkat symlink symlinkat chmod fchmod fchmodat copy_file_range sendfile syncfs"
)
CALLS = tuple(_NAMES.split())
_OPENING = {"openat", "open", "creat"}
_CHANGING = ("O_CREAT", "O_TRUNC")
_DERIVED = re.compile(r'(?:^|[<" ])/index(?:/|[>"])')
_LINE = re.compile(r"^(\d+) +([a-z0-9_]+)\((.*)")
KILL = "signal=SIGKILL"
UNFORESEEN = ("Traceback", "[W000]")  # what a command never answers a fault with

Command = Callable[[Path], Sequence[str]]
Check = Callable[[Path], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Point:
    """One mutating call: its name, the how-manieth of that name, what it was about."""

    call: str
    ordinal: int
    about: str

    @property
    def is_derived(self) -> bool:
        """Whether it is about the index, which may be lost at any time."""
        return _DERIVED.search(self.about) is not None

    def __str__(self) -> str:
        return f"{self.call}#{self.ordinal} {self.about}"


@dataclass(frozen=True, slots=True)
class Plan:
    """What to run on what, how to look at what is left, and where to work."""

    command: Command
    workspace: Path
    check: Check
    scratch: Path
    fault: str = KILL
    codes: frozenset[int] = frozenset()  # exit codes a failed call may lead to; none: any
    derived: bool = False  # try the points below index/, else those everywhere but there
    seconds: float = 120.0


@dataclass(slots=True)
class Report:
    """What the harness did and found."""

    points: int = 0
    tried: int = 0
    hit: int = 0
    elsewhere: int = 0
    problems: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        head = (
            f"{self.points} mutating calls, {self.tried} tried, {self.hit} hit, "
            f"{self.elsewhere} in other processes, {len(self.problems)} problems"
        )
        return "\n".join([head, *self.problems])


@dataclass(frozen=True, slots=True)
class _Outcome:
    """How one faulted run went."""

    point: Point
    hit: bool
    problems: tuple[str, ...]


def run_faults(plan: Plan, *, stride: int = 1, processes: int = 2, offset: int = 0) -> Report:
    """Try every ``stride``-th point, ``processes`` at a time."""
    points, elsewhere = list_points(plan)
    chosen = points[offset::stride]
    with ThreadPoolExecutor(processes) as pool:
        outcomes = list(pool.map(partial(_try_point, plan), chosen))
    report = Report(len(points), len(chosen), sum(one.hit for one in outcomes), elsewhere)
    for one in outcomes:
        report.problems += [f"{one.point}: {problem}" for problem in one.problems]
    return report


def list_points(plan: Plan) -> tuple[list[Point], int]:
    """The mutating calls of an undisturbed run, and how many other processes made."""
    copy = _fresh_copy(plan, "undisturbed")
    log = plan.scratch / "undisturbed.strace"
    tracing = ["-f", "-y", "-s", "0", "-e", "trace=" + _listed(CALLS)]
    code = _strace(plan, [*tracing, "-o", str(log)], copy)
    if code != 0:
        raise AssertionError(f"the undisturbed command ended with {code}")
    found = [f"undisturbed: {problem}" for problem in plan.check(copy)]
    if found:
        raise AssertionError("\n".join(found))
    _remove(copy)
    points, elsewhere = _points_in(log.read_text("utf-8", "replace").splitlines(), str(copy))
    return [each for each in points if each.is_derived == plan.derived], elsewhere


def _points_in(lines: Iterable[str], root: str) -> tuple[list[Point], int]:
    """The points of the first process in a trace; ordinals count calls elsewhere on disk too."""
    counts: Counter[str] = Counter()
    points: list[Point] = []
    main, elsewhere = "", 0
    for line in lines:
        found = _LINE.match(line)
        if not found:
            continue
        process, call, rest = found.groups()
        main = main or process
        changes = _changes(call, rest, root)
        if process != main:
            elsewhere += changes
            continue
        counts[call] += 1
        if changes:
            about = rest.replace(root, "")[:120]
            points.append(Point(call, counts[call], about))
    return points, elsewhere


def _changes(call: str, rest: str, root: str) -> bool:
    """Whether a traced call changes something below the workspace's root."""
    inside = any(root + end in rest for end in ("/", '"', ">"))
    return inside and (call not in _OPENING or any(flag in rest for flag in _CHANGING))


def _try_point(plan: Plan, point: Point) -> _Outcome:
    """One run on a fresh copy with the fault at the point, then the check."""
    name = f"{point.call}-{point.ordinal}"
    copy, log = _fresh_copy(plan, name), plan.scratch / f"{name}.strace"
    inject = f"inject={point.call}:{plan.fault}:when={point.ordinal}"
    tracing = ["-e", f"trace={point.call}", "-e", inject, "-s", "0", "-o", str(log)]
    code = _strace(plan, tracing, copy)
    trace = log.read_text("utf-8", "replace")
    said = _said(copy)
    hit = _is_hit(plan.fault, trace)
    found = tuple(plan.check(copy))
    if plan.codes and code not in plan.codes:
        found = (f"ended with {code}: {said[-300:]}", *found)
    if any(word in said for word in UNFORESEEN):
        found = (f"an unforeseen error: {said[-300:]}", *found)
    if not found:
        _remove(copy)
        log.unlink()
    return _Outcome(point, hit, found)


def _is_hit(fault: str, trace: str) -> bool:
    """Whether the trace shows that the fault was made."""
    kind, _, name = fault.partition("=")
    if kind == "signal":
        return f"killed by {name}" in trace or f"--- {name}" in trace
    return "INJECTED" in trace


def _remove(copy: Path) -> None:
    """Remove a copy, sealed folders included."""
    for path in (copy, *copy.rglob("*")):
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o755)
    shutil.rmtree(copy)


def _strace(plan: Plan, options: Sequence[str], copy: Path) -> int:
    """Run the command under strace in a session of its own; stragglers end with it."""
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"}
    line = ["strace", "-q", *options, "--", *plan.command(copy)]
    with _words(copy).open("wb") as words:
        process = subprocess.Popen(
            line,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=words,
            start_new_session=True,
        )
    try:
        return process.wait(plan.seconds)
    finally:
        _end_session(process)


def _words(copy: Path) -> Path:
    """Where the command's complaints are kept, beside its copy of the workspace."""
    return copy.with_name(f"{copy.name}.stderr")


def _said(copy: Path) -> str:
    """What the command complained about."""
    return _words(copy).read_text("utf-8", "replace")


def _end_session(process: subprocess.Popen[bytes]) -> None:
    """End what the command started and left running, for example an office suite."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    finally:
        process.wait()


def _fresh_copy(plan: Plan, name: str) -> Path:
    """A copy of the workspace of its own."""
    copy = plan.scratch / name
    shutil.copytree(plan.workspace, copy, symlinks=True)
    return copy


def _listed(calls: Iterable[str]) -> str:
    """The calls as strace wants them; those this machine lacks are passed over."""
    return ",".join("?" + call for call in calls)


def main() -> int:
    """The harness from the command line, with the soundness check."""
    import argparse

    from tests.tools.soundness import problems_after_next_command

    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--workspace", type=Path, required=True)
    parser.add_argument("--stride", type=int, default=1)
    parser.add_argument("--offset", type=int, default=0)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--error", help="fail the call with this errno instead of killing")
    parser.add_argument("--codes", type=int, nargs="*", default=[])
    parser.add_argument("command", nargs="+")
    given = parser.parse_args()
    fault = f"error={given.error}" if given.error else KILL

    def command(copy: Path) -> list[str]:
        return [part.replace("{workspace}", str(copy)) for part in given.command]

    with tempfile.TemporaryDirectory(prefix="faults-") as scratch:
        check, codes = problems_after_next_command, frozenset(given.codes)
        plan = Plan(command, given.workspace, check, Path(scratch), fault, codes)
        report = run_faults(
            plan, stride=given.stride, offset=given.offset, processes=given.processes
        )
    print(report)  # noqa: T201
    return 1 if report.problems or report.hit < report.tried else 0


if __name__ == "__main__":
    raise SystemExit(main())
