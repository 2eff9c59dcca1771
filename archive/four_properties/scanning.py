"""Virus scanning by ClamAV, where it is installed: a real run, told with the date of its data."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

from archive.four_properties.sight import VirusScan

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = "clamscan"
SECONDS = 1800
_VERSION_SECONDS = 60
_CLEAN, _INFECTED = 0, 1
# By itself it passes over what is large without a word: here that is told.
_OPTIONS = (
    *("--recursive", "--infected", "--no-summary", "--stdout"),
    *("--max-filesize=2000M", "--max-scansize=2000M", "--alert-exceeds-max=yes"),
)
_TOO_LARGE = "Heuristics.Limits.Exceeded"


def scan_for_viruses(folder: Path) -> VirusScan | None:
    """What the scanner says of every file below a folder; None where there is no scanner."""
    program = shutil.which(PROGRAM)
    if program is None:
        return None
    folder = folder.resolve()
    try:
        scanner = _told_of_itself(program)
        ended = _run([program, *_OPTIONS, str(folder)], SECONDS)
    except (OSError, subprocess.SubprocessError) as error:
        return VirusScan(PROGRAM, trouble=f"{PROGRAM} 没有运行完（{type(error).__name__}）")
    if ended.returncode not in (_CLEAN, _INFECTED):
        return VirusScan(scanner, trouble=f"{PROGRAM} 退出码 {ended.returncode}")
    if "/" not in scanner:
        return VirusScan(scanner, trouble=f"{scanner} 没有病毒库")
    found = [line for line in ended.stdout.splitlines() if line.endswith(" FOUND")]
    passed_over = [line for line in found if _TOO_LARGE in line]
    if found and len(passed_over) == len(found):
        return VirusScan(scanner, trouble=f"{len(found)}个文件过大，没有查完")
    infected = tuple(line.removeprefix(f"{folder}/").removesuffix(" FOUND") for line in found)
    if ended.returncode == _INFECTED and not infected:
        return VirusScan(scanner, ("（没有列出文件）",))
    return VirusScan(scanner, infected)


def _told_of_itself(program: str) -> str:
    """``ClamAV 1.4.3/27700/Mon Jul  7 08:35:30 2025``: engine, data, and its date."""
    return _run([program, "--version"], _VERSION_SECONDS).stdout.strip()[:200] or PROGRAM


def _run(command: list[str], seconds: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - found on the PATH, arguments of ours
        command, capture_output=True, text=True, errors="replace", timeout=seconds, check=False
    )
