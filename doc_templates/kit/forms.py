"""What forms share: cover pages, captioned tables, cells that are stamped and signed."""

from __future__ import annotations

from doc_templates.kit.page import TYPE_WIDTH
from doc_templates.kit.styles import KAI_FONT
from doc_templates.kit.wordml import (
    Cell,
    Look,
    Row,
    bookmark,
    columns,
    label,
    para,
    row,
    row_mark,
    run,
    table,
    together,
)

BLANK_DAY = "年　　月　　日"
_SIGN_INDENT = 3000  # twips: leaves 20 characters to the cell's right edge


def page_break_before(text: str, style: str) -> str:
    """A paragraph that opens a new page."""
    return para(text, style=style, extra="<w:pageBreakBefore/>")


def cover(title: tuple[str, ...], lines: tuple[tuple[str, ...], ...], foot: str) -> str:
    """A form's cover: title in the upper third, underlined entries, who printed it.

    A line is a name and an entry; a third text is the condition under which it is printed.
    """
    widths = columns(26, 74, total=7400)
    rows = [each for line in lines for each in _cover_rows(*line)]
    return (
        para("<w:r><w:br/></w:r>".join(run(line) for line in title), style="CoverTitle",
             extra='<w:spacing w:before="1300" w:after="900"/>')
        + _ruled(table(widths, *rows, borders=False))
        + para(foot, style="CoverFoot")
    )  # fmt: skip


def _cover_rows(name: str, value: str, only_if: str = "") -> tuple[Row, ...]:
    entry = row(Cell(run(name, Look(KAI_FONT, 16)), align="distribute"),
                Cell(para(value, style="CoverLine")), height=640)  # fmt: skip
    return (row_mark(f"if {only_if}", 2), entry, row_mark("endif", 2)) if only_if else (entry,)


def _ruled(found: str) -> str:
    """The same table with a line under each entry of the second column."""
    line = (
        '<w:tblBorders><w:insideH w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        '<w:bottom w:val="single" w:sz="4" w:space="0" w:color="000000"/></w:tblBorders>'
    )
    return found.replace('<w:tblLayout w:type="fixed"/>', f'{line}<w:tblLayout w:type="fixed"/>')


def signed(*lines: str, above: int = 2, below: int = 1, indent: int = _SIGN_INDENT) -> str:
    """The foot of an opinion cell: room to sign, then who signs and the day, to the right."""
    blank = para("", style="CellSign")
    return blank * above + "".join(_indented(line, indent) for line in lines) + blank * below


def stamped(
    who: str, day: str, anchor: str = "stamp1", number: int = 1, indent: int = _SIGN_INDENT
) -> str:
    """The foot of a cell that a stamp of 42 mm goes to: the anchor opens the line it covers.

    ``indent`` in twips leaves the left part of the cell free.
    """
    return signed(bookmark(anchor, number) + run(who), day, above=4, below=2, indent=indent)


def _indented(line: str, indent: int) -> str:
    """A line in the right part of an opinion cell; long names go on below themselves."""
    return para(line, style="CellSign", extra=f'<w:ind w:left="{indent}"/>')


def opinion(name: str, *content: str, height: int = 1400, span: int = 1) -> Row:
    """An opinion's row: its name and what is written, never split over two pages."""
    return row(label(name), Cell("".join(content), span, place="top"), height=height)


def optional(name: str, shown: str = "", otherwise: str = "无") -> str:
    """A value that a case may leave out."""
    given = shown or f"{{{{ {name} }}}}"
    return f"{{% if {name} is defined and {name} %}}{given}{{% else %}}{otherwise}{{% endif %}}"


def joint() -> str:
    """What holds two tables together: a hair's breadth that stays with the next one."""
    return para("", style="Tail", extra="<w:keepNext/>")


def signatures(names: tuple[str, ...], width: int = TYPE_WIDTH, height: int = 680) -> str:
    """Who signs, one line each, with room for the hand and the day; all on one page."""
    rows = (row(label(name), "", label("日期"), BLANK_DAY, height=height) for name in names)
    return together(boxed(*rows, shares=(16, 42, 16, 26), width=width)) + para("", style="Tail")


def boxed(*rows: Row, shares: tuple[float, ...], width: int = TYPE_WIDTH) -> str:
    """A bordered table, as wide as the type area of an upright page unless told otherwise."""
    return table(columns(*shares, total=width), *rows)


def cell_text(text: str) -> str:
    """Running text inside a large cell."""
    return para(text, style="CellBody")
