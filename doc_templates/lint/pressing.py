"""What a stamp presses on, and which stamps meet."""

from __future__ import annotations

from math import hypot
from typing import TYPE_CHECKING

from doc_templates.lint.faults import mm

if TYPE_CHECKING:
    from collections.abc import Iterable

    from doc_templates.lint.sheets import Area, Line, PrintedStamp, Sheet

_SLIGHT = 0.3  # mm: as exact as stamps are measured


def offices(sheet: Sheet) -> tuple[PrintedStamp, ...]:
    """The whole stamps of offices on a page, from top to bottom."""
    return tuple(each for each in sheet.stamps if not each.edge and not each.personal)


def presses(stamp: PrintedStamp, area: Area) -> bool:
    """Whether a round stamp lies over something, more than by a hair."""
    whole = stamp.whole
    x = min(max(whole.middle, area.left), area.right) - whole.middle
    y = min(max(whole.level, area.top), area.bottom) - whole.level
    across, down = whole.width / 2 - _SLIGHT, whole.height / 2 - _SLIGHT
    return hypot(x / across, y / down) < 1


def pressed(stamp: PrintedStamp, lines: Iterable[Line]) -> list[Line]:
    """The lines of text that a stamp lies over."""
    return [line for line in lines if presses(stamp, line.ink)]


def gap(one: PrintedStamp, other: PrintedStamp) -> float:
    """How far two round stamps are apart in millimetres; below zero where they cross."""
    away = hypot(one.whole.middle - other.whole.middle, one.whole.level - other.whole.level)
    return away - _radius(one) - _radius(other)


def touch(one: PrintedStamp, other: PrintedStamp) -> bool:
    """Whether two stamps cross or touch."""
    square = [each for each in (one, other) if each.personal or each.edge]
    if not square:
        return gap(one, other) < _SLIGHT
    if len(square) == 1:
        return presses(other if square[0] is one else one, square[0].area)
    first, second = one.area, other.area
    return (
        first.left < second.right and second.left < first.right
        and first.top < second.bottom and second.top < first.bottom
    )  # fmt: skip


def _radius(stamp: PrintedStamp) -> float:
    return (stamp.whole.width + stamp.whole.height) / 4


def where(stamp: PrintedStamp) -> str:
    """Where a stamp's middle lies, in words."""
    return f"中心距左边 {mm(stamp.area.middle)} 毫米、距上边 {mm(stamp.area.level)} 毫米"
