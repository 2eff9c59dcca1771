"""Pictures inside other files: those large enough to carry words wait for OCR."""

from __future__ import annotations

import warnings
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image, UnidentifiedImageError

from index.extraction.gallery import FEW_SIGNS, MOST_PICTURE_BYTES, Picture
from index.extraction.kinds import kind_of
from index.extraction.readers.members import leave
from index.extraction.unreadable import UNKNOWN_SORT, UnreadableFileError, damaged

if TYPE_CHECKING:
    from collections.abc import Iterable

    from index.extraction.harvest import Harvest
    from index.extraction.readers.package import Package

SORTS = ("PNG", "JPEG", "TIFF", "BMP", "WEBP", "GIF")
MOST_PIXELS = 120_000_000
MOST_FRAMES = 2_000
FAULTS = (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError,
          OverflowError, Image.DecompressionBombError)  # fmt: skip
_LEAST, _LEAST_BESIDE_TEXT = (100, 40), (400, 200)  # pixels: logos, lines and icons are smaller
_STAMP_SIDE, _STAMP_SHAPE, _LOOKED_AT = 1_500, (0.8, 1.25), 96
_PAPER, _REDNESS = 220, 20
_LEAST_PAPER, _MOST_OTHER_INK = 0.2, 0.05
_HEAD = 512
_DRAWING = 50_000  # bytes of a drawing (EMF, WMF) that may hold a page of text


def read_pictures(content: bytes, harvest: Harvest) -> None:
    """A picture file that is a member of another: a page for each it has."""
    if not _carries_words(content, _LEAST):
        harvest.overlooked += 1
        return
    count = frame_count(content)
    for number in range(count):
        harvest.bounds.spend_page()
        label = f"第{number + 1}页" if count > 1 else ""
        harvest.picture_page("", Picture(content, number), label)


def pictures_behind(contents: Iterable[bytes], harvest: Harvest) -> None:
    """Those of a file that does not tell where they stand: a page for each, behind the text."""
    least, number = _least_beside(harvest), 0
    for each in contents:
        harvest.bounds.spend_member()
        harvest.bounds.spend_expanded(len(each))
        try:
            is_large = _carries_words(each, least)
        except UnreadableFileError:  # bytes that only look like a picture
            continue
        if is_large:
            number += 1
            _behind(each, number, harvest)


def _behind(content: bytes, number: int, harvest: Harvest) -> None:
    harvest.bounds.spend_page()
    label = f"图片{number}"
    harvest.picture_page(label, Picture(content), label)


def _least_beside(harvest: Harvest) -> tuple[int, int]:
    """How large a picture is that may carry words: beside text a large one."""
    signs = len("".join(harvest.pages[-1].split())) if harvest.pages else 0
    return _LEAST_BESIDE_TEXT if signs >= FEW_SIGNS else _LEAST


class PlacedPictures:
    """The pictures placed in an office file, each met once."""

    def __init__(self, package: Package, harvest: Harvest) -> None:
        """Nothing is unpacked yet."""
        self._package, self._harvest = package, harvest
        self._met: set[str] = set()
        self._drawings = 0

    def on_page(self, parts: Iterable[str], page: str) -> int:
        """Those on the page that was brought in last, which is called ``page``; how many."""
        at = len(self._harvest.pages) - 1
        found = self._large_enough(parts, f"{page}/")
        for number, content in enumerate(found, 1):
            self._harvest.await_ocr(Picture(content), f"{page}/图片{number}", at)
        return len(found)

    def after_text(self, parts: Iterable[str]) -> None:
        """Those of a document of one long page: a page for each, behind the text."""
        for number, content in enumerate(self._large_enough(parts, ""), 1):
            _behind(content, number, self._harvest)

    def tell_drawings(self, folder: str) -> None:
        """Tell how many large drawings there are that nobody can recognise."""
        if self._drawings:
            self._harvest.leave(folder, "I223", {"count": str(self._drawings)})

    def _large_enough(self, parts: Iterable[str], prefix: str) -> list[bytes]:
        """The pictures that may carry words; beside text only large ones do."""
        least = _least_beside(self._harvest)
        found = []
        for part in parts:
            if part in self._met or part not in self._package:
                continue
            self._met.add(part)
            label = f"{prefix}{part.rpartition('/')[2]}"
            if self._package.is_larger(part, MOST_PICTURE_BYTES):
                self._harvest.leave_too_large(label)
                continue
            try:
                self._harvest.bounds.spend_member()
                content = self._package.read(part)
                if not kind_of(content[:_HEAD]).startswith("image/"):
                    self._drawings += len(content) >= _DRAWING
                elif _carries_words(content, least):
                    found.append(content)
            except UnreadableFileError as error:
                leave(label, error, self._harvest)
        return found


def frame_count(content: bytes) -> int:
    """How many pages a picture file has; only TIFF has more than one.

    Raises UnreadableFileError.
    """
    with opened_picture(content) as picture:
        if picture.format != "TIFF":
            return 1
        try:
            return min(int(getattr(picture, "n_frames", 1)), MOST_FRAMES)
        except FAULTS:
            return 1


def opened_picture(content: bytes) -> Image.Image:
    """A picture file, none of its pixels read yet. Raises UnreadableFileError."""
    Image.MAX_IMAGE_PIXELS = None  # bounded by refuse_bomb, without a warning
    warnings.simplefilter("ignore")
    try:
        picture = Image.open(BytesIO(content), formats=SORTS)
    except (UnidentifiedImageError, *FAULTS) as error:
        if content[4:8] == b"ftyp":  # HEIC of a telephone
            raise UnreadableFileError(UNKNOWN_SORT) from error
        raise damaged("图片数据读不通") from error
    refuse_bomb(picture)
    return picture


def refuse_bomb(picture: Image.Image) -> None:
    """Raise UnreadableFileError where a picture has more pixels than any page needs."""
    width, height = picture.size
    if width * height > MOST_PIXELS:
        raise UnreadableFileError("I261", width=width, height=height, limit=MOST_PIXELS)


def _carries_words(content: bytes, least: tuple[int, int]) -> bool:
    """Whether a picture is large enough for words, and no stamp."""
    with opened_picture(content) as picture:
        width, height = picture.size
        if width < least[0] or height < least[1]:
            return False
        try:
            return not _is_stamp(picture)
        except FAULTS:
            return True  # OCR will say what is the matter with it


def _is_stamp(picture: Image.Image) -> bool:
    """Whether a picture is about square and holds nothing but red ink on paper."""
    width, height = picture.size
    if max(width, height) > _STAMP_SIDE or not (
        _STAMP_SHAPE[0] <= width / height <= _STAMP_SHAPE[1]
    ):
        return False
    layered = picture.convert("RGBA")
    layered.thumbnail((_LOOKED_AT, _LOOKED_AT))
    paper = Image.new("RGBA", layered.size, "white")
    seen = Image.alpha_composite(paper, layered).convert("RGB").tobytes()
    places = list(zip(seen[::3], seen[1::3], seen[2::3], strict=True))
    ink = [each for each in places if min(each) < _PAPER]
    other = sum(red - max(green, blue) < _REDNESS for red, green, blue in ink)
    is_on_paper = len(places) - len(ink) > _LEAST_PAPER * len(places)
    return bool(ink) and is_on_paper and other <= _MOST_OTHER_INK * len(ink)
