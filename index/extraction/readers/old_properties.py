"""What Word 97 keeps of runs and paragraphs (MS-DOC): deletions, symbols, where rows end."""

from __future__ import annotations

import struct
from bisect import bisect_right
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.extraction.readers.symbols import symbol

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_CHPX_AT, _PAPX_AT = 0x00FA, 0x0102  # where the main stream tells the places of the tables
_DELETED, _SYMBOL, _IN_TABLE, _ROW_END = 0x0800, 0x6A09, 0x2416, 0x2417
_DELETED_IN_SHORT = 0x41
_OPERANDS = (1, 1, 2, 4, 2, 2, 0, 3)
_PAGE, _PLACE = 512, 13
_MOST_RUNS = 101


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes of the main stream from one place to another."""

    first: int
    last: int
    ends_row: bool = False
    shown: str = ""


def shown_otherwise(main: bytes, table: bytes) -> list[Span]:
    """What track changes struck out, and signs of symbol fonts; torn tables give fewer."""
    found: list[Span] = []
    for block in _blocks(main, table, _CHPX_AT):
        for first, last, at in _runs(block, 1):
            properties = block[at + 1 : at + 1 + block[at]]
            if _holds(properties, _DELETED):
                found.append(Span(first, last))
            elif sign := _operand(properties, _SYMBOL)[2:]:
                found.append(Span(first, last, shown=_symbol(sign)))
    return sorted(found, key=lambda each: each.first)


def _symbol(code: bytes) -> str:
    """A sign of a symbol font; that of the two whose ticks and boxes are in use."""
    number = f"{int.from_bytes(code, 'little'):x}"
    return symbol("Wingdings", number) or symbol("Wingdings 2", number)


def in_tables(main: bytes, table: bytes) -> list[Span]:
    """The paragraphs of tables, in order; torn tables give fewer."""
    found: list[Span] = []
    for block in _blocks(main, table, _PAPX_AT):
        for first, last, at in _runs(block, _PLACE):
            size = block[at] * 2 - 1 if block[at] else block[min(at + 1, _PAGE - 1)] * 2
            start = at + (1 if block[at] else 2)
            properties = block[start + 2 : start + size]  # the number of a style comes first
            ends_row = _holds(properties, _ROW_END)
            if ends_row or _holds(properties, _IN_TABLE):
                found.append(Span(first, last, ends_row))
    return sorted(found, key=lambda each: each.first)


def piece_is_struck_out(told: int, extra: Sequence[bytes]) -> bool:
    """Whether the properties of a whole piece, as a fast save adds them, strike it out."""
    if told & 1:
        at = told >> 1
        return at < len(extra) and _holds(extra[at], _DELETED)
    return (told >> 1 & 0x7F, told >> 8) == (_DELETED_IN_SHORT, 1)


def meeting(spans: Sequence[Span], first: int, last: int) -> Iterator[Span]:
    """The spans that reach into others' bytes, cut to them."""
    at = max(bisect_right(spans, first, key=lambda each: each.first) - 1, 0)
    for span in spans[at:]:
        if span.first >= last:
            return
        if span.last > first:
            yield replace(span, first=max(span.first, first), last=min(span.last, last))


def _blocks(main: bytes, table: bytes, told_at: int) -> Iterator[bytes]:
    """The pages of properties that a table names."""
    at, size = struct.unpack_from("<II", main, told_at)
    places = table[at : at + size]
    count = max((len(places) - 4) // 8, 0)
    for each in range(count):
        page = struct.unpack_from("<I", places, 4 * (count + 1) + each * 4)[0] & 0x3FFFFF
        block = main[page * _PAGE : (page + 1) * _PAGE]
        if len(block) == _PAGE:
            yield block


def _runs(block: bytes, width: int) -> Iterator[tuple[int, int, int]]:
    """The runs of a page that have properties, and where on the page these begin."""
    count = min(block[-1], _MOST_RUNS)
    if 4 * (count + 1) + count * width > _PAGE:
        return
    places = struct.unpack_from(f"<{count + 1}I", block)
    for run in range(count):
        at = block[4 * (count + 1) + run * width] * 2
        if at:
            yield places[run], places[run + 1], at


def _holds(properties: bytes, wanted: int) -> bool:
    """Whether properties switch one on."""
    return _operand(properties, wanted) == b"\x01"


def _operand(properties: bytes, wanted: int) -> bytes:
    """What properties tell of one; empty where they do not."""
    at = 0
    while at + 3 <= len(properties):
        code = struct.unpack_from("<H", properties, at)[0]
        size = _OPERANDS[code >> 13] or 1 + properties[at + 2]
        if code == wanted:
            return properties[at + 2 : at + 2 + size]
        at += 2 + size
    return b""
