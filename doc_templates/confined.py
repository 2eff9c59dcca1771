"""What the confined child does with templates, PDFs and files from anywhere."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from cases.findings import errors_of
from doc_templates.carrying import unpacked
from doc_templates.catalogue import DocumentKind, StampUse, Subject, Template
from doc_templates.packing import pack
from doc_templates.rendering import TemplateBrokenError, render_here, title_here
from doc_templates.serving import serve_tasks, told_finding
from doc_templates.template_check import check_members, check_template, template_fields
from doc_templates.template_checking.soundness import unsound_places
from doc_templates.template_gathering import gathered
from doc_templates.word_intake import open_word_file


def serve() -> None:
    """Answer requests from standard input until it closes."""
    serve_tasks(_TASKS)


def _checked(head: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
    """Look over a template: its findings and the names it uses."""
    kind = kind_of(head["kind"]) if head["kind"] else None
    findings = [told_finding(each) for each in check_template(body, kind, head["name"])]
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
