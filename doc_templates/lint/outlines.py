"""The outlines of a TrueType program: what each code draws, compared byte by byte."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from doc_templates.lint.font_programs import BROKEN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from doc_templates.lint.font_programs import PdfFont


@dataclass(frozen=True, slots=True)
class Outlines:
    """The glyphs of a TrueType program as their bytes: empty ones draw nothing.

    ``glyphs`` tells which a code shows, ``nothing`` is the frame for a missing one.
    """

    glyphs: Mapping[int, int]
    drawings: Sequence[bytes]

    @property
    def nothing(self) -> bytes:
        """The frame for a missing glyph, always the first."""
        return self.drawings[0]

    def drawing(self, code: int) -> bytes | None:
        """What a code draws; None when the program does not say."""
        glyph = self.glyphs.get(code)
        return None if glyph is None or glyph >= len(self.drawings) else self.drawings[glyph]


def outlines_of(font: PdfFont) -> Outlines | None:
    """The outlines of a font's codes; None without a readable TrueType program."""
    from fontTools.ttLib import TTLibError

    if not font.program:
        return None
    try:
        tables = _tables_of(font.program)
        drawings = _drawings(tables)
        return Outlines(_glyphs(font, tables), drawings) if drawings else None
    except (TTLibError, struct.error, AssertionError, *BROKEN):
        return None


def _tables_of(program: bytes) -> dict[str, bytes]:
    """The tables of a TrueType program by tag."""
    (count,) = struct.unpack_from(">H", program, 4)
    entries = (struct.unpack_from(">4sLLL", program, 12 + 16 * at) for at in range(count))
    return {tag.decode("latin-1"): program[at : at + size] for tag, _, at, size in entries}


def _drawings(tables: Mapping[str, bytes]) -> list[bytes]:
    """The bytes of each glyph, cut out where ``loca`` says."""
    (long,) = struct.unpack_from(">h", tables["head"], 50)
    loca, glyf = tables["loca"], tables["glyf"]
    size = 4 if long else 2
    count = len(loca) // size
    places = struct.unpack(f">{count}{'L' if long else 'H'}", loca[: count * size])
    ends = [place if long else 2 * place for place in places]
    return [glyf[first:last].rstrip(b"\0") for first, last in pairwise(ends)]


def _glyphs(font: PdfFont, tables: Mapping[str, bytes]) -> dict[int, int]:
    """The glyph of each code: the code itself in fonts of two bytes, else by the program's map."""
    from fontTools.ttLib import newTable

    if font.is_wide:
        return {code: code for code in font.texts}
    table = newTable("cmap")
    table.decompile(tables.get("cmap", b"\0\0\0\0"), _Numbered())
    maps = [each.cmap for each in table.tables]
    found = {}
    for code in font.texts:
        near = (m.get(code, m.get(0xF000 + code)) for m in maps)
        if (glyph := next((g for g in near if g is not None), None)) is not None:
            found[code] = glyph
    return found


class _Numbered:
    """Stands for a font whose glyphs have no names but numbers, which is all we need."""

    lazy = False

    def getGlyphNameMany(self, numbers: list[int]) -> list[int]:  # noqa: N802 - fontTools calls it
        """The numbers themselves."""
        return numbers


def glyph_in(path: str, number: int, sign: str) -> bytes:
    """The bytes of a sign's glyph in a font file of this machine; empty when it has none."""
    from fontTools.ttLib import TTFont, TTLibError

    try:
        with TTFont(path, fontNumber=number, lazy=True) as opened:
            name = (opened.getBestCmap() or {}).get(ord(sign))
            tables = {tag: opened.reader[tag] for tag in ("head", "loca", "glyf")}
            return _drawings(tables)[opened.getGlyphID(name)] if name else b""
    except (TTLibError, OSError, struct.error, AssertionError, *BROKEN):
        return b""
