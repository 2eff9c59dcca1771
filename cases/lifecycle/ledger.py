"""经费台账: what a case was paid, what its own money came to, and what it spent on what (九).

A correction (冲销) is a line of its own: it names the line it takes back and writes its amount
as any other line does; here it counts below nought.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cases.lifecycle.grants_due import NOTHING, paid
from cases.lifecycle.reading import Facts, at, count_of, day_of, money_of, rows_of, text_of
from cases.lifecycle.world import records
from cases.values.money import Money

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from cases.casefile import CaseFile

GRANT, MATCH = "资助资金", "配套资金"
SOURCES = (GRANT, MATCH)
SPENT_AT, ARRIVED_AT, RECEIPTS_AT = "经费.支出", "经费.配套到位", "经费.收据"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of 支出: its number in the case counted from 1, and what it books.

    ``amount`` is below nought on a correction; ``standing`` is what corrections left of it.
    """

    number: int
    day: date | None
    amount: Money
    source: str
    purpose: str
    voucher: str
    paid_to: str = ""
    note: str = ""
    evidence: str = ""
    corrects: int | None = None
    standing: Money = NOTHING

    @property
    def is_correction(self) -> bool:
        """Whether the line takes back an earlier one."""
        return self.corrects is not None


@dataclass(frozen=True, slots=True)
class Arrival:
    """One line of 配套到位: the unit's own money on its way into the project's account."""

    number: int
    day: date | None
    amount: Money
    voucher: str
    payer: str
    form: str
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """One source of money: what came, what was spent of it, what is left."""

    source: str
    came: Money
    spent: Money
    returned: Money = NOTHING

    @property
    def balance(self) -> Money:
        """What is left, below nought where more was spent than came."""
        return self.came - self.spent - self.returned


def expenditure(case: CaseFile) -> tuple[Entry, ...]:
    """The lines of 支出 in the order they were entered."""
    rows = [_entry(number, row) for number, row in enumerate(_rows(case, SPENT_AT), start=1)]
    taken: dict[int, Money] = {}
    for each in rows:
        if each.corrects is not None:
            taken[each.corrects] = taken.get(each.corrects, NOTHING) + each.amount
    return tuple(_standing(each, taken.get(each.number, NOTHING)) for each in rows)


def arrivals(case: CaseFile) -> tuple[Arrival, ...]:
    """The lines of 配套到位; what a line leaves out is as the application promised."""
    payer, form = (text_of(at(case.data, f"经费.配套{key}")) for key in ("来源", "形式"))
    return tuple(
        Arrival(
            number,
            day_of(row.get("日期")),
            money_of(row.get("金额")) or NOTHING,
            text_of(row.get("凭证号")),
            text_of(row.get("出资方")) or payer,
            text_of(row.get("形式")) or form,
            text_of(row.get("附件")),
        )
        for number, row in enumerate(_rows(case, ARRIVED_AT), start=1)
    )


def receipts(case: CaseFile) -> tuple[Facts, ...]:
    """收据: what the payee gave for each payment."""
    return _rows(case, RECEIPTS_AT)


def spent_of(entries: Iterable[Entry], source: str) -> Money:
    """What the lines come to of one source, corrections taken off."""
    return Money.total(each.amount for each in entries if each.source == source)


def spent_by_purpose(case: CaseFile, source: str) -> dict[str, Money]:
    """What went on each purpose, in the order the purposes first appear."""
    found: dict[str, Money] = {}
    for each in expenditure(case):
        if each.source == source:
            found[each.purpose] = found.get(each.purpose, NOTHING) + each.amount
    return found


def planned(case: CaseFile, source: str) -> dict[str, Money]:
    """资助计划 or 配套用途: what was planned for each purpose."""
    key = "经费.资助计划" if source == GRANT else "经费.配套用途"
    found: dict[str, Money] = {}
    for row in _rows(case, key):
        use, amount = text_of(row.get("用途")), money_of(row.get("金额")) or NOTHING
        found[use] = found.get(use, NOTHING) + amount
    return found


def clawed_back(case: CaseFile) -> Money:
    """What decisions took back of the grant: of 追回资金, and of 撤销资助 with the award."""
    found = records(case, "claw-back")
    decided = [money_of(r.get("金额")) for r in found if text_of(r.get("阶段")) == "决定"]
    decided += [money_of(r.get("追回金额")) for r in records(case, "withdraw")]
    return Money.total(each for each in decided if each is not None)


def handed_back(case: CaseFile) -> Money:
    """What the unit returned when the case closed, proved by a voucher."""
    proved = (r for r in records(case, "close") if text_of(r.get("退款凭证号")))
    return Money.total(each for r in proved if (each := money_of(r.get("账面余额"))) is not None)


def accounts(case: CaseFile) -> tuple[Account, Account]:
    """The grant and the match; of the grant, what was handed or taken back goes off."""
    lines = expenditure(case)
    came = Money.total(each.amount for each in arrivals(case))
    back = clawed_back(case) + handed_back(case)
    return (
        Account(GRANT, paid(case), spent_of(lines, GRANT), back),
        Account(MATCH, came, spent_of(lines, MATCH)),
    )


def _entry(number: int, row: Facts) -> Entry:
    corrects = count_of(row.get("冲销"))
    amount = money_of(row.get("金额")) or NOTHING
    return Entry(
        number,
        day_of(row.get("日期")),
        amount if corrects is None else NOTHING - amount,
        text_of(row.get("资金来源")),
        text_of(row.get("用途")),
        text_of(row.get("凭证号")),
        text_of(row.get("收款人")),
        text_of(row.get("摘要")),
        text_of(row.get("附件")),
        corrects,
    )


def _standing(entry: Entry, taken: Money) -> Entry:
    from dataclasses import replace

    return entry if entry.is_correction else replace(entry, standing=entry.amount + taken)


def _rows(case: CaseFile, path: str) -> tuple[Facts, ...]:
    return rows_of(at(case.data, path))
