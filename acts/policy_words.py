"""政: the policy as the templates see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection

    from cases.policy.model import Policy
    from cases.policy.programme import Programme
    from cases.policy.ruling import Clause

_COLON = "："
_WIDE = str.maketrans("()", "（）")


def policy_words(policy: Policy) -> dict[str, Any]:
    """The policy's names, amounts and clauses under the marks templates use."""
    clauses = {
        number: {"编号": number, "出处": printed_place(clause), "要旨": clause.gist}
        for number, clause in policy.clauses.items()
    }
    return {
        "名称": policy.title,
        "文号": policy.number,
        "依据": policy.basis,
        "地区": policy.jurisdiction.rpartition("市")[2] or policy.jurisdiction,
        "项目": {each.label: _programme(each, policy) for each in policy.programmes.values()},
        "条款": clauses,
        "整改条款": clauses.get(policy.consequences.rectify_rule, {}),
        "追回条款": clauses.get(policy.consequences.clawback_rule, {}),
        "考核要素": [
            {"名称": each.label, "分值": each.weight, "举例": list(each.examples)}
            for each in policy.assessment.elements
        ],
        "考核方法": list(policy.assessment.methods),
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


def printed_place(clause: Clause) -> str:
    """Where a clause stands, in the full-width brackets of official documents."""
    return clause.place.translate(_WIDE)


def _programme(programme: Programme, policy: Policy) -> dict[str, Any]:
    """One programme's figures and tasks."""
    conditions = policy.clauses.get(programme.eligibility.rule)
    return {
        "条件出处": printed_place(conditions) if conditions else "",
        "名称": programme.label,
        "带头人称谓": programme.leader_title,
        "申报单位类型": list(programme.applicant_kinds),
        "资助金额": programme.grant.amount,
        "配套下限": programme.match.minimum,
        "配套用途": list(programme.match.purposes),
        "周期月数": programme.term.months,
        "带徒下限": programme.trainees,
        "证明材料": [each.name for each in programme.evidence if each.step == "apply"],
        "任务": [{"编号": task.rule, "内容": task.text} for task in programme.tasks],
    }
