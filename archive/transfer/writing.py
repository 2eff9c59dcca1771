"""Writing media: staged beside their place, synced, re-read from disk, published by a rename.

A kill leaves nothing under the folder's name; what it left in staging goes at the next run.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from archive.adapter import findings_of
from archive.packaging import ALGORITHMS, DigestMissingError, drop, manifest_text
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
from archive.verification import Digester, check_bag, is_sound, name_faults, root_of
from archive.verifier.hashing import FileDigest, read_blocks
from cases.errors import JiangdangError, Kind
from cases.findings import Finding, Place
from cases.obstacles import obstacle
from cases.saving import sync_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from archive.transfer.layout import Medium

_TAGS = ("bag-info.txt", "bagit.txt", "manifest-sha256.txt", "manifest-sm3.txt")
_Told = Mapping[str, Mapping[str, str]]


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
    """One medium in its staged folder; its root and size.

    Every file is read once: copied, digested by sha256 here and by SM3 in another thread.
    """
    folder.mkdir(exist_ok=True)
    with Digester(ALGORITHMS) as digester:
        if set(digester.algorithms) != set(ALGORITHMS):
            raise DigestMissingError
        begun: dict[str, FileDigest] = {}
        for shipment in medium.shipments:
            for name in shipment.files:
                path = f"{shipment.place}/{name}"
                source = shipment.newest.path.parent / name
                begun[path] = _copy(source, folder / path, digester)
        for name, content in _texts(medium).items():
            begun[name] = _put(folder / name, content, digester)
        digester.settle()
    told = {name: digest.hexdigests() for name, digest in begun.items()}
    _refuse_others(medium, told)
    _write_tags(medium, folder, told, _size(folder))
    return root_of(folder), _size(folder)


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _refuse_larger(media: Sequence[Medium], written: list[tuple[str, int]], limit: int) -> None:
    """No medium is fuller than it may be."""
    for medium, (_, size) in zip(media, written, strict=True):
        if limit and size > limit:
            raise TooLargeError(reference_code=medium.label, need=f"{size:,}", size=f"{limit:,}")


def _copy(source: Path, target: Path, digester: Digester) -> FileDigest:
    """Copy a file, digesting on the way; a link is refused."""
    target.parent.mkdir(parents=True, exist_ok=True)
    begun = digester.begin()
    with target.open("xb", buffering=0) as writing:
        for block in read_blocks(source):
            writing.write(block)
            begun.update(block)
    return begun


def _put(path: Path, content: bytes, digester: Digester) -> FileDigest:
    """A new file, and its digests."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as stream:
        stream.write(content)
    begun = digester.begin()
    begun.update(content)
    return begun


def _refuse_others(medium: Medium, told: _Told) -> None:
    """What was copied is what each package's own manifest lists."""
    for shipment in medium.shipments:
        for package in shipment.packages:
            for name, digest in package.manifest.items():
                path = f"{shipment.place}/v{package.version}/{name}"
                if told.get(path, {}).get("sha256") != digest:
                    raise MediumUnsoundError(path=package.path / name)


def _write_tags(medium: Medium, folder: Path, told: _Told, size: int) -> None:
    """Manifests, labels, declaration, tag manifests and the two scripts.

    The scripts stand in the SHA-256 tag manifest alone, since 校验.sh names the digest of the
    SM3 one.
    """
    facts = "".join(f"{label}: {value}\n" for label, value in _labels(medium, size, len(told)))
    tags = {
        "bagit.txt": b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
        "bag-info.txt": facts.encode(),
    }
    for algorithm in ALGORITHMS:
        listed = {name: digests[algorithm] for name, digests in told.items()}
        tags[f"manifest-{algorithm}.txt"] = manifest_text(listed)
    tags["tagmanifest-sm3.txt"] = manifest_text({n: _digest(c, "sm3") for n, c in tags.items()})
    tag_digest = _digest(tags["tagmanifest-sm3.txt"], "sha256")
    tags[BATCH_CHECK] = batch_script()
    names = sorted([*_TAGS, BATCH_CHECK, SHELL_CHECK])
    tags[SHELL_CHECK] = shell_script(names, tag_digest)
    tags["tagmanifest-sha256.txt"] = manifest_text({n: _digest(tags[n], "sha256") for n in names})
    for name, content in tags.items():
        (folder / name).write_bytes(content)


def _digest(content: bytes, algorithm: str) -> str:
    return hashlib.new(algorithm, content).hexdigest()


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
