"""What grants, assessment, steps and consequences must say of each other."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from cases.policy.grants import GRADED, YEARLY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cases.policy.model import Policy
    from cases.policy.programme import Programme
    from cases.policy.ruling import Grade
    from cases.policy.sections import Section

_ASSESS, _PAY, _REPORT = "assess-term", "disburse", "report"


def check(top: Section, policy: Policy) -> None:
    """Note everything in which the parts contradict each other."""
    _results_need_an_assessment(top, policy)
    _failure(top, policy)
    if not policy.consequences.withdraw_title and policy.consequences.ban_years:
        top.contradicted("P181", "后果.禁报年数", years=policy.consequences.ban_years)
    for place, programme in enumerate(policy.programmes.values()):
        _graded(top, policy, programme, f"项目.{place}.资助")
        _yearly(top, programme, f"项目.{place}.资助.笔数")
        _on_report(top, policy, programme, f"项目.{place}.资助.凭年度报告")
        _follow_on(top, policy, programme, f"项目.{place}.追加资助.等级")


def _results_need_an_assessment(top: Section, policy: Policy) -> None:
    """What hangs on the result of 届满考核 needs that step."""
    if not policy.case_steps or _ASSESS in policy.case_steps:
        return
    for key in _hanging_on_results(policy):
        top.contradicted("P182", key)


def _hanging_on_results(policy: Policy) -> Iterator[str]:
    """The keys that mean nothing without an assessment."""
    if policy.consequences.failure is not None:
        yield "后果.不合格"
    if policy.assessment.excellent_cap is not None:
        yield "考核.优秀上限"
    for place, programme in enumerate(policy.programmes.values()):
        if programme.grant.mode == GRADED:
            yield f"项目.{place}.资助.方式"
        if programme.follow_on is not None:
            yield f"项目.{place}.追加资助"


def _failure(top: Section, policy: Policy) -> None:
    """A failed assessment claws back only what misuse may."""
    failure, allowed = policy.consequences.failure, policy.consequences.clawback
    if failure and failure.clawback and allowed and failure.clawback not in allowed:
        facts = {"text": failure.clawback, "allowed": "、".join(allowed)}
        top.contradicted("P183", "后果.不合格.追回", **facts)


def _graded(top: Section, policy: Policy, programme: Programme, key: str) -> None:
    """A graded grant pays only who passes, and after the points are known."""
    grant, steps = programme.grant, policy.case_steps
    if grant.mode != GRADED:
        return
    paid, passed = _lowest(grant.grades), _lowest(policy.assessment.grades)
    if paid is not None and passed is not None and _bound(paid) < _bound(passed):
        facts = {"label": paid.label, "paid": paid.at_least, "passed": passed.at_least}
        top.contradicted("P184", f"{key}.等级", **facts)
    paid_first = {_PAY, _ASSESS} <= set(steps) and steps.index(_PAY) < steps.index(_ASSESS)
    if paid_first and grant.payments == 1:
        top.contradicted("P185", f"{key}.方式", programme=programme.label)


def _lowest(grades: tuple[Grade, ...]) -> Grade | None:
    """The lowest grade that passes."""
    passing = [grade for grade in grades if grade.passes and grade.at_least]
    return passing[-1] if passing else None


def _bound(grade: Grade) -> Decimal:
    return Decimal(grade.at_least)


def _yearly(top: Section, programme: Programme, key: str) -> None:
    """A yearly grant is paid in years of the term."""
    months, payments = programme.term.months, programme.grant.payments
    if programme.grant.mode == YEARLY and months and payments > months // 12 + 1:
        top.contradicted("P186", key, payments=payments, months=months)


def _on_report(top: Section, policy: Policy, programme: Programme, key: str) -> None:
    """What waits for reports is paid in years, and the reports are asked for and entered."""
    asked = programme.annual_report is not None and _REPORT in policy.case_steps
    if programme.grant.on_report and not (asked and programme.grant.mode == YEARLY):
        top.contradicted("P190", key, programme=programme.label)


def _follow_on(top: Section, policy: Policy, programme: Programme, key: str) -> None:
    """What may be granted again hangs on grades that pass."""
    known = policy.assessment.passing
    for name in programme.follow_on.grades if programme.follow_on and known else ():
        if name not in known:
            top.contradicted("P109", key, text=name, allowed="、".join(known))
