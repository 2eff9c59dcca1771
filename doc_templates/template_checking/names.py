"""Names that nothing gives, with the nearest name that something does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2.exceptions import TemplateError

from cases.findings import Finding, Place, Severity
from doc_templates.sandbox import document_sandbox
from doc_templates.template_checking.blocks import is_of_block, whole_blocks
from doc_templates.template_checking.expressions import completed
from doc_templates.template_fields import all_fields, unknown_part
from doc_templates.template_map import source_of
from doc_templates.template_names import names_of
from doc_templates.word_zip import finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from doc_templates.template_map import Mark


def name_faults(marks: list[Mark], name: str) -> Iterator[Finding]:
    """Unknown names; of facts that a bureau may record itself only a warning."""
    found, whole = _names(marks)
    roots = all_fields()
    for dotted, line in found.items():
        unknown = unknown_part(dotted)
        if unknown is None:
            continue
        place, nearest = marks[line - 1].place, unknown.nearest or "无"
        if dotted.replace("[", ".").split(".")[0] not in roots:
            known = "、".join(roots)
            if not whole:
                continue  # perhaps the variable of a loop that cannot be read yet
            yield finding("D226", name, place, name=dotted, roots=known, nearest=nearest)
        else:
            severity = Severity.WARNING if unknown.open else Severity.ERROR
            facts = {"name": dotted, "nearest": nearest}
            yield Finding("D228", severity, Place(name, key=place), facts)


def _names(marks: list[Mark]) -> tuple[dict[str, int], bool]:
    """The names used and their marks; of a broken template those of what can be read."""
    for source, whole in ((source_of(marks), True), ("\n".join(_readable(marks)), False)):
        try:
            return names_of(source).found, whole
        except (TemplateError, RecursionError):
            continue
    return {}, False


def _readable(marks: list[Mark]) -> Iterator[str]:
    """The marks that can be read by themselves, and the blocks all of whose marks can."""
    sound = {id(mark) for mark in marks if _reads(mark)}
    kept: set[int] = set()
    for block in whole_blocks(marks):
        own = {id(each) for each in (block.first, *block.between, block.last)}
        kept |= own if own <= sound else set()
    for mark in marks:
        fits = id(mark) in (kept if is_of_block(mark) else sound)
        yield mark.plain if fits else ""


def _reads(mark: Mark) -> bool:
    """Whether a mark can be read by itself."""
    try:
        document_sandbox().parse(completed(mark.plain))
    except (TemplateError, RecursionError):
        return False
    return True
