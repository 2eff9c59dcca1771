"""Opening a template as docxtpl does: its members, and its parts with the marks gathered."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from docxtpl import DocxTemplate
from lxml import etree

from doc_templates.engine.docxtpl_way import FOOTNOTES
from doc_templates.engine.properties import PropertiesForm, mark_properties
from doc_templates.packing import unpack

if TYPE_CHECKING:
    from collections.abc import Iterator

_DECLARATION = "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
_OWN_DECLARATION = re.compile(r"^\ufeff?\s*(<\?xml[^>]*\?>\s*)?")
_BODY_PLACE = "the-body-stands-here"
_PICTURE = re.compile(r'(<wp:docPr [^>]*?\bid=")\d+(")')


@dataclass(frozen=True, slots=True)
class Source:
    """A part of a template: XML with Jinja's marks between a head and a tail without.

    ``is_body``: the main part, whose tables and pictures docxtpl looks after.
    """

    member: str
    declaration: str
    head: str
    marked: str
    tail: str
    is_body: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """A template taken apart: members by name as python-docx saves them, parts, properties."""

    members: dict[str, bytes]
    sources: tuple[Source, ...]
    properties: PropertiesForm


def open_template(content: bytes, name: str = "") -> Opened:
    """Take a Word template apart.

    Raises NotWordFileError or TemplateTooLargeError under its name for anything else.
    """
    unpack(content, name)
    document = DocxTemplate(io.BytesIO(content))
    document.render_init()
    sources = (_body(document), *_edges(document), *_footnotes(document))
    properties = mark_properties(document.docx.core_properties)
    saved = io.BytesIO()
    document.docx.save(saved)
    members = unpack(saved.getvalue(), "")
    return Opened(members, sources, properties)


def _body(document: Any) -> Source:
    """The main part; the head holds the root element, the marks stand in the body."""
    root, body = document.docx._element, document.docx._element.body
    marked = _numbered(document.patch_xml(document.get_xml()))
    same = "|".join(re.escape(each) for each in _declared(root))
    first, rest = marked.split(">", 1)
    if same:
        first = re.sub(f" (?:{same})", "", first)
    place = etree.Element(_BODY_PLACE)
    root.replace(body, place)
    head, tail = etree.tostring(root, encoding="unicode").split(f"<{_BODY_PLACE}/>")
    root.replace(place, body)
    return Source(_member(document.docx.part), _DECLARATION, head, f"{first}>{rest}", tail, True)


def _declared(root: Any) -> list[str]:
    """The namespace declarations of the root element."""
    return [
        f'xmlns:{prefix}="{uri}"' if prefix else f'xmlns="{uri}"'
        for prefix, uri in root.nsmap.items()
    ]


def _numbered(marked: str) -> str:
    """The pictures of the body numbered from 1001 on, as docxtpl does."""
    numbers = iter(range(1001, 1001 + len(_PICTURE.findall(marked))))
    return _PICTURE.sub(lambda found: f"{found[1]}{next(numbers)}{found[2]}", marked)


def _edges(document: Any) -> Iterator[Source]:
    """Headers and footers."""
    for uri in (document.HEADER_URI, document.FOOTER_URI):
        for _key, part in document.get_headers_footers(uri):
            marked = document.patch_xml(document.get_part_xml(part))
            yield Source(_member(part), _DECLARATION, "", marked, "")


def _footnotes(document: Any) -> Iterator[Source]:
    """The footnotes, as their bytes stand."""
    for part in document.docx.part.package.parts:
        if part.content_type == FOOTNOTES:
            text = document.patch_xml(part.blob.decode("utf-8"))
            declaration = _OWN_DECLARATION.match(text)
            assert declaration is not None
            end = declaration.end()
            yield Source(_member(part), declaration[1] or "", "", text[end:], "")


def _member(part: Any) -> str:
    """The name of a part in the zip."""
    name: str = part.partname
    return name.removeprefix("/")
