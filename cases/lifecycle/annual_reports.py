"""年度报告: which reports a project owes, by when, and what is still missing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from cases.lifecycle.crosschecks import term_of
from cases.lifecycle.reading import text_of
from cases.lifecycle.refusing import clause, in_case, in_record, refuse, warn
from cases.lifecycle.world import CaseMove, records
from cases.policy.grounds import Ground
from cases.values.days import months_after

if TYPE_CHECKING:
    from datetime import date

    from cases.casefile import CaseFile
    from cases.findings import Finding
    from cases.policy.programme import Programme


def reports_due(programme: Programme, case: CaseFile) -> tuple[date, ...]:
    """The last days for the reports: one in each year of the term, both its ends included."""
    asked, term = programme.annual_report, term_of(case)
    if asked is None or term is None:
        return ()
    start = term[0].replace(month=1, day=1)
    firsts = (
        months_after(start, 12 * year + asked.month - 1)
        for year in range(term[1].year - term[0].year + 1)
    )
    days = (_day_in_month(first, asked.day) for first in firsts)
    return tuple(day for day in days if term[0] <= day <= term[1])


def _day_in_month(first: date, day: int) -> date:
    """That day of the month, or the month's last day if it has no such day."""
    return min(first + timedelta(days=day - 1), months_after(first, 1) - timedelta(days=1))


def reported(case: CaseFile) -> frozenset[str]:
    """The years reported on, as their records name them."""
    return frozenset(text_of(record.get("年度")) for record in records(case, "report"))


def missing_reports(programme: Programme, case: CaseFile, on: date) -> tuple[date, ...]:
    """The reports whose last day has passed without one."""
    known = reported(case)
    return tuple(
        day for day in reports_due(programme, case) if day < on and str(day.year) not in known
    )


def report_wanted_before(programme: Programme, case: CaseFile, day: date | None) -> date | None:
    """The last day of the report that a payment open from ``day`` on waits for: the latest due
    before it, where the policy pays on reports and this one is not entered.
    """
    if day is None or not programme.grant.on_report:
        return None
    due = [each for each in reports_due(programme, case) if each < day]
    return due[-1] if due and str(due[-1].year) not in reported(case) else None


def report_of_a_year(move: CaseMove) -> Iterator[Finding]:
    """One report for each year of the term; late ones are told, not refused."""
    year, due = text_of(move.facts.get("年度")), reports_due(move.programme, move.case)
    whose, place = _whose(move), in_record("年度")
    mine = next((day for day in due if str(day.year) == year), None)
    if year and due and mine is None:
        years = "、".join(str(day.year) for day in due)
        yield refuse("L850", whose, place, 年度=year, 可选=years)
    if year and year in reported(move.case):
        yield refuse("L851", whose, place, 年度=year, 案卷=move.case.id)
    if mine is not None and move.on > mine:
        yield warn("L852", whose, in_record("日期"), 年度=year, 截止=mine, 日期=move.on)


def reports_complete(move: CaseMove) -> Iterator[Finding]:
    """Before the assessment the missing reports are named; they do not bar it."""
    missing = missing_reports(move.programme, move.case, move.on)
    if missing:
        years = "、".join(str(day.year) for day in missing)
        yield warn("L853", _whose(move), in_case(move.case, "办理"), 案卷=move.case.id, 年度=years)


def _whose(move: CaseMove) -> str:
    asked = move.programme.annual_report
    named = asked.rule if asked is not None and asked.rule else Ground.ANNUAL_REPORT
    return clause(move.world, named)


REPORT_GATES = (report_of_a_year,)
