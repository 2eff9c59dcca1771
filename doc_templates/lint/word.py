"""Looking over a finished Word file: what GB/T 9704-2012 asks, read from its XML."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from doc_templates.lint.word_elements import parts_of
from doc_templates.lint.word_leftovers import (
    author_faults,
    hidden_faults,
    is_template,
    link_faults,
    mark_faults,
    revision_faults,
)
from doc_templates.lint.word_page import grid_faults, numbering_faults, paper_faults
from doc_templates.lint.word_reading import read_word
from doc_templates.lint.word_tables import table_faults
from doc_templates.lint.word_text import element_faults, font_faults, wording_faults
from doc_templates.word_intake import check_word_file, open_word_file
from doc_templates.word_zip import finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cases.findings import Finding
    from doc_templates.lint.word_model import WordDocument

MOST_FINDINGS = 200
_EACH = (
    paper_faults, table_faults, wording_faults, font_faults, mark_faults, revision_faults,
    hidden_faults, author_faults, link_faults,
)  # fmt: skip
_CLAUSES = {
    code: f"GB/T 9704-2012 {clause}"
    for code, clause in {
        "D562": "5.1", "D563": "5.2.1", "D564": "5.2.3", "D565": "5.2.3", "D566": "7",
        "D567": "7", "D568": "7.3.3", "D569": "7.5", "D570": "7.5", "D571": "7.3.5.4",
        "D572": "7.2.5", "D576": "5.2.2", "D577": "7.3.1",
    }.items()
}  # fmt: skip
_OFFICIAL = (element_faults, grid_faults, numbering_faults)


def lint_word(content: bytes, name: str) -> tuple[Finding, ...]:
    """What is wrong with a finished Word file, each with its paragraph, table, row or cell.

    A file that holds macros, links to fetch or tricks of the zip is not read further; a
    template is only told which command looks it over. Raises nothing.
    """
    unsafe = check_word_file(content, name)
    if unsafe:
        return unsafe
    document = read_word(open_word_file(content, name))
    if is_template(document):
        return (finding("D560", name, "", file=name),)
    found = sorted(_found(document, name), key=lambda each: each.code)[:MOST_FINDINGS]
    return tuple(replace(each, clause=_CLAUSES.get(each.code, "系统默认")) for each in found)


def _found(document: WordDocument, name: str) -> Iterator[Finding]:
    """The findings of every rule; official documents have more of them."""
    for rule in _EACH:
        yield from rule(document, name)
    parts = parts_of(document)
    for official in _OFFICIAL:
        yield from official(document, parts, name)
