"""Reading what all programmes share: money, consequences, grounds, statements, clauses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cases.policy.conditions import ASKED
from cases.policy.grounds import Ground
from cases.policy.judging import Consequences, Failure
from cases.policy.model import QUESTION_CARRIER, FundRules, Statement
from cases.policy.ruling import Clause
from cases.policy.sections import is_rule
from cases.values.bad_value import shown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cases.policy.judging import Assessment, Panel
    from cases.policy.programme import Programme
    from cases.policy.sections import Section

EXTENTS = ("全额", "结余部分", "违规部分")

CONSEQUENCES = (("整改", "资金问题", "追回"), ("取消称号", "禁报年数", "不合格"))
_ORDER = ((), ("天数", "工作日", "月数", "条款"))
_TIMES = ("天数", "工作日", "月数")
_FAILURE = ((), ("条款", "整改", *_TIMES, "取消称号", "追回", "禁报年数"))
_STATEMENT = (("条款", "载体", "环节", "内容"), ("答问", "项目"))
_KIND_ID = re.compile(r"[a-z]+(-[a-z0-9]+)*")


def read_funds(policy: Section) -> FundRules:
    """How grant money may be used."""
    node = policy.section("资金", ("资助用途",), ("不得列支", "规定"))
    rules = node.texts_by_rule("规定")
    return FundRules(node.texts("资助用途"), node.texts("不得列支"), rules)


def read_consequences(policy: Section) -> Consequences:
    """What follows misuse, and what follows a failed assessment."""
    node = policy.section("后果", *CONSEQUENCES)
    order = node.section("整改", *_ORDER)
    clawback = node.section("追回", ("范围",), ("条款",))
    if node.has("整改") and sum(map(order.has, _TIMES)) != 1:
        order.fault("P171")
    return Consequences(
        rectify_days=order.whole("天数", least=1, most=3650),
        fund_faults=node.texts("资金问题"),
        clawback=clawback.choices("范围", EXTENTS),
        ban_years=node.whole("禁报年数", most=100),
        withdraw_title=node.flag("取消称号"),
        rectify_rule=order.rule(),
        clawback_rule=clawback.rule(),
        rectify_months=_time(order, "月数", 120),
        rectify_working_days=_time(order, "工作日", 3650),
        failure=_failure(node.section("不合格", *_FAILURE)) if node.has("不合格") else None,
    )


def _time(order: Section, name: str, most: int) -> int | None:
    """The time to mend in one of its units, or None where another is given."""
    return order.whole(name, least=1, most=most) if order.has(name) else None


def _failure(node: Section) -> Failure:
    """What follows a failed assessment."""
    rectify, times = node.flag("整改", default=True), sum(map(node.has, _TIMES))
    if times > 1:
        node.fault("P171")
    elif times and not rectify:
        node.fault("P192", "整改")
    return Failure(
        rectify=rectify,
        withdraw_title=node.flag("取消称号"),
        clawback=node.choice("追回", EXTENTS),
        ban_years=node.whole("禁报年数", most=100),
        rule=node.rule(),
        rectify_days=_time(node, "天数", 3650) or 0,
        rectify_months=_time(node, "月数", 120),
        rectify_working_days=_time(node, "工作日", 3650),
    )


def read_grounds(
    policy: Section,
    assessment: Assessment,
    consequences: Consequences,
    panel: Panel,
    programmes: Iterable[Programme],
) -> dict[Ground, str]:
    """The rule each gate stands on: as the policy names it, else where its parts say so."""
    failure = consequences.failure
    told = {
        Ground.PANEL: panel.rule,
        Ground.TERM_ASSESSMENT: assessment.rule,
        Ground.ASSESSORS: assessment.assessors_rule,
        Ground.METHODS: assessment.methods_rule,
        Ground.RECTIFICATION: consequences.rectify_rule,
        Ground.CLAWBACK: consequences.clawback_rule,
        Ground.TITLE_WITHDRAWN: failure.rule if failure and failure.withdraw_title else "",
        Ground.BAN: failure.rule if failure and failure.ban_years else "",
        **_told_by_programmes(programmes),
    }
    found = {ground: rule for ground, rule in told.items() if rule}
    node = policy.section("规则依据", (), tuple(Ground))
    for ground in Ground:
        if node.has(ground):
            found[ground] = node.rule(ground)
    return found


def _told_by_programmes(programmes: Iterable[Programme]) -> dict[Ground, str]:
    """The rules of reports and further grants; the first programme that has one speaks."""
    told: dict[Ground, str] = {}
    for each in programmes:
        for ground, part in (
            (Ground.ANNUAL_REPORT, each.annual_report),
            (Ground.FOLLOW_ON, each.follow_on),
        ):
            if part is not None and part.rule:
                told.setdefault(ground, part.rule)
    return told


def read_statements(policy: Section, programmes: tuple[str, ...]) -> tuple[Statement, ...]:
    """The rules that people answer or documents say."""
    return tuple(_statement(node, programmes) for node in policy.sections("表述", *_STATEMENT))


def _statement(node: Section, programmes: tuple[str, ...]) -> Statement:
    """One rule that no machine decides."""
    carrier = node.text("载体")
    if carrier and carrier != QUESTION_CARRIER and _KIND_ID.fullmatch(carrier) is None:
        node.fault("P140", "载体", text=shown(carrier))
    if carrier == QUESTION_CARRIER and not node.has("答问"):
        node.fault("P102", "答问", name="答问")
    return Statement(
        rule=node.rule(),
        carried_by=carrier,
        step=node.step("环节"),
        asked_of=node.choice("答问", ASKED),
        text=node.text("内容"),
        programmes=node.choices("项目", programmes),
    )


def read_clauses(policy: Section) -> dict[str, Clause]:
    """Every rule with its place and gist."""
    found = {}
    for rule, node in policy.named("条款", ("出处", "要旨")).items():
        if not is_rule(rule):
            node.fault("P110", text=shown(rule))
        found[rule] = Clause(rule, node.text("出处"), node.text("要旨"))
    return found
