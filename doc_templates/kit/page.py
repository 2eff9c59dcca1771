"""The page and the package: A4, margins 37/28/26/35 mm, page numbers, one ``.docx`` of fixed bytes.

GB/T 9704-2012, 5.2.1 and 7.5: the type area is 156 mm by 225 mm; page numbers stand on the outer
side, one character in, their dash 7 mm below the type area.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from enum import Enum

from doc_templates.kit.styles import SONG_FONT, styles_xml
from doc_templates.kit.wordml import NAMESPACES, Look, field, para, run

TYPE_WIDTH = 8844  # twips: 156 mm
TYPE_HEIGHT = 12756  # twips: 225 mm
LETTER_FOOTER = 1134  # twips: 20 mm, where the letter's lower red lines stand
_NUMBER_DISTANCE = 1406  # twips from the paper's edge to the foot of the page number
_RED = "FF0000"
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"


class Numbering(Enum):
    """Where the page number stands."""

    OUTER = "outer"
    MIDDLE = "middle"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Page:
    """A template: its body, its page numbers, its orientation; a letter has its own first page."""

    title: str
    body: str
    numbering: Numbering = Numbering.OUTER
    landscape: bool = False
    letter_head: str = ""


def _number(style: str, after: int = 0) -> str:
    look = Look(SONG_FONT)
    dash = run("— ", look), field("PAGE", look), run(" —", look)
    spacing = f'<w:spacing w:after="{after}"/>' if after else ""
    return para(*dash, style=style, extra=spacing)


def _red_lines(side: str, kind: str) -> str:
    return f'<w:pBdr><w:{side} w:val="{kind}" w:sz="24" w:space="5" w:color="{_RED}"/></w:pBdr>'


def _letter_first() -> str:
    wide = '<w:ind w:left="-454" w:right="-340" w:firstLine="0"/>'
    line = _red_lines("bottom", "thinThickSmallGap") + '<w:spacing w:line="20" w:lineRule="exact"/>'
    return para("", style="Flush", extra=line + wide)


def _footers(page: Page) -> dict[str, str]:
    if page.numbering is Numbering.NONE:
        return {}
    if page.numbering is Numbering.MIDDLE:
        return {"default": _number("PageMiddle")}
    lift = _NUMBER_DISTANCE - LETTER_FOOTER if page.letter_head else 0
    pair = {"default": _number("PageOdd", lift), "even": _number("PageEven", lift)}
    return {**pair, "first": _letter_first()} if page.letter_head else pair


def _headers(page: Page) -> dict[str, str]:
    if not page.letter_head:
        return {}
    lines = _red_lines("bottom", "thickThinSmallGap").replace('w:space="5"', 'w:space="9"')
    first = para(page.letter_head, style="LetterMark", extra=lines)
    empty = para("", style="Flush", extra='<w:spacing w:line="20" w:lineRule="exact"/>')
    return {"default": empty, "even": empty, "first": first}


def _parts(page: Page) -> dict[str, tuple[str, str, str]]:
    """Relationship id to (member, kind, content) of headers and footers."""
    parts = {}
    for kind, found in (("header", _headers(page)), ("footer", _footers(page))):
        tag = "hdr" if kind == "header" else "ftr"
        for variant, content in found.items():
            name = f"{kind}-{variant}.xml"
            parts[f"{kind}-{variant}"] = (
                name, kind, f"<w:{tag} {NAMESPACES}>{content}</w:{tag}>",
            )  # fmt: skip
    return parts


def _section(page: Page) -> str:
    references = "".join(
        f'<w:{kind}Reference w:type="{name.rpartition("-")[2]}" r:id="{name}"/>'
        for name, (_, kind, _) in _parts(page).items()
    )
    size = 'w:w="11906" w:h="16838"'
    margins = 'w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" w:header="851"'
    if page.landscape:
        size = 'w:w="16838" w:h="11906" w:orient="landscape"'
        margins = 'w:top="1588" w:right="2098" w:bottom="1474" w:left="1984" w:header="851"'
    elif page.letter_head:
        margins = margins.replace('w:header="851"', 'w:header="1606"')
    foot = LETTER_FOOTER if page.letter_head else 1000 if page.landscape else _NUMBER_DISTANCE
    first = "<w:titlePg/>" if page.letter_head else ""
    return (
        f'<w:sectPr>{references}<w:pgSz {size}/><w:pgMar {margins} w:footer="{foot}" '
        f'w:gutter="0"/>{first}</w:sectPr>'
    )


def _document(page: Page) -> str:
    return f"<w:document {NAMESPACES}><w:body>{page.body}{_section(page)}</w:body></w:document>"


def _settings(page: Page) -> str:
    turned = "<w:evenAndOddHeaders/>" if page.numbering is Numbering.OUTER else ""
    compat = (
        '<w:compat><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    )
    return f"<w:settings {NAMESPACES}>{turned}{compat}</w:settings>"


def _content_types(page: Page) -> str:
    overrides = {
        "word/document.xml": f"{_TYPE}.document.main+xml",
        "word/styles.xml": f"{_TYPE}.styles+xml",
        "word/settings.xml": f"{_TYPE}.settings+xml",
        "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    }
    for name, kind, _ in _parts(page).values():
        overrides[f"word/{name}"] = f"{_TYPE}.{kind}+xml"
    listed = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in overrides.items()
    )
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{listed}</Types>'
    )


def _relationships(links: dict[str, tuple[str, str]]) -> str:
    listed = "".join(
        f'<Relationship Id="{name}" Type="{kind}" Target="{target}"/>'
        for name, (kind, target) in links.items()
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'


def _core(page: Page) -> str:
    return (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{page.title}</dc:title><dc:creator>匠档</dc:creator>"
        "<cp:lastModifiedBy>匠档</cp:lastModifiedBy><cp:revision>1</cp:revision>"
        '<dcterms:created xsi:type="dcterms:W3CDTF">1980-01-01T00:00:00Z</dcterms:created>'
        '<dcterms:modified xsi:type="dcterms:W3CDTF">1980-01-01T00:00:00Z</dcterms:modified>'
        "</cp:coreProperties>"
    )


def _members(page: Page) -> dict[str, str]:
    parts = _parts(page)
    links = {
        "styles": (f"{_OFFICE}/styles", "styles.xml"),
        "settings": (f"{_OFFICE}/settings", "settings.xml"),
    }
    links |= {name: (f"{_OFFICE}/{kind}", file) for name, (file, kind, _) in parts.items()}
    root = {
        "document": (f"{_OFFICE}/officeDocument", "word/document.xml"),
        "core": (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
    }
    return {
        "[Content_Types].xml": _content_types(page),
        "_rels/.rels": _relationships(root),
        "docProps/core.xml": _core(page),
        "word/document.xml": _document(page),
        "word/_rels/document.xml.rels": _relationships(links),
        "word/styles.xml": styles_xml(),
        "word/settings.xml": _settings(page),
        **{f"word/{name}": content for name, _, content in parts.values()},
    }


def docx_bytes(page: Page) -> bytes:
    """The template as a ``.docx``; the same page gives the same bytes on every machine."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as package:
        for name, content in _members(page).items():
            entry = zipfile.ZipInfo(name, _ZIP_DATE)
            entry.create_system = 3
            prologue = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
            package.writestr(entry, (prologue + content).encode())
    return buffer.getvalue()
