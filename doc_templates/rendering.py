"""Rendering a document: template and data in, Word bytes out, the same each time."""

from __future__ import annotations

import io
import re
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar

from docxtpl import DocxTemplate
from jinja2.exceptions import SecurityError, TemplateError, TemplateSyntaxError
from lxml import etree

from cases.errors import JiangdangError, Kind
from cases.findings import Finding, Place
from doc_templates.context import Missing, Reading, Rows, look_up, wrap_roots
from doc_templates.fonts import missing_characters
from doc_templates.packing import pack, unpack
from doc_templates.sandbox import document_sandbox, text_sandbox
from doc_templates.template_map import places_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from doc_templates.catalogue import DocumentKind, Template

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


class _WordTemplate(DocxTemplate):  # type: ignore[misc]
    """docxtpl, remembering patched parts and refusing output that is not XML."""

    def patch_xml(self, src_xml: str) -> str:
        """The part with its marks gathered, remembered by its text."""
        return _patched(src_xml)

    def fix_tables(self, xml: str) -> Any:
        """Parse strictly first: docxtpl would silently drop what it cannot read."""
        etree.fromstring(xml, etree.XMLParser(resolve_entities=False, huge_tree=False))
        return super().fix_tables(xml)


@lru_cache(maxsize=128)
def _patched(source: str) -> str:
    """docxtpl's gathering of marks that Word has split over runs."""
    patched: str = DocxTemplate(None).patch_xml(source)
    return patched


def render(kind: DocumentKind, template: Template, context: Mapping[str, object]) -> bytes:
    """The document as Word bytes; the same data give the same bytes.

    Raises MissingFieldsError with every missing or unprintable field, and
    TemplateBrokenError when the template itself is at fault.
    """
    members = unpack(template.content, template.name)
    reading = Reading()
    with reading.watching():
        document = _filled(template, context)
        _require(kind.required, context, reading)
    findings = (*_missing(reading, members, template.name), *_unprintable(reading, template.name))
    if findings:
        raise MissingFieldsError(title=kind.label, count=len(findings), findings=findings)
    _sign_properties(document, kind, context)
    return pack(_saved(document))


def title_of(kind: DocumentKind, context: Mapping[str, object]) -> str:
    """The document's title, from the catalogue's pattern."""
    reading = Reading()
    try:
        with reading.watching():
            pattern = text_sandbox().from_string(kind.title)
            title: str = pattern.render(wrap_roots(context))
    except TemplateError as error:
        raise TemplateBrokenError(name=f"{kind.label}的标题", detail=error.message) from error
    if reading.missing:
        findings = tuple(_missing(reading, {}, kind.label))
        raise MissingFieldsError(title=kind.label, count=len(findings), findings=findings)
    return title.strip()


def _filled(template: Template, context: Mapping[str, object]) -> _WordTemplate:
    """The template with the values in; whatever goes wrong is the template's fault."""
    document = _WordTemplate(io.BytesIO(template.content))
    try:
        document.render(wrap_roots(context), document_sandbox(), autoescape=True)
    except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError) as error:
        raise TemplateBrokenError(name=template.name, detail=_detail(error)) from error
    except (etree.XMLSyntaxError, AttributeError) as error:
        raise TemplateBrokenError(name=template.name, detail="填写后不成其为文档") from error
    return document


def _detail(error: Exception) -> str:
    """What is wrong with the template, for its author."""
    if isinstance(error, SecurityError):
        return f"用了不允许的写法（{error.message}）"
    if isinstance(error, TemplateSyntaxError):
        return f"标记写错了（{error.message}）"
    return str(error)[:200]


def _require(names: Iterable[str], context: Mapping[str, object], reading: Reading) -> None:
    """Note the required names that have no value, or an empty one."""
    for name in names:
        value = look_up(context, name)
        given = value.strip() if isinstance(value, str) else value
        empty = isinstance(value, str | Rows) and not given
        if isinstance(value, Missing) or empty:
            reading.missing.setdefault(name)


def _missing(reading: Reading, members: Mapping[str, bytes], file: str) -> Iterable[Finding]:
    """One finding for each missing name, with its place in the template."""
    places = places_of(members) if reading.missing else {}
    for name in reading.missing:
        where = places.get(_INDEX.sub("[]", name), "必填项")
        yield Finding("D201", place=Place(file, key=name), facts={"name": name, "where": where})


def _unprintable(reading: Reading, file: str) -> Iterable[Finding]:
    """Values with control characters, or with characters that no font has."""
    texts = {name: str(value) for name, value in reading.used.items()}
    for name, text in texts.items():
        for sign in sorted(set(_ILLEGAL.findall(text))):
            facts = {"name": name, "sign": f"U+{ord(sign):04X}"}
            yield Finding("D202", place=Place(file, key=name), facts=facts)
    for name, signs in missing_characters(texts).items():
        facts = {"name": name, "signs": "、".join(f"{sign}（U+{ord(sign):04X}）" for sign in signs)}
        yield Finding("D203", place=Place(file, key=name), facts=facts)


def _sign_properties(
    document: _WordTemplate, kind: DocumentKind, context: Mapping[str, object]
) -> None:
    """The file's own properties: from the data, never from the tool or the clock."""
    author = look_up(context, "文.署名") or look_up(context, "局.机关简称")
    title = look_up(context, "文.标题")
    dated = look_up(context, "文.成文日期")
    day = dated if isinstance(dated, date) else date(1980, 1, 1)
    properties = document.docx.core_properties
    properties.author = properties.last_modified_by = _text(author)[:255]
    properties.title = (_text(title).replace("\n", "") or kind.label)[:255]
    properties.subject = kind.label
    properties.comments = properties.keywords = ""
    properties.revision = 1
    properties.created = properties.modified = datetime(day.year, day.month, day.day)
    properties.last_printed = properties.created


def _text(value: object) -> str:
    """A value's text, nothing for what is missing."""
    return value if isinstance(value, str) else ""


def _saved(document: _WordTemplate) -> dict[str, bytes]:
    """The members of the finished Word file."""
    target = io.BytesIO()
    document.docx.save(target)
    return unpack(target.getvalue(), "")
