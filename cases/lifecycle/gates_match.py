"""Gates on the unit's own money: promised at apply, proved before the assessment (八)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cases.lifecycle.ledger import ARRIVED_AT, arrivals
from cases.lifecycle.reading import at, money_of, rows_of, text_of
from cases.lifecycle.refusing import clause, in_case, open_value, refuse, warn
from cases.lifecycle.world import CaseMove, records
from cases.policy.grounds import Ground
from cases.values.money import Money

if TYPE_CHECKING:
    from cases.casefile import CaseFile
    from cases.findings import Finding

_UNIT, _DEPARTMENT = "所在单位", "上级主管部门"


def match_wanted(move: CaseMove) -> bool:
    """Whether there is a match to speak of: the policy wants one, or the unit promises one."""
    promised = money_of(at(move.case.data, "经费.配套承诺"))
    return bool(move.programme.match.minimum) or bool(promised)


def match_promised(move: CaseMove) -> Iterator[Finding]:
    """R79, R82: the promise reaches the least sum, the bound included."""
    least, rule = move.programme.match.minimum, move.programme.match.rule
    promised = money_of(at(move.case.data, "经费.配套承诺"))
    if promised is None or promised < least:
        whose, place = clause(move.world, rule), in_case(move.case, "经费.配套承诺")
        yield refuse("L130", whose, place, 承诺=promised or "未填", 至少=least)


def match_form(move: CaseMove) -> Iterator[Finding]:
    """O17: the match is money, not goods, unless the policy or the bureau says more."""
    forms, found = move.programme.match.forms, text_of(at(move.case.data, "经费.配套形式"))
    if found not in forms and open_value(move.world, "O17") != "是":
        whose, place = clause(move.world, "O17"), in_case(move.case, "经费.配套形式")
        yield refuse("L131", whose, place, 形式=found or "未填", 可选="、".join(forms))


def match_payer(move: CaseMove) -> Iterator[Finding]:
    """R79, R82: who pays the match is one whom the policy names."""
    match, found = move.programme.match, text_of(at(move.case.data, "经费.配套来源"))
    if payer_kind(move.case, found) not in match.payers:
        whose, place = clause(move.world, match.rule), in_case(move.case, "经费.配套来源")
        yield refuse("L132", whose, place, 来源=found or "未填", 可选="、".join(match.payers))


def match_purposes(move: CaseMove) -> Iterator[Finding]:
    """R80, R83: what the match is for, line by line, adding up to the promise."""
    match, rows = move.programme.match, rows_of(at(move.case.data, "经费.配套用途"))
    whose, place = clause(move.world, match.purposes_rule), in_case(move.case, "经费.配套用途")
    other = [use for row in rows if (use := text_of(row.get("用途"))) not in match.purposes]
    if match.purposes and other:
        yield warn("L133", whose, place, 用途="、".join(other), 可选="、".join(match.purposes))
    total = Money.total(sum_ for row in rows if (sum_ := money_of(row.get("金额"))) is not None)
    promised = money_of(at(move.case.data, "经费.配套承诺"))
    if rows and promised is not None and total != promised:
        yield warn("L134", whose, place, 合计=total, 承诺=promised)


def match_account(move: CaseMove) -> Iterator[Finding]:
    """O16: before money flows, the account that holds the match is named."""
    if match_wanted(move) and not text_of(at(move.case.data, "经费.配套账户")):
        whose, place = clause(move.world, "O16"), in_case(move.case, "经费.配套账户")
        yield refuse("L413", whose, place, 案卷=move.case.id)


def match_vouchers(move: CaseMove) -> Iterator[Finding]:
    """R79, R82 with O16: vouchers prove the match before the assessment."""
    least, rule = move.programme.match.minimum, move.programme.match.rule
    faults = tuple(_arrival_faults(move))
    yield from (found for _, found in faults)
    uncounted = {number for number, _ in faults}
    counted = (each for each in arrivals(move.case) if each.voucher)
    proved = Money.total(each.amount for each in counted if each.number not in uncounted)
    if proved < least:
        whose, place = clause(move.world, rule), in_case(move.case, ARRIVED_AT)
        booked = Money.total(each.amount for each in arrivals(move.case))
        yield refuse("L603", whose, place, 登记=booked, 到位=proved, 至少=least)


def _arrival_faults(move: CaseMove) -> Iterator[tuple[int, Finding]]:
    """What does not count as match: goods, money of others, a voucher booked before, or none."""
    match, seen = move.programme.match, set[str]()
    goods_too = open_value(move.world, "O17") == "是"
    for each in arrivals(move.case):
        place, facts = in_case(move.case, f"{ARRIVED_AT}.{each.number}"), {"笔次": each.number}
        if each.form and each.form not in match.forms and not goods_too:
            whose, may = clause(move.world, "O17"), "、".join(match.forms)
            yield each.number, warn("L639", whose, place, **facts, 形式=each.form, 可选=may)
        elif each.payer and payer_kind(move.case, each.payer) not in match.payers:
            whose, may = clause(move.world, match.rule), "、".join(match.payers)
            yield each.number, warn("L640", whose, place, **facts, 出资方=each.payer, 可选=may)
        elif not each.voucher:
            whose = clause(move.world, Ground.BOOKKEEPING)
            yield each.number, warn("L646", whose, place, **facts, 金额=each.amount)
        elif each.voucher in seen:
            whose = clause(move.world, Ground.BOOKKEEPING)
            yield each.number, warn("L641", whose, place, **facts, 凭证号=each.voucher)
        seen.add(each.voucher)


def payer_kind(case: CaseFile, payer: str) -> str:
    """The payer as policies name payers: a unit by its name, or one it bore, is 所在单位."""
    if payer in _names_of_unit(case):
        return _UNIT
    department = text_of(at(case.data, "单位.主管委办局"))
    return _DEPARTMENT if payer and payer == department else payer


def _names_of_unit(case: CaseFile) -> set[str]:
    """The unit's name, and those it bore before it was renamed, merged or split."""
    changes = records(case, "change-unit")
    names = [text_of(each.get(key)) for each in changes for key in ("原名称", "新名称")]
    return {text_of(at(case.data, "单位.名称")), *names} - {""}


def match_vouchers_early(move: CaseMove) -> Iterator[Finding]:
    """O16: a bureau may want the vouchers before it pays."""
    if open_value(move.world, "O16").startswith("拨款前"):
        yield from match_vouchers(move)


PROMISE_GATES = (match_promised, match_form, match_payer, match_purposes)
