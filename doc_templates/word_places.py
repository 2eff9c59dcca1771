"""Where a paragraph of a Word file stands, as a clerk would say it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from doc_templates.word_parts import W

_P, _TABLE, _ROW, _CELL = f"{W}p", f"{W}tbl", f"{W}tr", f"{W}tc"
_HOLDERS = {_P: _CELL, _TABLE: _CELL, _ROW: _TABLE, _CELL: _ROW}


class Places:
    """Numbers the paragraphs, tables, rows and cells of one part; ``label`` says which part."""

    def __init__(self, root: Any, label: str = "") -> None:
        """Walk the part once; content controls between row and table do not count."""
        self._label = label
        self._counts: Counter[tuple[Any, str]] = Counter()
        self._numbers: dict[Any, int] = {}
        for element in root.iter(*_HOLDERS):
            key = (around(element, _HOLDERS[element.tag]), element.tag)
            self._counts[key] += 1
            self._numbers[element] = self._counts[key]

    def of(self, element: Any) -> str:
        """第2段, or 第1个表格第2行第3格; boxes, headers and content controls are said too."""
        paragraph = element if element.tag == _P else around(element, _P)
        cell = around(element if paragraph is None else paragraph, _CELL)
        if paragraph is None:
            return self._label + (self._cell(cell) if cell is not None else "正文")
        number = f"第{self._numbers[paragraph]}段"
        if cell is not None:
            alone = self._counts[(cell, _P)] == 1
            number = self._cell(cell) + ("" if alone else number)
        return self._label + number + _wrapping(paragraph)

    def _cell(self, cell: Any) -> str:
        """第1个表格第2行第3格; a table in a table is told from the outside inwards."""
        row, table = around(cell, _ROW), around(cell, _TABLE)
        outer = around(table, _CELL)
        inside = "" if outer is None else f"{self._cell(outer)}内"
        at = (self._numbers[each] for each in (table, row, cell))
        return inside + "第{}个表格第{}行第{}格".format(*at)


def around(element: Any, tag: str) -> Any:
    """The nearest element of a tag around an element; None when there is none."""
    return next(element.iterancestors(tag), None)


def _wrapping(paragraph: Any) -> str:
    """（文本框）, （内容控件“…”）."""
    said = "（文本框）" if around(paragraph, f"{W}txbxContent") is not None else ""
    control = around(paragraph, f"{W}sdt")
    if control is None:
        return said
    alias = control.find(f"{W}sdtPr/{W}alias")
    name = alias.get(f"{W}val", "") if alias is not None else ""
    return said + (f"（内容控件“{name}”）" if name else "（内容控件）")
