"""What a reader brings in from one file: pages, and what it had to leave."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cases.words import message
from index.extraction.bounds import MOST_PARTS_TOLD, Bounds
from index.extraction.gallery import MOST_PICTURE_BYTES, Gallery, Picture, Scan
from index.extraction.unreadable import NO_TEXT, UnreadableFileError

if TYPE_CHECKING:
    from collections.abc import Mapping

_HALF = re.compile("[\\ud800-\\udfff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_UNTOLD = "其余部分"


class Harvest:
    """Pages of text as they are read; whatever was read stays when the reader is stopped."""

    def __init__(self, bounds: Bounds, depth: int = 0, gallery: Gallery | None = None) -> None:
        """``depth`` counts how many files this one is packed in, ``gallery`` is theirs too."""
        self.bounds, self.depth = bounds, depth
        self.gallery = gallery or Gallery(b"")
        self.pages: list[str] = []
        self.scans: list[Scan] = []
        self.overlooked = 0  # pictures too small for words
        self.parts: list[tuple[str, str]] = []
        self.codes: set[str] = set()

    def page(self, text: str) -> None:
        """Bring in a page; one that goes beyond the bound is cut."""
        most = max(self.bounds.characters, 0)
        self.pages.append(whole(text[:most]))
        self.bounds.spend_characters(len(text))

    def picture_page(self, text: str, picture: Picture, label: str, code: str = NO_TEXT) -> None:
        """Bring in a page that is mostly a picture: OCR could read it."""
        self.await_ocr(picture, label, len(self.pages), code)
        self.page(text)

    def await_ocr(self, picture: Picture, label: str, at: int, code: str = NO_TEXT) -> None:
        """Tell that a picture on a page waits for OCR; one too large is not recognised."""
        source = self.gallery.number_of(picture.content)
        scan = Scan(at, printable(label), source, picture.page, picture.is_pdf)
        if scan.is_inside and len(picture.content) > MOST_PICTURE_BYTES:
            self.leave_too_large(label)
            return
        self.scans.append(scan)
        self.leave(label, code)

    @property
    def waiting(self) -> tuple[int, ...]:
        """The places of the pages that wait for OCR."""
        return tuple(dict.fromkeys(each.at for each in self.scans))

    def leave(self, part: str, code: str, facts: Mapping[str, str] | None = None) -> None:
        """Tell that a part was not read, and why."""
        self.codes.add(code)
        self.leave_saying(part, message(code, facts or {}))

    def leave_too_large(self, part: str) -> None:
        """Tell that a picture is too large to be handed over."""
        self.leave(part, "I225", {"limit": str(MOST_PICTURE_BYTES)})

    def leave_saying(self, part: str, reason: str) -> None:
        """Tell that a part was not read for a reason that has its sentence already."""
        if len(self.parts) < MOST_PARTS_TOLD:
            self.parts.append((printable(part), reason))
        elif len(self.parts) == MOST_PARTS_TOLD:
            self.parts.append((_UNTOLD, message("I214", {"count": str(MOST_PARTS_TOLD)})))

    def stopped(self, error: UnreadableFileError) -> None:
        """Tell that the rest was not read."""
        self.leave(_UNTOLD, error.code, error.facts)

    @property
    def has_text(self) -> bool:
        """Whether there is any text yet."""
        return any(page.strip() for page in self.pages)


def whole(text: str) -> str:
    """Text without control signs, halves of signs joined or replaced where one is missing."""
    text = _CONTROL.sub("", text)
    if _HALF.search(text) is None:
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def printable(name: str) -> str:
    """A part's name as it is told."""
    return "".join(sign if sign.isprintable() else "�" for sign in name)[:300]
