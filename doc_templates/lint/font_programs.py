"""The fonts inside a PDF: their programs, what each code shows, and where codes are shown."""

from __future__ import annotations

import io
import re
import struct
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ContentStream, DictionaryObject, IndirectObject

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MOST_PAGES = 300
MOST_FONTS = 200
MOST_PROGRAM_BYTES = 40_000_000
_DEEPEST = 5
_TAG = re.compile(r"^[A-Z]{6}\+")
_MAPPING = re.compile(rb"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)
_PAIR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]*)>")
_RANGE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]*)>")
_PROGRAMS = ("/FontFile", "/FontFile2", "/FontFile3")
_SHOWING = (b"Tj", b"TJ", b"'", b'"')
BROKEN = (
    PyPdfError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, AssertionError,
    NotImplementedError, RecursionError, struct.error, zlib.error,
)  # fmt: skip


@dataclass(slots=True)
class PdfFont:
    """One font of a PDF: its name without subset tag, its TrueType program, the text of each code.

    ``uses`` lists (page from 1, the dictionary that holds it, its name there).
    """

    name: str
    is_embedded: bool
    is_wide: bool
    program: bytes
    texts: Mapping[int, str]
    uses: list[tuple[int, Any, str]] = field(default_factory=list)

    @property
    def page(self) -> int:
        """The first page that names it."""
        return self.uses[0][0] if self.uses else 1


def fonts_of(content: bytes) -> list[PdfFont]:
    """Every font that the pages of a PDF name; none where the PDF cannot be read."""
    found: dict[tuple[int, int], PdfFont] = {}
    try:
        for number, page in enumerate(PdfReader(io.BytesIO(content)).pages[:MOST_PAGES], 1):
            for holder, name, reference in _named(page, 0):
                key = _key(reference)
                if key not in found and len(found) < MOST_FONTS:
                    found[key] = _font(reference.get_object())
                if key in found:
                    found[key].uses.append((number, holder, name))
    except BROKEN:
        return list(found.values())
    return list(found.values())


def _key(reference: Any) -> tuple[int, int]:
    """What tells one font from another."""
    if isinstance(reference, IndirectObject):
        return (reference.idnum, reference.generation)
    return (-1, id(reference))


def _named(holder: Any, depth: int) -> Iterator[tuple[Any, str, Any]]:
    """(holder, name, font) of a page's or form's resources, forms inside included."""
    resources = _inside(holder, "/Resources")
    fonts = _inside(resources, "/Font")
    for name in fonts:
        yield holder, name, fonts.raw_get(name)
    objects = _inside(resources, "/XObject")
    for name in objects if depth < _DEEPEST else ():
        inner = objects[name]
        if inner.get("/Subtype") == "/Form":
            yield from _named(inner, depth + 1)


def _inside(holder: Any, key: str) -> Any:
    """A dictionary inside another; an empty one when there is none."""
    found = holder.get(key)
    found = found.get_object() if found is not None else None
    return found if isinstance(found, DictionaryObject) else DictionaryObject()


def _font(font: Any) -> PdfFont:
    """One font dictionary as the rules look at it."""
    descendants = font.get("/DescendantFonts")
    inner = descendants.get_object()[0].get_object() if descendants is not None else font
    descriptor = _inside(inner, "/FontDescriptor")
    embedded = font.get("/Subtype") == "/Type3" or any(key in descriptor for key in _PROGRAMS)
    mapping = font.get("/ToUnicode")
    cmap = mapping.get_object().get_data() if mapping is not None else b""
    name = str(font.get("/BaseFont", "")).removeprefix("/")
    return PdfFont(_TAG.sub("", name), embedded, inner is not font, _program(descriptor),
                   texts_of(cmap))  # fmt: skip


def _program(descriptor: Any) -> bytes:
    """The bytes of a TrueType program; empty for other sorts."""
    if "/FontFile2" not in descriptor:
        return b""
    program: bytes = descriptor["/FontFile2"].get_object().get_data()
    return program if len(program) <= MOST_PROGRAM_BYTES else b""


def texts_of(cmap: bytes) -> dict[int, str]:
    """The text of each code of a ToUnicode map."""
    found: dict[int, str] = {}
    for kind, body in _MAPPING.findall(cmap):
        if kind == b"bfchar":
            found |= {int(code, 16): _text(text) for code, text in _PAIR.findall(body)}
            continue
        for first, last, text in _RANGE.findall(body):
            found |= _spread(int(first, 16), int(last, 16), _text(text))
    return found


def _spread(first: int, last: int, text: str) -> dict[int, str]:
    """A range of codes: each shows the character after the one before."""
    if not text or last - first > 0xFFFF:
        return {}
    steps = range(min(last, 0xFFFF) - first + 1)
    return {first + at: text[:-1] + chr(min(ord(text[-1]) + at, 0x10FFFF)) for at in steps}


def _text(digits: bytes) -> str:
    """UTF-16 as a CMap writes it."""
    even = digits if len(digits) % 2 == 0 else digits + b"0"
    return bytes.fromhex(even.decode("ascii")).decode("utf-16-be", errors="replace")


def first_shown(font: PdfFont, codes: frozenset[int]) -> int:
    """The first page on which one of the codes is shown; the font's first page if none is."""
    for page, holder, name in font.uses:
        try:
            if codes & _codes_in(holder, name, wide=font.is_wide):
                return page
        except BROKEN:
            continue
    return font.page


def _codes_in(holder: Any, name: str, *, wide: bool) -> set[int]:
    """The codes that a page or form shows in the font of a name."""
    contents = holder.get_contents() if hasattr(holder, "get_contents") else holder
    stream = ContentStream(contents, getattr(holder, "pdf", None))
    found: set[int] = set()
    current = ""
    for operands, operator in stream.operations:
        if operator == b"Tf":
            current = operands[0]
        elif operator in _SHOWING and current == name:
            parts = operands[-1] if operator == b"TJ" else [operands[-1]]
            for part in (p for p in parts if isinstance(p, str | bytes)):
                found |= _split(_raw(part), wide=wide)
    return found


def _raw(part: Any) -> bytes:
    """A string operand as the bytes of the file."""
    return part if isinstance(part, bytes) else bytes(part.original_bytes)


def _split(raw: bytes, *, wide: bool) -> set[int]:
    """Codes of one or of two bytes."""
    if not wide:
        return set(raw)
    return {int.from_bytes(raw[at : at + 2], "big") for at in range(0, len(raw) - 1, 2)}
