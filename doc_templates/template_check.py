"""Looking over a template before anything is rendered: every fault with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2.exceptions import TemplateError

from cases.errors import JiangdangError
from cases.findings import Finding, Place, errors_of
from doc_templates.engine.compiling import CompiledTemplate
from doc_templates.packing import pack
from doc_templates.sandbox import document_sandbox
from doc_templates.template_checking.blocks import block_faults
from doc_templates.template_checking.expressions import expression_faults
from doc_templates.template_checking.names import name_faults
from doc_templates.template_checking.spelling import spelling_faults
from doc_templates.template_checking.surroundings import surrounding_faults
from doc_templates.template_gathering import gathered
from doc_templates.template_map import lines_of, marks_of, source_of
from doc_templates.template_names import names_of
from doc_templates.word_intake import open_word_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from doc_templates.catalogue import DocumentKind
    from doc_templates.template_map import Mark


def check_template(
    docx: bytes, kind: DocumentKind | None = None, name: str = "模板"
) -> tuple[Finding, ...]:
    """What is wrong with a template; with its kind, also which stamp anchors it lacks.

    Raises UnsafeWordFileError and the other refusals of ``open_word_file``.
    """
    members = gathered(open_word_file(docx, name))
    found = check_members(members, kind, name)
    return found if errors_of(found) else (*found, *_opening_faults(members, name))


def check_members(
    members: Mapping[str, bytes], kind: DocumentKind | None, name: str
) -> tuple[Finding, ...]:
    """What is wrong with a template that is taken in and gathered already."""
    lines, marks = list(lines_of(members)), marks_of(members)
    found = [*spelling_faults(lines, name), *expression_faults(marks, name)]
    found += block_faults(marks, name)
    if not found:
        found += _unreadable_together(marks, name)
    found += name_faults(marks, name)
    found += surrounding_faults(members, kind, name)
    return tuple(found)


def _opening_faults(members: Mapping[str, bytes], name: str) -> Iterator[Finding]:
    """What only shows when a template is opened and compiled as for printing."""
    try:
        CompiledTemplate(pack(members), name)
    except JiangdangError as error:
        yield Finding(error.code, place=Place(name), facts=error.facts)
    except TemplateError as error:
        facts = {"mark": name, "detail": error.message or ""}
        yield Finding("D224", place=Place(name), facts=facts)
    except Exception:  # python-docx meets a broken package with whatever comes up
        yield Finding("D113", place=Place(name), facts={"name": name})


def template_fields(docx: bytes, name: str = "模板") -> list[str]:
    """The dotted names that a template uses, in reading order; ``[]`` stands for each row.

    Nothing for a template whose marks cannot be read.
    """
    try:
        return list(names_of(source_of(marks_of(gathered(open_word_file(docx, name))))).found)
    except (TemplateError, RecursionError):
        return []


def _unreadable_together(marks: list[Mark], name: str) -> Iterator[Finding]:
    """What only shows when the marks are read together."""
    try:
        document_sandbox().parse(source_of(marks))
    except TemplateError as error:
        at = min(getattr(error, "lineno", 1) or 1, len(marks))
        facts = {"mark": marks[at - 1].text[:60], "detail": error.message or ""}
        yield Finding("D224", place=Place(name, key=marks[at - 1].place), facts=facts)
