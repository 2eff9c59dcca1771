"""版头: mark, number, signers and red line (GB/T 9704-2012, 7.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from doc_templates.lint.block import BLOCK, CHARACTER, LEADING, PAPER_WIDTH, blank_lines
from doc_templates.lint.faults import fault, mm
from doc_templates.lint.parts import is_red
from doc_templates.lint.profiles import RED_HEADED, Profile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cases.findings import Finding
    from doc_templates.lint.parts import Spot
    from doc_templates.lint.reading import Reading
    from doc_templates.lint.sheets import Line, Stroke

_MARK, _NUMBER = "GB/T 9704-2012 7.2.4", "GB/T 9704-2012 7.2.5"
_SIGNER, _LINE = "GB/T 9704-2012 7.2.6", "GB/T 9704-2012 7.2.7"
_LETTER = "GB/T 9704-2012 10.1"
_BELOW_BLOCK, _BELOW_EDGE = 35.0, 30.0
_RED_LINE = 4.0
_TOLERANCE, _NEAR = 1.0, 0.5
_ASIDE = 2.0
_HALF_A_LINE = 0.5
_REACH = 15.0  # mm below the number in which its line is looked for
_WIDE = 60.0


def mark(reading: Reading) -> Iterator[Finding]:
    """标志: there, its upper edge 35 mm below the block's (a letter: 30 mm below the paper's)."""
    letter = reading.profile is Profile.LETTER
    if reading.profile not in RED_HEADED and not letter:
        return
    clause, found = (_LETTER if letter else _MARK), reading.parts.mark
    if not found:
        yield fault("D512", reading, 1, "", clause)
        return
    line = found[0].line
    wanted = _BELOW_EDGE if letter else _BELOW_BLOCK
    top = line.ink.top - (0.0 if letter else BLOCK.top)
    if abs(top - wanted) > _TOLERANCE:
        edge = "上页边" if letter else "版心上边缘"
        facts = {"edge": edge, "found": mm(top), "wanted": mm(wanted)}
        yield fault("D513", reading, 1, line, clause, **facts)
    middles = (BLOCK.middle, PAPER_WIDTH / 2) if letter else (BLOCK.middle,)
    for spot in found:
        off = min(abs(spot.line.ink.left / 2 + spot.line.ink.right / 2 - at) for at in middles)
        if off > _ASIDE:
            yield fault("D514", reading, 1, spot.line, clause, off=mm(off))


def number(reading: Reading) -> Iterator[Finding]:
    """发文字号: there, in its place, two lines below the mark."""
    profile, found = reading.profile, reading.parts.number
    if profile not in (Profile.DOCUMENT, Profile.UPWARD, Profile.LETTER):
        return
    if found is None:
        if reading.kind is None or reading.kind.numbered:
            yield fault("D515", reading, 1, "", _NUMBER)
        return
    line = found.line
    wanted, off = {
        Profile.DOCUMENT: ("居中", line.cell.middle - BLOCK.middle),
        Profile.UPWARD: ("居左空一字", line.left - BLOCK.left - CHARACTER),
        Profile.LETTER: ("顶格居版心右边缘", line.right - BLOCK.right),
    }[profile]
    if abs(off) > _ASIDE:
        clause = _LETTER if profile is Profile.LETTER else _NUMBER
        yield fault("D516", reading, 1, line, clause, wanted=wanted, off=mm(abs(off)))
    yield from _below_mark(reading, found)


def _below_mark(reading: Reading, number: Spot) -> Iterator[Finding]:
    """Two empty lines between mark and number; a letter has its red lines there."""
    marks = reading.parts.mark
    if not marks or reading.profile is Profile.LETTER:
        return
    lines = blank_lines(number.line.ink.top - marks[-1].line.ink.bottom)
    if abs(lines - 2) > _HALF_A_LINE:
        yield fault("D517", reading, 1, number.line, _NUMBER, found=f"{lines:.1f}")


def red_line(reading: Reading) -> Iterator[Finding]:
    """The red line: 4 mm below the number, as wide as the text block, red."""
    number = reading.parts.number
    if reading.profile not in (Profile.DOCUMENT, Profile.UPWARD) or number is None:
        return
    low = max(_foot(spot.line) for spot in (number, *reading.parts.signers))
    line = _line_below(number, low)
    if line is None:
        yield fault("D518", reading, 1, number.line, _LINE)
        return
    below = line.top - low
    if abs(below - _RED_LINE) > _NEAR:
        facts = {"found": mm(below), "wanted": mm(_RED_LINE)}
        yield fault("D519", reading, 1, number.line, _LINE, **facts)
    aside = max(abs(line.left - BLOCK.left), abs(line.right - BLOCK.right))
    if aside > _TOLERANCE:
        facts = {"found": mm(line.length), "left": mm(line.left), "wanted": mm(BLOCK.width)}
        yield fault("D520", reading, 1, "", _LINE, **facts)
    if not is_red(line.colour):
        yield fault("D521", reading, 1, "", _LINE, found=line.colour)


def _foot(line: Line) -> float:
    """Where the Chinese characters of a line end; brackets may reach lower."""
    ink = [glyph.ink.bottom for glyph in line.glyphs if "一" <= glyph.sign <= "鿿"]
    return max(ink, default=line.ink.bottom)


def _line_below(number: Spot, low: float) -> Stroke | None:
    """The first wide line below the number."""
    near = (
        stroke
        for stroke in number.sheet.strokes
        if stroke.is_flat and stroke.length > _WIDE and -1 < stroke.top - low < _REACH
    )
    return min(near, key=lambda stroke: stroke.top, default=None)


def signers(reading: Reading) -> Iterator[Finding]:
    """签发人: only and always in papers that go up, one character in from the right."""
    found = reading.parts.signers
    if reading.profile is not Profile.UPWARD:
        return
    if not found:
        yield fault("D522", reading, 1, reading.parts.number.line if reading.parts.number else "",
                    _SIGNER)  # fmt: skip
    for spot in found:
        off = abs(BLOCK.right - CHARACTER - spot.line.right)
        if off > _ASIDE:
            yield fault("D523", reading, 1, spot.line, _SIGNER, off=mm(off))


def letter_number(reading: Reading) -> Iterator[Finding]:
    """A letter's number stands 7/8 of a character below the first red lines."""
    number = reading.parts.number
    if reading.profile is not Profile.LETTER or number is None:
        return
    above = [s for s in number.sheet.strokes if s.is_flat and s.bottom < number.line.ink.top]
    if not above:
        return
    gap = number.line.ink.top - max(stroke.bottom for stroke in above)
    if abs(gap - LEADING) > _TOLERANCE:
        facts = {"found": mm(gap), "wanted": mm(LEADING)}
        yield fault("D541", reading, 1, number.line, _LETTER, **facts)
