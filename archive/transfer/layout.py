"""What lies where on a transfer medium (档发〔2012〕7号 附件2), as one BagIt 1.0 folder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cases.values.reference_code import ReferenceCode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from archive.reading import Package

EXPLANATION = "data/说明文件.TXT"
FILE_LIST = "data/案卷目录.XML"
ITEM_LIST = "data/文件目录.XML"
RECORDS = "data/电子档案"
OTHERS = "data/其他"
REGISTER = f"{OTHERS}/移交与接收登记表.json"
PROOFS = f"{OTHERS}/日志/证明"
CHECKPOINT = f"{OTHERS}/日志/检查点.txt"
LOG_KEY = f"{OTHERS}/日志/公钥.txt"
TESTS = f"{OTHERS}/四性检测结果"
SHELL_CHECK, BATCH_CHECK = "校验.sh", "校验.bat"
LONGEST_PATH = 240


@dataclass(frozen=True, slots=True)
class Handover:
    """One hand-over: its number, who hands what to whom, when, by whom, with what."""

    number: str
    sender: str
    fonds: str
    fonds_name: str
    receiver: str
    made_at: datetime
    made_by: str
    program: str


@dataclass(frozen=True, slots=True)
class Shipment:
    """All versions of one package, with the files of each and their sizes in bytes."""

    packages: tuple[Package, ...]
    files: Mapping[str, int]

    @property
    def newest(self) -> Package:
        """The version that counts."""
        return self.packages[-1]

    @property
    def code(self) -> str:
        """档号."""
        return self.newest.reference_code

    @property
    def place(self) -> str:
        """Its folder on the medium, by 年度 and 类别."""
        return place_of(self.code)

    @property
    def bytes(self) -> int:
        """How many bytes its files have."""
        return sum(self.files.values())


def place_of(code: str) -> str:
    """Where a package lies on a medium: 电子档案/年度/类别/档号."""
    parsed = ReferenceCode.parse(code)
    return f"{RECORDS}/{parsed.year}/{parsed.category}/{code}"


def proof_name(code: str, version: int) -> str:
    """Where the log's proof of a version lies on a medium."""
    return f"{PROOFS}/{code}-v{version}.txt"


def ship(packages: Sequence[Package]) -> Shipment:
    """The versions of one package, oldest first, with every file of theirs listed."""
    sizes = {
        f"v{package.version}/{name}": size
        for package in packages
        for name, size in _files(package.path)
    }
    return Shipment(tuple(packages), sizes)


def _files(folder: Path) -> Iterator[tuple[str, int]]:
    """The files below a verified package, by path, with their sizes."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path.stat().st_size


@dataclass(frozen=True, slots=True)
class Medium:
    """One medium: its label, its place among several, its packages, what goes beside them.

    ``extras`` are the files of 其他 by their path on the medium.
    """

    handover: Handover
    label: str
    at: int
    of: int
    shipments: tuple[Shipment, ...]
    extras: Mapping[str, bytes]

    @property
    def items(self) -> int:
        """件数 of the newest versions."""
        return sum(len(shipment.newest.items) for shipment in self.shipments)

    @property
    def files(self) -> int:
        """How many files lie below 电子档案."""
        return sum(len(shipment.files) for shipment in self.shipments)

    @property
    def bytes(self) -> int:
        """How many bytes lie below 电子档案."""
        return sum(shipment.bytes for shipment in self.shipments)
