"""Word 97–2003 and WPS (.doc, .wps): the text by its piece table (MS-DOC), deletions left out."""

from __future__ import annotations

import re
import struct
from bisect import bisect_right
from typing import TYPE_CHECKING

from index.extraction.decoding import decoded
from index.extraction.readers.compound import CompoundFile
from index.extraction.unreadable import ENCRYPTED, UnreadableFileError, damaged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.extraction.harvest import Harvest

_ENCRYPTED, _TABLE_1 = 0x0100, 0x0200
_CHPX_AT, _CLX_AT = 0x00FA, 0x01A2
_COMPRESSED = 0x40000000
_DELETED = 0x0800  # sprmCFRMarkDel
_OPERANDS = (1, 1, 2, 4, 2, 2, 0, 3)
_PAGE = 512
_WORD_97 = 0xC1
_MOST_PIECES = 500_000
_SIGNS = str.maketrans({
    "\r": "\n", "\x0b": "\n", "\x0c": "\n", "\x0e": "\n", "\x07": "\t", "\x1e": "-", "\xa0": " ",
    **dict.fromkeys("\x00\x01\x02\x03\x04\x05\x06\x08\x1f\ufffe\uffff", ""),
})  # fmt: skip
_ROW_END = re.compile(r"\x07\x07")


def read_old_word(content: bytes, harvest: Harvest) -> None:
    """One page: body, footnotes, headers, comments and text boxes, in the order they are kept."""
    if content[:4] in (b"\xdb\xa5\x2d\x00", b"\x31\xbe\x00\x00"):  # Word 2 and 1: no box around
        harvest.page(_cleaned(_bare_text(content)))
        return
    box = CompoundFile(content)
    main = box.read("WordDocument")
    try:
        harvest.page(_cleaned(_text(main, box)))
    except (struct.error, IndexError) as error:
        raise damaged("Word 结构读不通") from error


def _text(main: bytes, box: CompoundFile) -> str:
    """All text, with the marks of fields and cells still in it."""
    version, flags = struct.unpack_from("<H6xH", main, 2)
    if flags & _ENCRYPTED:
        raise UnreadableFileError(ENCRYPTED)
    if version < _WORD_97 - 10 and struct.unpack_from("<H", main)[0] != 0xA5EC:
        return _bare_text(main)
    table = box.read("1Table" if flags & _TABLE_1 else "0Table")
    at, size = struct.unpack_from("<II", main, _CLX_AT)
    deleted = list(_deletions(main, table))
    return "".join(_piece(main, *each, deleted) for each in _pieces(table[at : at + size]))


def _bare_text(main: bytes) -> str:
    """Word 6 and 95: one run of bytes between two places."""
    first, last = struct.unpack_from("<II", main, 0x18)
    found = decoded(main[first:last].replace(b"\x00", b"").replace(b"\x07", b"\t"))
    if found is None:
        return main[first:last].decode("gb18030", "replace")
    return found.text


def _pieces(clx: bytes) -> Iterator[tuple[int, int, bool]]:
    """The pieces of text in order: place in the main stream, count of signs, one byte each."""
    at = 0
    while at < len(clx) and clx[at] == 1:  # properties of pieces come first
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    if at >= len(clx) or clx[at] != 2:
        raise damaged("Word 结构读不通")
    size = struct.unpack_from("<I", clx, at + 1)[0]
    table = clx[at + 5 : at + 5 + size]
    count = min((len(table) - 4) // 12, _MOST_PIECES)
    for each in range(count):
        first, last = struct.unpack_from("<II", table, each * 4)
        place = struct.unpack_from("<I", table, 4 * (count + 1) + each * 8 + 2)[0]
        narrow = bool(place & _COMPRESSED)
        place &= ~_COMPRESSED
        if last > first:
            yield place // 2 if narrow else place, last - first, narrow


def _piece(
    main: bytes, place: int, count: int, narrow: bool, deleted: list[tuple[int, int]]
) -> str:
    """The text of a piece without what track changes struck out."""
    width = 1 if narrow else 2
    end = min(place + count * width, len(main))
    out = []
    for first, last in _kept(place, end, deleted):
        piece = main[first:last]
        out.append(piece.decode("cp1252" if narrow else "utf-16-le", "replace"))
    return "".join(out)


def _kept(first: int, last: int, deleted: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """What is left of a span of bytes."""
    at = max(bisect_right(deleted, (first, 0)) - 1, 0)
    for begin, end in deleted[at:]:
        if begin >= last:
            break
        if end <= first:
            continue
        if begin > first:
            yield first, begin
        first = max(first, end)
    if first < last:
        yield first, last


def _deletions(main: bytes, table: bytes) -> Iterator[tuple[int, int]]:
    """Spans of bytes that track changes struck out, in order; torn tables give fewer."""
    at, size = struct.unpack_from("<II", main, _CHPX_AT)
    plex = table[at : at + size]
    count = (len(plex) - 4) // 8
    for each in range(max(count, 0)):
        page = struct.unpack_from("<I", plex, 4 * (count + 1) + each * 4)[0] & 0x3FFFFF
        block = main[page * _PAGE : (page + 1) * _PAGE]
        if len(block) == _PAGE:
            yield from _deletions_of(block)


def _deletions_of(block: bytes) -> Iterator[tuple[int, int]]:
    """The struck-out runs of one page of character properties."""
    runs = min(block[-1], 101)
    places = struct.unpack_from(f"<{runs + 1}I", block)
    for run in range(runs):
        at = block[4 * (runs + 1) + run] * 2
        if at and _strikes_out(block[at + 1 : at + 1 + block[at]]):
            yield places[run], places[run + 1]


def _strikes_out(properties: bytes) -> bool:
    """Whether properties of a run mark it as deleted."""
    at = 0
    while at + 3 <= len(properties):
        code = struct.unpack_from("<H", properties, at)[0]
        if code == _DELETED:
            return properties[at + 2] == 1
        size = _OPERANDS[code >> 13]
        at += 2 + (size or 1 + properties[at + 2])
    return False


def _cleaned(text: str) -> str:
    """Text without field codes and marks; cells parted by tabs, rows by line breaks."""
    text = _ROW_END.sub("\n", _without_codes(text))
    lines = (line.strip(" \t") for line in text.translate(_SIGNS).split("\n"))
    return "\n".join(line for line in lines if line.strip())


def _without_codes(text: str) -> str:
    """Fields by their results; a code that never ends is kept."""
    if "\x13" not in text:
        return text.replace("\x14", "").replace("\x15", "")
    out: list[str] = []
    fields: list[int] = []
    for sign in text:
        if sign == "\x13":
            fields.append(len(out))
        elif sign == "\x14" and fields:
            del out[fields[-1] :]
        elif sign == "\x15" and fields:
            fields.pop()
        elif sign not in "\x13\x14\x15":
            out.append(sign)
    return "".join(out)
