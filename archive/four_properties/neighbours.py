"""What the other packages hold that this one holds too: titles, numbers, file numbers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from archive.four_properties.files import read_within
from archive.four_properties.sight import Neighbours
from archive.reading import UnreadablePackageError, newest_package
from archive.verification import PACKAGE_METADATA, TAG_FILE_LIMIT
from cases.values.bad_value import BadValueError
from cases.values.reference_code import ReferenceCode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from archive.reading import Package
    from cases.workspace import Workspace

_MOST = 20


def neighbours_of(
    workspace: Workspace, package: Package, record: Mapping[str, Any], known: Iterable[str]
) -> Neighbours:
    """The newest version of every other package compared, by a look at its bytes first.

    ``known`` are all reference codes that the log ever kept, destroyed ones too.
    """
    folder = workspace.packages
    here = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    titles: list[str] = []
    numbers: dict[str, str] = {}
    for code, other in _alike(workspace, package, record, here):
        if other.get("题名") == record.get("题名"):
            titles.append(code)
        for number in _same_numbers(record, other):
            numbers.setdefault(number, code)
    series = _series(package.reference_code, {*here, *known})
    return Neighbours(tuple(titles[:_MOST]), dict(list(numbers.items())[:_MOST]), series)


def _alike(
    workspace: Workspace, package: Package, record: Mapping[str, Any], here: Iterable[str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Other packages in whose record one of our own titles or numbers stands."""
    sought = [_quoted("题名", record.get("题名", ""))]
    sought += [_quoted("文号", number) for number in _numbers(record)]
    for code in here:
        other = newest_package(workspace, code) if code != package.reference_code else None
        if other is None:
            continue
        try:
            content = read_within(other.path, PACKAGE_METADATA, TAG_FILE_LIMIT)
            if any(each in content for each in sought):
                yield code, other.record
        except (OSError, ValueError, UnreadablePackageError):
            continue


def _quoted(key: str, value: object) -> bytes:
    """An entry as ``案卷.json`` is written."""
    return f'"{key}": {json.dumps(str(value), ensure_ascii=False)}'.encode("utf-8", "replace")


def _items(record: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = record.get("卷内文件")
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _numbers(record: Mapping[str, Any]) -> set[str]:
    return {str(item["文号"]) for item in _items(record) if item.get("文号")}


def _same_numbers(record: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
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
