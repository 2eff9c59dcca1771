"""待办 of the funded term: match, periodic assessment, annual report, assessment, its end."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from acts.todo.batch import CALLED, call_day
from acts.todo.duties import duty_of_case
from cases.lifecycle.annual_reports import reported, reports_due
from cases.lifecycle.crosschecks import term_of
from cases.lifecycle.gates_match import match_vouchers
from cases.lifecycle.grants_due import waits_for_money
from cases.lifecycle.outcomes import (
    failure_rule,
    has_failed,
    is_final,
    mends_first,
    since_assessment,
    steps_in,
)
from cases.lifecycle.refusing import open_number, open_value
from cases.lifecycle.steps import batch_line, find_step, takes
from cases.lifecycle.world import CaseMove, ending_of, has_taken, programme_of, records
from cases.policy.grounds import Ground
from cases.values.days import months_after

if TYPE_CHECKING:
    from collections.abc import Iterator

    from acts.todo.duties import Duty
    from cases.casefile import CaseFile
    from cases.lifecycle.world import World
    from cases.policy.programme import Programme

Span = tuple[date, date]
_EVERY = {"每年": 12, "每半年": 6, "每季度": 3}
_BEFORE_PAYMENT = "拨款前"


def duties_in_term(world: World, case: CaseFile, today: date) -> Iterator[Duty]:
    """What an awarded case that runs has to do in its term, by the steps of its policy."""
    programme, term = programme_of(world.policy, case), term_of(case)
    if programme is None or not has_taken(case, "award") or ending_of(case) is not None:
        return
    yield from _match(world, case, programme, today)
    if term is not None:
        yield from _periodic(world, case, term, today)
        yield from _reports(world, case, programme, today)
        yield from _end(world, case, term)


def _match(world: World, case: CaseFile, programme: Programme, today: date) -> Iterator[Duty]:
    """O16: vouchers prove the unit's own money before the payment, or before the assessment."""
    move = CaseMove(world, case, programme, find_step("assess-term"), today, {}, {})
    if has_taken(case, "assess-term") or not list(match_vouchers(move)):
        return
    term, rules = term_of(case), (programme.match.rule, "O16")
    if open_value(world, "O16").startswith(_BEFORE_PAYMENT):
        if waits_for_money(world, programme, case, today):
            yield duty_of_case(world, case, "配套", rules, "T160")
    elif term is not None and takes(world.policy, "assess-term"):
        day = call_day(world, term[1])
        yield duty_of_case(world, case, "配套", rules, "T161", day)


def _periodic(world: World, case: CaseFile, term: Span, today: date) -> Iterator[Duty]:
    """O20: the unit assesses each year, half-year or quarter, counted from the term's first day.

    The last stretch is the business of 届满考核.
    """
    if not takes(world.policy, "assess") or has_taken(case, "assess-term"):
        return
    months = _EVERY.get(open_value(world, "O20", "每年"), 12)
    ends = list(_stretches(term, months))
    made = len(records(case, "assess"))
    if made < len(ends):
        missing = sum(end < today for end in ends[made:])
        code = "T163" if missing > 1 else "T162"
        key, rules = f"定期考核-{made + 1}", (Ground.PERIODIC_ASSESSMENT, "O20")
        facts = {"number": made + 1, "of": len(ends), "missing": missing}
        yield duty_of_case(world, case, key, rules, code, ends[made], **facts)


def _stretches(term: Span, months: int) -> Iterator[date]:
    """The last days of the stretches of a term, but for the one that the term ends with."""
    number, end = 1, months_after(term[0], months) - timedelta(days=1)
    while end < term[1]:
        yield end
        number += 1
        end = months_after(term[0], months * number) - timedelta(days=1)


def _reports(world: World, case: CaseFile, programme: Programme, today: date) -> Iterator[Duty]:
    """年度报告: every year that is overdue, and the next one that nobody has reported on."""
    asked, known = programme.annual_report, reported(case)
    waiting = [day for day in reports_due(programme, case) if str(day.year) not in known]
    ahead = next((day for day in waiting if day >= today), today)
    for day in waiting:
        if asked is not None and day <= ahead:
            key, ground = f"年度报告-{day.year}", asked.rule or Ground.ANNUAL_REPORT
            yield duty_of_case(world, case, key, ground, "T164", day, year=day.year)


def _end(world: World, case: CaseFile, term: Span) -> Iterator[Duty]:
    """R68, O21: the assessment called for, its conclusion, the term's last day, the closing."""
    assessed = has_taken(case, "assess-term")
    if takes(world.policy, "assess-term") and not assessed:
        if find_step("call-term") not in batch_line(world.policy):
            day = call_day(world, term[1])
            yield duty_of_case(world, case, "启动考核", CALLED, "T165", day, end=term[1])
        before, rules = open_number(world, "O21a", 30), (Ground.TERM_ASSESSMENT, "O21a")
        day = term[1] - timedelta(days=before)
        yield duty_of_case(world, case, "考核结论", rules, "T166", day, end=term[1])
        yield duty_of_case(world, case, "届满", Ground.TERM_ASSESSMENT, "W625", term[1])
    elif assessed and has_failed(world.policy, case):
        yield _after_failure(world, case)
    elif takes(world.policy, "close"):
        yield duty_of_case(world, case, "结项", Ground.USED_UP, "T167", term[1])


def _after_failure(world: World, case: CaseFile) -> Duty:
    """O23: what failed is mended and assessed again, or what the policy says of it is done."""
    if is_final(world, case) or not mends_first(world):
        code = "T176"
    else:
        ordered = steps_in(since_assessment(case), "rectify")
        code = "T169" if ordered else "T168"
    rules = (Ground.TERM_ASSESSMENT, failure_rule(world.policy))
    return duty_of_case(world, case, "不合格", rules, code)
