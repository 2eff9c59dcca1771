"""Gates of 撤销告知 and 撤销资助: told first, heard, then withdrawn, the money with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cases.lifecycle.gates_misuse import DEFENCE_DAYS, clawed_back, defence_end
from cases.lifecycle.grants_due import paid
from cases.lifecycle.reading import day_of, money_of, text_of
from cases.lifecycle.refusing import clause, in_case, in_record, refuse, warn
from cases.lifecycle.world import CaseMove, records
from cases.policy.grounds import Ground
from cases.values.money import Money

if TYPE_CHECKING:
    from datetime import date

    from cases.findings import Finding

AMOUNT = "追回金额"
_NOTHING = Money.of(0)


def told_before(move: CaseMove) -> Iterator[Finding]:
    """O26: the unit was told, the notice reached it, and its time to answer is over."""
    told = records(move.case, "withdrawal-notice")
    if not told:
        yield refuse("L951", clause(move.world, "O26"), in_case(move.case, "办理"))
        return
    served = notice_served(move)
    if served is None:
        yield refuse("L952", clause(move.world, "O26"), in_record("告知送达日期"))
        return
    yield from _heard(move, served)


def notice_served(move: CaseMove) -> date | None:
    """The day the prior notice reached the unit: as told now, else as recorded with it."""
    told = records(move.case, "withdrawal-notice")
    written = day_of(told[-1].get("送达日期")) if told else None
    return day_of(move.facts.get("告知送达日期")) or written


def _heard(move: CaseMove, served: date) -> Iterator[Finding]:
    """O26: five working days after service, by our default."""
    end, place = defence_end(served, move.world.calendar), in_record("告知送达日期")
    whose = clause(move.world, "O26")
    if not end.known:
        yield warn("L959", whose, place, 送达=served, 截止=end.day)
    if move.on <= end.day:
        facts = {"送达": served, "截止": end.day, "日期": move.on, "天数": DEFENCE_DAYS}
        yield refuse("L953", whose, place, **facts)


def money_back(move: CaseMove) -> Iterator[Finding]:
    """R87: what was paid on an award that falls is paid back, or it is said why not."""
    left = paid(move.case) - clawed_back(move)
    amount = money_of(move.facts.get(AMOUNT)) or _NOTHING
    if amount > left:
        yield refuse("L954", _clawback(move), in_record(AMOUNT), 金额=amount, 已拨=left)
    if left > _NOTHING and not amount and not text_of(move.facts.get("不追回理由")):
        yield refuse("L955", _clawback(move), in_record(AMOUNT), 已拨=left)


def way_to_pay_back(move: CaseMove) -> Iterator[Finding]:
    """O26: a decision says by when and where the money is paid back."""
    amount = money_of(move.facts.get(AMOUNT)) or _NOTHING
    for key in ("缴款期限", "收款账户"):
        if amount and not move.facts.get(key):
            yield refuse("L956", clause(move.world, "O26"), in_record(key), 事项=key)


def no_more_than_told(move: CaseMove) -> Iterator[Finding]:
    """O26: no more is taken back than the unit was told."""
    told = records(move.case, "withdrawal-notice")
    most = (money_of(told[-1].get(AMOUNT)) if told else None) or _NOTHING
    amount = money_of(move.facts.get(AMOUNT)) or _NOTHING
    if told and amount > most:
        yield refuse("L957", clause(move.world, "O26"), in_record(AMOUNT), 金额=amount, 告知=most)


def _clawback(move: CaseMove) -> str:
    return clause(move.world, move.world.policy.consequences.clawback_rule or Ground.CLAWBACK)


NOTICE_GATES = (money_back,)
WITHDRAW_GATES = (told_before, money_back, way_to_pay_back, no_more_than_told)
