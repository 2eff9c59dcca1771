"""Pictures from anywhere opened within bounds: upright, on white paper, in three colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageOps

from index.extraction.readers.pictures import FAULTS, opened_picture, refuse_bomb
from index.extraction.unreadable import damaged

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_SIDE = 3_400  # A3 at 200 dpi
_LONG = 3  # times as long as wide: a screenshot of many screens, not a page


def frame(content: bytes, number: int) -> NDArray[np.uint8]:
    """A page of a picture file as rows of red, green and blue; never larger than needed.

    Raises UnreadableFileError where it is broken or a bomb.
    """
    with opened_picture(content) as picture:
        try:
            picture.seek(number)
            refuse_bomb(picture)
            picture.draft("RGB", _fitting(picture.size))
            return np.asarray(_on_paper(ImageOps.exif_transpose(picture)))
        except FAULTS as error:
            raise damaged("图片数据读不通") from error


def _fitting(size: tuple[int, int]) -> tuple[int, int]:
    """The size a picture is read at: a long strip keeps its width."""
    short, long = sorted(size)
    most = MOST_SIDE if long <= _LONG * short else MOST_SIDE * long // max(short, 1) // 2
    scale = min(1.0, most / long)
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _on_paper(picture: Image.Image) -> Image.Image:
    """In three colours, what is transparent being white paper."""
    if picture.mode.startswith("I;16") or picture.mode in ("I", "F"):
        picture = _eight_bits(picture)
    size = _fitting(picture.size)
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        layered = picture.convert("RGBA")
        paper = Image.new("RGBA", layered.size, "white")
        picture = Image.alpha_composite(paper, layered)
    colours = picture.convert("RGB")
    return colours if size == colours.size else colours.resize(size, Image.Resampling.BOX)


def _eight_bits(picture: Image.Image) -> Image.Image:
    """A picture of deeper greys in 256 of them."""
    deep = np.asarray(picture, dtype=np.float64)
    low, high = float(deep.min()), float(deep.max())
    return Image.fromarray(np.uint8((deep - low) * (255 / max(high - low, 1))))
