"""HTML and other XML: what a reader sees, a line a block, a line a table row."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from index.extraction.decoding import decoded, decoded_as
from index.extraction.readers.opendocument import bring_in, edges_of
from index.extraction.readers.package import local, parsed_xml
from index.extraction.readers.word import Story
from index.extraction.unreadable import damaged

if TYPE_CHECKING:
    from index.extraction.harvest import Harvest

_UNSEEN = frozenset(("script", "del", "style", "template", "noscript", "svg", "object", "iframe"))
_LINES = frozenset((
    "p", "div", "br", "hr", "li", "ul", "ol", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5",
    "h6", "table", "tr", "thead", "tbody", "tfoot", "caption", "section", "article", "header",
    "footer", "main", "nav", "aside", "form", "fieldset", "blockquote", "pre", "address",
    "title", "body", "html", "option", "textarea", "figure", "figcaption", "center",
    "details", "summary", "legend",
))  # fmt: skip
_CELLS = frozenset(("td", "th"))
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\f\v\xa0]*\n[ \t\r\f\v\xa0\n]*")
_CELL_EDGES = re.compile(r" *\t *")
_BLANKS = re.compile(r"[ \r\n\f\v\xa0\u200b\ufeff]+")
_HEAD = 4096


def read_web(content: bytes, harvest: Harvest) -> None:
    """One page."""
    harvest.page(web_text(content))


def web_text(content: bytes, charset: str = "") -> str:
    """The visible text of a page; the encoding by mark, by what is told, by the look of it."""
    import lxml.html

    source = _source(content, charset)
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True)
    try:
        root = lxml.html.document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    except (ValueError, lxml.etree.LxmlError) as error:
        if not source.strip():
            return ""
        raise damaged("HTML 结构读不通") from error
    return _visible(root)


def _source(content: bytes, charset: str) -> str:
    """The page as text."""
    told = _CHARSET.search(content[:_HEAD])
    names = [charset, told[1].decode("ascii", "replace") if told else ""]
    if content[:3] != b"\xef\xbb\xbf" and content[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        for name in filter(None, names):
            text = decoded_as(content, name)
            if text is not None:
                return text
    found = decoded(content)
    text = found.text if found is not None else content.decode("gb18030", "replace")
    return re.sub(r"^\s*<\?xml[^>]*\?>", "", text)


def _visible(root: Any) -> str:
    """Text with line breaks where blocks begin and end, tabs between cells."""
    from lxml import etree

    out: list[str] = []
    cells = 0
    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, node in walk:
        name = node.tag if isinstance(node.tag, str) else ""
        unseen = name in _UNSEEN
        if event == "start":
            if unseen:
                walk.skip_subtree()
            elif name:
                out += _mark(name, cells)
                out.append(_plain(node.text, name))
                cells += name in _CELLS
            continue
        if name and not unseen:
            cells -= name in _CELLS
            out += _mark(name, cells) if name not in _CELLS else ["\t"]
        parent = node.getparent()
        out.append(_plain(node.tail, parent.tag if parent is not None else ""))
    text = _CELL_EDGES.sub("\t", _SPACES.sub("\n", "".join(out)))
    lines = (line.strip(" ").rstrip("\t") for line in text.split("\n"))
    return "\n".join(line for line in lines if line.strip())


def _mark(name: str, cells: int) -> list[str]:
    """A line break where a block begins or ends; within a cell only a blank."""
    return ([" "] if cells else ["\n"]) if name in _LINES else []


def _plain(text: str | None, within: object) -> str:
    """White space as it shows: one blank, but as written in preformatted text."""
    if not text:
        return ""
    if within in ("pre", "textarea"):
        return text.replace("\t", " ")
    return _BLANKS.sub(" ", text.replace("\t", " "))


def read_xml(content: bytes, harvest: Harvest) -> None:
    """One page: an office document kept as one XML file, or the text of every element."""
    found = decoded(content)
    source = re.sub(r"^\s*<\?xml[^>]*\?>", "", found.text if found else "").lstrip("\ufeff")
    root = parsed_xml(source.encode("utf-8", "replace"), harvest, "XML")
    name = local(root)
    if name in ("wordDocument", "package"):
        harvest.page("\n".join(Story().lines(root)))
    elif name == "document" and "opendocument" in str(root.tag):
        bring_in(root, harvest, edges_of(root, harvest))
    elif name == "Workbook":
        harvest.page("\n".join(_sheet_rows(root)))
    else:
        harvest.page("\n".join(_texts(root)))


def _sheet_rows(root: Any) -> list[str]:
    """Rows of an Excel 2003 workbook in XML."""
    rows = []
    for node in root.iter():
        if local(node) == "Worksheet":
            rows.append(next((str(v) for k, v in node.attrib.items() if k.endswith("}Name")), ""))
        elif local(node) == "Row":
            cells = (each for each in node if local(each) == "Cell")
            rows.append("\t".join(" ".join("".join(each.itertext()).split()) for each in cells))
    return rows


def _texts(root: Any) -> list[str]:
    """Every text of a document that is not known, a line each."""
    found = []
    for node in root.iter():
        for text in ((node.text if local(node) else ""), node.tail):
            if text and text.strip():
                found.append(" ".join(text.split()))
    return found
