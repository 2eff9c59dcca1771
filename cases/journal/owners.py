"""Who carries out an act: a process, told apart from a later one with the same number."""

from __future__ import annotations

import os
from pathlib import Path

_PROC = Path("/proc")
_START_FIELD = 19
_under_way: set[str] = set()


def this_process() -> str:
    """``boot:pid:start`` of the running process."""
    pid = os.getpid()
    return f"{_boot()}:{pid}:{_state_and_start(pid)[1]}"


def is_at_work(owner: str, act: str) -> bool:
    """Whether the owner still carries out the act; our own only between begin and end."""
    if owner == this_process():
        return act in _under_way
    boot, pid, start = owner.split(":")
    if boot != _boot():
        return False
    state, started = _state_and_start(int(pid))
    return state not in {"", "Z", "X"} and started == start


def begin(act: str) -> None:
    """This process carries out the act from now on."""
    _under_way.add(act)


def end(act: str) -> None:
    """This process no longer carries out the act, finished or not."""
    _under_way.discard(act)


def _boot() -> str:
    """The id of this run of the machine."""
    try:
        return (_PROC / "sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        return "-"


def _state_and_start(pid: int) -> tuple[str, str]:
    """State letter and start time of a process; empty where there is none."""
    try:
        stat = (_PROC / str(pid) / "stat").read_text("utf-8", "replace")
    except OSError:
        return _without_proc(pid)
    fields = stat.rpartition(")")[2].split()
    return fields[0], fields[_START_FIELD]


def _without_proc(pid: int) -> tuple[str, str]:
    """The same where the system has no ``/proc``: only whether the process is there."""
    if _PROC.joinpath("self").exists():
        return "", ""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return "", ""
    except PermissionError:
        return "R", "-"
    return "R", "-"
