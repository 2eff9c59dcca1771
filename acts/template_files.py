"""Word templates of this bureau: looked over, and their marks listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from acts.documents import own_templates, read_paper
from doc_templates.catalogue import find_kind, load_catalogue, read_template
from doc_templates.packing import MOST_DOCX_BYTES
from doc_templates.template_check import check_template, template_fields

if TYPE_CHECKING:
    from pathlib import Path

    from cases.findings import Finding


def check_template_file(start: Path, file: Path, kind_name: str = "") -> tuple[Finding, ...]:
    """Every fault of a template with its place; with its kind, also the anchors it lacks."""
    kind = find_kind(load_catalogue(own_templates(start)), kind_name) if kind_name else None
    return check_template(read_paper(file, MOST_DOCX_BYTES + 1), kind, file.name)


def template_marks(start: Path, kind_name: str) -> list[str]:
    """The dotted names that a kind's templates use, each once, in reading order."""
    folder = own_templates(start)
    kind = find_kind(load_catalogue(folder), kind_name)
    names: dict[str, None] = {}
    for programme in kind.templates:
        template = read_template(kind, programme, folder)
        names |= dict.fromkeys(template_fields(template.content, template.name))
    return list(names)
