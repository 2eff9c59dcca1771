"""汇总表: the cases of a batch in the columns that a department or bureau wants."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from acts.audit.rights import may_see_numbers
from acts.keeping.exporting import refuse_unfit_place
from acts.listing import step_label
from acts.overviews.list_definitions import TAKEN, list_definition
from acts.overviews.overview_papers import is_paper, write_overview
from acts.overviews.statistics import NothingOfThatError
from acts.rosters.intake import programme_named
from cases.casefile import all_cases, read_batch
from cases.errors import JiangdangError, Kind
from cases.lifecycle.reading import at, day_of, money_of, text_of
from cases.lifecycle.world import conclusion_of_review, has_taken
from cases.masking import masked
from cases.values.money import Money
from cases.yamlwriting import text_of as written
from index.sheets import Table, write_book

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from acts.bureau import Bureau
    from acts.overviews.list_definitions import ListColumn, ListDefinition
    from cases.casefile import BatchFile, CaseFile

KIND = "summary-list"
MOST_ON_PAPER = 16
_PRIVATE = ("带头人.身份证号", "单位.联系电话", "单位.账号")
_WAN = 10000
_POINTS = ("得分", "总分")
_NUMBER = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,4})?")


class NotAListFileError(JiangdangError):
    """A list is written as ``.xlsx``, ``.docx`` or ``.pdf`` and nothing else."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "B131"


class TooWideForPaperError(JiangdangError):
    """So many columns do not stand on a page."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "B132"


def write_list(
    bureau: Bureau, batch_id: str, name: str, file: Path, department: str = ""
) -> dict[str, object]:
    """The list of a batch by name, of one department if named, by the file's suffix."""
    batch = read_batch(bureau.workspace, batch_id)
    wanted = list_definition(bureau.workspace, name)
    cases = _cases(bureau, batch, wanted, department)
    title = wanted.title.replace("{年度}", str(batch.year)).replace("{批次}", batch.id)
    rows = [_cells(bureau, wanted, case, number) for number, case in enumerate(cases, 1)]
    if any(column.summed for column in wanted.columns):
        rows.append(_total(wanted, rows))
    rows = [_in_units(wanted, row) for row in rows]
    if is_paper(file):
        _write_paper(bureau, wanted, title, rows, len(cases), file)
    elif file.suffix.lower() == ".xlsx":
        refuse_unfit_place(file)
        heads = [column.head for column in wanted.columns]
        widths = tuple(column.width for column in wanted.columns)
        bold = len(rows) > len(cases)
        write_book(file, [Table(name, title, heads, rows, last_bold=bold, widths=widths)])
    else:
        raise NotAListFileError(path=file)
    return {"path": str(file), "list": name, "batch": batch.id, "rows": len(cases)}


def _cases(
    bureau: Bureau, batch: BatchFile, wanted: ListDefinition, department: str
) -> list[CaseFile]:
    """The cases of the batch that stand on the list; raises for a department that has none."""
    held = [
        case for _, case in sorted(all_cases(bureau.workspace).items()) if case.batch == batch.id
    ]
    known = sorted({text_of(case.get("单位.主管委办局")) for case in held} - {""})
    if department and department not in known:
        told = "、".join(known)[:300]
        raise NothingOfThatError(label="主管委办局", value=department[:40], known=told)
    programme = ""
    if wanted.programme:
        programme = programme_named(bureau.policy_of(batch), wanted.programme).label
    return [
        case
        for case in held
        if _belongs(case, wanted.taken)
        and programme in ("", case.programme)
        and department in ("", text_of(case.get("单位.主管委办局")))
    ]


def _belongs(case: CaseFile, taken: str) -> bool:
    """Whether a case stands on the list."""
    step = TAKEN[taken]
    if taken == "候选" and conclusion_of_review(case) != "同意推荐":
        return False
    return not step or has_taken(case, step)


def _cells(
    bureau: Bureau, wanted: ListDefinition, case: CaseFile, number: int
) -> tuple[object, ...]:
    return tuple(_cell(bureau, column, case, number) for column in wanted.columns)


def _cell(bureau: Bureau, column: ListColumn, case: CaseFile, number: int) -> object:
    """A value as its kind; personal numbers only for whom may see them."""
    if column.source == "序号":
        return number
    if column.source == "环节":
        return step_label(case.step)
    if column.step:
        value = at(case.facts_of(column.step), column.source.partition(".")[2])
    else:
        value = at(case.data, column.source) if column.source else ""
    return _shown(bureau, column, value)


def _shown(bureau: Bureau, column: ListColumn, value: Any) -> object:
    amount = money_of(value) if column.summed or column.unit == "万元" else None
    if isinstance(value, Money) or amount is not None:
        return value if isinstance(value, Money) else amount
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, list):
        return "；".join(_word(each) for each in value)
    day = day_of(value)
    if day is not None:
        return day
    text = written(value) if value not in (None, "", {}) else ""
    if column.source.rpartition(".")[2] in _POINTS and _NUMBER.fullmatch(text):
        return Decimal(text)
    hidden = column.source in _PRIVATE and not may_see_numbers(bureau)
    return masked(text) if hidden else text


def _word(value: Any) -> str:
    """An item of a list in one cell."""
    return "，".join(map(text_of, value.values())) if isinstance(value, dict) else text_of(value)


def _in_wan(amount: Money) -> Decimal:
    """An amount in 万元, exact."""
    return (amount.amount / _WAN).normalize()


def _total(wanted: ListDefinition, rows: Sequence[tuple[object, ...]]) -> tuple[object, ...]:
    """合计 below the rows, exact."""
    cells: list[object] = []
    for place, column in enumerate(wanted.columns):
        held = [row[place] for row in rows]
        if column.summed:
            cells.append(Money.total(each for each in held if isinstance(each, Money)))
        else:
            cells.append("合计" if place == 0 else "")
    return tuple(cells)


def _in_units(wanted: ListDefinition, row: Sequence[object]) -> tuple[object, ...]:
    """The cells as they are shown: amounts in 万元 where the column says so."""
    return tuple(
        _in_wan(cell) if isinstance(cell, Money) and column.unit == "万元" else cell
        for column, cell in zip(wanted.columns, row, strict=True)
    )


def _write_paper(
    bureau: Bureau,
    wanted: ListDefinition,
    title: str,
    rows: Sequence[tuple[object, ...]],
    count: int,
    file: Path,
) -> None:
    """The list on paper, by a template with as many columns."""
    if len(wanted.columns) > MOST_ON_PAPER:
        raise TooWideForPaperError(name=wanted.name, most=MOST_ON_PAPER)
    lines = [{"格": [{"文字": _printed(cell)} for cell in row]} for row in rows]
    words = {
        "标题": title,
        "行数": count,
        "栏目": [{"名称": column.head} for column in wanted.columns],
        "行": lines,
    }
    write_overview(bureau, KIND, {"汇总": words}, file, len(rows))


def _printed(cell: object) -> str:
    if isinstance(cell, Decimal):
        return format(cell, "f")
    return cell.grouped if isinstance(cell, Money) else str(cell)
