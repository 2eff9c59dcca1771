"""Where packages lie: one version, a package's versions, a medium, a folder of packages."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from archive.verifier.bags import Bag
from archive.verifier.comparing import check_bag
from archive.verifier.packages import read_package, root_or_nothing
from archive.verifier.rules import Fault

_VERSION = re.compile("v([1-9][0-9]{0,5})")
_DEEPEST = 8


@dataclass(slots=True)
class Judged:
    """One version, or the bag around them, as judged."""

    name: str
    root: str
    faults: list[Fault]
    code: str = ""
    version: int = 0
    previous: str = ""
    place: Path = field(default_factory=Path)


def number_of(folder: Path) -> int:
    """The number that a version's folder bears, 0 for other folders."""
    found = _VERSION.fullmatch(folder.name)
    return int(found[1]) if found is not None else 0


def versions_in(folder: Path) -> list[Path]:
    """The version folders directly in a package's folder, oldest first."""
    try:
        names = [entry.name for entry in os.scandir(folder) if entry.is_dir(follow_symlinks=False)]
    except OSError:
        return []
    return sorted((folder / name for name in names if _VERSION.fullmatch(name)), key=number_of)


def package_folders(folder: Path, depth: int = 0) -> Iterator[Path]:
    """The folders below that hold version folders, no link followed, not within packages."""
    versions = [path for path in versions_in(folder) if _is_package(path)]
    if versions:
        yield folder
        return
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries if depth < _DEEPEST else ():
        if entry.is_dir(follow_symlinks=False) and not entry.name.startswith("."):
            yield from package_folders(Path(entry.path), depth + 1)


def _is_package(folder: Path) -> bool:
    """Whether a version's folder has anything of a package in it."""
    return any((folder / name).exists() for name in ("bagit.txt", "data", "bag-info.txt"))


def judge_version(folder: Path, name: str, root: str | None = None) -> Judged:
    """Judge one version by itself; a folder named vN must say so inside."""
    bag = read_package(Bag(folder), root)
    told = bag.told("External-Identifier"), bag.told("Bag-Version")
    number = number_of(folder)
    if number and told[1] != str(number):
        bag.fault("A563", name, " ".join(told))
    faults = sorted(set(bag.faults))
    version = int(told[1]) if re.fullmatch("[0-9]{1,6}", told[1]) else number
    previous = bag.told("Previous-Root")
    return Judged(name, root_or_nothing(folder), faults, told[0], version, previous, folder)


def judge_alone(folder: Path, root: str | None = None) -> list[Judged]:
    """Judge a version whose forerunners are not looked at."""
    judged = judge_version(folder, folder.name, root)
    if judged.version > 1:
        judged.faults.append(Fault("A579", judged.name))
    return [judged]


def judge_package(
    folder: Path, root: str | None = None, *, may_begin_later: bool = False
) -> list[Judged]:
    """Judge every version of a package, and that each names the root of the one before.

    ``root`` is that of the newest; ``may_begin_later`` is for media, which need not hold
    every version.
    """
    paths = versions_in(folder)
    judged = [
        judge_version(path, f"{folder.name}/{path.name}", root if path == paths[-1] else None)
        for path in paths
    ]
    for at, one in enumerate(judged):
        before = judged[at - 1] if at else None
        if one.code != folder.name:
            one.faults.append(Fault("A563", one.name, f"{one.code} {one.version}"))
        if before is None and may_begin_later and number_of(one.place) > 1:
            one.faults.append(Fault("A579", one.name))
        elif not _follows(one, before):
            one.faults.append(Fault("A564", one.name))
    return judged


def _follows(one: Judged, before: Judged | None) -> bool:
    """Whether a version names the root of its forerunner, and the first names none."""
    if before is None:
        return number_of(one.place) == 1 and not one.previous
    return number_of(one.place) == number_of(before.place) + 1 and one.previous == before.root


def judge_medium(folder: Path, inside: list[Path], root: str | None = None) -> list[Judged]:
    """Judge a bag that carries packages, and every package in it."""
    faults = check_bag(folder)
    found = root_or_nothing(folder)
    if root is not None and found != root:
        faults.append(Fault("A554", "tagmanifest-sha256.txt", root))
    judged = [Judged(folder.name, found, faults)]
    for place in inside:
        judged += judge_package(place, may_begin_later=True)
    return judged
