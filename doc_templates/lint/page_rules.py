"""Paper, text block, lines to the page and characters to the line (GB/T 9704-2012, 5.1 and 5.2)."""

from __future__ import annotations

from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from doc_templates.lint.block import (
    BLOCK,
    CHARACTER,
    CHARACTERS,
    LINES,
    PAPER_HEIGHT,
    PAPER_WIDTH,
    PITCH,
    block_of,
)
from doc_templates.lint.faults import fault, mm
from doc_templates.lint.parts import Spot, in_table
from doc_templates.lint.profiles import OFFICIAL, Profile

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cases.findings import Finding
    from doc_templates.lint.reading import Reading
    from doc_templates.lint.sheets import Area, Line, Sheet

_SIZE = "GB/T 9704-2012 5.1"
_BLOCK = "GB/T 9704-2012 5.2.1"
_GRID = "GB/T 9704-2012 5.2.3"
_TOLERANCE = 1.0
_LEADING = 5.0  # mm: the gap between two lines, which may stand above a page's first line
_MOST_A_PAGE = 5
_PITCH_TOLERANCE = 0.1
_WIDEST, _NARROWEST = 5.58, 5.45  # mm a character: more make 27 of a line, less do not fill it
_BODY = 16.0
_BELOW_LAST = 2.0  # mm: what lies below the baseline of a page's last line
_ENOUGH = 12  # lines, one of which at least is set as wide as its characters are
_SIDES = ("左", "上", "右", "下")


def paper_size(reading: Reading) -> Iterator[Finding]:
    """Every page is A4, upright or turned."""
    for sheet in reading.paper.sheets:
        short, long = sorted((sheet.width, sheet.height))
        if abs(short - PAPER_WIDTH) > _TOLERANCE or abs(long - PAPER_HEIGHT) > _TOLERANCE:
            found = f"{mm(sheet.width)}×{mm(sheet.height)}"
            yield fault("D503", reading, sheet.number, "", _SIZE, found=found)


def nothing_outside(reading: Reading) -> Iterator[Finding]:
    """Nothing stands outside the text block but page numbers and a letter's head and lines."""
    allowed = {*reading.parts.page_numbers}
    if reading.profile is Profile.LETTER:
        allowed |= {*reading.parts.mark}
    for sheet in reading.paper.sheets:
        count = 0
        for line in sheet.lines:
            off = _outside(block_of(sheet), line.ink)
            if off and Spot(sheet, line) not in allowed and count < _MOST_A_PAGE:
                count += 1
                yield fault("D504", reading, sheet.number, line, _BLOCK, side=off[0], off=off[1])


def _outside(block: Area, ink: Area) -> tuple[str, str] | None:
    """On which side something leaves the block, and how far."""
    beyond = (
        block.left - ink.left, block.top - ink.top, ink.right - block.right,
        ink.bottom - block.bottom,
    )  # fmt: skip
    far = max(beyond)
    return (_SIDES[beyond.index(far)], mm(far)) if far > _TOLERANCE else None


def margins(reading: Reading) -> Iterator[Finding]:
    """The running text begins 28 mm from the left and, on pages it fills, 37 mm from the top."""
    if reading.profile not in OFFICIAL:
        return
    for sheet, lines in _running(reading):
        flush = [line.left for line in lines if line.left < BLOCK.left + CHARACTER]
        if flush and abs(median(flush) - BLOCK.left) > _TOLERANCE:
            facts = {"side": "左", "found": mm(median(flush)), "wanted": mm(BLOCK.left)}
            yield fault("D505", reading, sheet.number, lines[0], _BLOCK, **facts)
        top = lines[0].cell.top
        if sheet.number > 1 and lines[0] is sheet.lines[0] and top > BLOCK.top + _LEADING:
            facts = {"side": "上", "found": mm(top), "wanted": mm(BLOCK.top)}
            yield fault("D505", reading, sheet.number, lines[0], _BLOCK, **facts)


def lines_to_the_page(reading: Reading) -> Iterator[Finding]:
    """22 lines fill the block; a page on which a paragraph goes on has all 22 of them."""
    if reading.profile not in OFFICIAL:
        return
    pages = _running(reading)
    for sheet, lines in pages:
        steps = [two.baseline - one.baseline for one, two in pairwise(lines)]
        near = [step for step in steps if PITCH / 3 < step < 1.5 * PITCH]
        if near and abs(sum(near) / len(near) - PITCH) > _PITCH_TOLERANCE:
            pitch = sum(near) / len(near)
            facts = {"pitch": f"{pitch:.2f}", "found": f"{BLOCK.height / pitch:.1f}"}
            yield fault("D506", reading, sheet.number, lines[0], _GRID, **facts)
    for (sheet, lines), (_, following) in pairwise(pages):
        left = BLOCK.bottom - lines[-1].baseline
        if _goes_on(lines[-1], following[0]) and left > PITCH + _BELOW_LAST:
            count = f"{LINES - int(left / PITCH)}"
            yield fault("D507", reading, sheet.number, lines[-1], _GRID, found=count)


def _goes_on(last: Line, first: Line) -> bool:
    """Whether a paragraph goes over from one page to the next."""
    full = last.right > BLOCK.right - 2 * CHARACTER
    return full and first.left < BLOCK.left + CHARACTER


def characters_to_the_line(reading: Reading) -> Iterator[Finding]:
    """28 characters of 三号 fill the line; the least stretched line of a page tells.

    Full lines are stretched to both margins, so a page that has only a few of them is left.
    """
    if reading.profile not in OFFICIAL:
        return
    for sheet, lines in _running(reading):
        free = [line for line in lines if line.right < BLOCK.right - 2 * CHARACTER]
        told = lines if len(lines) >= _ENOUGH else free
        steps = [found for line in told if (found := [*_steps(line)])]
        step = min((median(found) for found in steps), default=0.0)
        if step and not _NARROWEST <= step <= _WIDEST:
            count = int(BLOCK.width / step + 0.05)
            facts = {"step": f"{step:.2f}", "found": str(count), "wanted": str(CHARACTERS)}
            yield fault("D508", reading, sheet.number, lines[0], _GRID, **facts)


def _steps(line: Line) -> Iterator[float]:
    """How far Chinese characters advance within a line."""
    for one, two in pairwise(line.glyphs):
        if "一" <= one.sign <= "鿿" and "一" <= two.sign <= "鿿":
            yield two.cell.left - one.cell.left


def _running(reading: Reading) -> Sequence[tuple[Sheet, list[Line]]]:
    """The lines of running text of each page that has at least two, set in the body's size."""
    found: dict[int, tuple[Sheet, list[Line]]] = {}
    for sheet, line in reading.parts.body:
        if abs(line.size - _BODY) < 1 and not in_table(sheet, line):
            found.setdefault(sheet.number, (sheet, []))[1].append(line)
    return [(sheet, lines) for sheet, lines in found.values() if len(lines) > 1]
