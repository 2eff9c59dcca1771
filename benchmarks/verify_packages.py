"""Verifying bags: a bare hashlib loop, sha256sum -c, bagit-python, and our verifier.

Processor time, children included, because the machine may be busy; wall time beside it.
"""

from __future__ import annotations

import hashlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import bagit
from timing import interleaved, timed

from archive.verification import Fault, check_bag, is_sound

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 5
CORPORA = {
    "五千个文件，各 200 KB": (5000, 200_000),
    "五千个小文件，各 20 KB": (5000, 20_000),
    "四个大文件，各 128 MB": (4, 128_000_000),
}
ONLY_SHA256 = frozenset({"sha256"})


def make_bag(folder: Path, files: int, size: int) -> Path:
    """A bag of random files, made by bagit-python so that no side is favoured."""
    for number in range(files):
        place = folder / f"{number // 10:03d}"
        place.mkdir(exist_ok=True)
        (place / f"{number:04d}-卷内文件.bin").write_bytes(os.urandom(size))
    bagit.make_bag(str(folder), checksums=["sha256"])
    return folder


def add_sm3(bag: Path) -> None:
    """Add a second payload manifest; the tag manifest goes, as it does not list it."""
    paths = _listed(bag)
    lines = [f"{_digest(bag / path, 'sm3')}  {path}\n" for path in paths]
    (bag / "manifest-sm3.txt").write_text("".join(lines), "utf-8")
    (bag / "tagmanifest-sha256.txt").unlink()


def _listed(bag: Path) -> dict[str, str]:
    """The sha256 of every payload file."""
    lines = (bag / "manifest-sha256.txt").read_text("utf-8").splitlines()
    return {path: digest for digest, path in (line.split("  ", 1) for line in lines)}


def _digest(path: Path | str, algorithm: str) -> str:
    with open(path, "rb", buffering=0) as stream:  # noqa: PTH123
        return hashlib.file_digest(stream, algorithm).hexdigest()


def bare(listed: dict[str, str]) -> None:
    """The least that a verification can do: digest every listed file, and compare."""
    for path, digest in listed.items():
        assert _digest(path, "sha256") == digest


def ways(bag: Path) -> dict[str, Callable[[], object]]:
    """The ways of verifying, each refusing to go on when it finds fault."""
    listed = {f"{bag}/{path}": digest for path, digest in _listed(bag).items()}
    command = ["sha256sum", "--quiet", "-c", "manifest-sha256.txt"]
    return {
        "hashlib 裸循环": lambda: bare(listed),
        "sha256sum -c": lambda: subprocess.run(command, cwd=bag, check=True),
        "bagit-python validate": lambda: bagit.Bag(str(bag)).validate(),
        "匠档，只算 sha256": lambda: sound(check_bag(bag, algorithms=ONLY_SHA256)),
    }


def sound(faults: list[Fault]) -> None:
    """Nothing was found."""
    assert is_sound(faults), faults


def compare(work: dict[str, Callable[[], object]], base: float | None) -> float:
    """Print medians of processor and wall time, and the ratio to the bare loop."""
    walls: dict[str, list[float]] = {name: [] for name in work}

    def measured(name: str) -> Callable[[], float]:
        def measure() -> float:
            walls[name].append(timed(work[name])())
            return 0.0

        return timed(measure, clock=_processor)

    spent = interleaved({name: measured(name) for name in work}, ROUNDS)
    for name, seconds in spent.items():
        base = base or seconds
        wall = statistics.median(walls[name])
        sys.stdout.write(
            f"{name:24s} {seconds:8.3f} s {seconds / base:6.2f} ×   实际 {wall:.3f} s\n"
        )
    return base or 0.0


def _processor() -> float:
    """Processor time of this process and of the children it waited for, in seconds."""
    now = os.times()
    return time.process_time() + now.children_user + now.children_system


def main() -> None:
    """Compare on either corpus; the cost of SM3 comes last, with its manifest added."""
    for name, (files, size) in CORPORA.items():
        with tempfile.TemporaryDirectory() as scratch:
            bag = make_bag(Path(scratch), files, size)
            sys.stdout.write(f"\n{name}：{files} 个，共 {files * size / 1e6:.0f} MB\n")
            base = compare(ways(bag), None)
            add_sm3(bag)
            compare({"匠档，sha256 和 SM3": lambda bag=bag: sound(check_bag(bag))}, base)


if __name__ == "__main__":
    main()
