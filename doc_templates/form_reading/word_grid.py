"""A Word file as tables of cells and loose lines, each with its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice, takewhile
from typing import TYPE_CHECKING, Any, ClassVar

from lxml import etree

from cases.errors import JiangdangError, Kind
from doc_templates.form_reading.word_text import (
    Tally,
    box_state,
    chosen,
    is_alternatives,
    paragraph_text,
    shows_placeholder,
    w,
)
from doc_templates.packing import NotWordFileError
from doc_templates.word_parts import parsed

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_CELLS = 10_000
MOST_PARAGRAPHS = 40_000
MOST_SIGNS = 1_000_000
_MOST_LINES = 100  # of one content control; what holds more is no field


class FormTooLargeError(JiangdangError):
    """A form has more cells or text than any form; reading it would take too long."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "D601"


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a text stands: table, row and cell counted from 1; a line has no table."""

    table: int = 0
    row: int = 0
    cell: int = 0

    def __str__(self) -> str:
        """As people count: ``第3表第2行第4格``."""
        if not self.table:
            return f"正文第{self.row}行"
        return f"第{self.table}表第{self.row}行第{self.cell}格"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text, the grid columns it covers, whether it goes on from the row above."""

    spot: Spot
    text: str
    start: int
    span: int = 1
    continued: bool = False


@dataclass(frozen=True, slots=True)
class Control:
    """A content control by its tag or title, with the text it holds."""

    spot: Spot
    tag: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """A table of rows, or (without rows) one loose line of the body."""

    line: str = ""
    spot: Spot = Spot()
    rows: tuple[tuple[Cell, ...], ...] = ()


@dataclass(slots=True)
class Grid:
    """Everything readable in a Word file, in reading order."""

    blocks: list[Block] = field(default_factory=list)
    controls: list[Control] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)


def read_grid(xml: bytes, name: str) -> Grid:
    """The main part of a Word file as blocks; raises NotWordFileError, FormTooLargeError."""
    try:
        root = parsed(xml)
    except etree.XMLSyntaxError as error:
        raise NotWordFileError(name=name) from error
    body = root.find(w("body"))
    if body is None:
        raise NotWordFileError(name=name)
    reader = _Reader(name)
    reader.blocks_of(body)
    return reader.grid


class _Reader:
    """Walks a body once, gathering blocks and counting what it meets."""

    def __init__(self, name: str) -> None:
        self.grid = Grid()
        self._name = name
        self._tables = self._lines = self._cells = self._signs = self._paragraphs = 0
        self._seen: set[Any] = set()

    def blocks_of(self, parent: Any) -> None:
        """Every paragraph and table below, through controls and insertions."""
        for kind, child in _blocks(parent):
            if kind == "tbl":
                self._table(child)
            elif kind == "sdt":
                self._control(child, Spot(0, self._lines + 1))
            else:
                self._line(child)

    def _line(self, element: Any) -> None:
        self._lines += 1
        spot = Spot(0, self._lines)
        text = self._count(paragraph_text(element, self.grid.tally))
        if text.strip():
            self.grid.blocks.append(Block(text, spot))
        self._inner_controls(element, spot)
        for box in _text_boxes(element):
            self.blocks_of(box)

    def _table(self, table: Any) -> None:
        self._tables += 1
        number, above, inner = self._tables, dict[int, Cell](), list[Any]()
        rows = []
        for at, row in enumerate(_children(table, "tr"), start=1):
            rows.append(self._row(row, Spot(number, at), above, inner))
            above = {cell.start: cell for cell in rows[-1]}
        self.grid.blocks.append(Block(spot=Spot(number), rows=tuple(rows)))
        for each in inner:
            self._table(each)

    def _row(
        self, row: Any, spot: Spot, above: dict[int, Cell], inner: list[Any]
    ) -> tuple[Cell, ...]:
        start = _whole(row.find(f"{w('trPr')}/{w('gridBefore')}"), 0)
        cells: list[Cell] = []
        for at, found in enumerate(_children(row, "tc"), start=1):
            place = Spot(spot.table, spot.row, at)
            span = _whole(found.find(f"{w('tcPr')}/{w('gridSpan')}"), 1)
            if cells and _goes_on(found, "hMerge"):
                start += span
                continue
            empty = self._outer_controls(found, place)
            origin = above.get(start) if _goes_on(found) else None
            text = origin.text if origin else self._cell_text(found, place, inner)
            text = "" if empty else text
            cells.append(Cell(place, text, start, span, origin is not None))
            start += span
        return tuple(cells)

    def _cell_text(self, cell: Any, spot: Spot, inner: list[Any]) -> str:
        """The cell's lines; a lone inner table of one cell is text, others are tables."""
        self._cells += 1
        lines = []
        for kind, child in _blocks(cell):
            if kind == "sdt":
                self._control(child, spot)
            elif kind == "p":
                self._inner_controls(child, spot)
                lines.append(self._count(paragraph_text(child, self.grid.tally)))
                for box in _text_boxes(child):
                    lines.append(self._cell_text(box, spot, inner))
            elif len(list(child.iter(w("tc")))) == 1:
                lines.append(self._cell_text(next(child.iter(w("tc"))), spot, inner))
            else:
                inner.append(child)
        return "\n".join(lines).strip()

    def _inner_controls(self, paragraph: Any, spot: Spot) -> None:
        """Content controls inside a paragraph."""
        for control in paragraph.iter(w("sdt")):
            self._control(control, spot)

    def _outer_controls(self, cell: Any, spot: Spot) -> bool:
        """Content controls around a cell; whether one of them still shows its placeholder."""
        empty = False
        for parent in takewhile(lambda each: each.tag in _WRAPPERS, cell.iterancestors()):
            if parent.tag == w("sdt"):
                self._control(parent, spot)
                empty = empty or shows_placeholder(parent)
        return empty

    def _control(self, control: Any, spot: Spot) -> None:
        """One content control that has a name, once."""
        tag, title = (_value(control, name) for name in ("tag", "alias"))
        if (tag or title) and control not in self._seen:
            self._seen.add(control)
            text = self._count(_held(control))
            self.grid.controls.append(Control(spot, tag, title, text))

    def _count(self, text: str) -> str:
        """The text of one more paragraph, while there are not too many."""
        self._signs += len(text)
        self._paragraphs += 1
        too_many = self._cells > MOST_CELLS or self._paragraphs > MOST_PARAGRAPHS
        if too_many or self._signs > MOST_SIGNS:
            raise FormTooLargeError(name=self._name)
        return text


def _blocks(parent: Any) -> Iterator[tuple[str, Any]]:
    """Paragraphs and tables below an element, and the controls they are wrapped in."""
    for child in parent:
        if not isinstance(child.tag, str):
            continue
        if child.tag in (w("p"), w("tbl")):
            yield child.tag.rpartition("}")[2], child
        elif child.tag == w("sdt"):
            yield "sdt", child
            yield from () if shows_placeholder(child) else _blocks(child)
        elif is_alternatives(child):
            branch = chosen(child)
            yield from _blocks(branch) if branch is not None else ()
        elif child.tag in _WRAPPERS:
            yield from _blocks(child)


_WRAPPERS = frozenset(
    w(name) for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag")
)


def _children(parent: Any, name: str) -> Iterator[Any]:
    """Rows of a table or cells of a row; deleted rows are gone."""
    for child in parent:
        if child.tag == w(name):
            if child.find(f"{w('trPr')}/{w('del')}") is None:
                yield child
        elif child.tag in _WRAPPERS:
            yield from _children(child, name)


def _text_boxes(paragraph: Any) -> Iterator[Any]:
    """Boxes drawn over the page, once each though Word writes them twice."""
    around = next(paragraph.iterancestors(w("txbxContent")), None)
    for box in paragraph.iter(w("txbxContent")):
        above = list(box.iterancestors())
        branches = [each for each in above if is_alternatives(each)]
        read = all(any(chosen(each) is branch for branch in above) for each in branches)
        if read and next(box.iterancestors(w("txbxContent")), None) is around:
            yield box


def _goes_on(cell: Any, way: str = "vMerge") -> bool:
    """Whether the cell goes on from the one above, or beside it (vMerge, hMerge)."""
    merge = cell.find(f"{w('tcPr')}/{w(way)}")
    return merge is not None and merge.get(w("val"), "continue") == "continue"


def _whole(element: Any, otherwise: int) -> int:
    """A count of grid columns, kept within reason."""
    text = element.get(w("val"), "") if element is not None else ""
    return min(int(text), 63) if text.isdecimal() and len(text) < 5 else otherwise


def _value(control: Any, name: str) -> str:
    found = control.find(f"{w('sdtPr')}/{w(name)}")
    return (found.get(w("val")) or "").strip() if found is not None else ""


def _held(control: Any) -> str:
    """What a control holds: its lines, its box, or nothing while it shows a placeholder."""
    state = box_state(control)
    if state or shows_placeholder(control):
        return state
    content = control.find(w("sdtContent"))
    if content is None:
        return ""
    blocks = islice(_blocks(content), _MOST_LINES)
    inside = [child for kind, child in blocks if kind != "sdt"]
    quiet = Tally()
    texts = [paragraph_text(each, quiet) for each in inside] or [paragraph_text(content, quiet)]
    return "\n".join(texts).strip()
