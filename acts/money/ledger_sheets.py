"""台账 as a workbook: every line, the sums by purpose, the balances of each source (九)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from acts.keeping.exporting import refuse_unfit_place
from acts.listing import NotExcelError
from acts.money.ledger_columns import ARRIVED, ARRIVED_COUNT, BALANCES, SPENT, SPENT_COUNT
from cases.casefile import CaseFile, all_cases, read_target
from cases.lifecycle.grants_due import NOTHING, granted
from cases.lifecycle.ledger import (
    SOURCES,
    accounts,
    arrivals,
    expenditure,
    planned,
    spent_by_purpose,
)
from cases.lifecycle.reading import at, money_of, text_of
from cases.lifecycle.world import has_taken, programme_of
from cases.values.money import Money
from index.sheets import A4, Table, write_book

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from acts.bureau import Bureau
    from cases.lifecycle.ledger import Arrival, Entry

Row = list[object]
_SUMS = ("案卷号", "单位", "资金来源", "用途", "计划（元）", "支出（元）", "计划余额（元）")
_BALANCES = (
    *(
        "案卷号",
        "单位",
        "项目类别",
        "资助（元）",
        "已拨（元）",
        "资助支出（元）",
        "退回或追回（元）",
    ),
    *("资助余额（元）", "配套承诺（元）", "配套到位（元）", "配套支出（元）", "配套余额（元）"),
    *(SPENT_COUNT, ARRIVED_COUNT),
)
_FIRST_SUM, _FIRST_COUNT = 3, 12


def export_ledger(bureau: Bureau, target: str, file: Path) -> dict[str, Any]:
    """Write the ledger of a case, or of every awarded case of a batch, as ``.xlsx``.

    Sums are written as values: nothing in the workbook is a formula.
    """
    bureau.acting()
    if file.suffix.lower() != ".xlsx":
        raise NotExcelError(path=file)
    refuse_unfit_place(file)
    cases = _cases(bureau, target)
    whole = f"经费使用台账（{target}，截至{bureau.now.date()}）"
    lines = [row for case in cases for row in entry_rows(case)]
    write_book(
        file,
        (
            Table(SPENT.name, f"{whole}：支出", _with_unit(SPENT.heads), lines, paper=A4),
            Table(ARRIVED.name, f"{whole}：配套到位", _with_unit(ARRIVED.heads),
                  [row for case in cases for row in arrival_rows(case)], paper=A4),
            Table("汇总", f"{whole}：按用途", _SUMS, list(_sums(cases)), last_bold=True, paper=A4),
            Table(BALANCES, f"{whole}：余额", _BALANCES, list(_balances(bureau, cases)),
                  last_bold=True, paper=A4),
        ),
    )  # fmt: skip
    return {"path": str(file), "cases": len(cases), "entries": len(lines)}


def entry_rows(case: CaseFile) -> Iterator[Row]:
    """The lines of 支出; a correction stands below nought."""
    return (_entry_row(case, each) for each in expenditure(case))


def arrival_rows(case: CaseFile) -> Iterator[Row]:
    """The lines of 配套到位."""
    return (_arrival_row(case, each) for each in arrivals(case))


def _entry_row(case: CaseFile, entry: Entry) -> Row:
    return [
        case.id,
        entry.number,
        entry.day or "",
        entry.amount,
        entry.source,
        entry.purpose,
        entry.voucher,
        entry.paid_to,
        entry.note,
        "" if entry.corrects is None else entry.corrects,
        entry.evidence,
    ]


def _arrival_row(case: CaseFile, arrival: Arrival) -> Row:
    texts = (arrival.voucher, arrival.payer, arrival.form, arrival.evidence)
    return [case.id, arrival.number, arrival.day or "", arrival.amount, *texts]


def _cases(bureau: Bureau, target: str) -> list[CaseFile]:
    """The case, or the awarded cases of the batch."""
    found = read_target(bureau.workspace, target)
    if isinstance(found, CaseFile):
        return [found]
    cases = all_cases(bureau.workspace).values()
    return [case for case in cases if case.batch == found.id and has_taken(case, "award")]


def _sums(cases: Iterable[CaseFile]) -> Iterator[Row]:
    """Planned and spent by case, source and purpose, and both in all."""
    plans, sums = NOTHING, NOTHING
    for case in cases:
        for source in SOURCES:
            plan, spent = planned(case, source), spent_by_purpose(case, source)
            for use in dict.fromkeys((*plan, *spent)):
                own, used = plan.get(use), spent.get(use, NOTHING)
                plans, sums = plans + (own or NOTHING), sums + used
                left: object = own - used if own is not None else ""
                yield [case.id, _unit(case), source, use, own or "", used, left]
    yield ["合计", "", "", "", plans, sums, ""]


def _balances(bureau: Bureau, cases: Sequence[CaseFile]) -> Iterator[Row]:
    """One row a case, and the sums of all."""
    rows = [_balance_row(bureau, case) for case in cases]
    yield from rows
    total: Row = ["合计", "", ""]
    for column in range(_FIRST_SUM, len(_BALANCES)):
        held = [row[column] for row in rows]
        if column < _FIRST_COUNT:
            total.append(Money.total(each for each in held if isinstance(each, Money)))
        else:
            total.append(sum(each for each in held if isinstance(each, int)))
    yield total


def _balance_row(bureau: Bureau, case: CaseFile) -> Row:
    programme = programme_of(bureau.policy(case.policy), case)
    whole = granted(programme, case) if programme is not None else None
    grant, match = accounts(case)
    promised = money_of(at(case.data, "经费.配套承诺"))
    return [
        *(case.id, _unit(case), case.programme, "按验收等级" if whole is None else whole),
        *(grant.came, grant.spent, grant.returned, grant.balance),
        *(promised if promised is not None else "", match.came, match.spent, match.balance),
        *(len(expenditure(case)), len(arrivals(case))),
    ]


def _unit(case: CaseFile) -> str:
    return text_of(at(case.data, "单位.名称"))


def _with_unit(heads: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"{head}（元）" if head.endswith("金额") else head for head in heads)
