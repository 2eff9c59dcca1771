"""页码 and 版记: page numbers and the imprint (GB/T 9704-2012, 7.4 and 7.5)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from doc_templates.lint.block import BLOCK, FOUR
from doc_templates.lint.faults import fault, mm
from doc_templates.lint.profiles import OFFICIAL, Profile

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cases.findings import Finding
    from doc_templates.lint.parts import Spot
    from doc_templates.lint.reading import Reading
    from doc_templates.lint.sheets import Stroke

_NUMBER, _IMPRINT, _LETTER = "GB/T 9704-2012 7.5", "GB/T 9704-2012 7.4", "GB/T 9704-2012 10.1"
_DASHES = "—–―－-"
_FORM = re.compile(r"—\d+—")
_DASH_BELOW = 7.0
_TOLERANCE, _ASIDE = 1.0, 1.5
_THICK, _THIN, _FINE = 0.35, 0.25, 0.06
_WIDE = 100.0
_ABOVE = 12.0  # mm above the first copies in which the imprint's first line is looked for


def page_numbers(reading: Reading) -> Iterator[Finding]:
    """Every page has its number, but for a letter's first."""
    if reading.profile not in OFFICIAL:
        return
    found = {spot.sheet.number: spot for spot in reading.parts.page_numbers}
    hidden = {1} if reading.profile is Profile.LETTER else set()
    for sheet in reading.paper.sheets:
        spot = found.get(sheet.number)
        if spot is None and sheet.number not in hidden:
            yield fault("D536", reading, sheet.number, "", _NUMBER)
        elif spot is not None and sheet.number in hidden:
            yield fault("D539", reading, sheet.number, spot.line, _LETTER)
        elif spot is not None:
            yield from _number(reading, spot)


def _number(reading: Reading, spot: Spot) -> Iterator[Finding]:
    """One number: its form, its order, its side, its height."""
    page, line = spot.sheet.number, spot.line
    digits = re.sub(r"\D", "", line.text)
    if not _FORM.fullmatch(line.text):
        yield fault("D540", reading, page, line, _NUMBER, what="左右应当各有一条一字线")
    if int(digits) != page:
        yield fault("D540", reading, page, line, _NUMBER, what=f"应当连续编为{page}")
    if spot.sheet.is_turned:
        return
    odd = page % 2 == 1
    off = BLOCK.right - FOUR - line.right if odd else line.left - BLOCK.left - FOUR
    if abs(off) > _ASIDE:
        wanted = "单页码居右空一字" if odd else "双页码居左空一字"
        yield fault("D537", reading, page, line, _NUMBER, wanted=wanted, off=mm(abs(off)))
    dashes = [glyph.ink.top for glyph in line.glyphs if glyph.sign in _DASHES]
    below = min(dashes, default=0.0) - BLOCK.bottom
    if dashes and abs(below - _DASH_BELOW) > _TOLERANCE:
        yield fault("D538", reading, page, line, _NUMBER, found=mm(below), wanted=mm(_DASH_BELOW))


def imprint(reading: Reading) -> Iterator[Finding]:
    """版记: there in documents, at the foot of the last page, between its three lines."""
    found = reading.parts.imprint
    if reading.profile is Profile.LETTER:
        yield from _letter_imprint(reading, found)
        return
    if not found:
        if reading.profile in (Profile.DOCUMENT, Profile.UPWARD):
            yield fault("D550", reading, 0, "", _IMPRINT)
        return
    if reading.profile not in OFFICIAL:
        return
    sheet = found[0].sheet
    lines = _lines(found)
    if len(lines) < 2:
        yield fault("D546", reading, sheet.number, found[0].line, _IMPRINT, what="缺少分隔线")
        return
    yield from _thickness(reading, sheet.number, lines)
    yield from _place(reading, sheet.number, lines)
    yield from _indents(reading, found)


def _letter_imprint(reading: Reading, found: Sequence[Spot]) -> Iterator[Finding]:
    """A letter's imprint has neither 印发 nor lines."""
    for sheet, line in found:
        if line.text.endswith("印发"):
            yield fault("D545", reading, sheet.number, line, _LETTER, what="印发机关和印发日期")
            return
    if found and _lines(found):
        yield fault("D545", reading, found[0].sheet.number, found[0].line, _LETTER, what="分隔线")


def _lines(found: Sequence[Spot]) -> list[Stroke]:
    """The imprint's lines from top to bottom."""
    sheet, top = found[0].sheet, found[0].line.ink.top
    return [s for s in sheet.strokes if s.is_flat and s.length > _WIDE and s.top > top - _ABOVE]


def _thickness(reading: Reading, page: int, lines: Sequence[Stroke]) -> Iterator[Finding]:
    """First and last 0.35 mm, those between 0.25 mm."""
    for at, stroke in enumerate(lines):
        outer = at in (0, len(lines) - 1)
        wanted = _THICK if outer else _THIN
        if abs(stroke.thickness - wanted) > _FINE:
            which = "首条" if at == 0 else "末条" if outer else "中间"
            what = f"{which}分隔线粗{stroke.thickness:.2f}毫米，应为{wanted}毫米"
            yield fault("D546", reading, page, "", _IMPRINT, what=what)


def _place(reading: Reading, page: int, lines: Sequence[Stroke]) -> Iterator[Finding]:
    """The last line lies on the text block's lower edge, on the last page; all are 156 mm."""
    low = lines[-1].bottom
    if page != len(reading.paper.sheets):
        yield fault("D547", reading, page, "", _IMPRINT, what="版记不在最后一面")
    elif abs(low - BLOCK.bottom) > _TOLERANCE:
        what = f"末条分隔线离版心下边缘{mm(abs(BLOCK.bottom - low))}毫米"
        yield fault("D547", reading, page, "", _IMPRINT, what=what)
    for stroke in lines:
        aside = max(abs(stroke.left - BLOCK.left), abs(stroke.right - BLOCK.right))
        if aside > _TOLERANCE:
            facts = {"found": mm(stroke.length), "wanted": mm(BLOCK.width)}
            yield fault("D548", reading, page, "", _IMPRINT, **facts)
            return


def _indents(reading: Reading, found: Sequence[Spot]) -> Iterator[Finding]:
    """One character free on the left, and beside 印发 on the right; 抄送 ends with a full stop."""
    starts = [spot for spot in found if re.match("(抄送|主送)[：:]", spot.line.text)]
    prints = [spot for spot in found if spot.line.text.endswith("印发")]
    for sheet, line in [*starts, *(s for s in prints if s.line.left < BLOCK.middle)]:
        if abs(line.left - BLOCK.left - FOUR) > _ASIDE:
            yield fault("D549", reading, sheet.number, line, _IMPRINT, what="没有左空一字")
    for sheet, line in prints:
        if abs(BLOCK.right - FOUR - line.right) > _ASIDE:
            yield fault("D549", reading, sheet.number, line, _IMPRINT, what="没有右空一字")
    low = min((spot.line.baseline for spot in prints), default=BLOCK.bottom) - 1
    copies = "".join(spot.line.text for spot in found if spot.line.baseline < low)
    if starts and not copies.endswith("。"):
        sheet, line = starts[0]
        yield fault("D549", reading, sheet.number, line, _IMPRINT, what="抄送机关末尾没有句号")
