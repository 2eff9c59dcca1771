"""Small fonts of a few boxes, TrueType or CFF, and Word files that ask for fonts."""

from __future__ import annotations

import io
from collections.abc import Mapping

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from doc_templates.fonts.faces import Face

EM = 1000


def small_font(
    family: str,
    signs: str,
    *,
    cff: bool = False,
    blank: str = "",
    rights: int = 0,
    style: str = "Regular",
    same: Mapping[str, str] | None = None,
) -> bytes:
    """A font that draws each sign as a box of its own height; ``same`` shares a glyph."""
    names = {sign: f"g{ord(sign):x}" for sign in signs + blank}
    order = [".notdef", *names.values()]
    builder = FontBuilder(EM, isTTF=not cff)
    builder.setupGlyphOrder(order)
    shared = {sign: names[other] for sign, other in (same or {}).items()}
    builder.setupCharacterMap({ord(s): n for s, n in ({**names, **shared}).items()})
    empty = {names[sign] for sign in blank}
    heights = {name: 0 if name in empty else 100 + 10 * at for at, name in enumerate(order)}
    if cff:
        builder.setupCFF("Small", {}, _cubic(heights), {})
    else:
        builder.setupGlyf(_quadratic(heights))
    builder.setupHorizontalMetrics(dict.fromkeys(order, (EM, 50)))
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": family, "styleName": style, "psName": family})
    builder.setupOS2(fsType=rights)
    builder.setupPost()
    target = io.BytesIO()
    builder.save(target)
    return target.getvalue()


def renamed(face: Face, family: str, rights: int = 0) -> bytes:
    """A real font under another name: LibreOffice passes over fonts of a few characters."""
    with TTFont(face.path, fontNumber=face.number, recalcBBoxes=False) as font:
        font["name"].names = []
        font["OS/2"].fsType = rights
        for number, text in ((1, family), (2, "Regular"), (4, family), (6, family)):
            font["name"].setName(text, number, 3, 1, 0x409)
        target = io.BytesIO()
        font.save(target)
    return target.getvalue()


def _cubic(heights: Mapping[str, int]) -> dict[str, object]:
    found = {}
    for name, height in heights.items():
        pen = T2CharStringPen(EM, None)
        _draw(pen, height)
        found[name] = pen.getCharString()
    return found


def _quadratic(heights: Mapping[str, int]) -> dict[str, object]:
    found = {}
    for name, height in heights.items():
        pen = TTGlyphPen(None)
        _draw(pen, height)
        found[name] = pen.glyph()
    return found


def _draw(pen: object, height: int) -> None:
    """A box with one round corner; nothing when it has no height."""
    if not height:
        return
    pen.moveTo((50, 0))  # type: ignore[attr-defined]
    pen.lineTo((900, 0))  # type: ignore[attr-defined]
    if isinstance(pen, T2CharStringPen):
        pen.curveTo((900, height / 2), (700, height), (500, height))
    else:
        pen.qCurveTo((900, height), (500, height))  # type: ignore[attr-defined]
    pen.lineTo((50, height))  # type: ignore[attr-defined]
    pen.closePath()  # type: ignore[attr-defined]


def word_file(texts: Mapping[str, str], size: float = 16) -> bytes:
    """A Word file with a paragraph for each font, set in it throughout."""
    document = Document()
    for family, text in texts.items():
        run = document.add_paragraph().add_run(text)
        run.font.name, run.font.size = family, Pt(size)
        run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), family)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()
