"""版心: the text block of 156 mm by 225 mm, its lines and characters (GB/T 9704-2012, 5.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from doc_templates.lint.sheets import Area

if TYPE_CHECKING:
    from doc_templates.lint.sheets import Sheet

PAPER_WIDTH, PAPER_HEIGHT = 210.0, 297.0
BLOCK = Area(28.0, 37.0, 184.0, 262.0)
LINES, CHARACTERS = 22, 28
PITCH = BLOCK.height / LINES  # from baseline to baseline
CHARACTER = BLOCK.width / CHARACTERS  # 三号
TWO_CHARACTERS = 2 * CHARACTER
LEADING = CHARACTER * 7 / 8  # between two lines
FOUR = 14 * 25.4 / 72  # 四号
_TURNED = Area(35.0, 28.0, 260.0, 184.0)  # landscape, bound at the upper edge
_TURNED_LOW = Area(37.0, 26.0, 262.0, 182.0)  # landscape, bound at the lower edge


def block_of(sheet: Sheet) -> Area:
    """The text block of a page; of a turned one, the one its text keeps to better."""
    if not sheet.is_turned:
        return BLOCK
    top = min((line.ink.top for line in sheet.lines), default=_TURNED.top)
    return _TURNED if top >= _TURNED.top - 1 else _TURNED_LOW


def blank_lines(gap: float, *, below_rule: bool = False) -> float:
    """How many empty lines a gap holds, from ink to ink, or from a ruled line to ink, in mm."""
    return (gap - (LEADING / 2 if below_rule else LEADING)) / PITCH
