"""Word 97–2003 and WPS (.doc, .wps): the text by its piece table (MS-DOC), deletions left out."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.extraction.decoding import decoded
from index.extraction.readers.buried_pictures import blips
from index.extraction.readers.compound import CompoundFile
from index.extraction.readers.old_properties import (
    in_tables,
    meeting,
    piece_is_struck_out,
    shown_otherwise,
)
from index.extraction.readers.pictures import pictures_behind
from index.extraction.unreadable import ENCRYPTED, UnreadableFileError, damaged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.extraction.harvest import Harvest

_ENCRYPTED, _TABLE_1 = 0x0100, 0x0200
_CLX_AT = 0x01A2
_COMPRESSED = 0x40000000
_WORD_97 = 0xC1
_MOST_PIECES = 500_000
_ROW = "\x1d"
_SIGNS = str.maketrans({
    "\r": "\n", "\x0b": "\n", "\x0c": "\n", "\x0e": "\n", "\t": " ", "\x07": "\t",
    _ROW: "\n", "\x1e": "-", "\xa0": " ",
    **dict.fromkeys("\x00\x01\x02\x03\x04\x05\x06\x08\x1f\ufffe\uffff", ""),
})  # fmt: skip
_ROW_END = re.compile(r"\x07\x07")  # where the marks of paragraphs are torn
_EQUATION = re.compile(r"\s*EQ\b", re.IGNORECASE)
_SWITCH = re.compile(r"\\\w+|[(),;]")


def read_old_word(content: bytes, harvest: Harvest) -> None:
    """One page: body, footnotes, headers, comments and text boxes, in the order they are kept."""
    if content[:4] in (b"\xdb\xa5\x2d\x00", b"\x31\xbe\x00\x00"):  # Word 2 and 1: no box around
        harvest.page(_cleaned(_bare_text(content)))
        return
    box = CompoundFile(content)
    main = box.read("WordDocument")
    try:
        harvest.page(_cleaned(_text(main, box)))
        pictures_behind(blips(box.read("Data")), harvest)
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
    stream = _Stream(main, table)
    return "".join(stream.text(each) for each in _pieces(table[at : at + size]))


def _bare_text(main: bytes) -> str:
    """Word 6 and 95: one run of bytes between two places."""
    first, last = struct.unpack_from("<II", main, 0x18)
    found = decoded(main[first:last].replace(b"\x00", b"").replace(b"\x07", b"\t"))
    if found is None:
        return main[first:last].decode("gb18030", "replace")
    return found.text.replace("\t", "\x07")


@dataclass(frozen=True, slots=True)
class _Piece:
    """Text in one stretch: place in the main stream, count of signs, one byte each or two."""

    place: int
    count: int
    is_narrow: bool


def _pieces(clx: bytes) -> Iterator[_Piece]:
    """The pieces of text in order, without those that a fast save struck out."""
    at, extra = 0, list[bytes]()
    while at < len(clx) and clx[at] == 1:  # properties of pieces come first
        size = struct.unpack_from("<H", clx, at + 1)[0]
        extra.append(clx[at + 3 : at + 3 + size])
        at += 3 + size
    if at >= len(clx) or clx[at] != 2:
        raise damaged("Word 结构读不通")
    size = struct.unpack_from("<I", clx, at + 1)[0]
    table = clx[at + 5 : at + 5 + size]
    count = min((len(table) - 4) // 12, _MOST_PIECES)
    for each in range(count):
        first, last = struct.unpack_from("<II", table, each * 4)
        place, told = struct.unpack_from("<IH", table, 4 * (count + 1) + each * 8 + 2)
        is_narrow = bool(place & _COMPRESSED)
        place &= ~_COMPRESSED
        if last > first and not piece_is_struck_out(told, extra):
            yield _Piece(place // 2 if is_narrow else place, last - first, is_narrow)


class _Stream:
    """The main stream with what is known of its runs and paragraphs."""

    def __init__(self, main: bytes, table: bytes) -> None:
        self._main = main
        self._otherwise, self._tables = shown_otherwise(main, table), in_tables(main, table)
        self._left = 2 * len(main)  # pieces that overlap without end

    def text(self, piece: _Piece) -> str:
        """The text of a piece without what track changes struck out."""
        self._left -= piece.count
        if self._left < 0:
            raise damaged("Word 结构读不通")
        code = "cp1252" if piece.is_narrow else "utf-16-le"
        end = min(piece.place + piece.count * (1 if piece.is_narrow else 2), len(self._main))
        at, out = piece.place, list[str]()
        for span in meeting(self._otherwise, piece.place, end):
            out += [self._kept(at, span.first, code), span.shown]
            at = max(at, span.last)
        return "".join([*out, self._kept(at, end, code)])

    def _kept(self, first: int, last: int, code: str) -> str:
        """Text whose rows end in a mark of their own; a cell's paragraphs are one line."""
        at, out = first, list[str]()
        for span in meeting(self._tables, first, last):
            out.append(self._main[at : max(at, span.first)].decode(code, "replace"))
            text = self._main[max(at, span.first) : span.last].decode(code, "replace")
            out.append(text.replace("\x07", _ROW) if span.ends_row else text.replace("\r", " "))
            at = max(at, span.last)
        return "".join([*out, self._main[at:last].decode(code, "replace")])


def _cleaned(text: str) -> str:
    """Text without field codes and marks; cells parted by tabs, rows by line breaks."""
    text = _without_codes(text)
    if _ROW not in text:
        text = _ROW_END.sub("\n", text)
    lines = (line.strip(" ").rstrip("\t ") for line in text.translate(_SIGNS).split("\n"))
    return "\n".join(line for line in lines if line.strip())


def _without_codes(text: str) -> str:
    """Fields by their results; a code that never ends is kept."""
    if "\x13" not in text:
        return text.replace("\x14", "").replace("\x15", "")
    out: list[str] = []
    fields: list[tuple[int, bool]] = []  # where each began, whether its result has begun
    for sign in text:
        if sign == "\x13":
            fields.append((len(out), False))
        elif sign == "\x14" and fields:
            begun, _ = fields.pop()
            del out[begun:]
            fields.append((begun, True))
        elif sign == "\x15" and fields:
            begun, has_result = fields.pop()
            if not has_result:
                out[begun:] = _shown("".join(out[begun:]))
        elif sign not in "\x13\x14\x15":
            out.append(sign)
    return "".join(out)


def _shown(code: str) -> str:
    """What a field without a result shows: the signs of an equation, such as one in a circle."""
    if not _EQUATION.match(code):
        return ""
    inner = code[code.find("(") + 1 : code.rfind(")")]
    if "\\o" in code:  # one over the other: a circle or a reading, then what is meant
        return inner.rpartition(",")[2]
    return _SWITCH.sub(" ", inner)
