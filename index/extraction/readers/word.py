"""Word (.docx): body, tables, text boxes, headers, footers, notes, comments; deletions left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from index.extraction.kinds import DOC, PPT, XLS, kind_of
from index.extraction.readers.numbering import Numbering
from index.extraction.readers.package import Package, attribute, local
from index.extraction.readers.symbols import symbol

if TYPE_CHECKING:
    from index.extraction.harvest import Harvest

_ASIDES = ("header", "footer", "footnotes", "endnotes", "comments", "diagramData", "chart")
_LEFT_OUT = frozenset(
    ("del", "moveFrom", "pPr", "rPr", "tblPr", "trPr", "tcPr", "tblGrid", "sectPr", "sdtPr",
     "instrText", "delText", "delInstrText", "rt", "binData", "fldData", "docPr", "cNvPr")
)  # fmt: skip
_BLOCKS = frozenset(("p", "tbl"))


def read_word(content: bytes, harvest: Harvest) -> None:
    """One page: the body, then what stands around it."""
    package = Package(content, harvest)
    main = package.main_part("word/document.xml")
    links = package.links(main)
    story = Story(Numbering.of(package, links))
    root = package.root(main)
    lines = story.lines(root)
    for sort in _ASIDES:
        lines += _aside(package, links, sort, story, harvest)
    harvest.page("\n".join(lines))
    _embedded(package, links, harvest)
    _pictures(package, links, root, f"{main.rpartition('/')[0]}/media/", harvest)


def _aside(
    package: Package, links: dict[str, tuple[str, str]], sort: str, story: Story, harvest: Harvest
) -> list[str]:
    """The lines of headers, notes and the like; headers that repeat are told once."""
    targets = dict.fromkeys(part for kind, part in links.values() if kind == sort)
    found: dict[str, None] = {}
    for part in targets:
        harvest.bounds.look_at_the_clock()
        root = package.root(part)
        if root is not None:
            lines = drawn_lines(root) if sort in ("diagramData", "chart") else story.lines(root)
            found |= dict.fromkeys(lines)
    return list(found)


def _embedded(package: Package, links: dict[str, tuple[str, str]], harvest: Harvest) -> None:
    """Workbooks, documents and pages embedded in the file, as members of it."""
    from index.extraction.readers.members import read_member

    for kind, part in links.values():
        if kind in ("package", "aFChunk", "oleObject") and part in package:
            content = package.read(part)
            if kind != "oleObject" or kind_of(content) in (DOC, XLS, PPT):
                read_member(part.rpartition("/")[2], content, harvest)


def _pictures(
    package: Package, links: dict[str, tuple[str, str]], root: Any, folder: str, harvest: Harvest
) -> None:
    """The pictures in the order of the body, then those of headers and notes."""
    from index.extraction.readers.pictures import PlacedPictures

    named = (attribute(each, "embed") or attribute(each, "id") for each in root.iter()
             if local(each) in ("blip", "imagedata"))  # fmt: skip
    placed = [links[each][1] for each in named if each in links]
    pictures = PlacedPictures(package, harvest)
    pictures.after_text([*placed, *package.below(folder)])
    pictures.tell_drawings(folder)


def drawn_lines(root: Any) -> list[str]:
    """The lines of a drawing, diagram or chart: its paragraphs and its values."""
    lines = []
    for node in root.iter():
        if local(node) == "p":
            lines.append("".join(each.text or "" for each in node.iter() if local(each) == "t"))
        elif local(node) == "v":
            lines.append(node.text or "")
    return [line for line in lines if line.strip()]


class Story:
    """Text of WordprocessingML: a line a paragraph, a line a table row."""

    def __init__(self, numbering: Numbering | None = None) -> None:
        """``numbering`` gives the numbers Word prints before paragraphs."""
        self._numbering = numbering
        self._boxes: list[str] = []

    def lines(self, root: Any) -> list[str]:
        """Every line of a part."""
        return [line for line in self._blocks(root) if line.strip()]

    def _blocks(self, node: Any) -> list[str]:
        """The lines of whatever holds paragraphs and tables."""
        lines: list[str] = []
        for child in node:
            name = local(child)
            if name == "p":
                lines += self._paragraph(child)
            elif name == "tbl":
                lines += self._table(child)
            elif name == "AlternateContent":
                lines += self._blocks(self._chosen(child))
            elif name and name not in _LEFT_OUT:
                lines += self._blocks(child)
        return lines

    def _paragraph(self, node: Any) -> list[str]:
        """A paragraph, and after it the text boxes anchored in it."""
        outer, self._boxes = self._boxes, []
        out: list[str] = []
        self._runs(node, out)
        text = "".join(out)
        if self._numbering is not None and (text.strip() or self._boxes):
            text = self._numbering.before(node) + text
        lines = [*text.split("\n"), *self._boxes]
        self._boxes = outer
        return lines

    def _runs(self, node: Any, out: list[str]) -> None:
        """The text of everything in a line."""
        for child in node:
            name = local(child)
            if name in ("t", "tab", "ptab", "br", "cr", "noBreakHyphen", "sym"):
                out.append(_sign(child, name))
            elif name == "txbxContent":
                self._boxes += self._blocks(child)
            elif name == "AlternateContent":
                self._runs(self._chosen(child), out)
            elif name == "textpath":
                self._boxes.append(attribute(child, "string"))
            elif name in _BLOCKS:  # a drawing's own paragraph
                self._boxes += self._blocks_of_drawing(child)
            elif name and name not in _LEFT_OUT:
                self._runs(child, out)

    def _blocks_of_drawing(self, node: Any) -> list[str]:
        return self._paragraph(node) if local(node) == "p" else self._table(node)

    def _chosen(self, node: Any) -> Any:
        """The one form of alternative contents that holds text, so that none is read twice."""
        forms = [child for child in node if local(child) in ("Choice", "Fallback")]
        for form in forms:
            if any(local(each) in ("t", "textpath") for each in form.iter()):
                return form
        return forms[0] if forms else node

    def _table(self, node: Any) -> list[str]:
        """A line a row, cells parted by tabs; a table within a cell follows its row."""
        lines: list[str] = []
        for row in node:
            name = local(row)
            if name == "tr" and not _is_deleted(row):
                cells = self._cells(row)
                lines.append("\t".join(" ".join(cell) for cell in cells))
            elif name and name not in _LEFT_OUT and name != "tr":
                lines += self._table(row)
        return lines

    def _cells(self, row: Any) -> list[list[str]]:
        """The lines of each cell of a row."""
        cells: list[list[str]] = []
        for child in row:
            name = local(child)
            if name == "tc":
                cells.append([line for line in self._blocks(child) if line.strip()])
            elif name and name not in _LEFT_OUT:
                cells += self._cells(child)
        return cells


def _sign(node: Any, name: str) -> str:
    """The text of one piece of a run."""
    if name == "t":
        return (node.text or "").replace("\t", " ")
    if name in ("br", "cr"):
        return "\n"
    if name == "noBreakHyphen":
        return "-"
    if name == "sym":
        return symbol(attribute(node, "font"), attribute(node, "char"))
    return " "


def _is_deleted(row: Any) -> bool:
    """Whether a row was struck out under track changes."""
    return any(local(each) == "del" for child in row if local(child) == "trPr" for each in child)
