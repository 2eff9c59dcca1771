"""资助金额: what one award brings, by the day it is announced."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from cases.policy.programme import Programme
    from cases.values.money import Money


def grant_amount(programme: Programme, day: date | None) -> Money:
    """Yuan for an award announced that day: the period's own amount, both its ends included.

    Of a graded grant this is the most it can come to; the grade reached decides.
    """
    periods = programme.grant.periods if day is not None else ()
    own = (each.amount for each in periods if day is not None and each.start <= day <= each.end)
    return next(own, programme.grant.amount)
