"""资助: what a case is granted, in how many payments, and what the next one is (八)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from cases.lifecycle.annual_reports import report_wanted_before
from cases.lifecycle.crosschecks import term_of
from cases.lifecycle.reading import at, day_of, money_of, points_of, text_of
from cases.lifecycle.refusing import open_number
from cases.lifecycle.world import day_entered, ending_of, entries, has_taken, records
from cases.values.days import months_after
from cases.values.money import Money

if TYPE_CHECKING:
    from datetime import date

    from cases.casefile import CaseFile
    from cases.lifecycle.reading import Facts
    from cases.lifecycle.world import World
    from cases.policy.programme import Grant, Programme
    from cases.policy.ruling import Grade

GRADED, YEARLY = "分级", "年度"
BY_GRADE = "按验收等级"
NOTHING = Money.of(0)


def grant_amount(grant: Grant, day: date | None) -> Money:
    """The amount for awards announced that day: its period's own, else the policy's."""
    for period in grant.periods:
        if day is not None and period.start <= day <= period.end:
            return period.amount
    return grant.amount


def granted(programme: Programme, case: CaseFile) -> Money | None:
    """The whole grant of a case; None while the grade that decides it is not reached yet."""
    grant, awarded = programme.grant, day_entered(case, "award")
    if grant.mode == GRADED:
        grade = grade_reached(grant, case)
        reached = grade.amount if grade is not None else None
        return (reached or NOTHING) if has_taken(case, "assess-term") else None
    amount = grant_amount(grant, awarded)
    first = amount * grant.payments if grant.mode == YEARLY else amount
    return first + granted_again(case)


def granted_again(case: CaseFile) -> Money:
    """What 追加资助 gave on top."""
    sums = (money_of(record.get("金额")) for record in records(case, "follow-on"))
    return Money.total(each for each in sums if each is not None)


def grade_reached(grant: Grant, case: CaseFile) -> Grade | None:
    """The grade of 届满考核 by its name, else by its points; bounds are inclusive."""
    found = records(case, "assess-term")
    if not found:
        return None
    named, points = text_of(found[-1].get("结论")), points_of(found[-1].get("总分"))
    by_name = (grade for grade in grant.grades if grade.label == named)
    best = sorted(grant.grades, key=lambda grade: Decimal(grade.at_least), reverse=True)
    reached = (g for g in best if points is not None and points >= Decimal(g.at_least))
    return next(by_name, None) or next(reached, None)


def payments_allowed(world: World, grant: Grant, case: CaseFile | None = None) -> int:
    """O15: as many payments as the policy sets; for a one-off grant a bureau may set more.

    Each 追加资助 of a case is one payment more.
    """
    again = len(records(case, "follow-on")) if case is not None else 0
    if grant.mode == YEARLY:
        return grant.payments + again
    return max(grant.payments, open_number(world, "O15", 1)) + again


def paid(case: CaseFile) -> Money:
    """What the case has been paid so far."""
    sums = (money_of(record.get("金额")) for record in records(case, "disburse"))
    return Money.total(each for each in sums if each is not None)


def next_payment(world: World, programme: Programme, case: CaseFile) -> Money | None:
    """What is paid next: an even share of what is left, the cents with the last payment."""
    whole, made = granted(programme, case), len(entries(case, "disburse"))
    waiting = payments_allowed(world, programme.grant, case) - made
    if whole is None or waiting < 1 or whole <= paid(case):
        return None
    left = whole - paid(case)
    if programme.grant.mode == YEARLY:
        return min(left, sum_of_turn(programme, case))
    return first_share(left, waiting)


def sum_of_turn(programme: Programme, case: CaseFile) -> Money:
    """What the next payment of a yearly grant comes to: a year's amount, or, when all years are
    paid, what the 追加资助 whose turn it is gave.
    """
    further = _further_turn(programme, case)
    if further is not None:
        return money_of(further.get("金额")) or NOTHING
    return grant_amount(programme.grant, day_entered(case, "award"))


def _further_turn(programme: Programme, case: CaseFile) -> Facts | None:
    """The 追加资助 that the next payment of a yearly grant pays; None while years are unpaid."""
    place = len(entries(case, "disburse")) - programme.grant.payments
    given = records(case, "follow-on")
    return given[place] if 0 <= place < len(given) else None


def first_share(amount: Money, parts: int) -> Money:
    """The first of so many even parts, whole cents; the last part takes what is over."""
    cents = int(amount.amount * 100) // parts
    return Money(Decimal(cents).scaleb(-2))


def opens_on(programme: Programme, case: CaseFile) -> date | None:
    """The first day of the next payment of a yearly grant: a year of the term for each.

    A 追加资助 is paid from the first day of the term it adds.
    """
    made, term = len(entries(case, "disburse")), term_of(case)
    if programme.grant.mode != YEARLY or not made or term is None:
        return None
    further = _further_turn(programme, case)
    if further is not None:
        return day_of(further.get("追加周期起"))
    return months_after(term[0], 12 * made)


def report_wanted(programme: Programme, case: CaseFile) -> date | None:
    """The last day of the 年度报告 that the next payment of a year waits for; None if for none."""
    if _further_turn(programme, case) is not None:
        return None
    return report_wanted_before(programme, case, opens_on(programme, case))


def waits_for_money(world: World, programme: Programme, case: CaseFile, on: date) -> bool:
    """Whether an awarded case that runs is to be paid something that day."""
    if not has_taken(case, "award") or ending_of(case) or report_wanted(programme, case):
        return False
    opened = opens_on(programme, case)
    due = next_payment(world, programme, case)
    return due is not None and (opened is None or opened <= on)


def payee(programme: Programme, case: CaseFile) -> str:
    """Who is paid: the unit that applied, or the leader where the policy pays people."""
    return text_of(at(case.data, "带头人.姓名" if programme.grant.to_person else "单位.名称"))


def account_of(programme: Programme, case: CaseFile) -> dict[str, str]:
    """户名, 开户行, 账号 to pay into: those named for the money, else the unit's own."""
    own = {
        key: text_of(at(case.data, f"经费.收款账户.{key}")) for key in ("户名", "开户行", "账号")
    }
    if own["账号"] or programme.grant.to_person:
        return {**own, "户名": own["户名"] or payee(programme, case)}
    unit = {key: text_of(at(case.data, f"单位.{key}")) for key in ("开户行", "账号")}
    return {"户名": payee(programme, case), **unit}
