"""PowerPoint 97–2003 (.ppt): the slides that are live now (MS-PPT), with their notes."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from index.extraction.readers.buried_pictures import blips
from index.extraction.readers.compound import CompoundFile
from index.extraction.readers.pictures import pictures_behind
from index.extraction.unreadable import ENCRYPTED, UnreadableFileError, damaged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.extraction.harvest import Harvest

_LIST, _PERSIST, _NOTES = 0x0FF0, 0x03F3, 0x03F1
_WIDE, _NARROW, _CSTRING = 0x0FA0, 0x0FA8, 0x0FBA
_EDIT, _DIRECTORY = 0x0FF5, 0x1772
_LOCKED = 0xF3D1C4DF
_COMMENT = 0x2EE0
_DEEPEST = 40
_MOST_EDITS = 5_000
_SIGNS = str.maketrans({"\r": "\n", "\x0b": "\n", "\t": " ", "\x00": ""})


def read_old_slides(content: bytes, harvest: Harvest) -> None:
    """A page a slide."""
    box = CompoundFile(content)
    user = box.read("Current User")
    if len(user) >= 16 and struct.unpack_from("<I", user, 12)[0] == _LOCKED:
        raise UnreadableFileError(ENCRYPTED)
    stream = box.read("PowerPoint Document")
    try:
        deck = _Deck(stream, struct.unpack_from("<I", user, 16)[0])
        for text in deck.slides():
            harvest.bounds.spend_page()
            harvest.page(text)
        pictures_behind(blips(box.read("Pictures")), harvest)
    except (struct.error, IndexError) as error:
        raise damaged("PowerPoint 结构读不通") from error


class _Deck:
    """The records of a presentation, found by the newest directory of places."""

    def __init__(self, stream: bytes, edit: int) -> None:
        self._stream = stream
        self._places: dict[int, int] = {}
        self._document = self._follow_edits(edit)

    def _follow_edits(self, at: int) -> int:
        """Gather the places of records, newest first; the number of the document's record."""
        document, seen = 0, set[int]()
        while at and at not in seen and len(seen) < _MOST_EDITS:
            seen.add(at)
            sort, body, _ = self._record(at)
            if sort != _EDIT:
                break
            before, directory, number = struct.unpack_from("<III", self._stream, body + 8)
            document = document or number
            self._read_directory(directory)
            at = before
        return document

    def _read_directory(self, at: int) -> None:
        sort, body, size = self._record(at)
        end = min(body + size, len(self._stream))
        while sort == _DIRECTORY and body + 4 <= end:
            told = struct.unpack_from("<I", self._stream, body)[0]
            first, count = told & 0xFFFFF, told >> 20
            body += 4
            for each in range(min(count, (end - body) // 4)):
                place = struct.unpack_from("<I", self._stream, body + 4 * each)[0]
                self._places.setdefault(first + each, place)
            body += 4 * count

    def _record(self, at: int) -> tuple[int, int, int]:
        """A record's sort, where its body begins, and its size."""
        _, sort, size = struct.unpack_from("<HHI", self._stream, at)
        return sort, at + 8, size

    def slides(self) -> Iterator[str]:
        """The text of each slide and, below it, its notes."""
        at = self._places.get(self._document)
        if at is None:
            raise damaged("PowerPoint 结构读不通")
        outlines = self._lists(at, 0)
        notes = self._notes(self._lists(at, 2))
        for number, key, lines in outlines:
            own = self._texts_at(number)
            yield "\n".join([*lines, *own, *notes.get(key, [])])

    def _notes(self, lists: list[tuple[int, int, list[str]]]) -> dict[int, list[str]]:
        """The notes by the slide they belong to."""
        found: dict[int, list[str]] = {}
        for number, _, lines in lists:
            at = self._places.get(number)
            if at is None:
                continue
            _, body, size = self._record(at)
            for sort, inner, _, _ in self._inside(body, size):
                if sort == _NOTES:
                    key = struct.unpack_from("<I", self._stream, inner)[0]
                    found.setdefault(key, []).extend([*lines, *self._texts_at(number)])
        return found

    def _lists(self, at: int, instance: int) -> list[tuple[int, int, list[str]]]:
        """Slides in their order: number of the record, key, outline texts."""
        found: list[tuple[int, int, list[str]]] = []
        _, body, size = self._record(at)
        for sort, inner, length, told in self._inside(body, size):
            if sort != _LIST or told != instance:
                continue
            for each, place, count, _ in self._inside(inner, length):
                if each == _PERSIST:
                    number, key = struct.unpack_from("<I8xI", self._stream, place)
                    found.append((number, key, []))
                elif found and (text := self._text(each, place, count)):
                    found[-1][2].append(text)
        return found

    def _texts_at(self, number: int) -> list[str]:
        at = self._places.get(number)
        if at is None:
            return []
        _, body, size = self._record(at)
        return list(self._texts(body, size, 0))

    def _texts(self, at: int, size: int, depth: int, comment: bool = False) -> Iterator[str]:
        """Every text in a record and the records in it."""
        if depth > _DEEPEST:
            return
        for sort, body, count, _ in self._inside(at, size):
            if self._is_container(body - 8):
                yield from self._texts(body, count, depth + 1, sort == _COMMENT)
            elif (sort != _CSTRING or comment) and (text := self._text(sort, body, count)):
                yield text

    def _is_container(self, at: int) -> bool:
        return self._stream[at] & 0xF == 0xF

    def _inside(self, at: int, size: int) -> Iterator[tuple[int, int, int, int]]:
        """The records side by side in a body: sort, body, size, instance."""
        end = min(at + size, len(self._stream))
        while at + 8 <= end:
            head, sort, count = struct.unpack_from("<HHI", self._stream, at)
            yield sort, at + 8, min(count, end - at - 8), head >> 4
            at += 8 + count

    def _text(self, sort: int, at: int, size: int) -> str:
        piece = self._stream[at : at + size]
        if sort in (_WIDE, _CSTRING):
            return piece.decode("utf-16-le", "replace").translate(_SIGNS).strip()
        return piece.decode("latin-1").translate(_SIGNS).strip() if sort == _NARROW else ""
