"""统计口径: what one case counts as, and what each sum of money means."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from acts.listing import step_label
from cases.lifecycle.reading import at, money_of, rows_of, text_of
from cases.lifecycle.world import has_taken, records
from cases.values.money import Money

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from cases.casefile import CaseFile

UNKNOWN = "（未填）"
NOT_APPLIED = "未申报"
NOT_ASSESSED = "未考核"

# Dimensions by the id that a program types; the label is what a clerk types and reads.
DIMENSIONS: Mapping[str, str] = {
    "year": "年度",
    "batch": "批次",
    "programme": "项目类别",
    "department": "主管委办局",
    "trade": "职业工种",
    "industry": "所属行业",
    "grade": "考核等级",
    "step": "环节",
}
# Sums by id, each in yuan; what they mean is told in the handbook.
SUMS: Mapping[str, str] = {
    "granted": "拟资助金额",
    "paid": "已拨付",
    "clawed_back": "已决定追回",
    "match_promised": "配套承诺",
    "match_arrived": "配套到位",
    "spent": "资助支出",
    "match_spent": "配套支出",
    "balance": "资助结余",
}
COUNTS: Mapping[str, str] = {"cases": "案卷数", "awarded": "获资助数"}
_GRANT, _MATCH = "资助资金", "配套资金"


@dataclass(frozen=True, slots=True)
class Counted:
    """One case as statistics see it: where it belongs, whether awarded, its sums."""

    case: str
    keys: Mapping[str, str]
    awarded: bool
    sums: Mapping[str, Money] = field(repr=False)
    step: str = ""


def counted(case: CaseFile) -> Counted:
    """A case by its dimensions and sums; nobody is named."""
    keys = {name: _KEYS[name](case) for name in DIMENSIONS}
    sums = _sums(case)
    return Counted(case.id, keys, has_taken(case, "award"), sums, case.step)


def grade_of(case: CaseFile) -> str:
    """The grade of the last assessment at term's end; a conclusion where no grade is given."""
    found = records(case, "assess-term")
    last = found[-1] if found else {}
    return text_of(last.get("等级")) or text_of(last.get("结论")) or NOT_ASSESSED


_KEYS: Mapping[str, Callable[[CaseFile], str]] = {
    "year": lambda case: case.id[:4],
    "batch": lambda case: case.batch,
    "programme": lambda case: case.programme,
    "department": lambda case: _text(case, "单位.主管委办局"),
    "trade": lambda case: _text(case, "带头人.职业工种"),
    "industry": lambda case: _text(case, "单位.所属行业"),
    "grade": grade_of,
    "step": lambda case: step_label(case.step) or NOT_APPLIED,
}


def _text(case: CaseFile, path: str) -> str:
    return text_of(at(case.data, path)) or UNKNOWN


def _sums(case: CaseFile) -> dict[str, Money]:
    """Every sum of one case; 资助结余 is what was paid and neither spent nor clawed back."""
    paid = _recorded(case, "disburse", "金额")
    clawed = _recorded(case, "claw-back", "金额", 阶段="决定")
    spent = _booked(case, _GRANT)
    return {
        "granted": _recorded(case, "award", "资助金额"),
        "paid": paid,
        "clawed_back": clawed,
        "match_promised": money_of(at(case.data, "经费.配套承诺")) or Money.of(0),
        "match_arrived": _listed(case, "经费.配套到位"),
        "spent": spent,
        "match_spent": _booked(case, _MATCH),
        "balance": paid - spent - clawed,
    }


def _recorded(case: CaseFile, step: str, key: str, **facts: str) -> Money:
    """The sum of an amount over all entries of a step with those facts."""
    kept = (
        record
        for record in records(case, step)
        if all(text_of(record.get(name)) == value for name, value in facts.items())
    )
    return _total(record.get(key) for record in kept)


def _booked(case: CaseFile, source: str) -> Money:
    rows = rows_of(at(case.data, "经费.支出"))
    return _total(row.get("金额") for row in rows if text_of(row.get("资金来源")) == source)


def _listed(case: CaseFile, path: str) -> Money:
    return _total(row.get("金额") for row in rows_of(at(case.data, path)))


def _total(values: Iterable[object]) -> Money:
    return Money.total(amount for each in values if (amount := money_of(each)) is not None)
