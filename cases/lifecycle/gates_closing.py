"""Gates of 结项, 变更带头人: nothing left over, spent rightly, a fit successor (九)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cases.lifecycle.crosschecks import term_of
from cases.lifecycle.eligibility import leader_findings
from cases.lifecycle.gates_ledger import LEDGER_GATES
from cases.lifecycle.gates_misuse import clawed_back
from cases.lifecycle.grants_due import paid
from cases.lifecycle.ledger import GRANT, SPENT_AT, Entry, expenditure, spent_of
from cases.lifecycle.reading import at, money_of, text_of
from cases.lifecycle.refusing import DEFAULT, clause, in_case, in_record, open_value, refuse, warn
from cases.lifecycle.world import CaseMove, records
from cases.policy.grounds import Ground
from cases.values.money import Money

if TYPE_CHECKING:
    from cases.casefile import CaseFile
    from cases.findings import Finding, Place

_ALWAYS_ENDED = "一律终止"


def grant_lines(move: CaseMove) -> tuple[Entry, ...]:
    """The lines of expenditure from the grant that corrections left something of.

    Money that is the person's own has no ledger.
    """
    if move.programme.grant.own_money:
        return ()
    lines = expenditure(move.case)
    return tuple(each for each in lines if each.source == GRANT and each.standing)


def spent(move: CaseMove) -> Money:
    """What has been spent of the grant, corrections taken off."""
    if move.programme.grant.own_money:
        return Money.of(0)
    return spent_of(expenditure(move.case), GRANT)


def balance(move: CaseMove) -> Money:
    """R92: what is left of the grant after spending and claw-back, never below nought.

    Of money that is the person's own nothing is left over.
    """
    if move.programme.grant.own_money:
        return Money.of(0)
    left = paid(move.case) - spent(move) - clawed_back(move)
    return max(left, Money.of(0))


def balance_told(move: CaseMove) -> Iterator[Finding]:
    """R92: the balance entered is the one the books give."""
    told = money_of(move.facts.get("余额"))
    if told is not None and told != balance(move):
        whose, place = clause(move.world, Ground.USED_UP), in_record("余额")
        yield refuse("L621", whose, place, 余额=told, 账面=balance(move))


def balance_returned(move: CaseMove) -> Iterator[Finding]:
    """R92, O28: a balance is nought, or paid back with a voucher, or extended by leave."""
    handled, voucher = (text_of(move.facts.get(key)) for key in ("余额处理", "退款凭证号"))
    extended = handled == "报批延期" and open_value(move.world, "O28") == "报批延期"
    if balance(move) and not voucher and not extended:
        whose = f"{clause(move.world, Ground.USED_UP)}；{clause(move.world, 'O28')}"
        yield refuse("L620", whose, in_record("退款凭证号"), 余额=balance(move))


def not_overspent(move: CaseMove) -> Iterator[Finding]:
    """R90: no more is booked on the grant than was paid."""
    if spent(move) > paid(move.case):
        whose, place = clause(move.world, Ground.EARMARKED), in_case(move.case, SPENT_AT)
        yield refuse("L625", whose, place, 支出=spent(move), 已拨=paid(move.case))


def spent_rightly(move: CaseMove) -> Iterator[Finding]:
    """R90, O18, O19: for allowed purposes, with a voucher for each line (R89)."""
    for each in grant_lines(move):
        yield from _purpose(move, each)
        if not each.voucher:
            whose, place = clause(move.world, Ground.BOOKKEEPING), _at_line(move, each)
            yield refuse("L627", whose, place, 金额=each.amount, 用途=each.purpose or "未填")


def _purpose(move: CaseMove, entry: Entry) -> Iterator[Finding]:
    """O18, O19: forbidden, meant for the match, or not among what the grant pays for."""
    funds, match, use = move.world.policy.funds, move.programme.match, entry.purpose
    place, facts = _at_line(move, entry), {"金额": entry.amount, "用途": use or "未填"}
    if any(word in use for word in funds.forbidden):
        yield refuse("L623", clause(move.world, "O19"), place, **facts)
    elif use in match.purposes and use not in funds.grant_purposes:
        yield warn("L635", clause(move.world, match.purposes_rule or match.rule), place, **facts)
    elif funds.grant_purposes and use not in funds.grant_purposes:
        yield warn("L622", clause(move.world, "O18"), place, **facts)


def spent_in_term(move: CaseMove) -> Iterator[Finding]:
    """R92: spent between the first and the last day of the term."""
    term = term_of(move.case)
    if term is None:
        return
    for each in grant_lines(move):
        if each.day is None or not term[0] <= each.day <= term[1]:
            whose = clause(move.world, Ground.USED_UP)
            facts = {"日期": each.day or "未填", "金额": each.amount, "起": term[0], "止": term[1]}
            yield refuse("L624", whose, _at_line(move, each), **facts)


def used_up_in_time(move: CaseMove) -> Iterator[Finding]:
    """R92: after the last day nothing of the grant is left."""
    term, left = term_of(move.case), balance(move)
    if term is not None and move.on > term[1] and left and not _handled(move.case):
        whose = f"{clause(move.world, Ground.USED_UP)}；{clause(move.world, 'O28')}"
        yield warn("L642", whose, in_case(move.case, SPENT_AT), 届满=term[1], 余额=left)


def _handled(case: CaseFile) -> bool:
    """Whether the end of the case says what became of the balance."""
    told = records(case, "close")
    return bool(told) and any(text_of(told[-1].get(key)) for key in ("退款凭证号", "余额处理"))


def _at_line(move: CaseMove, entry: Entry) -> Place:
    return in_case(move.case, f"{SPENT_AT}.{entry.number}")


def successor(move: CaseMove) -> Iterator[Finding]:
    """O27: the new leader is somebody else, named and of the grade the policy wants."""
    if open_value(move.world, "O27") == _ALWAYS_ENDED:
        yield refuse("L543", clause(move.world, "O27"), in_case(move.case, "办理"))
    new = move.facts.get("新带头人")
    for key in ("姓名", "身份证号"):
        if not text_of(at(new, key)):
            yield refuse("L540", clause(move.world, "O27"), in_record(f"新带头人.{key}"), 事项=key)
    if text_of(at(new, "身份证号")) == text_of(at(move.case.data, "带头人.身份证号")):
        yield refuse("L541", clause(move.world, "O27"), in_record("新带头人.身份证号"))
    yield from leader_findings(move, new)


def within_term(move: CaseMove) -> Iterator[Finding]:
    """R66, R85: looked after while the term runs; later is told, not refused."""
    term = term_of(move.case)
    if term is not None and move.on > term[1]:
        yield warn("L542", DEFAULT, in_record("日期"), 日期=move.on, 届满=term[1])


SPENDING_GATES = (not_overspent, spent_rightly, spent_in_term, *LEDGER_GATES)
CLOSE_GATES = (balance_told, balance_returned, *SPENDING_GATES)
REPLACE_GATES = (successor,)
