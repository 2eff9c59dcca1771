"""Pieces of text with their places as lines in the order people read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_SAME_LINE = 0.5  # of the smaller sign: a line stands close below large letters
_GAP = 0.8


@dataclass(frozen=True, slots=True)
class Piece:
    """A text at a place, in millimetres from the upper left; ``upright`` runs downwards."""

    text: str
    x: float
    y: float
    size: float
    length: float
    upright: bool = False


def lines_of(pieces: Iterable[Piece]) -> list[str]:
    """Lines from left to right as they are drawn, or from top to bottom where they were not.

    Programs draw in reading order, columns too; where a piece stands above an earlier one of
    the same columns the order of drawing means nothing, and places decide. Upright lines are
    read from right to left.
    """
    drawn = list(pieces)
    flat = [each for each in drawn if not each.upright]
    upright = [each for each in drawn if each.upright]
    if _is_out_of_order(flat):
        flat = _by_place(flat)
    return [*_joined(flat), *_columns(upright)]


def _is_out_of_order(pieces: Sequence[Piece]) -> bool:
    """Whether a piece stands above or before an earlier one that shares its columns."""
    lowest: Piece | None = None
    for each in pieces:
        if lowest is not None:
            same = abs(each.y - lowest.y) <= _SAME_LINE * min(each.size, lowest.size)
            if same and each.x < lowest.x - each.size:
                return True
            above = each.y < lowest.y and not same
            if above and each.x < lowest.x + lowest.length and lowest.x < each.x + each.length:
                return True
        if lowest is None or each.y >= lowest.y or each.x >= lowest.x + lowest.length:
            lowest = each
    return False


def _by_place(pieces: Sequence[Piece]) -> list[Piece]:
    """From top to bottom, within a line from left to right."""
    lines: list[list[Piece]] = []
    for each in sorted(pieces, key=lambda piece: (piece.y, piece.x)):
        if lines and abs(each.y - lines[-1][0].y) <= _SAME_LINE * each.size:
            lines[-1].append(each)
        else:
            lines.append([each])
    return [each for line in lines for each in sorted(line, key=lambda piece: piece.x)]


def _joined(pieces: Sequence[Piece]) -> list[str]:
    """Pieces on one line together, with a blank where there is a gap."""
    lines: list[str] = []
    last: Piece | None = None
    for each in pieces:
        if last is not None and abs(each.y - last.y) <= _SAME_LINE * min(each.size, last.size):
            gap = each.x - (last.x + last.length)
            lines[-1] += (" " if gap > _GAP * each.size else "") + each.text
        else:
            lines.append(each.text)
        last = each
    return lines


def _columns(pieces: Sequence[Piece]) -> list[str]:
    """Upright lines: from right to left, each from top to bottom."""
    columns: list[list[Piece]] = []
    for each in sorted(pieces, key=lambda piece: -piece.x):
        if columns and abs(each.x - columns[-1][0].x) <= _SAME_LINE * each.size:
            columns[-1].append(each)
        else:
            columns.append([each])
    ordered = (sorted(column, key=lambda piece: piece.y) for column in columns)
    return ["".join(each.text for each in column) for column in ordered]
