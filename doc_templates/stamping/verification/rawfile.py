"""A PDF read object by object from its bytes, whatever became of its cross-reference table."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any

from doc_templates.stamping.verification.inquiry import library_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEADER = re.compile(rb"(?:(?<=[\r\n\s])|^)(\d{1,10}) (\d{1,5}) obj\b")
_TRAILER = re.compile(rb"\btrailer\s*(?=<<)")
_SECTION = re.compile(rb"(?<=[\r\n])(?:xref|trailer|startxref)\b")
_SPACE = b"\x00\t\n\x0c\r "
_MOST_OBJECTS = 50_000
MOST_UNPACKED = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Piece:
    """The bytes of one object: from its header to the next object or section."""

    number: int
    generation: int
    start: int
    body: int
    end: int


@dataclass(slots=True)
class RawFile:
    """The objects found in the bytes; the last of each number counts."""

    pdf: bytes
    pieces: list[Piece] = field(default_factory=list)
    last: dict[int, Piece] = field(default_factory=dict)
    _parsed: dict[int, Any] = field(default_factory=dict)
    _handler: Any = None

    @classmethod
    def of(cls, pdf: bytes) -> RawFile:
        """Find the objects of a file."""
        found = cls(pdf)
        for piece in _pieces(pdf):
            found.pieces.append(piece)
            found.last[piece.number] = piece
        found._handler = _handler(found)
        return found

    @property
    def root(self) -> Any:
        """The catalogue as the last readable trailer names it, else the last of that type."""
        for trailer in reversed(self.trailers()):
            root = self.get(_number(trailer, "/Root"))
            if isinstance(root, dict):
                return root
        return next(iter(self._of_type(b"/Catalog")), {})

    def trailers(self) -> list[Any]:
        """The trailer dictionaries that can be read, in file order."""
        found = []
        for match in _TRAILER.finditer(self.pdf):
            parsed = self.parse(match.end(), min(len(self.pdf), match.end() + 65_536))
            if isinstance(parsed, dict):
                found.append(parsed)
        return found

    def get(self, number: int) -> Any:
        """The object of that number; None where it is missing or unreadable."""
        if number not in self._parsed:
            piece = self.last.get(number)
            self._parsed[number] = None  # an object that needs itself is not read twice
            if piece is not None:
                self._parsed[number] = self.parse(piece.body, piece.end, piece)
        return self._parsed[number]

    def parse(self, start: int, end: int, piece: Piece | None = None) -> Any:
        """The object written between two places; None where it cannot be read."""
        from pyhanko.pdf_utils import generic

        number = (piece.number, piece.generation) if piece else (0, 0)
        stream = BytesIO(self.pdf[start:end].lstrip(_SPACE))
        try:
            return generic.read_object(stream, generic.Reference(*number, self._handler))
        except library_faults():
            return None

    def _of_type(self, sort: bytes) -> Iterator[Any]:
        for piece in reversed(self.pieces):
            if sort in self.pdf[piece.body : min(piece.end, piece.body + 4096)]:
                parsed = self.get(piece.number)
                if isinstance(parsed, dict):
                    yield parsed


def unpacked(content: bytes) -> bool:
    """Whether Flate data unpack to their end with the right checksum; bounded."""
    machine = zlib.decompressobj()
    size = 0
    try:
        while content and not machine.eof:
            size += len(machine.decompress(content, 1 << 20))
            content = machine.unconsumed_tail
            if size > MOST_UNPACKED:
                return True
    except zlib.error:
        return False
    return machine.eof


def _pieces(pdf: bytes) -> Iterator[Piece]:
    """Every object from its header to where something else begins."""
    headers = [match for _, match in zip(range(_MOST_OBJECTS), _HEADER.finditer(pdf), strict=False)]
    sections = [match.start() for match in _SECTION.finditer(pdf)]
    place = 0
    for at, match in enumerate(headers):
        following = headers[at + 1].start() if at + 1 < len(headers) else len(pdf)
        while place < len(sections) and sections[place] < match.end():
            place += 1
        end = min([following, *sections[place : place + 1]])
        yield Piece(int(match[1]), int(match[2]), match.start(), match.end(), end)


def _number(holder: Any, key: str) -> int:
    try:
        return int(getattr(holder.raw_get(key), "idnum", 0))
    except library_faults():
        return 0


def _handler(raw: RawFile) -> Any:
    """What references are resolved by."""
    from pyhanko.pdf_utils.rw_common import PdfHandler

    class Handler(PdfHandler):
        def get_object(self, ref: Any, as_metadata_stream: bool = False) -> Any:
            return raw.get(int(ref.idnum))

    return Handler()
