"""Reading what all programmes share: assessment, money, consequences, statements, clauses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cases.policy.conditions import ASKED
from cases.policy.grades import read_grades
from cases.policy.grounds import Ground
from cases.policy.judging import Assessment, Consequences, Element, GradeCap
from cases.policy.model import QUESTION_CARRIER, FundRules, Statement
from cases.policy.ruling import Clause
from cases.policy.sections import is_rule
from cases.values.bad_value import shown

if TYPE_CHECKING:
    from cases.policy.sections import Section

ASSESSORS = ("组织专家", "委托第三方")
EXTENTS = ("全额", "结余部分", "违规部分")

_ASSESSMENT = (("方式", "方法", "提前天数", "要素", "等级"), ("条款", "优秀上限"))
_CAP = (("等级", "至多百分之"), ("条款",))
_ELEMENT = ("代号", "名称", "分值", "条款", "内容")
_CONSEQUENCES = (("整改", "资金问题", "追回"), ("取消称号", "禁报年数"))
_STATEMENT = (("条款", "载体", "环节", "内容"), ("答问", "项目"))
_KIND_ID = re.compile(r"[a-z]+(-[a-z0-9]+)*")
_FULL_MARKS = 100


def read_assessment(policy: Section) -> Assessment:
    """How a project is assessed before its term ends."""
    node = policy.section("考核", *_ASSESSMENT)
    assessors = node.section("方式", ("取值",), ("条款",))
    methods = node.section("方法", ("取值",), ("条款",))
    return Assessment(
        elements=_elements(node),
        methods=methods.texts("取值"),
        assessors=assessors.choices("取值", ASSESSORS),
        grades=read_grades(node, "等级"),
        days_before_end=node.whole("提前天数", least=1, most=3650),
        excellent_cap=_grade_cap(node.section("优秀上限", *_CAP)) if node.has("优秀上限") else None,
        rule=node.rule(),
        methods_rule=methods.rule(),
        assessors_rule=assessors.rule(),
    )


def _grade_cap(node: Section) -> GradeCap:
    """Of a batch, so many per cent at most get the grade."""
    percent = node.whole("至多百分之", least=0, most=_FULL_MARKS)
    return GradeCap(node.text("等级"), percent, node.rule())


def _elements(node: Section) -> tuple[Element, ...]:
    """The elements; their weights make up full marks."""
    elements = tuple(_element(part) for part in node.sections("要素", _ELEMENT))
    total = sum(element.weight for element in elements)
    if elements and total != _FULL_MARKS:
        node.fault("P115", "要素", total=total)
    return elements


def _element(node: Section) -> Element:
    """One element with its weight."""
    return Element(
        id=node.text("代号"),
        label=node.text("名称"),
        weight=node.whole("分值", least=0, most=_FULL_MARKS),
        examples=node.texts("内容"),
        rule=node.rule(),
    )


def read_funds(policy: Section) -> FundRules:
    """How grant money may be used."""
    node = policy.section("资金", ("资助用途",), ("不得列支", "规定"))
    rules = node.texts_by_rule("规定")
    return FundRules(node.texts("资助用途"), node.texts("不得列支"), rules)


def read_consequences(policy: Section) -> Consequences:
    """What follows misuse."""
    node = policy.section("后果", *_CONSEQUENCES)
    order = node.section("整改", ("天数",), ("条款",))
    clawback = node.section("追回", ("范围",), ("条款",))
    return Consequences(
        rectify_days=order.whole("天数", least=1, most=3650),
        fund_faults=node.texts("资金问题"),
        clawback=clawback.choices("范围", EXTENTS),
        ban_years=node.whole("禁报年数", most=100),
        withdraw_title=node.flag("取消称号"),
        rectify_rule=order.rule(),
        clawback_rule=clawback.rule(),
    )


def read_grounds(
    policy: Section, assessment: Assessment, consequences: Consequences
) -> dict[Ground, str]:
    """The rule each gate stands on: as the policy names it, else where its parts say so."""
    told = {
        Ground.TERM_ASSESSMENT: assessment.rule,
        Ground.ASSESSORS: assessment.assessors_rule,
        Ground.METHODS: assessment.methods_rule,
        Ground.RECTIFICATION: consequences.rectify_rule,
        Ground.CLAWBACK: consequences.clawback_rule,
    }
    found = {ground: rule for ground, rule in told.items() if rule}
    node = policy.section("规则依据", (), tuple(Ground))
    for ground in Ground:
        if node.has(ground):
            found[ground] = node.rule(ground)
    return found


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
