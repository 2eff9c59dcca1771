"""Templates that are not ours: looked over and rendered by a child process with limits."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from cases.findings import Finding, Place, Severity
from doc_templates.carrying import packed
from doc_templates.confinement import WORKER
from doc_templates.packing import MOST_DOCX_BYTES, NotWordFileError, TemplateTooLargeError
from doc_templates.rendering import (
    MissingFieldsError,
    TemplateBrokenError,
    UnbalancedBlockError,
)
from doc_templates.word_intake import StrictWordFileError, UnsafeWordFileError
from doc_templates.word_zip import EncryptedWordFileError, OldWordFileError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from doc_templates.catalogue import DocumentKind, Template

_ERRORS = {
    each.code: each
    for each in (
        *(MissingFieldsError, TemplateBrokenError, UnbalancedBlockError),
        *(TemplateTooLargeError, NotWordFileError),
        *(UnsafeWordFileError, StrictWordFileError, EncryptedWordFileError, OldWordFileError),
    )
}


@dataclass(frozen=True, slots=True)
class LookedOver:
    """What a check found: the faults, and the dotted names the template uses."""

    findings: tuple[Finding, ...]
    names: tuple[str, ...]


def look_over(content: bytes, kind: DocumentKind | None, name: str) -> LookedOver:
    """Check a template in a child process; what is no Word file at all is a finding too.

    Raises TooSlowError and TooMuchMemoryError.
    """
    if len(content) > MOST_DOCX_BYTES:
        raise TemplateTooLargeError(name=name)
    head = {"task": "check", "name": name, "kind": asdict(kind) if kind else None}
    told = WORKER.ask(name, head, content).head
    if "code" in told:
        findings = tuple(map(_finding, told["findings"]))
        return LookedOver(
            findings or (Finding(told["code"], place=Place(name), facts=told["facts"]),), ()
        )
    return LookedOver(tuple(map(_finding, told["findings"])), tuple(told["names"]))


def render_confined(kind: DocumentKind, template: Template, context: Mapping[str, object]) -> bytes:
    """Render a template in a child process; raises what ``rendering.render`` raises.

    A template with any fault is refused with all of them (TemplateBrokenError), one with
    hostile contents by UnsafeWordFileError, one without end by TooSlowError or
    TooMuchMemoryError.
    """
    size = len(template.content)
    head = {"task": "render", "name": template.name, "kind": asdict(kind), "length": size}
    answer = WORKER.ask(template.name, head, template.content + packed(context))
    if "code" in answer.head:
        raise _error(answer.head)
    return answer.body


def title_confined(kind: DocumentKind, context: Mapping[str, object]) -> str:
    """A title by a pattern that is not a shipped one; raises what ``rendering.title_of`` raises."""
    head = {"task": "title", "name": kind.label, "kind": asdict(kind)}
    told = WORKER.ask(kind.label, head, packed(context)).head
    if "code" in told:
        raise _error(told)
    return str(told["title"])


def _error(told: dict[str, Any]) -> Exception:
    """The error that the child met; one unknown here is the template's fault."""
    kind = _ERRORS.get(told["code"], TemplateBrokenError)
    findings = tuple(map(_finding, told["findings"]))
    return kind(findings=findings, **told["facts"])


def _finding(told: dict[str, Any]) -> Finding:
    """A finding that travelled."""
    file, line, key = told["place"]
    place = Place(file, line, key)
    return Finding(told["code"], Severity(told["severity"]), place, told["facts"], told["clause"])
