"""拨款明细: whom one payment notice pays, how much, into which account (八)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cases.lifecycle.grants_due import GRADED, YEARLY, account_of, payee, payments_allowed
from cases.lifecycle.reading import day_of, text_of
from cases.lifecycle.world import entries, programme_of, record_of
from cases.values.money import Money

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from acts.papers.drafting import Draft
    from acts.papers.lists import Rows
    from cases.casefile import BatchFile, CaseFile
    from cases.lifecycle.reading import Facts
    from cases.lifecycle.world import World
    from cases.policy.programme import Programme

_NAMED_LAST = 4  # signs of a person's account that a notice shows
_HAN = "一二三四五六七八九十"


def payments_of(world: World, dated: date) -> dict[str, Facts]:
    """What each case of the batch was paid with the notice of that day.

    Acts of one day are told apart by when they were entered; the latest is the notice's own.
    """
    mine = [case for case in world.cases.values() if case.batch == world.batch.id]
    own = [(case.id, event) for case in mine for event in _payments(case, dated)]
    ours = [text_of(event.get("登记")) for event in _payments(world.batch, dated)]
    latest = max(ours or (text_of(event.get("登记")) for _, event in own), default="")
    return {name: record_of(e) for name, e in own if text_of(e.get("登记")) == latest}


def _payments(subject: CaseFile | BatchFile, dated: date) -> list[Facts]:
    return [each for each in entries(subject, "disburse") if day_of(each.get("日期")) == dated]


def with_sums(lists: Rows, payments: Mapping[str, Facts]) -> Rows:
    """The rows of a payment notice with what this payment gives each case."""
    return {
        label: [{**row, "金额": payments[row["案卷号"]].get("金额")} for row in rows]
        for label, rows in lists.items()
    }


def payment_rows(world: World, lists: Rows) -> list[dict[str, Any]]:
    """拨款明细: the cases in one table with the account to pay into."""
    flat = [row for rows in lists.values() for row in rows]
    return [{**row, "序号": n, **_account(world, row)} for n, row in enumerate(flat, start=1)]


def _account(world: World, row: Mapping[str, Any]) -> dict[str, Any]:
    """Where the money goes; of a person's account only the last signs."""
    case = world.cases[row["案卷号"]]
    programme = programme_of(world.policy, case)
    if programme is None:
        return {"收款方": "", "开户行": "", "账号": ""}
    found, person = account_of(programme, case), programme.grant.to_person
    number = found["账号"]
    shown = f"尾号{number[-_NAMED_LAST:]}" if person and number else number
    return {"收款方": payee(programme, case), "开户行": found["开户行"], "账号": shown}


def payment_words(
    world: World, lists: Rows, payments: Mapping[str, Facts], facts: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """付款: how the notice speaks of this payment."""
    paid = [p for p in world.policy.programmes.values() if p.label in lists]
    person = bool(paid) and all(each.grant.to_person for each in paid)
    mixed = not person and any(each.grant.to_person for each in paid)
    numbers = {text_of(record.get("笔次")) or "1" for record in payments.values()}
    number = int(numbers.pop()) if len(numbers) == 1 else 0
    names = dict.fromkeys(_name(world, each, number) for each in paid)
    return {
        "名目": "、".join(names) or "资助经费",
        "后缀": _suffix(world, paid, number),
        "来源": "、".join(dict.fromkeys(each.grant.source for each in paid if each.grant.source)),
        "收款方": "收款人" if person else "收款方" if mixed else "收款单位",
        "对象": "各项目带头人" if person else "各单位和收款人" if mixed else "各单位",
        "到人": person,
        "有配套": any(each.match.minimum for each in paid),
        "指标文号": text_of(facts.get("拨款", {}).get("指标文号"))
        or next((text_of(r.get("指标文号")) for r in payments.values()), ""),
    }


def _name(world: World, programme: Programme, number: int) -> str:
    """What the money is: one-off, of a grade, of a year, of several payments, a further grant."""
    if number > payments_allowed(world, programme.grant):
        return "追加资助经费"
    if programme.grant.mode == GRADED:
        return "按验收等级核定的资助经费"
    if programme.grant.mode == YEARLY:
        return f"{_nth(number)}年度资助经费" if number else "年度资助经费"
    if payments_allowed(world, programme.grant) > 1:
        return f"{_nth(number)}笔资助经费" if number else "资助经费"
    return "一次性资助经费"


def _suffix(world: World, programmes: Sequence[Programme], number: int) -> str:
    """What tells the title of one of several notices from the others."""
    if any(number > payments_allowed(world, each.grant) for each in programmes):
        return "追加"
    several = [each for each in programmes if payments_allowed(world, each.grant) > 1]
    if not several or not number or len(several) < len(programmes):
        return ""
    yearly = all(each.grant.mode == YEARLY for each in several)
    return f"{_nth(number)}{'年度' if yearly else '笔'}"


def _nth(number: int) -> str:
    return f"第{_HAN[number - 1] if 0 < number <= len(_HAN) else number}"


def paid_sums(draft: Draft) -> dict[str, str]:
    """What a payment notice gives each case, kept beside it for the books to be held against."""
    if draft.step != "disburse":
        return {}
    rows = draft.context.get("拨款明细") or ()
    return {row["案卷号"]: str(row["金额"]) for row in rows if isinstance(row.get("金额"), Money)}
