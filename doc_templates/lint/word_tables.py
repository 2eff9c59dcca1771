"""Rules on a Word file's tables: headings that repeat, rows that stay whole, widths that fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.findings import Finding, Place, Severity
from doc_templates.lint.word_page import TWIPS_A_MM
from doc_templates.word_zip import finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from doc_templates.lint.word_model import Table, WordDocument

_LONG_TABLE = 5  # rows from which a list is likely to reach over a page
_LIST_COLUMNS = 3
_LONGEST_LABEL = 14
_SERIALS = ("序号", "顺序号", "件号")


def table_faults(document: WordDocument, name: str) -> Iterator[Finding]:
    """Everything about the tables of a document."""
    for table in document.tables:
        if _is_list(table) and not table.rows[0].heads:
            yield finding("D573", name, f"{table.place}第1行", first=_shown(table))
        for row in table.rows:
            if not (row.whole or row.fixed):
                yield finding("D574", name, f"{table.place}第{row.number}行")
            if row.fixed and any(text.strip() for text in row.texts):
                place = Place(name, key=f"{table.place}第{row.number}行")
                yield Finding("D596", Severity.WARNING, place)
        yield from _width_faults(table, name)


def _is_list(table: Table) -> bool:
    """Whether a table is a list under a heading row: a first column that counts, or alike rows."""
    rows = table.rows
    if len(rows) < _LONG_TABLE or len(rows[0].texts) < _LIST_COLUMNS:
        return False
    labels = [text.strip() for text in rows[0].texts]
    if not all(0 < len(label) <= _LONGEST_LABEL for label in labels):
        return False
    counting = [row.texts[0].strip() for row in rows[1:4] if row.texts]
    return labels[0] in _SERIALS or counting == ["1", "2", "3"]


def _shown(table: Table) -> str:
    """The beginning of the heading row."""
    return "、".join(text.strip() for text in table.rows[0].texts)[:30]


def _width_faults(table: Table, name: str) -> Iterator[Finding]:
    """A table wider than the text block, or pushed out of it."""
    section = table.section
    if section is None or not section.text_width:
        return
    over = max(table.left + table.width - section.text_width, -table.left)
    if over > TWIPS_A_MM:
        facts = {"found": f"{table.width / TWIPS_A_MM:.1f}", "over": f"{over / TWIPS_A_MM:.1f}"}
        wanted = f"{section.text_width / TWIPS_A_MM:.1f}"
        yield finding("D575", name, table.place, wanted=wanted, **facts)
