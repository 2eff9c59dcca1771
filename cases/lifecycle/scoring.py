"""得分 and 名次: what the experts' points come to."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from cases.lifecycle.reading import Facts, points_of, rows_of, text_of, texts_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_CENT = Decimal("0.01")


def score_rows(facts: Facts) -> Mapping[str, tuple[str, ...]]:
    """The points of each case, one per expert."""
    rows = rows_of(facts.get("评分"))
    return {text_of(row.get("案卷号")): texts_of(row.get("得分")) for row in rows}


def mean_scores(facts: Facts) -> Mapping[str, Decimal]:
    """The mean of each case's points, to the hundredth."""
    means: dict[str, Decimal] = {}
    for case, points in score_rows(facts).items():
        known = [found for each in points if (found := points_of(each)) is not None]
        if known:
            means[case] = (sum(known, Decimal(0)) / len(known)).quantize(_CENT, ROUND_HALF_UP)
    return means


def places(cases: Iterable[str], means: Mapping[str, Decimal]) -> Mapping[str, int]:
    """The place of each case among its own list; equals share a place."""
    mine = [each for each in cases if each in means]
    return {each: 1 + sum(means[other] > means[each] for other in mine) for each in mine}
