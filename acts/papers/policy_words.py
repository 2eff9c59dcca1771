"""政: the policy as the templates see it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from acts.papers.district_words import district_words
from cases.lifecycle.asking import leaves
from cases.lifecycle.eligibility import joined
from cases.lifecycle.grants_due import grant_amount
from cases.policy.ruling import Combination

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from cases.policy.model import Policy
    from cases.policy.programme import Programme, QuotaShare
    from cases.policy.ruling import Clause

_COLON = "："
_WIDE = str.maketrans("()", "（）")
_NUMBERED = re.compile(r"[一二三四五六七八九十]+(（[一二三四五六七八九十]+）)?[0-9]*")


def policy_words(policy: Policy, day: date | None = None) -> dict[str, Any]:
    """The policy's names, amounts and clauses under the marks templates use.

    Amounts are those of awards announced on ``day``, where the policy has amounts by period.
    """
    clauses = {number: _clause(clause) for number, clause in policy.clauses.items()}
    return {
        **district_words(policy),
        "名称": policy.title,
        "文号": policy.number,
        "依据": policy.basis,
        "项目": {each.label: _programme(each, policy, day) for each in policy.programmes.values()},
        "条款": clauses,
        "整改条款": clauses.get(policy.consequences.rectify_rule, {}),
        "追回条款": clauses.get(policy.consequences.clawback_rule, {}),
        "考核要素": [
            {"名称": each.label, "分值": each.weight, "举例": list(each.examples)}
            for each in policy.assessment.elements
        ],
        "考核方法": list(policy.assessment.methods),
        "考核方式": list(policy.assessment.assessors),
        "不得列支": list(policy.funds.forbidden),
    }


def statements(policy: Policy, kind: str, programmes: Collection[str]) -> list[str]:
    """政.说明: the policy's sentences that this kind of document prints, without its addressee."""
    return [text for text in _carried(policy, kind, programmes) if not text.endswith(_COLON)]


def addressee(policy: Policy, kind: str) -> str:
    """主送 as the policy gives it for a kind of document; empty where it gives none."""
    given = (text for text in _carried(policy, kind, ()) if text.endswith(_COLON))
    return next(given, "").removesuffix(_COLON)


def _carried(policy: Policy, kind: str, programmes: Collection[str]) -> list[str]:
    return [
        each.text
        for each in policy.statements
        if each.carried_by == kind
        and (not each.programmes or not set(each.programmes).isdisjoint(programmes))
    ]


def _clause(clause: Clause) -> dict[str, str]:
    """A clause with its place as sentences cite it: by number, or by the part's name."""
    place = printed_place(clause)
    cited = f"第{place}条" if _NUMBERED.fullmatch(place) else f"“{place}”部分"
    return {"编号": clause.rule, "出处": place, "引用": cited, "要旨": clause.gist}


def printed_place(clause: Clause) -> str:
    """Where a clause stands, in the full-width brackets of official documents."""
    return clause.place.translate(_WIDE)


def _programme(programme: Programme, policy: Policy, day: date | None) -> dict[str, Any]:
    """One programme's figures and tasks."""
    conditions = policy.clauses.get(programme.eligibility.rule)
    return {
        "条件出处": printed_place(conditions) if conditions else "",
        "名称": programme.label,
        "带头人称谓": programme.leader_title,
        "申报单位类型": list(programme.applicant_kinds),
        **_money(programme, day),
        "周期月数": programme.term.months or 0,
        "周期起": programme.term.start or "",
        "周期止": programme.term.end or "",
        "带徒下限": programme.trainees,
        "证明材料": [each.name for each in programme.evidence if each.step == "apply"],
        "任务": [{"编号": task.rule, "内容": task.text} for task in programme.tasks],
        "条件事项": _conditions(programme),
        "条件要点": _told_conditions(programme),
        "年度报告截止": _report_day(programme),
        "凭报告拨付": programme.grant.on_report,
        "名额结构": [_share(each) for each in programme.quota.shares],
        "部门上限": programme.quota.per_department or 0,
    }


def _money(programme: Programme, day: date | None) -> dict[str, Any]:
    """The grant and the match: how much, how, to whom, by whom."""
    grant, match = programme.grant, programme.match
    graded = [{"名称": each.label, "金额": each.amount} for each in grant.grades if each.amount]
    return {
        "资助方式": grant.mode,
        "资助金额": grant_amount(grant, day),
        "资助等级": graded,
        "资助笔数": grant.payments,
        "经费来源": grant.source,
        "收款人": programme.leader_title if grant.to_person else "",
        "配套下限": match.minimum,
        "配套用途": list(match.purposes),
        "配套出资方": list(match.payers),
    }


def _told_conditions(programme: Programme) -> list[str]:
    """The conditions that all must hold, by name; questions and preferences are not told."""
    return [
        each.label
        for each in joined(programme.eligibility)
        if each.kind is not Combination.QUESTION and not each.preferred and each.label
    ]


def _report_day(programme: Programme) -> str:
    """By which day of the year the project reports: 12月10日; empty where it does not."""
    report = programme.annual_report
    return f"{report.month}月{report.day}日" if report is not None else ""


def _share(share: QuotaShare) -> str:
    """A structural quota as the call prints it: 先进制造业项目不少于百分之50."""
    least, most = share.at_least, share.at_most
    parts = [f"不少于百分之{least}"] if least is not None else []
    parts += [f"不超过百分之{most}"] if most is not None else []
    return f"{share.label}项目{'、'.join(parts)}"


def _conditions(programme: Programme) -> list[str]:
    """The checks and fields that the conditions of application stand on, for the form's notes."""
    return sorted({leaf.check or leaf.field for leaf in leaves(programme.eligibility)} - {""})
