"""Reading 资助, 追加资助 and 年度报告: what is paid, what may be paid again, what is reported."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from cases.policy.grades import read_grades
from cases.policy.programme import AnnualReport, FollowOn, Grant, GrantPeriod
from cases.policy.quotas import note_overlaps, read_days
from cases.values.bad_value import shown
from cases.values.money import Money

if TYPE_CHECKING:
    from cases.policy.sections import Section

MODES = ("一次性", "分级", "年度")
GRADED, YEARLY = MODES[1:]
PAYEES = ("单位", "企业", "个人")
OWNERS = ("项目", "个人")
_PAYING = ("条款", "方式", "收款方", "来源", "笔数", "等级", "分期")
GRANT = (("金额",), (*_PAYING, "凭年度报告", "资金归属"))
FOLLOW_ON = (("金额", "等级"), ("条款", "次数", "月数"))
REPORT = (("截止",), ("条款",))
_PERIOD = ("起", "止", "金额")
_MONTH_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")
_COMMON_YEAR = 2023


def read_grant(node: Section) -> Grant:
    """What is paid, how, to whom, out of which funds."""
    mode = node.choice("方式", MODES, MODES[0])
    if mode == GRADED and not node.has("等级"):
        node.fault("P102", "等级", name="等级")
    if mode == YEARLY and not node.has("笔数"):
        node.fault("P187", "笔数")
    grant = Grant(
        amount=node.money("金额"),
        mode=mode,
        payee=_payee(node),
        payments=node.whole("笔数", 1, least=1, most=36),
        grades=read_grades(node, "等级"),
        rule=node.rule(),
        periods=_periods(node),
        source=node.text("来源"),
        on_report=node.flag("凭年度报告"),
        own_money=node.choice("资金归属", OWNERS, OWNERS[0]) == OWNERS[1],
    )
    if grant.own_money and not grant.to_person:
        node.fault("P191", "资金归属")
    _note_grades(node, grant)
    return grant


def _payee(node: Section) -> str:
    """Who is paid."""
    text = node.text("收款方", PAYEES[0])
    if text and text not in PAYEES:
        node.fault("P188", "收款方", text=shown(text), allowed="、".join(PAYEES))
    return text


def _periods(node: Section) -> tuple[GrantPeriod, ...]:
    """The amounts of other years, one after the other."""
    sections = node.sections("分期", _PERIOD)
    periods = tuple(GrantPeriod(*read_days(part), part.money("金额")) for part in sections)
    note_overlaps(sections, ((each.start, each.end) for each in periods))
    return periods


def _note_grades(node: Section, grant: Grant) -> None:
    """Note grades without amounts, amounts that rise downwards, and a false highest amount."""
    if grant.grades and grant.mode != GRADED:
        node.fault("P165", "等级", mode=grant.mode)
        return
    above: Money | None = None
    for place, grade in enumerate(grant.grades):
        key = f"等级.{place}"
        if grade.passes and grade.amount is None:
            node.contradicted("P166", key, label=grade.label)
        elif not grade.passes and grade.amount:
            node.contradicted("P167", key, label=grade.label)
        elif above is not None and grade.amount is not None and grade.amount > above:
            node.contradicted("P168", key, label=grade.label)
        above = grade.amount if grade.amount is not None else above
    highest = max((each.amount for each in grant.grades if each.amount), default=None)
    if highest is not None and grant.amount and highest != grant.amount:
        node.fault("P169", "金额", amount=grant.amount, highest=highest)


def read_follow_on(programme: Section, name: str) -> FollowOn | None:
    """What a project may get again, where the policy says so."""
    if not programme.has(name):
        return None
    node = programme.section(name, *FOLLOW_ON)
    return FollowOn(
        amount=node.money("金额"),
        grades=node.texts("等级"),
        times=node.whole("次数", 1, least=1, most=20),
        months=node.whole("月数", least=1, most=600) if node.has("月数") else None,
        rule=node.rule(),
    )


def read_report(programme: Section, name: str) -> AnnualReport | None:
    """By which month and day the project reports each year, where the policy says so."""
    if not programme.has(name):
        return None
    node = programme.section(name, *REPORT)
    text = node.text("截止")
    if text and not _is_month_day(text):
        node.fault("P170", "截止", text=shown(text))
        text = ""
    month, day = map(int, text.split("-")) if text else (12, 31)
    return AnnualReport(month, day, node.rule())


def _is_month_day(text: str) -> bool:
    """Whether every year has this month and day."""
    if _MONTH_DAY.fullmatch(text) is None:
        return False
    try:
        date.fromisoformat(f"{_COMMON_YEAR}-{text}")
    except ValueError:
        return False
    return True
