"""Names that nothing gives, with the nearest name that something does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2.exceptions import TemplateError

from cases.findings import Finding, Place, Severity
from doc_templates.template_fields import all_fields, unknown_part
from doc_templates.template_map import source_of
from doc_templates.template_names import names_of
from doc_templates.word_zip import finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from doc_templates.template_map import Mark


def name_faults(marks: list[Mark], name: str) -> Iterator[Finding]:
    """Unknown names; of facts that a bureau may record itself only a warning."""
    try:
        found = names_of(source_of(marks)).found
    except (TemplateError, RecursionError):
        return
    roots = all_fields()
    for dotted, line in found.items():
        unknown = unknown_part(dotted)
        if unknown is None:
            continue
        place, nearest = marks[line - 1].place, unknown.nearest or "无"
        if dotted.replace("[", ".").split(".")[0] not in roots:
            known = "、".join(roots)
            yield finding("D226", name, place, name=dotted, roots=known, nearest=nearest)
        else:
            severity = Severity.WARNING if unknown.open else Severity.ERROR
            facts = {"name": dotted, "nearest": nearest}
            yield Finding("D228", severity, Place(name, key=place), facts)
