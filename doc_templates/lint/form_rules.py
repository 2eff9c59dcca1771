"""Rules on forms and pages: tick boxes alike, no page nearly empty, turned pages numbered."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from doc_templates.lint.block import block_of
from doc_templates.lint.faults import fault, mm
from doc_templates.lint.profiles import OFFICIAL, Profile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cases.findings import Finding
    from doc_templates.lint.reading import Reading, Rule
    from doc_templates.lint.sheets import Glyph, Sheet

_DEFAULT = "系统默认"
_BOXES = frozenset("□☐☑☒■")
_SAME_SIZE = 0.3  # points
_LEAST_FILLED = 1 / 3
_ANNEX = re.compile(r"附件\d*")
_DASH_FROM_EDGE = 28.0  # mm: 35 mm of margin less the 7 mm below the type area
_DASH_TOLERANCE = 2.0
_NUMBER = re.compile(r"[—－-]?\d{1,3}[—－-]?")


def boxes_alike(reading: Reading) -> Iterator[Finding]:
    """Boxes to tick are drawn in one font throughout, and in one size on a line."""
    first: Glyph | None = None
    for sheet, line in reading.paper.lines:
        boxes = [glyph for glyph in line.glyphs if glyph.sign in _BOXES]
        for box in boxes:
            first = first or box
            if box.font != first.font or abs(box.size - boxes[0].size) > _SAME_SIZE:
                found = f"{box.font} {box.size:g}磅"
                wanted = f"{first.font} {boxes[0].size:g}磅"
                yield fault(
                    "D587", reading, sheet.number, line, _DEFAULT, found=found, wanted=wanted
                )
                break


def pages_filled(reading: Reading) -> Iterator[Finding]:
    """No page but the last, a cover, or one before an annex is less than a third full."""
    sheets = reading.paper.sheets
    for sheet, following in pairwise(sheets):
        covers = sheet.number == 1 and reading.profile not in OFFICIAL
        if covers or _opens_annex(following):
            continue
        filled = _filled(sheet, reading)
        if filled < _LEAST_FILLED:
            yield fault("D588", reading, sheet.number, "", _DEFAULT,
                        percent=f"{filled:.0%}")  # fmt: skip


def _opens_annex(sheet: Sheet) -> bool:
    """Whether a page begins with 附件, which always opens a new one."""
    return bool(sheet.lines) and bool(_ANNEX.match(sheet.lines[0].text))


def _filled(sheet: Sheet, reading: Reading) -> float:
    """How far down the text block text and lines reach, as a share of its height."""
    block = block_of(sheet)
    numbers = {id(spot.line) for spot in reading.parts.page_numbers}
    ends = [line.ink.bottom for line in sheet.lines if id(line) not in numbers]
    ends += [stroke.bottom for stroke in sheet.strokes if stroke.bottom <= block.bottom + 1]
    return (max(ends, default=block.top) - block.top) / block.height


def turned_numbers(reading: Reading) -> Iterator[Finding]:
    """On a turned page of an official document the number stands where the others have it.

    Turned back with the table's head to the left, that is beside the left edge of the page as
    it is read: 28 mm from it (GB/T 9704-2012, 7.5 and 8).
    """
    if reading.profile not in OFFICIAL | {Profile.AGREEMENT}:
        return
    for sheet in (each for each in reading.paper.sheets if each.is_turned):
        block = block_of(sheet)
        for line in (each for each in sheet.lines if _NUMBER.fullmatch(each.text)):
            beside = line.ink.right < block.left + 1
            off = abs((line.ink.left + line.ink.right) / 2 - _DASH_FROM_EDGE)
            below = line.ink.top > block.bottom - 1
            if below or (beside and off > _DASH_TOLERANCE):
                found = "下边" if below else f"左边 {mm(line.ink.middle)} 毫米处"
                yield fault("D590", reading, sheet.number, line, "GB/T 9704-2012 8",
                            found=found)  # fmt: skip


FORM_RULES: tuple[Rule, ...] = (boxes_alike, pages_filled, turned_numbers)
