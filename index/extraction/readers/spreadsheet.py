"""Excel (.xlsx): every sheet, hidden ones too, cells as people see them, comments, text boxes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from index.extraction.readers.cell_formats import BUILT_IN, GENERAL, shown_number
from index.extraction.readers.package import Package, attribute, local
from index.extraction.readers.pictures import PlacedPictures
from index.extraction.readers.word import drawn_lines
from index.extraction.unreadable import UNKNOWN_SORT, UnreadableFileError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.extraction.harvest import Harvest

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_EDGE_CODE = re.compile(r'&(?:"[^"]*"|[0-9]+|K[0-9A-F]{6}|[A-Za-z&])')
_WIDEST, _SHORT = 16_384, 12


def read_spreadsheet(content: bytes, harvest: Harvest) -> None:
    """A page a sheet, headed by the sheet's name."""
    package = Package(content, harvest)
    main = package.main_part("xl/workbook.xml")
    if main.endswith(".bin"):  # .xlsb
        raise UnreadableFileError(UNKNOWN_SORT)
    links = package.links(main)
    book = package.root(main)
    texts = _Texts(package, links, book)
    pictures = PlacedPictures(package, harvest)
    for node in book.iter():
        if local(node) != "sheet":
            continue
        name, link = attribute(node, "name"), _relation(node)
        sort, part = links.get(link, ("", ""))
        if part in package:
            _sheet(package, part, name, texts, harvest)
            pictures.on_page(_placed(package, part), name)
        elif sort or link:
            harvest.leave(name, "I203", {"reason": "缺少工作表"})
    pictures.tell_drawings("xl/media/")


def _placed(package: Package, part: str) -> Iterator[str]:
    """The pictures that lie on a sheet."""
    for sort, drawing in package.links(part).values():
        if sort == "drawing":
            yield from (each for kind, each in package.links(drawing).values() if kind == "image")


def _relation(node: Any) -> str:
    """The relation id of a sheet, not its number."""
    return next((str(v) for k, v in node.attrib.items() if k.endswith("}id")), "")


class _Texts:
    """What cells refer to: shared strings, number formats, where days begin."""

    def __init__(self, package: Package, links: dict[str, tuple[str, str]], book: Any) -> None:
        parts = {sort: part for sort, part in links.values() if part in package}
        self.shared: list[str] = []
        self.uncached = 0  # formulas whose result nobody stored
        if "sharedStrings" in parts:
            self.shared = list(_shared(package, parts["sharedStrings"]))
        styles = package.root(parts["styles"]) if "styles" in parts else None
        self._forms = _forms(styles) if styles is not None else []
        properties = (each for each in book if local(each) == "workbookPr")
        self._since_1904 = any(attribute(p, "date1904") in ("1", "true") for p in properties)

    def of(self, node: Any) -> str:
        """A cell's text."""
        sort = node.get("t", "n")
        value = next((each.text or "" for each in node if local(each) == "v"), "")
        self.uncached += not value and any(local(each) == "f" for each in node)
        if sort == "inlineStr":
            return "".join(_rich(each) for each in node if local(each) == "is")
        if sort == "s":
            at = int(value) if value.isdecimal() and len(value) < 10 else -1
            return self.shared[at] if 0 <= at < len(self.shared) else ""
        if sort == "b":
            return {"1": "TRUE", "0": "FALSE"}.get(value, value)
        if sort in ("str", "e", "d"):
            return unescaped(value)
        return self._number(value, node.get("s", "0"))

    def _number(self, value: str, style: str) -> str:
        try:
            number = float(value)
        except ValueError:
            return value
        at = int(style) if style.isdecimal() and len(style) < 10 else 0
        form = self._forms[at] if at < len(self._forms) else GENERAL
        if form == GENERAL and value.isdecimal() and len(value) < _SHORT:
            return value
        return shown_number(number, form, since_1904=self._since_1904)


def _shared(package: Package, part: str) -> Iterator[str]:
    """The shared strings, rich ones as one text, without their readings."""
    for node in _elements(package, part, "si"):
        yield _rich(node)
        node.clear()


def _elements(package: Package, part: str, *names: str) -> Iterator[Any]:
    """Elements of a large part as they end, what came before them forgotten."""
    from lxml import etree

    events = etree.iterparse(
        package.stream(part), events=("end",), tag=[f"{{*}}{each}" for each in names],
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, recover=True,
    )  # fmt: skip
    try:
        for _, node in events:
            yield node
            while node.getprevious() is not None and node.getparent() is not None:
                del node.getparent()[0]
    except etree.XMLSyntaxError:
        package.torn(part)


def _rich(node: Any) -> str:
    """The text of a string and its runs; phonetic runs left out."""
    out = []
    for child in node:
        name = local(child)
        if name == "t":
            out.append(child.text or "")
        elif name == "r":
            out += [each.text or "" for each in child if local(each) == "t"]
    return unescaped("".join(out))


def unescaped(text: str) -> str:
    """Text without Excel's ``_x000D_``."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def _forms(styles: Any) -> list[str]:
    """The number format of every cell style."""
    own = {
        attribute(each, "numFmtId"): attribute(each, "formatCode")
        for each in styles.iter()
        if local(each) == "numFmt"
    }
    found = []
    for group in styles:
        if local(group) == "cellXfs":
            for each in group:
                number = attribute(each, "numFmtId")
                known = BUILT_IN.get(int(number) if number.isdecimal() else 0, GENERAL)
                found.append(own.get(number, known))
    return found


def _sheet(package: Package, part: str, name: str, texts: _Texts, harvest: Harvest) -> None:
    """One sheet: its name, its rows, what is pinned to it; what was read stays when stopped."""
    lines = [name]
    try:
        for node in _elements(package, part, "row", "headerFooter"):
            is_row = local(node) == "row"
            lines.append("\t".join(_cells(node, texts)) if is_row else _edges(node))
            harvest.bounds.spend_cells(len(node))
            node.clear()
        lines += _pinned(package, part)
    finally:
        if texts.uncached:
            harvest.leave(name, "I224", {"count": str(texts.uncached)})
            texts.uncached = 0
        harvest.page("\n".join(line for line in lines if line.strip()))


def _cells(row: Any, texts: _Texts) -> list[str]:
    """The texts of a row's cells at their places; empty ends left out."""
    cells: list[str] = []
    for node in row:
        if local(node) != "c":
            continue
        text = texts.of(node).replace("\t", " ").replace("\n", " ").replace("\r", "")
        if text:
            gap = _column(node.get("r", "")) - len(cells)
            cells += [""] * max(gap if gap < _WIDEST else 0, 0)
            cells.append(text)
        elif not node.get("r"):
            cells.append("")
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _column(place: str) -> int:
    """The column of a place such as ``AB12``, from 0; -1 where none is told."""
    number = 0
    for sign in place[:3]:
        if not ("A" <= sign <= "Z"):
            break
        number = number * 26 + ord(sign) - 64
    return number - 1


def _pinned(package: Package, part: str) -> Iterator[str]:
    """Comments, text boxes and charts of a sheet."""
    for sort, target in package.links(part).values():
        if sort in ("comments", "threadedComment"):
            yield from _comments(package, target)
        elif sort == "drawing":
            yield from _drawing(package, target)


def _edges(node: Any) -> str:
    """Header and footer as they print, without the codes of fonts and numbers."""
    return " ".join(" ".join(_EDGE_CODE.sub(" ", each.text or "").split()) for each in node)


def _comments(package: Package, part: str) -> Iterator[str]:
    root = package.root(part)
    for node in root.iter() if root is not None else ():
        if local(node) in ("comment", "threadedComment"):
            yield "".join(each.text or "" for each in node.iter() if local(each) in ("t", "text"))


def _drawing(package: Package, part: str) -> Iterator[str]:
    root = package.root(part)
    if root is not None:
        yield from drawn_lines(root)
    for sort, target in package.links(part).values():
        chart = package.root(target) if sort in ("chart", "diagramData") else None
        if chart is not None:
            yield from drawn_lines(chart)
