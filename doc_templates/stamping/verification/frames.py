"""The frame of a PDF: header, cross-reference tables, trailers, pointers, end marks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from doc_templates.stamping.verification.structure import number_of, raw_entry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from doc_templates.stamping.verification.rawfile import RawFile

_VERSION = re.compile(rb"%PDF-(?:1\.[0-7]|2\.0)[\r\n]")
_TABLE = re.compile(rb"(?<=[\r\n])xref[ ]*\r?\n")
_COUNT = re.compile(rb"(\d{1,10}) (\d{1,10})[ ]*\r?\n")
_ENTRY = re.compile(rb"(\d{10}) (\d{5}) ([nf])(?: \r| \n|\r\n)")
_POINTER = re.compile(rb"(?<=[\r\n])startxref\s+(\d{1,12})\s+(%%EOF)?")
_END = re.compile(rb"%%EOF")
_OBJECT = re.compile(rb"\s*(\d{1,10}) (\d{1,5}) obj\b")
_TRAILER = re.compile(rb"\s*trailer\s*<<")
_KEYS = frozenset(
    {"/Size", "/Prev", "/Root", "/Encrypt", "/Info", "/ID", "/XRefStm", "/DocChecksum"}
)
_FEW = 3
_MOST_ENTRIES = 50_000


@dataclass(frozen=True, slots=True)
class FrameFault:
    """A part of the frame that is broken, and at which byte."""

    what: str
    at: int


def frame_faults(raw: RawFile) -> list[FrameFault]:
    """What is broken of the frame, in file order."""
    found = [*_of_header(raw.pdf), *_of_pointers(raw.pdf), *_of_tables(raw), *_of_trailers(raw)]
    return sorted(dict.fromkeys(found), key=lambda each: each.at)


def _of_header(pdf: bytes) -> Iterator[FrameFault]:
    if not _VERSION.match(pdf):
        yield FrameFault("文件头", 0)


def _of_pointers(pdf: bytes) -> Iterator[FrameFault]:
    """Every ``startxref`` names a table, and every revision ends with its mark."""
    found = list(_POINTER.finditer(pdf))
    if not found:
        yield FrameFault("文件结尾（startxref）", len(pdf))
        return
    for match in found:
        at = int(match[1])
        if at and not (pdf[at : at + 4] == b"xref" or _OBJECT.match(pdf, at)):
            yield FrameFault("交叉引用表的位置（startxref）", match.start())
        if match[2] is None:
            yield FrameFault("文件结尾标志（%%EOF）", match.end())
    if len(_END.findall(pdf)) > len(found):
        yield FrameFault("文件结尾（startxref）", len(pdf))


def _of_tables(raw: RawFile) -> Iterator[FrameFault]:
    """Every entry of a classical table names the place of its object."""
    for match in _TABLE.finditer(raw.pdf):
        yield from _of_table(raw, match.end())
    if not _TABLE.search(raw.pdf) and b"trailer" in raw.pdf:
        yield FrameFault("交叉引用表（xref）", 0)


def _of_table(raw: RawFile, place: int) -> Iterator[FrameFault]:
    total, wrong = 0, []
    while counted := _COUNT.match(raw.pdf, place):
        first, count, place = int(counted[1]), int(counted[2]), counted.end()
        for number in range(first, first + min(count, _MOST_ENTRIES - total)):
            entry = _ENTRY.match(raw.pdf, place)
            if entry is None:
                yield FrameFault("交叉引用表（xref）", place)
                return
            if number in raw.last and not _leads_to(raw.pdf, entry, number):
                wrong.append(FrameFault(f"交叉引用表（xref）里第 {number} 号对象的位置", place))
            place = entry.end()
        total += count
    yield from wrong if len(wrong) <= _FEW else [FrameFault("交叉引用表（xref）", wrong[0].at)]
    if not _TRAILER.match(raw.pdf, place):
        yield FrameFault("交叉引用表（xref）与尾部（trailer）之间", place)


def _leads_to(pdf: bytes, entry: re.Match[bytes], number: int) -> bool:
    """Whether the entry's object stands where it says; free entries lead nowhere."""
    if entry[3] == b"f":
        return True
    found = _OBJECT.match(pdf, int(entry[1]))
    return found is not None and int(found[1]) == number and int(found[2]) == int(entry[2])


def _of_trailers(raw: RawFile) -> Iterator[FrameFault]:
    """Every trailer can be read and names a catalogue that is one."""
    marks = [match.start() for match in re.finditer(rb"(?<=[\r\n])trailer\b", raw.pdf)]
    trailers = raw.trailers()
    if len(trailers) < len(marks):
        yield FrameFault("尾部（trailer）", marks[-1] if marks else len(raw.pdf))
    for at, trailer in zip(marks, trailers, strict=False):
        if not _is_sound(raw, trailer):
            yield FrameFault("尾部（trailer）", at)


def _is_sound(raw: RawFile, trailer: Any) -> bool:
    if set(trailer) - _KEYS:
        return False
    root = raw.get(number_of(raw_entry(trailer, "/Root")))
    size = raw_entry(trailer, "/Size")
    if not isinstance(root, dict) or str(raw_entry(root, "/Type")) != "/Catalog":
        return False
    if not isinstance(size, int):
        return False
    before = raw_entry(trailer, "/Prev")
    return before is None or (isinstance(before, int) and raw.pdf[before : before + 4] == b"xref")
