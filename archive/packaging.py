"""Writing a package: a BagIt 1.0 folder (RFC 8493) as ``archive/FORMAT.md`` lays it out."""

from __future__ import annotations

import shutil
from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar

from archive.metadata import record_of
from archive.metadata_xml import xml_of
from archive.plan import RECORDS_FOLDER, Source, item_file
from archive.verification import PACKAGE_METADATA, PACKAGE_XML, digest_file
from archive.verifier.hashing import Digester, FileDigest, read_blocks
from archive.writing_ahead import start_writing
from cases.errors import JiangdangError, Kind
from cases.obstacles import obstacle

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from archive.plan import PackagePlan

ALGORITHMS = ("sha256", "sm3")
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

    Every file is read once: copied, digested by sha256 here and by SM3 in another thread.
    Returns the digests by algorithm and path.
    """
    sizes: dict[str, int] = {}
    with _digester() as digester:
        found: dict[str, FileDigest] = {}
        for name, source in sorted(sources_of(plan).items()):
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            found[name] = _take_in(source, target, kept.get(source.digest), digester)
            sizes[name] = target.stat().st_size
        described = {PACKAGE_METADATA: record_of(plan, sizes), PACKAGE_XML: xml_of(plan, sizes)}
        for name, content in described.items():
            found[name] = _write(folder / name, content, digester)
        digester.settle()
    digests = _by_algorithm(found)
    for name, source in sources_of(plan).items():
        if digests["sha256"][name] != _bare(source.digest):
            raise SourceChangedError(path=source.path)
    return digests


def _by_algorithm(found: Mapping[str, FileDigest]) -> Digests:
    """The digests of files, by algorithm and path."""
    told = {name: digest.hexdigests() for name, digest in found.items()}
    return {each: {name: digests[each] for name, digests in told.items()} for each in ALGORITHMS}


def _digester() -> Digester:
    """Digests by every algorithm of ours."""
    digester = Digester(ALGORITHMS)
    if set(digester.algorithms) != set(ALGORITHMS):
        with digester:
            raise DigestMissingError
    return digester


def _write(path: Path, content: bytes, digester: Digester) -> FileDigest:
    """Write a new file of the staged package, and digest it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as stream:
        stream.write(content)
    begun = digester.begin()
    begun.update(content)
    return begun


def _take_in(source: Source, target: Path, kept: Path | None, digester: Digester) -> FileDigest:
    """Copy one file, digesting on the way; link instead when a former version holds it."""
    before = _state_of(source)
    shared = kept is not None and _is_still(kept, source.digest) and _linked(kept, target)
    begun = digester.begin()
    if shared:
        for block in _blocks(source):
            begun.update(block)
    else:
        with target.open("xb", buffering=0) as writing:
            for block in _blocks(source):
                writing.write(block)
                begun.update(block)
            start_writing(writing.fileno())
    if _state_of(source) != before:
        raise SourceChangedError(path=source.path)
    return begun


def _bare(digest: str) -> str:
    """A digest's hex digits."""
    return digest.removeprefix("sha256:")


def _state_of(source: Source) -> tuple[int, int, int, int]:
    """Size, times of change and place of a source; another state means it was touched."""
    try:
        told = source.path.stat(follow_symlinks=False)
    except OSError as error:
        raise SourceUnreadableError(path=source.path, reason=obstacle(error)) from error
    return told.st_size, told.st_mtime_ns, told.st_ctime_ns, told.st_ino


def _blocks(source: Source) -> Iterator[bytes]:
    """The bytes of a source; a link or a device is refused, what cannot be read is named."""
    try:
        yield from read_blocks(source.path)
    except OSError as error:
        raise SourceUnreadableError(path=source.path, reason=obstacle(error)) from error


def _is_still(kept: Path, digest: str) -> bool:
    """Whether a file of the former version holds what it was sealed with; damage is not shared."""
    try:
        return digest_file(kept)["sha256"] == _bare(digest)
    except OSError:
        return False


def _linked(kept: Path, target: Path) -> bool:
    """Share the bytes of the former version, where the file system can."""
    try:
        target.hardlink_to(kept)
    except OSError:
        return False
    return True


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
    with _digester() as digester:
        found = {name: _write(folder / name, content, digester) for name, content in tags.items()}
        digester.settle()
        for algorithm, listed in _by_algorithm(found).items():
            _write(folder / f"tagmanifest-{algorithm}.txt", manifest_text(listed), digester)


def bag_facts(
    plan: PackagePlan, folder: Path, version: int, previous_root: str, now: datetime
) -> list[tuple[str, str]]:
    """The labels of ``bag-info.txt``."""
    sizes = [path.stat().st_size for path in (folder / "data").rglob("*") if path.is_file()]
    facts = [
        ("Source-Organization", _one_line(plan.creator)),
        ("Contact-Name", _one_line(plan.compiler)),
        ("External-Description", _one_line(plan.title)),
        ("External-Identifier", str(plan.reference_code)),
        ("Internal-Sender-Identifier", _one_line(plan.owner)),
        ("Bagging-Date", now.date().isoformat()),
        ("Sealed-At", now.isoformat(timespec="seconds")),
        ("Bag-Version", str(version)),
        ("Previous-Root", previous_root),
        ("Bag-Size", f"{_megabytes(sum(sizes))} MB"),
        ("Payload-Oxum", f"{sum(sizes)}.{len(sizes)}"),
        ("Bag-Software-Agent", "jiangdang"),
    ]
    return [(label, value) for label, value in facts if value]


def _megabytes(size: int) -> str:
    """A size for people (RFC 8493 2.2.2, Bag-Size), in millions of bytes."""
    return f"{size / 1_000_000:.1f}"


def _one_line(text: str) -> str:
    """A value of ``bag-info.txt`` on one line."""
    return " ".join(text.split())


def drop(folder: Path) -> None:
    """Remove a staged package that will not be used, read-only parts included."""
    for path in [folder, *folder.rglob("*")]:
        if path.is_dir() and not path.is_symlink():
            with suppress(OSError):  # a file system that keeps no permissions needs none
                path.chmod(0o755)
    shutil.rmtree(folder)
