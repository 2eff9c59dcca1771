"""Looking over a template before anything is rendered: every fault with its place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jinja2.exceptions import TemplateError, TemplateSyntaxError

from cases.findings import Finding, Place, Severity
from doc_templates.packing import unpack
from doc_templates.sandbox import document_sandbox
from doc_templates.template_map import marks_of, names_of, paragraphs_of, source_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from doc_templates.catalogue import DocumentKind
    from doc_templates.template_map import Mark

ROOTS = frozenset(
    (
        "文",
        "局",
        "批",
        "案",
        "政",
        "办",
        "名单",
        "合计",
        "前文",
        "项",
        "核对",
        "经费",
        "拨款明细",
        "表",
    )
)
_FULL_WIDTH = re.compile(r"｛\s*[｛%％]|[｝%％]\s*｝|\{％|％\}|｛\{|\}｝")
_SPACED = re.compile(r"\{%\s+(?:tr|tc|p|r)\s")
_OPEN = re.compile(r"\{[{%]")
_CLOSE = re.compile(r"[}%]\}")
_UNKNOWN_FILTER = re.compile(r"No filter named '(.+?)'")


def check_template(
    docx: bytes, kind: DocumentKind | None = None, name: str = "模板"
) -> tuple[Finding, ...]:
    """What is wrong with a template; with its kind, also which stamp anchors it lacks.

    Raises TemplateTooLargeError or NotWordFileError when it is no Word document at all.
    """
    members = unpack(docx, name)
    marks = marks_of(members)
    found = [*_typing_faults(members, name), *_syntax_faults(marks, name)]
    found.extend(_stranger_names(marks, name))
    if kind is not None:
        found.extend(_missing_anchors(members, kind, name))
    return tuple(found)


def template_fields(docx: bytes, name: str = "模板") -> list[str]:
    """The dotted names that a template uses, in reading order; ``[]`` stands for each row."""
    marks = marks_of(unpack(docx, name))
    return list(names_of(source_of(marks)).found)


def _typing_faults(members: Mapping[str, bytes], name: str) -> Iterator[Finding]:
    """Full-width braces, spaces before tr, marks that do not close."""
    for text, place in paragraphs_of(members):
        if found := _FULL_WIDTH.search(text):
            yield _finding("D221", name, place, mark=found[0])
        if found := _SPACED.search(text):
            yield _finding("D222", name, place, mark=found[0].strip())
        if len(_OPEN.findall(text)) != len(_CLOSE.findall(text)):
            yield _finding("D223", name, place, mark=text.strip()[:40])


def _syntax_faults(marks: list[Mark], name: str) -> Iterator[Finding]:
    """Marks that Jinja cannot read, unknown filters; one mark at a time, then together."""
    faults = [fault for mark in marks if (fault := _fault_of(mark, name)) is not None]
    yield from faults
    if faults:
        return
    try:
        document_sandbox().parse(source_of(marks))
    except TemplateSyntaxError as error:
        mark = marks[min(error.lineno, len(marks)) - 1]
        yield _finding("D224", name, mark.place, mark=mark.text[:60], detail=error.message or "")


def _fault_of(mark: Mark, name: str) -> Finding | None:
    """The fault of one mark by itself; blocks are completed to be read alone."""
    try:
        document_sandbox().compile(_completed(mark.plain))
    except TemplateError as error:
        unknown = _UNKNOWN_FILTER.search(error.message or "")
        if unknown:
            return _finding("D225", name, mark.place, mark=mark.text[:60], filter=unknown[1])
        detail = error.message or ""
        return _finding("D224", name, mark.place, mark=mark.text[:60], detail=detail)
    return None


def _completed(mark: str) -> str:
    """A block mark with what it needs around it to be a template of its own."""
    word = re.match(r"\{%-?\s*(\w+)", mark)
    if word is None:
        return mark
    wrapped = {
        "if": f"{mark}{{% endif %}}",
        "for": f"{mark}{{% endfor %}}",
        "elif": f"{{% if 1 %}}{mark}{{% endif %}}",
        "else": f"{{% if 1 %}}{mark}{{% endif %}}",
        "endif": f"{{% if 1 %}}{mark}",
        "endfor": f"{{% for x in [] %}}{mark}",
        "set": mark,
    }
    return wrapped.get(word[1], "" if word[1] in _OTHER_BLOCKS else mark)


_OTHER_BLOCKS = ("macro", "endmacro", "with", "endwith", "filter", "endfilter", "endset")


def _stranger_names(marks: list[Mark], name: str) -> Iterator[Finding]:
    """Names whose first part is no part of the context."""
    try:
        found = names_of(source_of(marks)).found
    except TemplateError:
        return
    known = "、".join(sorted(ROOTS))
    for dotted, line in found.items():
        root = re.split(r"[.\[]", dotted, maxsplit=1)[0]
        if root not in ROOTS:
            place = marks[line - 1].place
            yield _finding("D226", name, place, name=dotted, roots=known)


def _missing_anchors(
    members: Mapping[str, bytes], kind: DocumentKind, name: str
) -> Iterator[Finding]:
    """Stamp anchors of the catalogue that the template has no bookmark for."""
    body = members["word/document.xml"].decode("utf-8", errors="replace")
    for stamp in kind.stamps:
        if f'w:name="{stamp.anchor}"' not in body:
            yield _finding("D227", name, "正文", anchor=stamp.anchor, owner=stamp.owner)


def _finding(code: str, file: str, place: str, /, **facts: str) -> Finding:
    """A fault at a place of the template."""
    return Finding(code, Severity.ERROR, Place(file, key=place), facts)
