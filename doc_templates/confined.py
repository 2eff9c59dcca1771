"""The child's side of confinement: limits first, then one request after the other."""

from __future__ import annotations

import os
import resource
import sys
from functools import lru_cache
from typing import IO, Any

from cases.errors import JiangdangError
from cases.findings import Finding, errors_of
from doc_templates.carrying import unpacked
from doc_templates.catalogue import DocumentKind, StampUse, Subject, Template
from doc_templates.confinement import receive, send
from doc_templates.packing import pack
from doc_templates.rendering import TemplateBrokenError, render_here, title_here
from doc_templates.template_check import check_members, check_template, template_fields
from doc_templates.template_checking.soundness import unsound_places
from doc_templates.template_gathering import gathered
from doc_templates.word_intake import open_word_file

_MEGABYTE = 1024 * 1024


def serve() -> None:
    """Answer requests from standard input until it closes."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        while (request := receive(sys.stdin.buffer)) is not None:
            _limit(request[0]["cpu"], request[0]["memory"])
            _answer(answers, *request)
    except MemoryError:
        os.abort()


def _limit(cpu: int, memory: int) -> None:
    """So many more seconds of processor, so many megabytes of memory in all."""
    spent = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(spent.ru_utime + spent.ru_stime) + cpu + 1
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, hard))
    size = memory * _MEGABYTE
    resource.setrlimit(resource.RLIMIT_AS, (size, size))


def _answer(pipe: IO[bytes], head: dict[str, Any], body: bytes) -> None:
    """Do what is asked; errors of ours travel by their code, others as the template's fault."""
    try:
        told, found = _TASKS[head["task"]](head, body)
    except MemoryError:
        told, found = {"ended": "memory"}, b""
    except JiangdangError as error:
        findings = [_told(each) for each in error.findings]
        told = {"code": error.code, "facts": error.facts, "findings": findings}
        found = b""
    except Exception as error:
        told, found = {"code": "D210", "facts": _of(head, error), "findings": []}, b""
    send(pipe, told, found)


def _of(head: dict[str, Any], error: Exception) -> dict[str, str]:
    """What went wrong that nobody foresaw, without a traceback."""
    deep = isinstance(error, RecursionError)
    detail = "嵌套过深" if deep else f"意外（{type(error).__name__}）"
    return {"name": head["name"], "detail": detail}


def _told(each: Finding) -> dict[str, Any]:
    """A finding as it travels."""
    place = [each.place.file, each.place.line, each.place.key]
    return {
        "code": each.code,
        "severity": each.severity.value,
        "place": place,
        "facts": dict(each.facts),
        "clause": each.clause,
    }


def _checked(head: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
    """Look over a template: its findings and the names it uses."""
    kind = kind_of(head["kind"]) if head["kind"] else None
    findings = [_told(each) for each in check_template(body, kind, head["name"])]
    return {"findings": findings, "names": template_fields(body, head["name"])}, b""


def _rendered(head: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
    """Render a template that has no fault."""
    kind = kind_of(head["kind"])
    content, data = body[: head["length"]], body[head["length"] :]
    found = render_here(kind, _prepared(head["name"], content), unpacked(data))
    faults = tuple(unsound_places(found, head["name"]))
    if faults:
        raise TemplateBrokenError(name=head["name"], detail="填写后不成其为文档", findings=faults)
    return {}, found


def _titled(head: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
    """The title of a document by the catalogue's pattern."""
    return {"title": title_here(kind_of(head["kind"]), unpacked(body))}, b""


def _linted(head: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
    """Look over a finished document."""
    from doc_templates.lint.looking import as_plain, look_over

    kinds = {plain["id"]: kind_of(plain) for plain in head["kinds"]}
    return as_plain(look_over(body, head["name"], kinds, kinds.get(head["kind"]))), b""


@lru_cache(maxsize=32)
def _prepared(name: str, content: bytes) -> Template:
    """The template taken in, checked and gathered; its faults stop everything."""
    members = gathered(open_word_file(content, name))
    faults = errors_of(check_members(members, None, name))
    if faults:
        raise TemplateBrokenError(name=name, detail=f"{len(faults)}处错误", findings=faults)
    return Template(name, pack(members))


def kind_of(plain: dict[str, Any]) -> DocumentKind:
    """The document kind that travelled as JSON."""
    stamps = tuple(StampUse(**{**each, "signers": tuple(each["signers"])})
                   for each in plain["stamps"])  # fmt: skip
    lists = {key: tuple(plain[key]) for key in ("steps", "signers", "required")}
    return DocumentKind(
        **{**plain, **lists, "stamps": stamps, "subject": Subject(plain["subject"])}
    )


def _stamped(head: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
    """Make somebody's PDF ready for a stamp."""
    from doc_templates.stamping.strangers.confined import stamp_here

    return stamp_here(head, body)


def _examined(head: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
    """Look over a stamped PDF."""
    from doc_templates.stamping.strangers.confined import examine_here

    return examine_here(head, body)


def _verified(head: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
    """Verify the signatures of a PDF from anywhere."""
    from doc_templates.stamping.verification.confining import examine_for_parent

    return examine_for_parent(head, body), b""


def _opened(head: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
    """Open a file of any sort."""
    from doc_templates.opening.confining import open_for_parent

    return open_for_parent(head, body), b""


_TASKS = {
    "check": _checked, "render": _rendered, "title": _titled, "lint": _linted,
    "stamp": _stamped, "examine": _examined, "verify": _verified, "open": _opened,
}  # fmt: skip
