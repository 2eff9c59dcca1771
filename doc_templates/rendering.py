"""Rendering a document: template and data in, Word bytes out, the same each time."""

from __future__ import annotations

import re
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from jinja2.exceptions import SecurityError, TemplateError, TemplateSyntaxError
from lxml import etree

from cases.errors import JiangdangError, Kind
from cases.findings import Finding, Place
from doc_templates.catalogue import Template, is_shipped_title
from doc_templates.context import Missing, Reading, Rows, look_up, wrap_roots
from doc_templates.engine.cache import compiled_template
from doc_templates.engine.parts import NotXmlError
from doc_templates.engine.properties import Properties
from doc_templates.fonts.families import missing_characters
from doc_templates.packing import unpack
from doc_templates.sandbox import text_sandbox
from doc_templates.template_map import places_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from doc_templates.catalogue import DocumentKind

# What XML 1.0 cannot hold, and U+FFFE/U+FFFF; python-docx and Word would choke on it.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_INDEX = re.compile(r"\[\d+\]")


class MissingFieldsError(JiangdangError):
    """The document needs fields that the data does not give; all are named."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "D200"


class TemplateBrokenError(JiangdangError):
    """The template itself is wrong: bad syntax, a forbidden name, a wrong filter."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "D210"


class UnbalancedBlockError(TemplateBrokenError):
    """A block of the template begins and ends at different places of the document's tree."""

    code: ClassVar[str] = "D241"


def render(kind: DocumentKind, template: Template, context: Mapping[str, object]) -> bytes:
    """The document as Word bytes; the same data give the same bytes.

    Raises MissingFieldsError with every missing or unprintable field, and
    TemplateBrokenError when the template itself is at fault. A template of the bureau's own
    is looked over and rendered by a child process with limits.
    """
    if template.own:
        from doc_templates.foreign_templates import render_confined

        return render_confined(kind, template, context)
    return render_here(kind, template, context)


def render_here(kind: DocumentKind, template: Template, context: Mapping[str, object]) -> bytes:
    """The document, rendered in this process: compiled, filled, checked, packed."""
    reading = Reading()
    with reading.watching(), _blaming(template):
        compiled = compiled_template(template.content, template.name)
        filled = compiled.fill(context)
    check_filled(kind, template, context, reading)
    return compiled.pack(filled, properties_of(kind, context))


def check_filled(
    kind: DocumentKind, template: Template, context: Mapping[str, object], reading: Reading
) -> None:
    """Refuse a document with missing fields or with characters that cannot be printed."""
    with reading.watching():
        _require(_needed(kind, context), context, reading)
    findings = (*_missing(reading, template), *_unprintable(reading, template.name))
    if findings:
        raise MissingFieldsError(title=kind.label, count=len(findings), findings=findings)


def title_of(kind: DocumentKind, context: Mapping[str, object]) -> str:
    """The document's title, from the catalogue's pattern; the bureau's own in a child process."""
    if not is_shipped_title(kind.title):
        from doc_templates.foreign_templates import title_confined

        return title_confined(kind, context)
    return title_here(kind, context)


def title_here(kind: DocumentKind, context: Mapping[str, object]) -> str:
    """The document's title, filled in this process."""
    reading = Reading()
    try:
        with reading.watching():
            pattern = text_sandbox().from_string(kind.title)
            title: str = pattern.render(wrap_roots(context))
    except TemplateError as error:
        raise TemplateBrokenError(name=f"{kind.label}的标题", detail=error.message) from error
    if reading.missing:
        findings = tuple(_missing(reading, Template(kind.label, b"")))
        raise MissingFieldsError(title=kind.label, count=len(findings), findings=findings)
    return title.strip()


@contextmanager
def _blaming(template: Template) -> Iterator[None]:
    """Whatever goes wrong inside is the template's fault."""
    try:
        yield
    except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError) as error:
        raise TemplateBrokenError(name=template.name, detail=_detail(error)) from error
    except (RecursionError, MemoryError, SyntaxError) as error:
        raise TemplateBrokenError(name=template.name, detail="嵌套过深或过大") from error
    except NotXmlError as error:
        raise UnbalancedBlockError(name=template.name, near=error.near) from error
    except (etree.LxmlError, AttributeError) as error:
        raise TemplateBrokenError(name=template.name, detail="填写后不成其为文档") from error


def _detail(error: Exception) -> str:
    """What is wrong with the template, for its author."""
    if isinstance(error, SecurityError):
        return f"用了不允许的写法（{error.message}）"
    if isinstance(error, TemplateSyntaxError):
        return f"标记写错了（{error.message}）"
    return str(error)[:200]


def _needed(kind: DocumentKind, context: Mapping[str, object]) -> tuple[str, ...]:
    """What this paper cannot do without: always, and as things are."""
    told = kind.required_if.items()
    return (*kind.required, *(name for name, only in told if look_up(context, only) is True))


def _require(names: Iterable[str], context: Mapping[str, object], reading: Reading) -> None:
    """Note the required names that have no value, or an empty one."""
    for name in names:
        value = look_up(context, name)
        given = value.strip() if isinstance(value, str) else value
        empty = isinstance(value, str | Rows) and not given
        if isinstance(value, Missing) or empty:
            reading.missing.setdefault(name)


def _missing(reading: Reading, template: Template) -> Iterable[Finding]:
    """One finding for each missing name, with its place in the template."""
    if not reading.missing:
        return
    places = places_of(unpack(template.content, template.name)) if template.content else {}
    for name in reading.missing:
        where = places.get(_INDEX.sub("[]", name), "必填项")
        facts = {"name": name, "where": where}
        yield Finding("D201", place=Place(template.name, key=name), facts=facts)


def _unprintable(reading: Reading, file: str) -> Iterable[Finding]:
    """Values with control characters, or with characters that no font has."""
    signs = "".join({*"".join([str(value) for _, _, value in reading.touched])})
    if not _ILLEGAL.search(signs) and not missing_characters({"": signs}):
        return
    texts = {name: str(value) for name, value in reading.used.items()}
    for name, text in texts.items():
        for sign in sorted(set(_ILLEGAL.findall(text))):
            facts = {"name": name, "sign": f"U+{ord(sign):04X}"}
            yield Finding("D202", place=Place(file, key=name), facts=facts)
    for name, undrawn in missing_characters(texts).items():
        shown = "、".join(f"{sign}（U+{ord(sign):04X}）" for sign in undrawn)
        facts = {"name": name, "signs": shown}
        yield Finding("D203", place=Place(file, key=name), facts=facts)


def properties_of(kind: DocumentKind, context: Mapping[str, object]) -> Properties:
    """The file's own properties: from the data, never from the tool or the clock."""
    author = look_up(context, "文.署名") or look_up(context, "局.机关简称")
    title = look_up(context, "文.标题")
    dated = look_up(context, "文.成文日期")
    return Properties(
        author=_text(author),
        title=_text(title).replace("\n", "") or kind.label,
        subject=kind.label,
        dated=dated if isinstance(dated, date) else date(1980, 1, 1),
    )


def _text(value: object) -> str:
    """A value's text, nothing for what is missing."""
    return value if isinstance(value, str) else ""
