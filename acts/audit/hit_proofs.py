"""What proves a hit: its bytes in a sealed package, re-read now, under the root in the log."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from acts.keeping.package_history import package_history
from archive.names import portable_name
from archive.reading import Package, UnreadablePackageError
from archive.verification import digest_file
from cases.obstacles import obstacle

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from cases.workspace import Workspace
    from index.records import Record

MANIFEST, TAGS = "manifest-sha256.txt", "tagmanifest-sha256.txt"
_RECORDS = "data/元数据/案卷文件/"


class Standing(StrEnum):
    """How a hit stands to what was sealed."""

    SEALED = "已封存，刚刚核验一致"
    CHANGED = "封存之后有变动"
    UNSEALED = "未封存"
    BROKEN = "封存件核验不符"
    LOST = "文件不在原处"


@dataclass(frozen=True, slots=True)
class HitProof:
    """One hit's file as it is now, and the sealed item it was held against.

    ``digest`` is that of the file now; ``item`` its path in the package, ``sealed`` the digest
    there. ``reason`` says what did not agree.
    """

    standing: Standing
    digest: str = ""
    package: SealedPackage | None = None
    item: str = ""
    sealed: str = ""
    reason: str = ""

    @property
    def lines(self) -> list[str]:
        """What a report says of it."""
        told = f"{self.standing}{f'（{self.reason}）' if self.reason else ''}"
        inside = [f"{self.package.name}　{self.item}"] if self.package else []
        sealed = [f"封存时 {self.sealed}"] if self.sealed != self.digest and self.sealed else []
        now = f"现在 {self.digest}" if sealed else self.digest
        return [told, *inside, *sealed, *([now] if self.digest else [])]


@dataclass(frozen=True, slots=True)
class SealedPackage:
    """One version as the log has it and as it lies on disk now; ``trouble`` where they differ."""

    reference_code: str
    version: int
    path: Path
    root: str
    seq: int
    sealed_at: datetime
    manifest: dict[str, str] = field(repr=False)
    trouble: str = ""

    @property
    def name(self) -> str:
        """``档号/vN``."""
        return f"{self.reference_code}/v{self.version}"

    def item_of(self, digest: str, name: str) -> str:
        """Where bytes lie in the package; among several of the same bytes the one of that name."""
        held = [path for path, each in self.manifest.items() if each == digest]
        named = [path for path in held if _bears(path, name)]
        return (named or held or [""])[0]

    def item_named(self, name: str) -> str:
        """Where a file of that name lies."""
        return next((path for path in self.manifest if _bears(path, name)), "")


class HitProver:
    """Proves hits one by one; each package is looked at once."""

    def __init__(self, workspace: Workspace) -> None:
        """Read the log once for all."""
        self._workspace = workspace
        self._history = package_history(workspace)
        self._owned: dict[str, list[tuple[str, int]]] = {}
        for key in sorted(self._history.roots, key=lambda key: -self._history.seals[key].seq):
            self._owned.setdefault(self._history.seals[key].owner, []).append(key)
        self.looked_at: dict[tuple[str, int], SealedPackage] = {}

    def prove(self, record: Record) -> HitProof:
        """The file re-read, and the item that holds the same bytes."""
        name = PurePosixPath(record.path).name
        try:
            digest = digest_file(self._workspace.root / record.path)["sha256"]
        except OSError as error:
            return HitProof(Standing.LOST, reason=obstacle(error))
        packages = [self._package(key) for key in self._owned.get(record.case or record.batch, ())]
        for package in packages:
            if item := package.item_of(digest, name):
                return _held_against(package, item, digest)
        for package in packages:
            if item := package.item_named(name):
                return _held_against(package, item, digest)
        broken = next((each for each in packages if each.trouble), None)
        if broken:
            return HitProof(Standing.BROKEN, f"sha256:{digest}", broken, reason=broken.trouble)
        return HitProof(Standing.UNSEALED, f"sha256:{digest}")

    def _package(self, key: tuple[str, int]) -> SealedPackage:
        if key not in self.looked_at:
            self.looked_at[key] = self._look(*key)
        return self.looked_at[key]

    def _look(self, code: str, version: int) -> SealedPackage:
        """A version with its manifest, held against the root in the log."""
        seal = self._history.seals[code, version]
        path = self._workspace.packages / code / f"v{version}"
        package = Package(code, version, path)
        manifest: dict[str, str] = {}
        try:
            trouble = _trouble(package, seal.root)
            manifest = package.manifest
        except UnreadablePackageError as error:
            trouble = error.message
        except OSError as error:
            trouble = obstacle(error)
        return SealedPackage(
            code, version, path, seal.root, seal.seq, seal.sealed_at, manifest, trouble
        )


def _trouble(package: Package, root: str) -> str:
    """What is wrong between the log's root, the tag manifest and the manifest; empty if nothing."""
    if package.root != root:
        return "根摘要与日志不符"
    listed = f"{digest_file(package.path / MANIFEST)['sha256']}  {MANIFEST}"
    tags = (package.path / TAGS).read_text("utf-8", "replace").splitlines()
    return "" if listed in tags else "清单与根摘要不符"


def _held_against(package: SealedPackage, item: str, digest: str) -> HitProof:
    """The item's bytes re-read and held against the manifest; the manifest against the root."""
    listed, present = package.manifest[item], f"sha256:{digest}"
    try:
        read = digest_file(package.path / item)["sha256"]
    except OSError as error:
        read, reason = "", obstacle(error)
    else:
        reason = package.trouble or ("" if read == listed else "字节与清单不符")
    standing = Standing.SEALED if listed == digest else Standing.CHANGED
    standing = Standing.BROKEN if reason or read != listed else standing
    return HitProof(standing, present, package, item, f"sha256:{listed}", reason)


def _bears(path: str, name: str) -> bool:
    """Whether an item's path in a package is that of a file of this name."""
    if path.startswith(_RECORDS):
        return path == _RECORDS + name
    folder, _, last = path.rpartition("/")
    return folder == "data" and last.partition("-")[2] == portable_name(name)
