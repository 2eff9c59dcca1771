"""Small Word files built from bare XML, for templates of any shape."""

from __future__ import annotations

from xml.sax.saxutils import escape

from doc_templates.packing import pack

_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_KINDS = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": _MAIN,
        "r": _OFFICE,
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "v": "urn:schemas-microsoft-com:vml",
    }.items()
)
_START = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_END = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr>'


def run(text: str, properties: str = "") -> str:
    """A run with a text, typed as it stands."""
    inner = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{inner}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(*runs: str, properties: str = "") -> str:
    """A paragraph of runs; a bare text becomes a run."""
    inner = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f"<w:p>{inner}{''.join(r if r.startswith('<') else run(r) for r in runs)}</w:p>"


def cell(content: str, properties: str = "") -> str:
    """A cell of one paragraph, or of the paragraphs given."""
    inner = content if content.startswith("<w:p") else paragraph(content)
    return f'<w:tc><w:tcPr><w:tcW w:w="2000" w:type="dxa"/>{properties}</w:tcPr>{inner}</w:tc>'


def row(*cells: str) -> str:
    """A row of cells; a bare text becomes a cell."""
    return f"<w:tr>{''.join(c if c.startswith('<w:tc') else cell(c) for c in cells)}</w:tr>"


def table(*rows: str, columns: int) -> str:
    """A table with a grid of so many columns."""
    grid = '<w:gridCol w:w="2000"/>' * columns
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def text_box(*paragraphs: str) -> str:
    """A paragraph that holds a text box of paragraphs."""
    inner = f"<w:txbxContent>{''.join(paragraphs)}</w:txbxContent>"
    return (
        f"<w:p><w:r><w:pict><v:shape><v:textbox>{inner}</v:textbox></v:shape></w:pict></w:r></w:p>"
    )


def word_file(
    *body: str, header: str = "", footer: str = "", footnote: str = "", title: str = ""
) -> bytes:
    """A Word file with this body, and the other parts where they are given."""
    parts = {"header": ("hdr", header), "footer": ("ftr", footer), "footnotes": ("footnotes", "")}
    if footnote:
        parts["footnotes"] = ("footnotes", f'<w:footnote w:id="2">{footnote}</w:footnote>')
    given = {name: part for name, part in parts.items() if part[1]}
    members = {
        f"word/{name}1.xml": f"{_START}<w:{root} {_SPACES}>{inner}</w:{root}>"
        for name, (root, inner) in given.items()
    }
    main = f"{_START}<w:document {_SPACES}><w:body>{''.join(body)}{_END}</w:body></w:document>"
    members |= {"word/document.xml": main, "docProps/core.xml": _core(title)}
    members["word/_rels/document.xml.rels"] = _relations(
        *((f"{_OFFICE}/{name}", f"{name}1.xml") for name in given)
    )
    members["_rels/.rels"] = _relations(
        (f"{_OFFICE}/officeDocument", "word/document.xml"),
        (
            "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties",
            "docProps/core.xml",
        ),
    )
    members["[Content_Types].xml"] = _types(*given)
    return pack({name: text.encode() for name, text in members.items()})


def _core(title: str) -> str:
    return (
        f"{_START}<cp:coreProperties "
        'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{escape(title)}</dc:title>'
        "</cp:coreProperties>"
    )


def _relations(*targets: tuple[str, str]) -> str:
    each = "".join(
        f'<Relationship Id="rId{at}" Type="{kind}" Target="{target}"/>'
        for at, (kind, target) in enumerate(targets, 1)
    )
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'{_START}<Relationships xmlns="{space}">{each}</Relationships>'


def _types(*parts: str) -> str:
    kinds = {"/word/document.xml": f"{_KINDS}.document.main+xml"}
    kinds |= {f"/word/{name}1.xml": f"{_KINDS}.{name}+xml" for name in parts}
    kinds["/docProps/core.xml"] = "application/vnd.openxmlformats-package.core-properties+xml"
    each = "".join(
        f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in kinds.items()
    )
    default = "application/vnd.openxmlformats-package.relationships+xml"
    space = "http://schemas.openxmlformats.org/package/2006/content-types"
    return (
        f'{_START}<Types xmlns="{space}"><Default Extension="rels" ContentType="{default}"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{each}</Types>'
    )
