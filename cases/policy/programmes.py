"""Reading the programmes of a policy: quota, grant, match, term, tasks, evidence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cases.policy.conditions import OPTIONAL as CONDITION_OPTIONAL
from cases.policy.conditions import REQUIRED as CONDITION_REQUIRED
from cases.policy.conditions import read_condition
from cases.policy.grants import GRANT, read_follow_on, read_grant, read_report
from cases.policy.programme import EvidenceItem, Match, Programme, Task, Term
from cases.policy.quotas import QUOTA, read_quota
from cases.policy.ruling import Combination, Condition
from cases.values.bad_value import shown

if TYPE_CHECKING:
    from cases.policy.sections import Section

APPLICANTS = ("企业", "职业院校", "社会培训机构", "事业单位", "社会团体", "个体工商户")
STARTS = ("公布名单文件成文日", "拨款日", "协议签订日", "固定日期")
PAYERS = ("所在单位", "上级主管部门", "属地政府", "行业协会")
FORMS = ("货币", "实物")

_ID = re.compile(r"[a-z][a-z0-9]{0,19}(-[a-z0-9]{1,20}){0,3}")
_CODE = re.compile(r"[A-Z]{2}")
_MATCH = ("条款", "出资方", "形式", "用途条款", "用途")
_TERM = ("条款", "月数", "起", "止", "起算")
_TASK = (("条款", "内容"), ("不少于", "单位"))
_ITEM = (("环节", "名称", "条款"), ("必需", "要素"))
_NO_CONDITION = Condition(Combination.ALL, "", "")

REQUIRED = (
    "代号",
    "名称",
    "编号码",
    "带头人称谓",
    "申报单位类型",
    "收款单位类型",
    "名额",
    "资助",
    "配套",
    "周期",
    "任务",
    "申报条件",
)
OPTIONAL = ("内部公示", "培养人数", "材料", "追加资助", "年度报告")


def read_programme(node: Section, elements: tuple[str, ...]) -> Programme:
    """One programme."""
    applicants = node.section("申报单位类型", ("取值",), ("条款",))
    payees = node.section("收款单位类型", ("取值",), ("条款",))
    notice = node.section("内部公示", ("需要",), ("条款",))
    trainees = node.section("培养人数", ("不少于",), ("条款",))
    condition = node.section("申报条件", CONDITION_REQUIRED, CONDITION_OPTIONAL)
    return Programme(
        id=_id(node),
        label=node.text("名称"),
        code=_code(node),
        leader_title=node.text("带头人称谓"),
        applicant_kinds=applicants.choices("取值", APPLICANTS),
        payee_kinds=payees.choices("取值", APPLICANTS),
        quota=read_quota(node.section("名额", *QUOTA)),
        grant=read_grant(node.section("资助", *GRANT)),
        match=_match(node.section("配套", ("不低于",), _MATCH)),
        term=_term(node.section("周期", (), _TERM)),
        tasks=tuple(_task(task) for task in node.sections("任务", *_TASK)),
        eligibility=read_condition(condition) if node.has("申报条件") else _NO_CONDITION,
        evidence=tuple(_item(item, elements) for item in node.sections("材料", *_ITEM)),
        internal_notice=notice.flag("需要"),
        trainees=trainees.optional_whole("不少于", least=1),
        applicant_rule=applicants.rule(),
        trainees_rule=trainees.rule(),
        internal_notice_rule=notice.rule(),
        payee_rule=payees.rule(),
        follow_on=read_follow_on(node, "追加资助"),
        annual_report=read_report(node, "年度报告"),
    )


def _id(node: Section) -> str:
    """The programme's id, as commands take it."""
    text = node.text("代号")
    if text and _ID.fullmatch(text) is None:
        node.fault("P138", "代号", text=shown(text))
    return text


def _code(node: Section) -> str:
    """The letters that case ids carry."""
    text = node.text("编号码")
    if text and _CODE.fullmatch(text) is None:
        node.fault("P139", "编号码", text=shown(text))
    return text


def _match(node: Section) -> Match:
    """The unit's own money."""
    return Match(
        minimum=node.money("不低于"),
        payers=node.choices("出资方", PAYERS) or PAYERS[:1],
        forms=node.choices("形式", FORMS) or FORMS[:1],
        purposes=node.texts("用途"),
        rule=node.rule(),
        purposes_rule=node.rule("用途条款"),
    )


def _term(node: Section) -> Term:
    """The funded term: months, or two days of the calendar."""
    fixed = node.has("起") or node.has("止")
    if node.has("月数") == fixed:
        node.fault("P128")
    months = node.whole("月数", least=1, most=600) if node.has("月数") else None
    start = node.day("起") if node.has("起") else None
    end = node.day("止") if node.has("止") else None
    if fixed and (start is None or end is None or end < start):
        node.fault("P118", start=start or "", end=end or "")
    default = "固定日期" if fixed else STARTS[0]
    return Term(months, start, end, node.choice("起算", STARTS, default), node.rule())


def _task(node: Section) -> Task:
    """One task of the term."""
    least = node.optional_whole("不少于", least=1)
    return Task(node.rule(), node.text("内容"), least, node.text("单位"))


def _item(node: Section, elements: tuple[str, ...]) -> EvidenceItem:
    """One paper that a step or an element needs."""
    return EvidenceItem(
        name=node.text("名称"),
        step=node.step("环节"),
        rule=node.rule(),
        required=node.flag("必需", default=True),
        element=node.choice("要素", elements),
    )
