"""What forms share: cover pages, captioned tables, cells that are stamped and signed."""

from __future__ import annotations

from doc_templates.kit.page import TYPE_WIDTH
from doc_templates.kit.styles import KAI_FONT
from doc_templates.kit.wordml import (
    TAB,
    Cell,
    Look,
    Row,
    bookmark,
    columns,
    label,
    para,
    row,
    run,
    table,
)


def page_break_before(text: str, style: str) -> str:
    """A paragraph that opens a new page."""
    return para(text, style=style, extra="<w:pageBreakBefore/>")


def cover(title: tuple[str, ...], lines: tuple[tuple[str, str], ...], foot: str) -> str:
    """A form's cover: title in the upper third, underlined entries, who printed it."""
    widths = columns(26, 74, total=7400)
    rows = [
        row(Cell(run(name, Look(KAI_FONT, 16)), align="distribute"),
            Cell(run(value, Look(size=16)), align="left"), height=700)
        for name, value in lines
    ]  # fmt: skip
    return (
        para("<w:r><w:br/></w:r>".join(run(line) for line in title), style="CoverTitle",
             extra='<w:spacing w:before="1700" w:after="1300"/>')
        + _ruled(table(widths, *rows, borders=False))
        + para(foot, style="CoverFoot")
    )  # fmt: skip


def _ruled(found: str) -> str:
    """The same table with a line under each entry of the second column."""
    line = (
        '<w:tblBorders><w:insideH w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        '<w:bottom w:val="single" w:sz="4" w:space="0" w:color="000000"/></w:tblBorders>'
    )
    return found.replace('<w:tblLayout w:type="fixed"/>', f'{line}<w:tblLayout w:type="fixed"/>')


def sign_line(text: str, position: int, anchor: str = "", number: int = 1) -> str:
    """A line centred on ``position`` (twips from the cell's left); empty ones hold the anchor."""
    tabs = f'<w:keepNext/><w:tabs><w:tab w:val="center" w:pos="{position}"/></w:tabs>'
    held = bookmark(anchor, number) if anchor else ""
    return para(TAB + held + (run(text) if text else ""), style="Cell", extra=tabs)


def stamped(*lines: str, position: int, anchor: str = "", number: int = 1) -> str:
    """The foot of an opinion cell: room, the anchor, then who stamps and the day."""
    blank = para("", style="Cell")
    head = sign_line("", position, anchor, number) if anchor else blank
    return blank + head + blank + "".join(sign_line(line, position) for line in lines) + blank


def opinion(name: str, *content: str, height: int = 2600) -> Row:
    """An opinion's row: its name and what is written, never split over two pages."""
    return row(label(name), Cell("".join(content), top=True), height=height)


def boxed(*rows: Row, shares: tuple[float, ...]) -> str:
    """A bordered table as wide as the type area."""
    return table(columns(*shares, total=TYPE_WIDTH), *rows)


def cell_text(text: str) -> str:
    """Running text inside a large cell."""
    return para(text, style="CellBody")
