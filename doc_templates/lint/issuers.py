"""联合行文: the names of further issuers, in rows above the one with the date."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from doc_templates.lint.block import PITCH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from doc_templates.lint.parts import Spot

BODY_NAME = re.compile(
    r"[^，。；：、！？,.;:!?]{2,}[局委办厅部院会府心司校学厂处所站队团社行馆室店组场园]"
)
_ONE_ROW = 1.0  # mm
WRAPPED = 1.6 * PITCH  # from one line of a name to the next
_ROW_OF_STAMPS = 3.6 * PITCH  # from one row of names, each under its stamp, to the next


def other_issuers(rest: Sequence[Spot], signature: Spot | None) -> tuple[Spot, ...]:
    """Rows of nothing but bodies' names that end with the signature's, without it."""
    if signature is None:
        return ()
    found: list[Spot] = []
    above = [s for s in rest if s.sheet is signature.sheet and _down(s, signature) > -_ONE_ROW]
    for row in reversed(_rows(above)):
        step = _down(row[0], found[0]) if found else 0.0
        named = all(s == signature or BODY_NAME.fullmatch(s.line.text) for s in row)
        if not named or WRAPPED < step < _ROW_OF_STAMPS:
            break
        found = [*row, *found]
    return tuple(spot for spot in found if spot != signature)


def _down(one: Spot, other: Spot) -> float:
    """How far the other line is below the one."""
    return other.line.baseline - one.line.baseline


def _rows(spots: Sequence[Spot]) -> list[list[Spot]]:
    """Lines on one baseline together, from top to bottom."""
    rows: list[list[Spot]] = []
    for spot in spots:
        if rows and abs(_down(rows[-1][-1], spot)) < _ONE_ROW:
            rows[-1].append(spot)
        else:
            rows.append([spot])
    return rows
