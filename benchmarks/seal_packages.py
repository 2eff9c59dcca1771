"""Sealing: against copying, one sync and one SM3 pass, and beside bagit-python.

All begin with the same papers in a workspace. Processor time of all threads, and wall time
beside it; every round starts from nothing, and removing is not measured.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import bagit
from timing import interleaved

from archive.packaging import drop
from archive.plan import Item
from archive.sealing import seal
from cases.digest import digest_of_file
from cases.values.retention import RetentionPeriod
from tests.fixtures.bags.plans import make_plan, make_workspace

if TYPE_CHECKING:
    from collections.abc import Callable

    from archive.plan import PackagePlan
    from cases.workspace import Workspace

ROUNDS = 5
CORPORA = {"五百件": (500, 200_000), "四件大的": (4, 64_000_000)}
NOW = datetime(2022, 11, 22, 9, 30, tzinfo=UTC)


def made_plan(workspace: Workspace, files: int, size: int) -> PackagePlan:
    """A plan over so many papers of random bytes."""
    plan = make_plan(workspace)
    items = []
    for number in range(files):
        path = workspace.cases / "2019-SX-001" / "documents" / f"{number:04d}-材料.bin"
        path.write_bytes(os.urandom(size))
        items.append(
            Item(
                path, path.name, digest_of_file(path), path.stem, RetentionPeriod.THIRTY_YEARS,
                author="样例单位", dated=plan.items[0].dated,
            )
        )  # fmt: skip
    return replace(plan, items=tuple(items))


def copied(plan: PackagePlan, folder: Path) -> None:
    """The least: every file copied, one sync, every copy digested by SM3."""
    folder.mkdir()
    for at, item in enumerate(plan.items):
        shutil.copyfile(item.path, folder / f"{at:04d}-{item.name}")
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    ctypes.CDLL(None).syncfs(handle)
    os.close(handle)
    for path in folder.iterdir():
        with path.open("rb", buffering=0) as stream:
            hashlib.file_digest(stream, "sm3")


def bagged(plan: PackagePlan, folder: Path) -> None:
    """bagit-python moves what it is given, so it is given copies; it does not sync."""
    folder.mkdir()
    for at, item in enumerate(plan.items):
        shutil.copyfile(item.path, folder / f"{at:04d}-{item.name}")
    bagit.make_bag(str(folder), checksums=["sha256", "sm3"])


def measured(
    work: Callable[[Path], object], place: Path, clock: Callable[[], float]
) -> Callable[[], float]:
    """How long a piece of work takes in an empty place."""

    def measure() -> float:
        os.sync()
        begun = clock()
        work(place)
        spent = clock() - begun
        drop(place)
        return spent

    return measure


def compare(plan: PackagePlan, workspace: Workspace) -> None:
    """Print medians of processor and wall time, and the ratio to the least."""
    ways: dict[str, tuple[Callable[[Path], object], Path]] = {
        "复制、同步、SM3": (lambda place: copied(plan, place), workspace.root / "副本"),
        "bagit-python make_bag": (lambda place: bagged(plan, place), workspace.root / "袋"),
        "匠档封存": (lambda _place: seal(plan, workspace, NOW), workspace.packages),
    }
    clocks = (time.process_time, time.perf_counter)
    cpu, wall = (
        interleaved(
            {name: measured(work, place, clock) for name, (work, place) in ways.items()}, ROUNDS
        )
        for clock in clocks
    )
    least = next(iter(ways))
    for name in ways:
        sys.stdout.write(
            f"{name:22s} {cpu[name]:8.3f} s {cpu[name] / cpu[least]:6.2f} ×"
            f"   实际 {wall[name]:8.3f} s {wall[name] / wall[least]:6.2f} ×\n"
        )


def main() -> None:
    """Compare on either corpus."""
    for name, (files, size) in CORPORA.items():
        with tempfile.TemporaryDirectory() as scratch:
            workspace = make_workspace(Path(scratch) / "工作区")
            sys.stdout.write(f"\n{name}：共 {files * size / 1e6:.0f} MB\n")
            compare(made_plan(workspace, files, size), workspace)


if __name__ == "__main__":
    main()
