"""What the other packages hold that this one holds too: titles, numbers, file numbers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

from archive.catalogue import newest_rows
from archive.four_properties.files import read_within
from archive.four_properties.sight import Neighbours
from archive.reading import UnreadablePackageError, newest_package
from archive.verification import PACKAGE_METADATA, TAG_FILE_LIMIT
from cases.values.bad_value import BadValueError
from cases.values.reference_code import ReferenceCode

if TYPE_CHECKING:
    from archive.reading import Package
    from cases.workspace import Workspace

Record = Mapping[str, Any]
_MOST = 20
# Titles and numbers in a record as it is written, quotes and all.
_ENTRY = re.compile('"(?:题名|文号)": ("(?:[^"\\\\\n]|\\\\.)+")'.encode())


def neighbours_of(
    workspace: Workspace, package: Package, record: Record, known: Iterable[str], *, quick: bool
) -> Neighbours:
    """The newest version of every other package compared with a record.

    ``known`` are all reference codes that the log ever kept, destroyed ones too. ``quick`` takes
    titles from the catalogue and leaves 文号 alone.
    """
    folder = workspace.packages
    here = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    series = _series(package.reference_code, {*here, *known})
    if quick:
        return Neighbours(_titles(workspace, package, record), None, series)
    titles: list[str] = []
    numbers: dict[str, str] = {}
    for code, other in _alike(workspace, package, record, here):
        if other.get("题名") == record.get("题名"):
            titles.append(code)
        for number in _same_numbers(record, other):
            numbers.setdefault(number, code)
    return Neighbours(tuple(titles[:_MOST]), dict(list(numbers.items())[:_MOST]), series)


def _titles(workspace: Workspace, package: Package, record: Record) -> tuple[str, ...]:
    """Other packages of the same title, as the catalogue has them."""
    title = " ".join(str(record.get("题名", "")).split())
    rows = (row for row in newest_rows(workspace) if row.title == title)
    codes = (row.reference_code for row in rows)
    return tuple(islice((code for code in codes if code != package.reference_code), _MOST))


def _alike(
    workspace: Workspace, package: Package, record: Record, here: Iterable[str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Other packages in whose record one of our own titles or numbers stands."""
    sought = {_quoted(record.get("题名", "")), *map(_quoted, _numbers(record))}
    for code in here:
        other = newest_package(workspace, code) if code != package.reference_code else None
        if other is None:
            continue
        try:
            content = read_within(other.path, PACKAGE_METADATA, TAG_FILE_LIMIT)
            if not sought.isdisjoint(_ENTRY.findall(content)):
                yield code, other.record
        except (OSError, ValueError, UnreadablePackageError):
            continue


def _quoted(value: object) -> bytes:
    """A text as ``案卷.json`` has it."""
    return json.dumps(str(value), ensure_ascii=False).encode("utf-8", "replace")


def _items(record: Record) -> list[dict[str, Any]]:
    found = record.get("卷内文件")
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _numbers(record: Record) -> set[str]:
    return {str(item["文号"]) for item in _items(record) if item.get("文号")}


def _same_numbers(record: Record, other: Record) -> list[str]:
    """文号 that a paper of the same kind and other content has in the other package."""
    own = {(i.get("文号"), i.get("文种")): str(i.get("摘要")) for i in _items(record)}
    return sorted(
        str(item["文号"])
        for item in _items(other)
        if item.get("文号")
        and own.get((str(item["文号"]), str(item.get("文种")))) not in (None, str(item.get("摘要")))
    )


def _series(code: str, others: Iterable[str]) -> frozenset[int]:
    """File numbers in use under the same fonds, category, year and retention."""
    own = _parsed(code)
    if own is None:
        return frozenset()
    parsed = (_parsed(each) for each in others)
    return frozenset(
        each.file_number
        for each in parsed
        if each
        and (each.fonds, each.category, each.year, each.retention, each.office)
        == (own.fonds, own.category, own.year, own.retention, own.office)
    )


def _parsed(text: str) -> ReferenceCode | None:
    try:
        return ReferenceCode.parse(text)
    except BadValueError:
        return None
