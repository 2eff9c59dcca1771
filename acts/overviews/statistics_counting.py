"""统计口径: what one case counts as, and what each sum of money means."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from acts.listing import step_label
from cases.lifecycle.grants_due import granted_again
from cases.lifecycle.ledger import accounts, clawed_back
from cases.lifecycle.reading import at, money_of, text_of
from cases.lifecycle.world import has_taken, records
from cases.values.money import Money

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

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
    return Counted(case.id, keys, _is_awarded(case), sums, case.step)


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
    """Every sum of one case, as its ledger has it; corrections are taken off.

    资助结余 is what was paid and neither spent nor handed or taken back.
    """
    grant, match = accounts(case)
    awards = records(case, "award") if _is_awarded(case) else ()
    amounts = (money_of(record.get("资助金额")) for record in awards)
    first = Money.total(each for each in amounts if each is not None)
    return {
        "granted": first + granted_again(case),
        "paid": grant.came,
        "clawed_back": clawed_back(case),
        "match_promised": money_of(at(case.data, "经费.配套承诺")) or Money.of(0),
        "match_arrived": match.came,
        "spent": grant.spent,
        "match_spent": match.spent,
        "balance": grant.balance,
    }


def _is_awarded(case: CaseFile) -> bool:
    """Whether the award was announced and stands."""
    return has_taken(case, "award") and not has_taken(case, "withdraw")
