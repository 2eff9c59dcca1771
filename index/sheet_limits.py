"""What a workbook may hold at most, counted by reading its XML as a stream.

Counting by the XML itself holds whatever prefix, encoding or name a part has; nothing is built
of a part before all of them are counted.
"""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING, ClassVar
from xml.parsers.expat import ExpatError, ParserCreate

from cases.errors import JiangdangError, Kind
from index.sheets import NotAWorkbookError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MOST_UNPACKED = 80_000_000
MOST_MEMBERS = 2_000
MOST_CELLS = 300_000
_MOST_ELEMENTS = 10 * MOST_CELLS
_PER_MERGE = 50  # every row is held against every merged range
_LIGHT = frozenset({"v", "f", "t", "is", "r"})  # what stands within a cell or a text
_XML_STARTS = (b"<", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b" ", b"\t", b"\r", b"\n")
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?")


class SheetTooLargeError(JiangdangError):
    """A workbook holds more than any summary sheet."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "W713"


def refuse_bomb(package: zipfile.ZipFile, file: Path) -> None:
    """Members, bytes, cells, rows and merged areas are bounded; no DTD, no torn XML.

    Raises SheetTooLargeError, NotAWorkbookError.
    """
    entries = package.infolist()
    if len(entries) > MOST_MEMBERS or sum(e.file_size for e in entries) > MOST_UNPACKED:
        raise SheetTooLargeError(path=file.name)
    count = _Count(file)
    for entry in entries:
        data = package.read(entry)
        if data.startswith(_XML_STARTS) or entry.filename.endswith((".xml", ".rels")):
            count.read(data)


class _Count:
    """Adds up what the parts of one workbook hold."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._cells = self._elements = 0

    def read(self, data: bytes) -> None:
        """One part, element by element."""
        parser = ParserCreate()
        parser.StartElementHandler = self._element
        parser.StartDoctypeDeclHandler = self._doctype
        try:
            parser.Parse(data, True)
        except ExpatError as error:
            raise NotAWorkbookError(path=self._file) from error

    def _element(self, name: str, attributes: Mapping[str, str]) -> None:
        local = name.rpartition(":")[2]
        self._elements += 1
        if local not in _LIGHT:
            self._cells += _merged(attributes.get("ref", "")) if local == "mergeCell" else 1
        if self._cells > MOST_CELLS or self._elements > _MOST_ELEMENTS:
            raise SheetTooLargeError(path=self._file.name)

    def _doctype(self, *_: object) -> None:
        raise NotAWorkbookError(path=self._file)


def _merged(ref: str) -> int:
    """What a merged range costs: its cells and more; what is no range costs too much."""
    found = _RANGE.fullmatch(ref.strip().upper())
    if found is None:
        return MOST_CELLS + 1
    left, top, right, bottom = found.groups()
    wide = abs(_column(right or left) - _column(left)) + 1
    return wide * (abs(int(bottom or top) - int(top)) + 1) + _PER_MERGE


def _column(name: str) -> int:
    """A → 1, AA → 27."""
    number = 0
    for sign in name:
        number = number * 26 + ord(sign) - 64
    return number
