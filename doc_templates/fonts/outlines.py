"""One font from cubic (CFF) to quadratic (TrueType) outlines, under a name of its own.

LibreOffice embeds CFF-flavoured fonts in a way that breaks PDF/A-2b (ISO 19005-2, 6.2.11.4),
so a free font that exists in that flavour only is turned into the other one before use.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

TOLERANCE = 1.0  # thousandths of an em between the old and the new outline
YEN, FULLWIDTH_YEN = 0xA5, 0xFFE5
_CUBIC_TABLES = ("CFF ", "VORG", "BASE", "GPOS", "vhea", "vmtx", "DSIG")
_UNUSED_COUNTS = (
    "maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs",
    "maxStackElements", "maxSizeOfInstructions", "maxComponentElements", "maxPoints",
    "maxContours", "maxCompositePoints", "maxCompositeContours", "maxComponentDepth",
)  # fmt: skip
# ASCII, the yen, the middle dot, dashes, quotation marks and dots.
_LATIN = (*range(0x20, 0x7F), YEN, 0xB7, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x2026)
_FAMILY, _STYLE, _UNIQUE, _FULL, _POSTSCRIPT, _DESCRIPTION = 1, 2, 3, 4, 6, 10
_TYPOGRAPHIC = (16, 17, 18, 21, 22)
_REGULAR_BIT = 0x40


@dataclass(frozen=True, slots=True)
class Naming:
    """How the converted font is called: a family with one regular face."""

    family: str
    description: str

    @property
    def postscript(self) -> str:
        """The name inside PDFs: no spaces."""
        return self.family.replace(" ", "")


def truetype(source: bytes, naming: Naming, latin: bytes = b"") -> bytes:
    """The same glyphs with TrueType outlines; the same source gives the same bytes.

    ``latin`` is another such font whose letters and digits are taken instead of its own. ￥
    (U+FFE5) takes the glyph of ¥ (U+00A5) where the font has one. Raises
    ``fontTools.ttLib.TTLibError`` when the source is no CFF-flavoured font.
    """
    from fontTools.ttLib import TTFont, TTLibError

    with TTFont(io.BytesIO(source), recalcBBoxes=False, recalcTimestamp=False) as font:
        if "CFF " not in font:
            raise TTLibError("no CFF outlines")
        if latin:
            with TTFont(io.BytesIO(latin)) as other:
                _turn_outlines(font, _latin(font, other))
        else:
            _turn_outlines(font, {})
        _mend_yen(font)
        _rename(font, naming)
        target = io.BytesIO()
        font.save(target)
    return target.getvalue()


def _latin(font: Any, other: Any) -> dict[str, Any]:
    """The other font's letters and digits, by the name that the font has for each.

    Raises TTLibError when their ems differ.
    """
    from fontTools.ttLib import TTLibError

    if font["head"].unitsPerEm != other["head"].unitsPerEm:
        raise TTLibError("different units per em")
    own, theirs, glyphs = font.getBestCmap(), other.getBestCmap(), other.getGlyphSet()
    return {own[code]: glyphs[theirs[code]] for code in _LATIN if code in own and code in theirs}


def _turn_outlines(font: Any, latin: dict[str, Any]) -> None:
    """Replace the CFF table by ``glyf`` and ``loca``; hints are not carried over.

    Glyphs of ``latin``, with their widths, take the place of the font's own.
    """
    from fontTools.ttLib import newTable

    order = font.getGlyphOrder()
    own = font.getGlyphSet()
    glyphs = _quadratic({name: latin.get(name) or own[name] for name in order}, order)
    font["loca"], font["glyf"] = newTable("loca"), newTable("glyf")
    font["glyf"].glyphOrder, font["glyf"].glyphs = order, glyphs
    for name, glyph in glyphs.items():
        glyph.recalcBounds(font["glyf"])
        width = latin[name].width if name in latin else font["hmtx"].metrics[name][0]
        font["hmtx"].metrics[name] = (width, getattr(glyph, "xMin", 0))
    for tag in _CUBIC_TABLES:
        if tag in font:
            del font[tag]
    font["post"].formatType, font["head"].glyphDataFormat = 3.0, 0
    font.sfntVersion = "\0\1\0\0"
    _count(font)


def _quadratic(drawn: Any, order: list[str]) -> dict[str, Any]:
    """Every glyph redrawn with quadratic curves."""
    from fontTools.pens.cu2quPen import Cu2QuPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    found = {}
    for name in order:
        pen = TTGlyphPen(None)
        drawn[name].draw(Cu2QuPen(pen, TOLERANCE, reverse_direction=True))
        found[name] = pen.glyph(dropImpliedOnCurves=False)
    return found


def _count(font: Any) -> None:
    """The counts that the ``maxp`` table of a TrueType font holds."""
    limits = font["maxp"]
    limits.tableVersion, limits.maxZones = 0x00010000, 1
    for name in _UNUSED_COUNTS:
        setattr(limits, name, 0)
    limits.recalc(font)


def _mend_yen(font: Any) -> None:
    """Draw ￥ as ¥: Fandol draws it as a dollar sign."""
    glyph = font.getBestCmap().get(YEN)
    for table in font["cmap"].tables:
        if glyph and table.isUnicode() and FULLWIDTH_YEN in table.cmap:
            table.cmap[FULLWIDTH_YEN] = glyph


def _rename(font: Any, naming: Naming) -> None:
    """A family of its own, regular, with a note of the change (GPL-3, 5a)."""
    names = {
        _FAMILY: naming.family, _STYLE: "Regular", _FULL: naming.family,
        _UNIQUE: naming.postscript, _POSTSCRIPT: naming.postscript,
        _DESCRIPTION: naming.description,
    }  # fmt: skip
    font["name"].names = [
        record for record in font["name"].names
        if record.platformID == 3 and record.nameID not in (*names, *_TYPOGRAPHIC)
    ]  # fmt: skip
    for number, text in names.items():
        font["name"].setName(text, number, 3, 1, 0x409)
    font["head"].macStyle, font["OS/2"].usWeightClass = 0, 400
    font["OS/2"].fsSelection = _REGULAR_BIT
