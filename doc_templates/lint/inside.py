"""Rules on what only the PDF file itself tells: its fonts, and which rows its pages cut."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, NumberObject

from cases.findings import Finding, Place
from doc_templates.lint.font_programs import BROKEN
from doc_templates.lint.glyphs import glyph_findings
from doc_templates.lint.table_rules import CLAUSE, cut_rows, tables_go_on

if TYPE_CHECKING:
    from collections.abc import Iterator

    from doc_templates.lint.reading import Reading

_MOST_ELEMENTS = 200_000
_DEEPEST = 60


def inside_findings(content: bytes, reading: Reading) -> Iterator[Finding]:
    """Glyphs, fonts and split rows of a PDF and of what was measured of it."""
    yield from glyph_findings(content, reading.name)
    if tables_go_on(reading):
        tables = _tables(content)
        yield from _split_rows(tables, reading.name) if tables else cut_rows(reading)


def _tables(content: bytes) -> list[list[set[int]]]:
    """The pages of each row of each table, as the structure of a tagged PDF tells."""
    try:
        return _Tree(PdfReader(io.BytesIO(content))).tables()
    except BROKEN:
        return []


def _split_rows(tables: list[list[set[int]]], name: str) -> Iterator[Finding]:
    """Rows that stand on two pages."""
    for table, rows in enumerate(tables, 1):
        for row, pages in enumerate(rows, 1):
            if len(pages) > 1:
                place = Place(name, key=f"第{min(pages)}页第{table}个表格第{row}行")
                facts = {"pages": "、".join(str(page) for page in sorted(pages))}
                yield Finding("D583", place=place, facts=facts, clause=CLAUSE)


class _Tree:
    """The structure tree of a tagged PDF, walked once and bounded."""

    def __init__(self, reader: PdfReader) -> None:
        self._left = _MOST_ELEMENTS
        self._root = reader.root_object.get("/StructTreeRoot")
        self._pages = {
            page.indirect_reference.idnum: number
            for number, page in enumerate(reader.pages, 1)
            if page.indirect_reference is not None
        }
        self._tables: list[list[set[int]]] = []

    def tables(self) -> list[list[set[int]]]:
        """The pages of each row of each table, in order."""
        if self._root is not None:
            self._walk(self._root, 0, 0, None)
        return self._tables

    def _walk(self, kid: Any, page: int, depth: int, rows: list[set[int]] | None) -> set[int]:
        """The pages that an element's marks stand on; rows are noted in their table."""
        self._left -= 1
        kid = kid.get_object()
        if self._left < 0 or depth > _DEEPEST:
            return set()
        if isinstance(kid, NumberObject):
            return {page}
        if not isinstance(kid, DictionaryObject):
            return set()
        page = self._page_of(kid, page)
        if "/MCID" in kid:
            return {page}
        if kid.get("/S") == "/Table":
            rows = []
            self._tables.append(rows)
        found: set[int] = set()
        for each in _kids(kid):
            found |= self._walk(each, page, depth + 1, rows)
        if kid.get("/S") == "/TR" and rows is not None:
            rows.append(found)
        return found

    def _page_of(self, element: DictionaryObject, otherwise: int) -> int:
        """The page that an element names; that of the element around it when it names none."""
        if "/Pg" not in element:
            return otherwise
        reference = element.raw_get("/Pg")
        return self._pages.get(getattr(reference, "idnum", -1), otherwise)


def _kids(element: DictionaryObject) -> list[Any]:
    """What an element holds, as a list."""
    kids = element.get("/K")
    kids = kids.get_object() if kids is not None else None
    if isinstance(kids, ArrayObject):
        return list(kids)
    return [] if kids is None else [kids]
