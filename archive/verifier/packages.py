"""The rules of our own packages on top of BagIt (``archive/FORMAT.md``)."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from archive.verifier.bags import Bag
from archive.verifier.comparing import read_bag
from archive.verifier.hashing import digest_file, read_blocks
from archive.verifier.rules import (
    PACKAGE_FORMS,
    PACKAGE_METADATA,
    PACKAGE_TAGS,
    PACKAGE_XML,
    TAG_FILE_LIMIT,
    Fault,
)
from archive.verifier.spelling import name_faults

_Item = tuple[int, str, int, str]


def root_of(package: Path) -> str:
    """The root of a package: the sha256 of its ``tagmanifest-sha256.txt``."""
    return "sha256:" + digest_file(package / "tagmanifest-sha256.txt")["sha256"]


def root_or_nothing(package: Path) -> str:
    """The root, or nothing when there is no tag manifest to take it of."""
    try:
        return root_of(package)
    except OSError:
        return ""


def verify_package(
    path: Path,
    expected_root: str | None = None,
    *,
    fresh: bool = False,
    algorithms: Iterable[str] | None = None,
) -> list[Fault]:
    """Judge one of our own packages, against the root kept outside it when one is given.

    ``fresh`` lets go of what the system holds in memory and reads the disk again;
    ``algorithms`` (such as ``{"sha256"}``) computes these alone and tells the rest as 未核验.
    """
    wanted = None if algorithms is None else frozenset(algorithms)
    return sorted(set(read_package(Bag(path, fresh, wanted), expected_root).faults))


def read_package(bag: Bag, expected_root: str | None = None) -> Bag:
    """Read and judge one package; every rule runs that still can."""
    read_bag(bag)
    _check_package_files(bag)
    _check_names(bag)
    _check_modes(bag)
    _check_canonical(bag)
    _check_metadata(bag)
    if expected_root is not None and root_or_nothing(bag.root) != expected_root:
        bag.fault("A554", "tagmanifest-sha256.txt", expected_root)
    return bag


def _check_package_files(bag: Bag) -> None:
    """Exactly our tag files and our forms, no ``fetch.txt``, no empty folder."""
    tags = {name for name in bag.files if not name.startswith("data/")}
    if "fetch.txt" in tags:
        bag.fault("A513", "fetch.txt")
    for name in sorted(tags - PACKAGE_TAGS):
        bag.fault("A551", name)
    required = {*PACKAGE_TAGS, *PACKAGE_FORMS, PACKAGE_METADATA, PACKAGE_XML}
    for name in sorted(required - set(bag.files) - set(bag.respelled)):
        bag.fault("A555", name)
    for name in bag.empty:
        bag.fault("A552", name)


def _check_names(bag: Bag) -> None:
    """Names travel anywhere, no two meet anywhere, none has changed."""
    for name in (*bag.files, *bag.empty):
        for part in name.split("/"):
            for rule in name_faults(part):
                bag.fault("A553", name, rule)
        if len(name) > 240:
            bag.fault("A553", name, "路径超过 240 字")
    for fault in [fault for fault in bag.faults if fault.code in ("A515", "A516")]:
        code = "A565" if fault.code == "A515" else "A566"
        bag.faults.append(Fault(code, fault.path, fault.detail))


def _check_modes(bag: Bag) -> None:
    """Sealed files are read-only; where that is lost the content is still what it was."""
    if bag.writable and os.name == "posix":
        bag.fault("A567", ".", f"共 {len(bag.writable)} 个文件和文件夹")


def _check_canonical(bag: Bag) -> None:
    """Our manifests are written in one way, and tag manifests list every tag file."""
    for name, digests in bag.manifests.items():
        lines = "".join(f"{digests[path]}  {path}\n" for path in sorted(digests))
        found = bag.tag_digests.get(name)
        if (
            found is not None
            and found != hashlib.sha256(lines.encode("utf-8", "surrogatepass")).digest()
        ):
            bag.fault("A560", name)
        if found is not None and name.startswith("tagmanifest-"):
            for path in sorted(PACKAGE_TAGS - set(digests)):
                if not path.startswith("tagmanifest-"):
                    bag.fault("A512", path, name)


def _check_metadata(bag: Bag) -> None:
    """What ``案卷.json`` says of the package holds for its files."""
    name = bag.respelled.get(PACKAGE_METADATA, PACKAGE_METADATA)
    if bag.files.get(name, 0) > TAG_FILE_LIMIT:
        bag.fault("A525", name, f"{TAG_FILE_LIMIT} 字节")
    elif name in bag.files:
        try:
            record = json.loads(b"".join(read_blocks(bag.root / name)))
            code, items = str(record["档号"]), [_item(entry) for entry in record["卷内文件"]]
        except (OSError, ValueError, LookupError, TypeError, ArithmeticError, RecursionError) as no:
            bag.fault("A556", PACKAGE_METADATA, type(no).__name__)
            return
        _check_items(bag, code, items)


def _item(entry: Any) -> _Item:
    """Item number, path, size and sha256 of one item as the metadata tell it."""
    digest = str(entry["摘要"]).removeprefix("sha256:")
    return int(entry["件号"]), str(entry["文件"]), int(entry["字节数"]), digest


def _check_items(bag: Bag, code: str, items: list[_Item]) -> None:
    """Code, numbering, sizes and digests; no payload file but items, forms and metadata."""
    if bag.told("External-Identifier") != code:
        bag.fault("A559", PACKAGE_METADATA, bag.told("External-Identifier"))
    for number, (claimed, path, size, digest) in enumerate(items, 1):
        if claimed != number:
            bag.fault("A558", PACKAGE_METADATA, number)
        name = bag.respelled.get(path, path)
        if name not in bag.odd and bag.files.get(name) != size:
            bag.fault("A557", path, "大小")
        if bag.manifests.get("manifest-sha256.txt", {}).get(path) != digest:
            bag.fault("A557", path, "摘要")
    _check_described(bag, {path for _, path, _, _ in items})


def _check_described(bag: Bag, items: set[str]) -> None:
    """No payload file that the metadata do not tell of."""
    known = {bag.respelled.get(path, path) for path in (*items, *PACKAGE_FORMS)}
    records = {now for was, now in bag.respelled.items() if was.startswith("data/元数据/")}
    for path in sorted(set(bag.payload) - known - records):
        if not path.startswith("data/元数据/"):
            bag.fault("A557", path, "未著录")
