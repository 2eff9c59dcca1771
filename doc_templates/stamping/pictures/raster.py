"""Stamp pictures in pixels: read from a PNG, kept with their transparency."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from doc_templates.stamping.pictures.faults import fault

if TYPE_CHECKING:
    from PIL.Image import Image

_MOST_PIXELS = 16_000_000
_LEAST_DPI, _MOST_DPI = 200, 600
_CLEAR = 16  # alpha of what counts as transparent
_LEAST_CLEAR = 0.1  # of a stamp's square, even the densest
_LEAST_RED = 0.9
_INCH_MM = 25.4


@dataclass(frozen=True, slots=True)
class Raster:
    """Pixels row by row from the top: red, green, blue, and how opaque they are."""

    width: int
    height: int
    colours: bytes
    opacity: bytes


def read_png(
    content: bytes, width_mm: float | None, *, any_colour: bool = False
) -> tuple[Raster, float]:
    """A PNG cut to its visible part, and that part's width in millimetres.

    The size is ``width_mm``, or what the file's resolution tells. At most 600 dots an inch
    are kept. Raises StampPictureError.
    """
    image, dots = _opened(content)
    box = image.getchannel("A").point(lambda value: 255 * (value > _CLEAR)).getbbox()
    if box is None:
        raise fault("图是空的")
    image = image.crop(box)
    _check_ground(image)
    if not any_colour:
        _check_red(image)
    if not width_mm and not dots:
        raise fault("PNG 没有记分辨率，看不出实际大小（用 --width 给出毫米宽度）")
    wide = width_mm or image.width * _INCH_MM / dots
    return _kept(image, wide), wide


def _opened(content: bytes) -> tuple[Image, float]:
    """The picture with its transparency, and its dots an inch (0 when it does not say)."""
    from PIL import Image, UnidentifiedImageError

    wide, high = (int.from_bytes(content[at : at + 4], "big") for at in (16, 20))
    if wide * high > _MOST_PIXELS:
        raise fault("图过大")
    try:
        with Image.open(io.BytesIO(content), formats=["PNG"]) as image:
            dots = float(image.info.get("dpi", (0.0, 0.0))[0])
            return image.convert("RGBA"), dots
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise fault("PNG 损坏") from error


def _check_ground(image: Image) -> None:
    """Refuse a picture on paper: a stamp's ground is transparent."""
    opacity = image.getchannel("A").histogram()
    clear = sum(opacity[: _CLEAR + 1]) / (image.width * image.height)
    if clear < _LEAST_CLEAR:
        raise fault("底不透明（先去掉白底，存为带透明底的 PNG）")


def _check_red(image: Image) -> None:
    """Refuse a picture that is not red where it is opaque (GB/T 9704-2012 7.3.5.1)."""
    from PIL import ImageChops

    red, green, blue, opacity = image.split()
    seen = opacity.point(lambda value: 255 * (value > 127))
    over = ImageChops.subtract(red, ImageChops.lighter(green, blue))
    reddish = ImageChops.darker(over.point(lambda value: 255 * (value > 60)), seen)
    count = seen.histogram()[255]
    if not count or reddish.histogram()[255] / count < _LEAST_RED:
        raise fault("印章应是红色")


def _kept(image: Image, wide: float) -> Raster:
    """The pixels, no finer than print shows and no coarser than it needs."""
    from PIL.Image import Resampling

    dots = image.width * _INCH_MM / wide
    if dots < _LEAST_DPI:
        raise fault(f"太粗：每英寸只有 {dots:.0f} 点，至少要 {_LEAST_DPI} 点")
    if dots > _MOST_DPI:
        share = _MOST_DPI / dots
        size = (round(image.width * share), round(image.height * share))
        image = image.resize(size, Resampling.LANCZOS)
    opacity = image.getchannel("A")
    return Raster(image.width, image.height, image.convert("RGB").tobytes(), opacity.tobytes())
