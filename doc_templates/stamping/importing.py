"""A bureau's own stamp picture: an SVG of filled outlines in true size, read as shapes."""

from __future__ import annotations

import re
from typing import ClassVar

from cases.errors import JiangdangError
from doc_templates.stamping.drawing import LARGEST_DIAMETER_MM, Drawing
from doc_templates.stamping.geometry import Shape
from doc_templates.stamping.lettering import placed, segments_of

_LARGEST = 2 * 1024 * 1024
_FORBIDDEN = re.compile(rb"<!|<\?xml-stylesheet|<(?:script|style|image|use|text|foreignObject)\b")
_LINES = re.compile(rb"""\bstroke\s*[=:]\s*["']?\s*(?!none)""")
_SIZE = re.compile(rb"""<svg\b[^>]*?\swidth=["']([0-9]{1,3}(?:\.[0-9]{1,3})?)mm["']""")
_VIEW = re.compile(rb"""<svg\b[^>]*?\sviewBox=["']([0-9. ,-]{7,60})["']""")


class StampPictureError(JiangdangError):
    """The picture is no SVG of filled outlines with its size in millimetres, or too large."""

    code: ClassVar[str] = "S207"


def read_picture(svg: bytes, title: str) -> Drawing:
    """The picture as a drawing in stamp red.

    Raises StampPictureError for a size beyond 45 mm, lines that are not outlines, pictures or
    text inside, and whatever cannot be read.
    """
    if len(svg) > _LARGEST:
        raise _fault("文件超过 2 MB")
    if _FORBIDDEN.search(svg) or _LINES.search(svg):
        raise _fault("只收填充的轮廓（文字和线条请先转为轮廓，不要夹带图片、样式或脚本）")
    width, view = _SIZE.search(svg), _VIEW.search(svg)
    if width is None or view is None:
        raise _fault('没有写明毫米宽度（width="42mm"）和 viewBox')
    sides = [float(part) for part in re.split(rb"[ ,]+", view[1].strip())]
    if len(sides) != 4 or min(sides[2:]) <= 0:
        raise _fault("viewBox 不对")
    wide = float(width[1])
    high = wide * sides[3] / sides[2]
    if not 5 <= max(wide, high) <= LARGEST_DIAMETER_MM:
        raise _fault(f"尺寸为 {wide:g} × {high:g} 毫米")
    return Drawing(title, wide, high, _shapes(svg, wide / sides[2], (sides[0], sides[1]), high))


def _shapes(
    svg: bytes, scale: float, origin: tuple[float, float], high: float
) -> tuple[Shape, ...]:
    """All outlines as one shape, turned the right way up."""
    from fontTools.pens.recordingPen import RecordingPen
    from fontTools.svgLib import SVGPath

    pen = RecordingPen()
    try:
        SVGPath.fromstring(svg).draw(pen)
    except (SyntaxError, ValueError, IndexError, TypeError) as error:
        raise _fault("SVG 读不懂") from error
    outline = segments_of(pen.value)
    if not outline:
        raise _fault("图是空的")
    matrix = (scale, 0.0, 0.0, -scale, -origin[0] * scale, high + origin[1] * scale)
    return (Shape(placed(outline, matrix)),)


def _fault(reason: str) -> StampPictureError:
    return StampPictureError(reason=reason, largest=f"{LARGEST_DIAMETER_MM:g}")
