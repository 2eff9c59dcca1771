"""Writing media: staged beside their place, synced, re-read from disk, published by a rename.

A kill leaves nothing under the folder's name; what it left in staging goes at the next run.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from archive.adapter import findings_of
from archive.packaging import ALGORITHMS, drop, manifest_text
from archive.shelving import (
    CannotWritePackageError,
    VersionExistsError,
    protect,
    rename_without_replacing,
    sync_and_forget,
)
from archive.transfer.explaining import explanation
from archive.transfer.layout import (
    BATCH_CHECK,
    EXPLANATION,
    FILE_LIST,
    ITEM_LIST,
    LONGEST_PATH,
    REGISTER,
    SHELL_CHECK,
)
from archive.transfer.lists import FILES, ITEMS, file_rows, item_rows, list_xml
from archive.transfer.register import register_json
from archive.transfer.scripts import batch_script, shell_script
from archive.transfer.splitting import TooLargeError
from archive.verification import check_bag, is_sound, name_faults, root_of
from cases.errors import JiangdangError, Kind
from cases.findings import Finding, Place
from cases.obstacles import obstacle
from cases.saving import sync_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from archive.transfer.layout import Medium, Shipment

_BLOCK = 1024 * 1024
_TAGS = ("bag-info.txt", "bagit.txt", "manifest-sha256.txt", "manifest-sm3.txt")
Digests = dict[str, dict[str, str]]


class MediumUnsoundError(JiangdangError):
    """What was written is not what was to be written."""

    kind: ClassVar[Kind] = Kind.DAMAGED
    code: ClassVar[str] = "A750"


class NamesTooLongError(JiangdangError):
    """Paths would be too long for other systems, or are none that travel."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "A751"


@dataclass(frozen=True, slots=True)
class Written:
    """A medium on disk: its folder, its root, its size in bytes."""

    label: str
    path: Path
    root: str
    bytes: int


def write_media(media: Sequence[Medium], folder: Path, limit: int = 0) -> list[Written]:
    """Write one medium as ``folder``, or several as folders 载体1, 载体2 … in it.

    All of them appear at once or not at all. None holds more than ``limit`` bytes, unless that
    is 0. Raises VersionExistsError, NamesTooLongError, TooLargeError.
    """
    if folder.exists():
        raise VersionExistsError(path=folder)
    for medium in media:
        _refuse_names(medium)
    with _staged(folder) as staged:
        places = _places(staged, len(media))
        written = [_write(each, place) for each, place in zip(media, places, strict=True)]
        _refuse_larger(media, written, limit)
        sync_and_forget(staged)
        for place in places:
            _verify(place)
            protect(place)
        rename_without_replacing(staged, folder)
        sync_folder(folder.parent)
    final = _places(folder, len(media))
    return [
        Written(medium.label, place, root, size)
        for medium, place, (root, size) in zip(media, final, written, strict=True)
    ]


@contextmanager
def _staged(folder: Path) -> Iterator[Path]:
    """A folder beside the final one; gone again unless it was renamed."""
    staged = folder.with_name(f".{folder.name}.移交暂存")
    try:
        if staged.exists():
            drop(staged)
        staged.mkdir()
        yield staged
    except OSError as error:
        raise CannotWritePackageError(path=folder, reason=obstacle(error)) from error
    finally:
        if staged.exists():
            drop(staged)


def _places(folder: Path, count: int) -> list[Path]:
    """Where the media lie."""
    return [folder] if count == 1 else [folder / f"载体{at}" for at in range(1, count + 1)]


def _texts(medium: Medium) -> dict[str, bytes]:
    """Everything on a medium that is not copied from a package."""
    newest = [shipment.newest for shipment in medium.shipments]
    return {
        EXPLANATION: explanation(medium),
        FILE_LIST: list_xml(FILES, file_rows(newest)),
        ITEM_LIST: list_xml(ITEMS, item_rows(newest)),
        REGISTER: json.dumps(register_json(medium), ensure_ascii=False, indent=1).encode() + b"\n",
        **medium.extras,
    }


def _refuse_names(medium: Medium) -> None:
    """Every path travels: its names by the name rule, 240 characters at most."""
    paths = [f"{s.place}/{name}" for s in medium.shipments for name in s.files]
    wrong = [(path, _fault_of(path)) for path in (*paths, *medium.extras)]
    findings = [
        Finding("A752", place=Place(path), facts={"reason": fault})
        for path, fault in wrong
        if fault
    ]
    if findings:
        raise NamesTooLongError(findings=findings, count=len(findings))


def _fault_of(path: str) -> str:
    if len(path) > LONGEST_PATH:
        return f"{len(path)}个字符，超过{LONGEST_PATH}个"
    return "、".join(fault for name in path.split("/") for fault in name_faults(name))


def _write(medium: Medium, folder: Path) -> tuple[str, int]:
    """One medium in its staged folder; its root and size."""
    digests: Digests = {name: {} for name in ALGORITHMS}
    folder.mkdir(exist_ok=True)
    for shipment in medium.shipments:
        _copy_shipment(shipment, folder, digests)
    for name, content in _texts(medium).items():
        _note(digests, name, _put(folder / name, content))
    _write_tags(medium, folder, digests, _size(folder))
    return root_of(folder), _size(folder)


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _refuse_larger(media: Sequence[Medium], written: list[tuple[str, int]], limit: int) -> None:
    """No medium is fuller than it may be."""
    for medium, (_, size) in zip(media, written, strict=True):
        if limit and size > limit:
            raise TooLargeError(reference_code=medium.label, need=f"{size:,}", size=f"{limit:,}")


def _copy_shipment(shipment: Shipment, folder: Path, digests: Digests) -> None:
    """Every version byte for byte; what is copied must be what its own manifest lists."""
    for package in shipment.packages:
        listed = package.manifest
        for name in (n for n in shipment.files if n.startswith(f"v{package.version}/")):
            inner = name.partition("/")[2]
            found = _copy(package.path / inner, folder / shipment.place / name)
            if listed.get(inner, found["sha256"]) != found["sha256"]:
                raise MediumUnsoundError(path=package.path / inner)
            _note(digests, f"{shipment.place}/{name}", found)


def _note(digests: Digests, name: str, found: Mapping[str, str]) -> None:
    for algorithm, digest in found.items():
        digests[algorithm][name] = digest


def _put(path: Path, content: bytes) -> dict[str, str]:
    """A new file, and its digests."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as stream:
        stream.write(content)
    return {name: hashlib.new(name, content).hexdigest() for name in ALGORITHMS}


def _copy(source: Path, target: Path) -> dict[str, str]:
    """Copy a file, digesting on the way; a link is refused."""
    hashes = {name: hashlib.new(name) for name in ALGORITHMS}
    target.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    with os.fdopen(handle, "rb", buffering=0) as reading, target.open("xb") as writing:
        while block := reading.read(_BLOCK):
            writing.write(block)
            for digest in hashes.values():
                digest.update(block)
    return {name: digest.hexdigest() for name, digest in hashes.items()}


def _write_tags(medium: Medium, folder: Path, digests: Digests, size: int) -> None:
    """Manifests, labels, declaration, tag manifests and the two scripts.

    The scripts stand in the SHA-256 tag manifest alone, since 校验.sh names the digest of the
    SM3 one.
    """
    count = len(digests["sha256"])
    facts = "".join(f"{label}: {value}\n" for label, value in _labels(medium, size, count))
    tags = {
        "bagit.txt": b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
        "bag-info.txt": facts.encode(),
        **{f"manifest-{name}.txt": manifest_text(digests[name]) for name in ALGORITHMS},
    }
    found = {name: _put(folder / name, content) for name, content in tags.items()}
    sm3 = {name: digest["sm3"] for name, digest in found.items()}
    tag_digest = _put(folder / "tagmanifest-sm3.txt", manifest_text(sm3))["sha256"]
    names = [*_TAGS, BATCH_CHECK, SHELL_CHECK]
    found[BATCH_CHECK] = _put(folder / BATCH_CHECK, batch_script())
    found[SHELL_CHECK] = _put(folder / SHELL_CHECK, shell_script(sorted(names), tag_digest))
    listed = {name: found[name]["sha256"] for name in names}
    _put(folder / "tagmanifest-sha256.txt", manifest_text(listed))


def _labels(medium: Medium, size: int, count: int) -> list[tuple[str, Any]]:
    """bag-info.txt."""
    handover = medium.handover
    title = f"{handover.sender}电子档案移交 {handover.number} 载体{medium.at}/{medium.of}"
    return [
        ("Source-Organization", " ".join(handover.sender.split())),
        ("External-Description", " ".join(title.split())),
        ("External-Identifier", medium.label),
        ("Bagging-Date", handover.made_at.date().isoformat()),
        ("Bag-Group-Identifier", handover.number),
        ("Bag-Count", f"{medium.at} of {medium.of}"),
        ("Payload-Oxum", f"{size}.{count}"),
        ("Bag-Software-Agent", handover.program),
    ]


def _verify(folder: Path) -> None:
    """The medium re-read from disk against its manifests."""
    faults = check_bag(folder)
    if not is_sound(faults):
        raise MediumUnsoundError(path=folder, findings=findings_of(faults))
