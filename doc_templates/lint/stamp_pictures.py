"""Stamps that are pictures in pixels: where their ink lies and which colour it has."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from math import hypot
from typing import TYPE_CHECKING, Any

from doc_templates.lint.drawn import box_around, matrix_of, moved
from doc_templates.stamping.pictures.geometry import POINTS_PER_MM
from doc_templates.stamping.places.pageview import Box

if TYPE_CHECKING:
    from PIL.Image import Image

    from doc_templates.lint.drawn import Drawn, Matrix

_PIXELS_A_MM = 6
_WIDEST_MM = 80.0
_MOST_PIXELS = 40_000_000
_CLEAR = 40  # of 255: what covers less leaves no ink
_LEAST_RED = 40  # by which red outweighs the others
_DARK = 110
_REDDISH = 0.6  # of the ink that must be red
_DENSEST = 0.85
_UPRIGHT = 0.02
_RIM, _IN_RIM, _OUTSIDE = 0.86, 0.45, 0.01


@dataclass(frozen=True, slots=True)
class Inked:
    """The ink of a picture: its box on the page in points, its colour, whether it is round."""

    box: Box
    colour: str
    is_round: bool


def inked(document: Any, leaf: Drawn) -> Inked | None:
    """The red ink of a picture, else its dark ink; none where it is too large or has neither."""
    picture = _rendered(document, leaf)
    if picture is None:
        return None
    red, dark = _masks(picture)
    is_red = red.histogram()[255] > _REDDISH * (dark.histogram()[255] + red.histogram()[255])
    mask = red if is_red else dark
    sides = mask.getbbox()
    if sides is None or _is_solid(mask.crop(sides)):
        return None
    is_round = _is_round(mask.crop(sides))
    box = _box(sides, picture.size, leaf.matrix, is_round=is_round)
    return Inked(box, _mean_colour(picture, mask), is_round)


def _rendered(document: Any, leaf: Drawn) -> Image | None:
    """The picture upright and alone, with its transparency, so many pixels a millimetre."""
    import pypdfium2
    import pypdfium2.raw as pdfium

    a, b, c, d, _, _ = leaf.matrix
    wide, high = hypot(a, b) / POINTS_PER_MM, hypot(c, d) / POINTS_PER_MM
    if not (1 < wide < _WIDEST_MM and 1 < high < _WIDEST_MM) or _pixels(leaf.thing) > _MOST_PIXELS:
        return None
    own = pdfium.FS_MATRIX(*matrix_of(leaf.thing))
    large = pdfium.FS_MATRIX(wide * _PIXELS_A_MM, 0, 0, high * _PIXELS_A_MM, 0, 0)
    pdfium.FPDFPageObj_SetMatrix(leaf.thing, large)
    bitmap = pdfium.FPDFImageObj_GetRenderedBitmap(document, None, leaf.thing)
    pdfium.FPDFPageObj_SetMatrix(leaf.thing, own)
    if not bitmap:
        return None
    picture: Image = pypdfium2.PdfBitmap.from_raw(bitmap).to_pil().convert("RGBA")
    return picture


def _pixels(thing: Any) -> int:
    """How many pixels a picture holds."""
    import pypdfium2.raw as pdfium

    wide, high = ctypes.c_uint(), ctypes.c_uint()
    pdfium.FPDFImageObj_GetImagePixelSize(thing, wide, high)
    return wide.value * high.value


def _masks(picture: Image) -> tuple[Image, Image]:
    """Where the ink is red, and where it is dark and not red."""
    from PIL import ImageChops

    red, green, blue, opacity = picture.split()
    seen = opacity.point(lambda value: 255 * (value > _CLEAR))
    over = ImageChops.subtract(red, ImageChops.lighter(green, blue))
    reddish = ImageChops.darker(over.point(lambda value: 255 * (value > _LEAST_RED)), seen)
    dark = picture.convert("L").point(lambda value: 255 * (value < _DARK))
    black = ImageChops.darker(ImageChops.darker(dark, seen), ImageChops.invert(reddish))
    return reddish, black


def _is_solid(mask: Image) -> bool:
    """Whether ink fills its box as in a photograph or banner."""
    return mask.histogram()[255] > _DENSEST * mask.width * mask.height


def _is_round(mask: Image) -> bool:
    """Whether ink fills a ring along the rim of its box, and nothing lies outside of it."""
    from PIL import Image, ImageChops, ImageDraw

    wide, high = mask.size
    outer, rim = Image.new("L", mask.size), Image.new("L", mask.size)
    ImageDraw.Draw(outer).ellipse((-1, -1, wide, high), fill=255)
    inset = (1 - _RIM) / 2
    ImageDraw.Draw(rim).ellipse((-1, -1, wide, high), fill=255)
    ImageDraw.Draw(rim).ellipse(
        (inset * wide, inset * high, (1 - inset) * wide, (1 - inset) * high), fill=0
    )
    ink = mask.histogram()[255]
    outside = ImageChops.darker(mask, ImageChops.invert(outer)).histogram()[255]
    in_rim = ImageChops.darker(mask, rim).histogram()[255]
    return outside <= _OUTSIDE * ink and in_rim >= _IN_RIM * _ring_share(rim)


def _ring_share(rim: Image) -> float:
    """The pixels that a ring of usual thickness covers of the rim."""
    return rim.histogram()[255] / 3


def _box(
    sides: tuple[int, int, int, int], size: tuple[int, int], matrix: Matrix, *, is_round: bool
) -> Box:
    """Where a part of the picture lies on the page; a round one is smaller when it is turned."""
    left, top, right, bottom = sides
    wide, high = size
    one, other = (left / wide, 1 - bottom / high), (right / wide, 1 - top / high)
    a, b, c, d, _, _ = matrix
    upright = min(abs(a) + abs(d), abs(b) + abs(c)) < _UPRIGHT * (abs(a) + abs(b))
    if upright or not is_round:
        return box_around(one, other, matrix)
    u, v = (other[0] - one[0]) / 2, (other[1] - one[1]) / 2
    x, y = moved(one[0] + u, one[1] + v, matrix)
    across, upward = hypot(a * u, c * v), hypot(b * u, d * v)
    return Box(x - across, y - upward, x + across, y + upward)


def _mean_colour(picture: Image, mask: Image) -> str:
    """The mean colour of the ink."""
    from PIL import ImageStat

    parts = ImageStat.Stat(picture.convert("RGB"), mask).mean
    return "#" + "".join(f"{round(part):02X}" for part in parts)
