"""得分 and 名次 of a panel: what the experts' points come to, exactly.

A mean is rounded half up to the hundredth, as it is published; equal published means are ties,
parted by the indicators that the policy names and by nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from cases.lifecycle.reading import Facts, points_of, rows_of, text_of, texts_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cases.policy.judging import Panel

RECUSED = "回避"
FEWEST_TO_DROP = 5
_CENT = Decimal("0.01")
_WHOLE = 100
Key = tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """What the experts gave one case: a text per seat, the points of each indicator per seat."""

    case: str
    points: tuple[str, ...]
    parts: tuple[tuple[str, ...], ...] = ()

    @property
    def known(self) -> tuple[Decimal, ...]:
        """The points given; who recused gives none."""
        return tuple(found for each in self.points if (found := points_of(each)) is not None)

    @property
    def recused(self) -> tuple[int, ...]:
        """The seats that kept out of this case, from 0."""
        return tuple(seat for seat, each in enumerate(self.points) if each == RECUSED)


def rows_by_case(facts: Facts) -> Mapping[str, Row]:
    """The rows of 评分 by case."""
    rows = (_row(each) for each in rows_of(facts.get("评分")))
    return {row.case: row for row in rows}


def _row(given: Facts) -> Row:
    parts = given.get("分项")
    told = tuple(texts_of(each) for each in parts) if isinstance(parts, list | tuple) else ()
    return Row(text_of(given.get("案卷号")), texts_of(given.get("得分")), told)


def score_rows(facts: Facts) -> Mapping[str, tuple[str, ...]]:
    """The points of each case, one per expert."""
    return {case: row.points for case, row in rows_by_case(facts).items()}


def fewest_to_drop(least_experts: int | None) -> int:
    """How many points there must be before the extremes are left out: five, or as the policy's
    own panel has fewer, so many; never below three.
    """
    return max(3, min(FEWEST_TO_DROP, least_experts or FEWEST_TO_DROP))


def dropped_seats(row: Row, panel: Panel) -> tuple[int, ...]:
    """The seats of the highest and lowest points left out, from 0; of equals the first seat.

    With fewer points than ``fewest_to_drop`` none is left out.
    """
    if not panel.drop_extremes or len(row.known) < fewest_to_drop(panel.least_experts):
        return ()
    seats = [(points, seat) for seat, each in enumerate(row.points)
             if (points := points_of(each)) is not None]  # fmt: skip
    lowest = min(seats)
    highest = max((each for each in seats if each != lowest), key=lambda each: (each[0], -each[1]))
    return tuple(sorted((lowest[1], highest[1])))


def counted(row: Row, panel: Panel) -> tuple[Decimal, ...]:
    """The points that the mean is taken of."""
    out = dropped_seats(row, panel)
    kept = (points_of(each) for seat, each in enumerate(row.points) if seat not in out)
    return tuple(each for each in kept if each is not None)


def rounded(mean: Fraction) -> Decimal:
    """A mean to the hundredth, half up, without passing through binary or long decimals."""
    hundredths, rest = divmod(mean.numerator * _WHOLE, mean.denominator)
    up = 2 * rest >= mean.denominator
    return (Decimal(hundredths + up) / _WHOLE).quantize(_CENT, ROUND_HALF_UP)


def mean_scores(facts: Facts, panel: Panel) -> Mapping[str, Decimal]:
    """The mean of each case's points, to the hundredth."""
    means: dict[str, Decimal] = {}
    for case, row in rows_by_case(facts).items():
        points = counted(row, panel)
        if points:
            means[case] = rounded(sum(map(Fraction, points), Fraction()) / len(points))
    return means


def keys(facts: Facts, panel: Panel, indicators: Sequence[str]) -> Mapping[str, Key]:
    """What orders the cases: the published mean, then the tie-breaking indicators' exact means.

    ``indicators`` are the names of the points in 分项, in order. The tie-breaking means are
    over all experts who gave points: which of two equal extremes was left out changes nothing.
    """
    means, rows = mean_scores(facts, panel), rows_by_case(facts)
    places = [indicators.index(name) for name in panel.tie_break if name in indicators]
    return {
        case: (Fraction(mean), *(_mean_of_part(rows[case], place) for place in places))
        for case, mean in means.items()
    }


def _mean_of_part(row: Row, place: int) -> Fraction:
    """The mean of one indicator; nought where its points were not told."""
    told = (each[place] for each in row.parts if place < len(each))
    points = [found for each in told if (found := points_of(each)) is not None]
    return sum(map(Fraction, points), Fraction()) / len(points) if points else Fraction()


def places(cases: Iterable[str], order: Mapping[str, Key]) -> Mapping[str, int]:
    """The place of each case among its own list; equals share a place."""
    mine = [each for each in cases if each in order]
    return {each: 1 + sum(order[other] > order[each] for other in mine) for each in mine}


def ties_at_line(
    cases: Iterable[str], chosen: Iterable[str], order: Mapping[str, Key]
) -> tuple[str, ...]:
    """The cases of one list that nothing parts at the line between chosen and not chosen."""
    mine, taken = [each for each in cases if each in order], set(chosen)
    inside = {order[each] for each in mine if each in taken}
    outside = {order[each] for each in mine if each not in taken}
    return tuple(each for each in mine if order[each] in inside & outside)
