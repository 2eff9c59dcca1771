"""信函格式: the double red lines of a letter's first page (GB/T 9704-2012, 10.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from doc_templates.lint.block import PAPER_HEIGHT, PAPER_WIDTH
from doc_templates.lint.faults import fault, mm
from doc_templates.lint.parts import is_red
from doc_templates.lint.profiles import Profile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cases.findings import Finding
    from doc_templates.lint.reading import Reading
    from doc_templates.lint.sheets import Stroke

_LETTER = "GB/T 9704-2012 10.1"
_LENGTH = 170.0
_BELOW_MARK, _ABOVE_EDGE = 4.0, 20.0
_TOLERANCE = 1.0
_WIDE = 100.0


def double_lines(reading: Reading) -> Iterator[Finding]:
    """Two pairs, 170 mm long and centred: thick over thin above, thin over thick below."""
    if reading.profile is not Profile.LETTER or not reading.paper.sheets:
        return
    strokes = [
        stroke
        for stroke in reading.paper.sheets[0].strokes
        if stroke.is_flat and stroke.length > _WIDE and is_red(stroke.colour)
    ]
    upper = [stroke for stroke in strokes if stroke.top < PAPER_HEIGHT / 2]
    lower = [stroke for stroke in strokes if stroke.top >= PAPER_HEIGHT / 2]
    for label, pair, thick_first in (("首条", upper, True), ("末条", lower, False)):
        yield from _pair(reading, label, pair, thick_first=thick_first)
    yield from _distances(reading, upper, lower)


def _pair(
    reading: Reading, label: str, pair: list[Stroke], *, thick_first: bool
) -> Iterator[Finding]:
    """One double line: both there, long enough, in the middle, the thick one outside."""
    if len(pair) != 2:
        what = "没有" if not pair else f"有{len(pair)}条线，应为上下两条"
        yield fault("D542", reading, 1, "", _LETTER, which=label, what=what)
        return
    one, two = pair
    for stroke in pair:
        off = abs(stroke.middle - PAPER_WIDTH / 2)
        if abs(stroke.length - _LENGTH) > _TOLERANCE or off > _TOLERANCE:
            what = f"长{mm(stroke.length)}毫米、偏离正中{mm(off)}毫米，应为长170毫米、居中"
            yield fault("D542", reading, 1, "", _LETTER, which=label, what=what)
            break
    if (one.thickness > two.thickness) != thick_first or one.thickness == two.thickness:
        wanted = "上粗下细" if thick_first else "上细下粗"
        yield fault("D544", reading, 1, "", _LETTER, which=label, wanted=wanted)


def _distances(reading: Reading, upper: list[Stroke], lower: list[Stroke]) -> Iterator[Finding]:
    """4 mm below the mark, 20 mm above the paper's lower edge."""
    marks = reading.parts.mark
    if upper and marks:
        found = upper[0].top - max(spot.line.ink.bottom for spot in marks)
        if abs(found - _BELOW_MARK) > _TOLERANCE:
            facts = {"which": "首条", "of": "发文机关标志", "wanted": mm(_BELOW_MARK)}
            yield fault("D543", reading, 1, "", _LETTER, found=mm(found), **facts)
    if lower:
        found = PAPER_HEIGHT - lower[-1].bottom
        if abs(found - _ABOVE_EDGE) > _TOLERANCE:
            facts = {"which": "末条", "of": "下页边", "wanted": mm(_ABOVE_EDGE)}
            yield fault("D543", reading, 1, "", _LETTER, found=mm(found), **facts)
