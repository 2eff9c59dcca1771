"""Pictures and scanned pages that wait for OCR: where they stand, and a few of them at a time.

A file is read for its text without keeping its pictures. OCR has the file read again and is
handed the pictures from a certain one on, as many as there is room for.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

ITSELF = -1  # the file that is read, and no picture in it
FEW_SIGNS = 20  # fewer on a page with a picture: there is no text layer
ROOM = MOST_PICTURE_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Picture:
    """What OCR is to look at: a page of a picture file or of a PDF."""

    content: bytes
    page: int = 0
    is_pdf: bool = False


@dataclass(frozen=True, slots=True)
class Scan:
    """A picture by its place: on which page of the text, what it is called, whose page it is.

    ``source`` counts the picture files and PDFs in the file, ``ITSELF`` is the file.
    """

    at: int
    label: str
    source: int = ITSELF
    page: int = 0
    is_pdf: bool = False

    @property
    def is_inside(self) -> bool:
        """Whether it stands in the file as a part of it."""
        return self.source != ITSELF

    def as_plain(self) -> dict[str, Any]:
        """As it travels between processes."""
        return asdict(self)

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Scan:
        """What travelled."""
        return cls(**plain)


class Gallery:
    """The picture files and PDFs inside one file, numbered as they are met."""

    def __init__(self, itself: bytes, first: int = 0, room: int = 0) -> None:
        """``itself`` is the whole file; from the ``first`` on they are kept while there is room."""
        self._itself, self._first, self._room = itself, first, room
        self._last: bytes | None = None
        self._count = 0
        self.kept: list[bytes] = []

    def number_of(self, content: bytes) -> int:
        """The number of a picture file or PDF; the pages of one come one after the other."""
        if content is self._itself:
            return ITSELF
        if content is not self._last:
            self._last = content
            self._hang(content)
            self._count += 1
        return self._count - 1

    def _hang(self, content: bytes) -> None:
        """Keep it if it is its turn and there is room; those after it wait then."""
        if self._count < self._first:
            return
        self._room -= len(content)
        if self._room >= 0:
            self.kept.append(content)
