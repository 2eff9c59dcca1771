"""Characters of a stamp as outlines taken from the machine's Song and Kai fonts."""

from __future__ import annotations

import logging
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from cases.errors import JiangdangError, Kind

if TYPE_CHECKING:
    from doc_templates.stamping.pictures.geometry import Segment

_FONT_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
_FONTS = {
    "宋体": ("gbsn00lp.ttf", "uming.ttc"),
    "楷体": ("gkai00mp.ttf", "ukai.ttc"),
}
Matrix = tuple[float, float, float, float, float, float]


class StampFontMissingError(JiangdangError):
    """No TrueType font of the wanted face is on this machine."""

    kind: ClassVar[Kind] = Kind.TOOL_MISSING
    code: ClassVar[str] = "S101"


class StampCharacterMissingError(JiangdangError):
    """None of the fonts can draw a character of the stamp's text."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "S102"


@cache
def font_files(face: str) -> tuple[Path, ...]:
    """The font files of ``face`` (宋体 or 楷体) on this machine, best first.

    Raises StampFontMissingError when there is none.
    """
    wanted = _FONTS[face]
    present = {
        path.name: path
        for folder in _FONT_FOLDERS
        for name in wanted
        for path in folder.rglob(name)
    }
    found = tuple(present[name] for name in wanted if name in present)
    if not found:
        raise StampFontMissingError(face=face)
    return found


@cache
def _opened(path: Path) -> Any:
    from fontTools.ttLib import TTFont

    logging.getLogger("fontTools.ttLib").setLevel(logging.ERROR)  # chatter about table padding
    return TTFont(path, fontNumber=0, lazy=True)


@cache
def glyph(character: str, face: str) -> tuple[Segment, ...]:
    """The outline of one character in a square of side 1 that starts at (0, 0).

    Raises StampCharacterMissingError when no font of the face has it.
    """
    for path in font_files(face):
        font = _opened(path)
        name = font.getBestCmap().get(ord(character))
        if name is not None:
            return _outline(font, name)
    raise StampCharacterMissingError(character=character, face=face)


def placed(outline: tuple[Segment, ...], matrix: Matrix) -> tuple[Segment, ...]:
    """The outline moved, turned and scaled by a PDF-style matrix."""
    a, b, c, d, e, f = matrix
    return tuple(
        (name, tuple((a * x + c * y + e, b * x + d * y + f) for x, y in points))
        for name, points in outline
    )


def _outline(font: Any, name: str) -> tuple[Segment, ...]:
    from fontTools.pens.recordingPen import DecomposingRecordingPen

    glyphs = font.getGlyphSet()
    pen = DecomposingRecordingPen(glyphs)
    glyphs[name].draw(pen)
    scale = 1 / font["head"].unitsPerEm
    raise_by = -font["hhea"].descent * scale
    return placed(segments_of(pen.value), (scale, 0, 0, scale, 0, raise_by))


def segments_of(record: list[tuple[str, Any]]) -> tuple[Segment, ...]:
    """Recorded pen calls as segments, quadratic curves raised to cubic ones."""
    found: list[Segment] = []
    here = (0.0, 0.0)
    for call, points in record:
        if call == "moveTo":
            found.append(("M", points))
        elif call == "lineTo":
            found.append(("L", points))
        elif call == "curveTo":
            found.append(("C", points))
        elif call == "qCurveTo":
            found.extend(_cubics(here, points))
        else:
            found.append(("Z", ()))
        here = points[-1] if points and points[-1] is not None else here
    return tuple(found)


def _cubics(start: tuple[float, float], points: Any) -> list[Segment]:
    from fontTools.pens.basePen import decomposeQuadraticSegment

    if points[-1] is None:  # a contour without any on-curve point
        first, last = points[0], points[-2]
        start = ((first[0] + last[0]) / 2, (first[1] + last[1]) / 2)
        return [("M", (start,)), *_cubics(start, (*points[:-1], start))]
    found: list[Segment] = []
    for control, end in decomposeQuadraticSegment(points):
        first = _towards(start, control)
        second = _towards(end, control)
        found.append(("C", (first, second, end)))
        start = end
    return found


def _towards(end: tuple[float, float], control: tuple[float, float]) -> tuple[float, float]:
    x = end[0] + (control[0] - end[0]) * 2 / 3
    y = end[1] + (control[1] - end[1]) * 2 / 3
    return x, y
