"""Gates of 结项, 变更带头人: nothing left over, spent rightly, a fit successor (九)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cases.lifecycle.crosschecks import term_of
from cases.lifecycle.gates_leader import grade_findings
from cases.lifecycle.gates_misuse import clawed_back
from cases.lifecycle.grants_due import paid
from cases.lifecycle.reading import Facts, at, day_of, money_of, rows_of, text_of
from cases.lifecycle.refusing import DEFAULT, clause, in_case, in_record, open_value, refuse, warn
from cases.lifecycle.world import CaseMove
from cases.policy.grounds import Ground
from cases.values.money import Money

if TYPE_CHECKING:
    from cases.findings import Finding

GRANT = "资助资金"
_PLACE = "经费.支出"


def grant_lines(move: CaseMove) -> tuple[Facts, ...]:
    """The lines of expenditure paid from the grant."""
    rows = rows_of(at(move.case.data, _PLACE))
    return tuple(row for row in rows if text_of(row.get("资金来源")) == GRANT)


def spent(move: CaseMove) -> Money:
    """What has been spent of the grant."""
    sums = (money_of(row.get("金额")) for row in grant_lines(move))
    return Money.total(each for each in sums if each is not None)


def balance(move: CaseMove) -> Money:
    """R92: what is left of the grant after spending and claw-back, never below nought."""
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
        whose = f"{clause(move.world, 'R92')}；{clause(move.world, 'O28')}"
        yield refuse("L620", whose, in_record("退款凭证号"), 余额=balance(move))


def not_overspent(move: CaseMove) -> Iterator[Finding]:
    """R90: no more is booked on the grant than was paid."""
    if spent(move) > paid(move.case):
        whose, place = clause(move.world, Ground.EARMARKED), in_case(move.case, _PLACE)
        yield refuse("L625", whose, place, 支出=spent(move), 已拨=paid(move.case))


def spent_rightly(move: CaseMove) -> Iterator[Finding]:
    """R90, O18, O19: for allowed purposes, with a voucher for each line (R89)."""
    funds, place = move.world.policy.funds, in_case(move.case, _PLACE)
    for row in grant_lines(move):
        use, facts = text_of(row.get("用途")), {"用途": text_of(row.get("用途")) or "未填"}
        if any(word in use for word in funds.forbidden):
            yield refuse("L623", clause(move.world, "O19"), place, 金额=row.get("金额"), **facts)
        elif use not in funds.grant_purposes:
            yield warn("L622", clause(move.world, "O18"), place, 金额=row.get("金额"), **facts)
        if not text_of(row.get("凭证号")):
            yield refuse(
                "L627", clause(move.world, Ground.BOOKKEEPING), place, 金额=row.get("金额"), **facts
            )


def spent_in_term(move: CaseMove) -> Iterator[Finding]:
    """R92: spent between the first and the last day of the term."""
    term = term_of(move.case)
    if term is None:
        return
    for row in grant_lines(move):
        day = day_of(row.get("日期"))
        if day is None or not term[0] <= day <= term[1]:
            whose, place = clause(move.world, Ground.USED_UP), in_case(move.case, _PLACE)
            facts = {"日期": day or "未填", "金额": row.get("金额"), "起": term[0], "止": term[1]}
            yield refuse("L624", whose, place, **facts)


def successor(move: CaseMove) -> Iterator[Finding]:
    """O27: the new leader is somebody else, named and of the grade the policy wants."""
    new = move.facts.get("新带头人")
    for key in ("姓名", "身份证号"):
        if not text_of(at(new, key)):
            yield refuse("L540", clause(move.world, "O27"), in_record(f"新带头人.{key}"), 事项=key)
    if text_of(at(new, "身份证号")) == text_of(at(move.case.data, "带头人.身份证号")):
        yield refuse("L541", clause(move.world, "O27"), in_record("新带头人.身份证号"))
    if move.programme.internal_notice:
        yield from grade_findings(move, new)


def within_term(move: CaseMove) -> Iterator[Finding]:
    """R66, R85: looked after while the term runs; later is told, not refused."""
    term = term_of(move.case)
    if term is not None and move.on > term[1]:
        yield warn("L542", DEFAULT, in_record("日期"), 日期=move.on, 届满=term[1])


CLOSE_GATES = (balance_told, balance_returned, not_overspent, spent_rightly, spent_in_term)
REPLACE_GATES = (successor,)
