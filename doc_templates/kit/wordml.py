"""The words of WordprocessingML that the kit writes: runs, paragraphs, cells, tables."""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
TAB = "<w:r><w:tab/></w:r>"


def fonts(name: str) -> str:
    """One font for Chinese, Latin and digits alike."""
    quoted = quoteattr(name)
    return (
        f"<w:rFonts w:ascii={quoted} w:hAnsi={quoted} w:eastAsia={quoted} w:cs={quoted} "
        'w:hint="eastAsia"/>'
    )


@dataclass(frozen=True, slots=True)
class Look:
    """How a run looks where it departs from its paragraph's style; sizes in points."""

    font: str = ""
    size: float = 0
    colour: str = ""
    scale: int = 0
    spacing: int | None = None
    underline: bool = False

    def xml(self) -> str:
        """The run properties, in the order the schema wants."""
        parts = [
            fonts(self.font) if self.font else "",
            f'<w:color w:val="{self.colour}"/>' if self.colour else "",
            f'<w:spacing w:val="{self.spacing}"/>' if self.spacing is not None else "",
            f'<w:w w:val="{self.scale}"/>' if self.scale else "",
            f'<w:sz w:val="{self.size * 2:.0f}"/><w:szCs w:val="{self.size * 2:.0f}"/>'
            if self.size
            else "",
            '<w:u w:val="single"/>' if self.underline else "",
        ]
        inside = "".join(parts)
        return f"<w:rPr>{inside}</w:rPr>" if inside else ""


PLAIN = Look()


def run(text: str, look: Look = PLAIN) -> str:
    """A stretch of text; marks for the renderer are text too."""
    return f'<w:r>{look.xml()}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def inline(content: str) -> str:
    """Runs as they are; bare text becomes one run."""
    return content if content.startswith("<w:") else run(content)


def tick(mark: str) -> str:
    """A box to tick, checked or empty in one and the same font."""
    return run(mark, Look(font="DejaVu Sans"))


def sentence(mark: str) -> str:
    """A text of the user's, ended by one full stop whether it was typed with one or not."""
    return f"{{{{ {mark} }}}}{{% if ({mark}|string)[-1:] not in '。！？；' %}}。{{% endif %}}"


def field(code: str, look: Look = PLAIN) -> str:
    """A Word field such as PAGE."""
    kinds = ("begin", "separate", "end")
    begin, separate, end = (
        f'<w:r>{look.xml()}<w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in kinds
    )
    instruction = f'<w:r>{look.xml()}<w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
    return begin + instruction + separate + run("1", look) + end


def bookmark(name: str, number: int) -> str:
    """An anchor without extent; LibreOffice turns it into a named destination."""
    return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/><w:bookmarkEnd w:id="{number}"/>'


def para(*content: str, style: str = "Body", extra: str = "") -> str:
    """A paragraph of a style; ``extra`` holds properties in schema order."""
    inside = "".join(inline(part) for part in content if part)
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{extra}</w:pPr>{inside}</w:p>'


def mark(tag: str, style: str = "Body") -> str:
    """A paragraph that only steers the renderer and vanishes."""
    return para(f"{{%p {tag} %}}", style=style)


def repeated(loop: str, *content: str) -> str:
    """Paragraphs or tables repeated by a ``for``."""
    return mark(f"for {loop}") + "".join(content) + mark("endfor")


def when(condition: str, *content: str) -> str:
    """Paragraphs or tables kept only when the condition holds."""
    return mark(f"if {condition}") + "".join(content) + mark("endif")


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell: paragraphs, how many columns it spans, how it aligns."""

    content: str
    span: int = 1
    align: str = "center"
    style: str = "Cell"
    place: str = "center"
    merge: str = ""

    def xml(self, width: int) -> str:
        """The cell as WordprocessingML, as wide as its columns."""
        span = f'<w:gridSpan w:val="{self.span}"/>' if self.span > 1 else ""
        merge = f'<w:vMerge w:val="{self.merge}"/>' if self.merge else ""
        body = self.content
        if not body.startswith(("<w:p>", "<w:tbl>")):
            body = para(body, style=self.style, extra=f'<w:jc w:val="{self.align}"/>')
        return (
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}'
            f'<w:vAlign w:val="{self.place}"/></w:tcPr>{body}</w:tc>'
        )


def label(text: str, span: int = 1, merge: str = "") -> Cell:
    """A cell that names what stands beside it."""
    return Cell(text, span, "center", "CellLabel", merge=merge)


def left(text: str, span: int = 1) -> Cell:
    """A cell of running text."""
    return Cell(text, span, "left")


def _as_cell(cell: Cell | str) -> Cell:
    return cell if isinstance(cell, Cell) else Cell(cell)


@dataclass(frozen=True, slots=True)
class Row:
    """A table row: its cells, least height in twips, and whether it heads every page."""

    cells: tuple[Cell | str, ...]
    height: int = 480
    header: bool = False
    splits: bool = False

    def xml(self, widths: tuple[int, ...]) -> str:
        """The row as WordprocessingML."""
        at, cells = 0, []
        for cell in map(_as_cell, self.cells):
            cells.append(cell.xml(sum(widths[at : at + cell.span])))
            at += cell.span
        properties = "" if self.splits else "<w:cantSplit/>"
        properties += f'<w:trHeight w:val="{self.height}" w:hRule="atLeast"/>'
        properties += "<w:tblHeader/>" if self.header else ""
        return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def row(*cells: Cell | str, height: int = 480, splits: bool = False) -> Row:
    """A row of cells."""
    return Row(cells, height, splits=splits)


def head(*names: str, height: int = 520) -> Row:
    """The heading row, repeated on every page."""
    return Row(tuple(label(name) for name in names), height, header=True)


def row_mark(tag: str, columns: int) -> Row:
    """A row that only steers the renderer and vanishes."""
    return Row((Cell(f"{{%tr {tag} %}}", columns),))


def rows_of(loop: str, columns: int, *rows: Row) -> tuple[Row, ...]:
    """Rows repeated by a ``for``."""
    return (row_mark(f"for {loop}", columns), *rows, row_mark("endfor", columns))


_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="000000"/>'
    for side, size in (
        ("top", 8),
        ("left", 8),
        ("bottom", 8),
        ("right", 8),
        ("insideH", 4),
        ("insideV", 4),
    )
)


_MARGINS = (
    '<w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="85" w:type="dxa"/>'
    '<w:bottom w:w="40" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar>'
)


def table(widths: tuple[int, ...], *rows: Row, borders: bool = True) -> str:
    """A table of fixed columns in twips; LibreOffice obeys the grid, Word the cells."""
    lines = f"<w:tblBorders>{_BORDERS}</w:tblBorders>" if borders else ""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'{lines}<w:tblLayout w:type="fixed"/>{_MARGINS}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
        f"{''.join(each.xml(widths) for each in rows)}</w:tbl>"
    )


def enlarged(found: str) -> str:
    """The same table in the larger type of published lists."""
    larger = {"Cell": "ListCell", "CellLabel": "ListLabel"}
    for small, large in larger.items():
        found = found.replace(f'w:pStyle w:val="{small}"', f'w:pStyle w:val="{large}"')
    return found


def together(found: str) -> str:
    """The same table on one page, as long as a page can hold it."""
    return re.sub(r'(<w:pStyle w:val="Cell(?:Label)?"/>)', r"\1<w:keepNext/>", found)


def slim(found: str) -> str:
    """The same table with hardly any room beside the text, for many columns."""
    return found.replace(_MARGINS, _MARGINS.replace('w:w="85"', 'w:w="28"'))


def columns(*shares: float, total: int) -> tuple[int, ...]:
    """Column widths that fill ``total`` exactly, in proportion to ``shares``."""
    widths = [int(total * share / sum(shares)) for share in shares]
    return (*widths[:-1], total - sum(widths[:-1]))
