"""Measuring a finished PDF: what is printed where, in which font, size and colour.

A PDF from outside is bounded: bytes, pages, signs and drawn things; what is beyond is refused.
"""

from __future__ import annotations

import ctypes
from itertools import pairwise
from typing import TYPE_CHECKING, Any, ClassVar

from cases.errors import JiangdangError, Kind
from doc_templates.lint.drawn import area_of, drawn_on
from doc_templates.lint.ink import is_stamp_red
from doc_templates.lint.sheets import Area, Glyph, Line, Paper, Sheet
from doc_templates.lint.stamp_finding import stamps_of
from doc_templates.lint.stamp_groups import groups_of, leaves_beside
from doc_templates.lint.strokes import colour_of, strokes_of
from doc_templates.stamping.pictures.geometry import POINTS_PER_MM
from doc_templates.stamping.places.pageview import Box, view_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from doc_templates.lint.sheets import PrintedStamp, Stroke
    from doc_templates.stamping.places.pageview import PageView

MOST_PDF_BYTES = 100_000_000
MOST_PAGES = 500
MOST_SIGNS_ON_A_PAGE = 20_000
_MOST_SIGNATURES = 100
_GAP = 1.4  # em: wider gaps part the cells of a row
_SAME_BASELINE = 0.3  # em
_BLANK = " \t\r\n\u00a0\u3000\u200b\ufeff\ufffe"
_INVISIBLE = 3  # PDF text render mode of signs that leave no ink, as beneath a scan
_SUBSET_MARK = 6
_HIGH, _LOW, _MOST_CODE = 0xD800, 0xDC00, 0x110000
_NONE = "\ufffd"


class UnreadablePdfError(JiangdangError):
    """The file is not a PDF that opens."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "D500"


class PdfTooLargeError(JiangdangError):
    """The PDF holds more than a document does."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "D501"


def measure(content: bytes, name: str) -> Paper:
    """The paper that a PDF prints; ``name`` is for the errors.

    Raises UnreadablePdfError, and PdfTooLargeError beyond 100 MB, 500 pages, 20,000 signs
    or 20,000 drawn things on a page.
    """
    import pypdfium2

    if len(content) > MOST_PDF_BYTES:
        raise PdfTooLargeError(name=name, what=f"{MOST_PDF_BYTES // 1_000_000} MB")
    if not content.startswith(b"%PDF-"):
        raise UnreadablePdfError(name=name)
    try:
        with pypdfium2.PdfDocument(content) as document:
            if len(document) > MOST_PAGES:
                raise PdfTooLargeError(name=name, what=f"{MOST_PAGES} 页")
            sheets = tuple(_sheet(document, at, name) for at in range(len(document)))
            return Paper(sheets, _is_signed(document))
    except pypdfium2.PdfiumError as error:
        raise UnreadablePdfError(name=name) from error


def _is_signed(document: Any) -> bool:
    """Whether a signature field is filled."""
    import pypdfium2.raw as pdfium

    count = min(pdfium.FPDF_GetSignatureCount(document), _MOST_SIGNATURES)
    fields = (pdfium.FPDF_GetSignatureObject(document, at) for at in range(count))
    return any(each and pdfium.FPDFSignatureObj_GetByteRange(each, None, 0) for each in fields)


def _sheet(document: Any, index: int, name: str) -> Sheet:
    page = document[index]
    try:
        view = view_of(page, index)
        drawn = drawn_on(page)
        if drawn is None:
            raise PdfTooLargeError(name=name, what=f"第{index + 1}页的图形")
        groups = groups_of(drawn, view)
        glyphs, strokes = _glyphs(page, view, name), strokes_of(leaves_beside(drawn, groups), view)
        stamps = stamps_of(document, page, drawn, groups, view)
    finally:
        page.close()
    typed = [glyph for glyph in glyphs if not _is_stamped(glyph, stamps)]
    lines = tuple(lines_of(typed, [each for each in strokes if not each.is_flat]))
    width, height = view.width / POINTS_PER_MM, view.height / POINTS_PER_MM
    return Sheet(index + 1, width, height, lines, strokes, stamps)


def _is_stamped(glyph: Glyph, stamps: Sequence[PrintedStamp]) -> bool:
    """Whether a sign is part of a stamp, in its red and on it."""
    x, y = glyph.cell.middle, glyph.cell.level
    return any(
        glyph.colour == stamp.colour
        and is_stamp_red(stamp.colour)
        and stamp.area.left < x < stamp.area.right
        and stamp.area.top < y < stamp.area.bottom
        for stamp in stamps
    )


def lines_of(glyphs: Iterable[Glyph], walls: Sequence[Stroke] = ()) -> Iterator[Line]:
    """Signs gathered into lines, from top to bottom, then from left to right.

    A wide gap parts a row, and so does an upright line (``walls``) between two signs.
    """
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda each: (each.baseline, each.cell.left)):
        if rows and _on_one_baseline(rows[-1][-1], glyph):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    for row in rows:
        high = [wall for wall in walls if wall.top < row[0].baseline < wall.bottom]
        yield from _parted(sorted(row, key=lambda each: each.cell.left), high)


def _on_one_baseline(one: Glyph, other: Glyph) -> bool:
    reach = _SAME_BASELINE * min(one.size, other.size) / POINTS_PER_MM
    return abs(one.baseline - other.baseline) <= reach


def _parted(row: list[Glyph], walls: Sequence[Stroke]) -> Iterator[Line]:
    run = [row[0]]
    for one, two in pairwise(row):
        gap = two.cell.left - one.cell.right
        wide = gap > _GAP * max(one.size, two.size) / POINTS_PER_MM
        if wide or any(one.ink.right <= wall.middle <= two.ink.left for wall in walls):
            yield Line(tuple(run))
            run = []
        run.append(two)
    yield Line(tuple(run))


def _glyphs(page: Any, view: PageView, name: str) -> list[Glyph]:
    text = page.get_textpage()
    try:
        if text.count_chars() > MOST_SIGNS_ON_A_PAGE:
            what = f"第{view.index + 1}页的字数（{MOST_SIGNS_ON_A_PAGE}字）"
            raise PdfTooLargeError(name=name, what=what)
        return list(_Reader(text, view).glyphs())
    finally:
        text.close()


class _Reader:
    """Reads the signs of one page; how each run of them is set is asked once."""

    def __init__(self, text: Any, view: PageView) -> None:
        import pypdfium2.raw as pdfium

        self._pdfium, self._text, self._view = pdfium, text, view
        self._count = text.count_chars()
        self._looks: dict[int, tuple[str, float, str] | None] = {}

    def glyphs(self) -> Iterator[Glyph]:
        """The visible signs, in the order of the file."""
        for index in range(self._count):
            sign = self._sign(index)
            if sign in _BLANK or self._pdfium.FPDFText_IsGenerated(self._text, index) == 1:
                continue
            look = self._look(index)
            if look is not None:
                yield self._glyph(index, sign, *look)

    def _sign(self, index: int) -> str:
        """The sign at an index; the second half of a pair of surrogates is blank."""
        code = self._pdfium.FPDFText_GetUnicode(self._text, index)
        if _HIGH <= code < _LOW:
            low = self._pdfium.FPDFText_GetUnicode(self._text, index + 1)
            return chr(0x10000 + ((code - _HIGH) << 10) + (low - _LOW)) if _is_low(low) else _NONE
        if _is_low(code):
            return "\ufeff"
        return chr(code) if 0 < code < _MOST_CODE else _NONE

    def _glyph(self, index: int, sign: str, font: str, size: float, colour: str) -> Glyph:
        pdfium, text = self._pdfium, self._text
        x, y = ctypes.c_double(), ctypes.c_double()
        pdfium.FPDFText_GetCharOrigin(text, index, ctypes.byref(x), ctypes.byref(y))
        cell, ink = text.get_charbox(index, loose=True), text.get_charbox(index)
        baseline = self._view.height - self._view.seen(x.value, y.value)[1]
        points = baseline / POINTS_PER_MM
        return Glyph(sign, self._area(cell), self._area(ink), points, font, size, colour)

    def _area(self, sides: tuple[float, float, float, float]) -> Area:
        return area_of(Box(*sides), self._view)

    def _look(self, index: int) -> tuple[str, float, str] | None:
        """Font, size in points and colour of a sign; none where it leaves no ink."""
        run = self._pdfium.FPDFText_GetTextObject(self._text, index)
        key = ctypes.cast(run, ctypes.c_void_p).value or 0
        if key not in self._looks:
            self._looks[key] = self._asked(run, index) if key else None
        return self._looks[key]

    def _asked(self, run: Any, index: int) -> tuple[str, float, str] | None:
        pdfium = self._pdfium
        if pdfium.FPDFTextObj_GetTextRenderMode(run) == _INVISIBLE:
            return None
        matrix = pdfium.FS_MATRIX()
        pdfium.FPDFText_GetMatrix(self._text, index, matrix)
        scale = (matrix.c**2 + matrix.d**2) ** 0.5
        size = round(pdfium.FPDFText_GetFontSize(self._text, index) * scale, 2)
        return _font_name(pdfium, pdfium.FPDFTextObj_GetFont(run)), size, colour_of(run)


def _is_low(code: int) -> bool:
    """Whether a code is the second half of a pair of surrogates."""
    return _LOW <= code < _LOW + 0x400


def _font_name(pdfium: Any, font: Any) -> str:
    """The base font's name without the subset's six letters."""
    length = pdfium.FPDFFont_GetBaseFontName(font, None, 0) if font else 0
    buffer = ctypes.create_string_buffer(max(length, 1))
    pdfium.FPDFFont_GetBaseFontName(font, buffer, length)
    name = buffer.value.decode("utf-8", "replace")
    return name[_SUBSET_MARK + 1 :] if name[_SUBSET_MARK : _SUBSET_MARK + 1] == "+" else name
