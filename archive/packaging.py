"""Writing a package: a BagIt 1.0 folder (RFC 8493) as ``archive/FORMAT.md`` lays it out."""

from __future__ import annotations

import hashlib
import os
import shutil
from typing import TYPE_CHECKING, ClassVar

from archive.metadata import record_of, xml_of
from archive.plan import RECORDS_FOLDER, Source, item_file
from archive.verification import PACKAGE_METADATA, PACKAGE_XML
from cases.errors import JiangdangError, Kind
from cases.obstacles import obstacle

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from archive.plan import PackagePlan

ALGORITHMS = ("sha256", "sm3")
_BLOCK = 1024 * 1024
Digests = dict[str, dict[str, str]]


class SourceChangedError(JiangdangError):
    """A file is not, or no longer, what the plan says."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "A401"


class SourceUnreadableError(JiangdangError):
    """A file that the package needs cannot be read or copied."""

    kind: ClassVar[Kind] = Kind.FAULT
    code: ClassVar[str] = "A402"


class DigestMissingError(JiangdangError):
    """This machine cannot compute SM3 (GB/T 32905)."""

    kind: ClassVar[Kind] = Kind.TOOL_MISSING
    code: ClassVar[str] = "A403"


def sources_of(plan: PackagePlan) -> dict[str, Source]:
    """Every file of the workspace that goes in, by its path in the package."""
    placed = {f"data/{form.name}": form for form in plan.forms}
    for at, item in enumerate(plan.items, 1):
        placed[item_file(at, item)] = Source(item.path, item.name, item.digest)
    placed |= {f"{RECORDS_FOLDER}/{record.name}": record for record in plan.records}
    return placed


def write_payload(plan: PackagePlan, folder: Path, kept: Mapping[str, Path]) -> Digests:
    """Fill ``data/``; ``kept`` has files of the former version by digest, to be linked.

    Returns the digests by algorithm and path.
    """
    digests: Digests = {algorithm: {} for algorithm in ALGORITHMS}
    sizes: dict[str, int] = {}
    for name, source in sorted(sources_of(plan).items()):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        found = _take_in(source, target, kept.get(source.digest))
        _note(digests, name, found)
        sizes[name] = target.stat().st_size
    for name, content in (
        (PACKAGE_METADATA, record_of(plan, sizes)),
        (PACKAGE_XML, xml_of(plan, sizes)),
    ):
        _write(folder / name, content)
        _note(digests, name, _digests_of(content))
    return digests


def _note(digests: Digests, name: str, found: Mapping[str, str]) -> None:
    """Enter one file's digests."""
    for algorithm, digest in found.items():
        digests[algorithm][name] = digest


def _write(path: Path, content: bytes) -> None:
    """Write a new file of the staged package."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as stream:
        stream.write(content)


def _hashes() -> dict[str, hashlib._Hash]:
    """Fresh digests of every algorithm of ours."""
    try:
        return {algorithm: hashlib.new(algorithm) for algorithm in ALGORITHMS}
    except ValueError as error:
        raise DigestMissingError from error


def _digests_of(content: bytes) -> dict[str, str]:
    """The digests of some bytes."""
    hashes = _hashes()
    for digest in hashes.values():
        digest.update(content)
    return {algorithm: digest.hexdigest() for algorithm, digest in hashes.items()}


def _take_in(source: Source, target: Path, kept: Path | None) -> dict[str, str]:
    """Copy one file, digesting on the way; link instead when a former version holds it."""
    try:
        before = source.path.stat(follow_symlinks=False)
        found = _copy(source.path, target)
        after = source.path.stat(follow_symlinks=False)
    except OSError as error:
        raise SourceUnreadableError(path=source.path, reason=obstacle(error)) from error
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise SourceChangedError(path=source.path)
    if found["sha256"] != source.digest.removeprefix("sha256:"):
        raise SourceChangedError(path=source.path)
    if kept is not None:
        _link_instead(kept, target, found["sha256"])
    return found


def _copy(source: Path, target: Path) -> dict[str, str]:
    """Copy bytes and digest them in the same pass; a link or a device is refused."""
    hashes = _hashes()
    handle = os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    with os.fdopen(handle, "rb", buffering=0) as reading, target.open("xb") as writing:
        while block := reading.read(_BLOCK):
            writing.write(block)
            for digest in hashes.values():
                digest.update(block)
    return {algorithm: digest.hexdigest() for algorithm, digest in hashes.items()}


def _link_instead(kept: Path, target: Path, digest: str) -> None:
    """Share the bytes of the former version, if they are still what they were."""
    try:
        with kept.open("rb") as stream:
            if hashlib.file_digest(stream, "sha256").hexdigest() != digest:
                return
        linked = target.with_name(f"{target.name}.link")
        linked.hardlink_to(kept)
    except OSError:
        return
    linked.replace(target)


def manifest_text(digests: Mapping[str, str]) -> bytes:
    """A manifest in the one way that ours are written, which ``sha256sum -c`` reads."""
    return "".join(f"{digests[name]}  {name}\n" for name in sorted(digests)).encode()


def write_tags(
    plan: PackagePlan, folder: Path, digests: Digests, facts: Sequence[tuple[str, str]]
) -> None:
    """Write manifests, ``bag-info.txt``, ``bagit.txt`` and the tag manifests."""
    tags = {
        "bagit.txt": b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
        "bag-info.txt": "".join(f"{label}: {value}\n" for label, value in facts).encode(),
    }
    tags |= {f"manifest-{name}.txt": manifest_text(digests[name]) for name in ALGORITHMS}
    for name, content in tags.items():
        _write(folder / name, content)
    found = {name: _digests_of(content) for name, content in tags.items()}
    for algorithm in ALGORITHMS:
        listed = {name: by_algorithm[algorithm] for name, by_algorithm in found.items()}
        _write(folder / f"tagmanifest-{algorithm}.txt", manifest_text(listed))


def bag_facts(
    plan: PackagePlan, folder: Path, version: int, previous_root: str, now: datetime
) -> list[tuple[str, str]]:
    """The labels of ``bag-info.txt``."""
    payload = [path for path in (folder / "data").rglob("*") if path.is_file()]
    oxum = f"{sum(path.stat().st_size for path in payload)}.{len(payload)}"
    facts = [
        ("Source-Organization", _one_line(plan.creator)),
        ("External-Description", _one_line(plan.title)),
        ("External-Identifier", str(plan.reference_code)),
        ("Bagging-Date", now.date().isoformat()),
        ("Sealed-At", now.isoformat(timespec="seconds")),
        ("Bag-Version", str(version)),
        ("Previous-Root", previous_root),
        ("Payload-Oxum", oxum),
        ("Bag-Software-Agent", "jiangdang"),
    ]
    return [(label, value) for label, value in facts if value]


def _one_line(text: str) -> str:
    """A value of ``bag-info.txt`` on one line."""
    return " ".join(text.split())


def drop(folder: Path) -> None:
    """Remove a staged package that will not be used, read-only parts included."""
    for path in [folder, *folder.rglob("*")]:
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o755)
    shutil.rmtree(folder)
