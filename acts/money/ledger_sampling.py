"""监督检查抽样: cases or lines of the ledger drawn by a seed, plain or by amount (九).

Plain: the first ones in the order of ``sha256(seed, line feed, name)``. By amount: in that
order the amounts are laid end to end in cents, and every ``total ÷ size``-th cent is taken from
a start that the seed gives; whoever holds that cent is drawn. A large amount is drawn for sure.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from acts.audit.sampling import Drawn, NothingToDrawError, drawn_seed
from acts.keeping.exporting import refuse_unfit_place
from acts.listing import NotExcelError
from acts.world import read_world
from cases.lifecycle.grants_due import NOTHING, paid
from cases.lifecycle.ledger import expenditure
from cases.lifecycle.reading import at, text_of
from cases.lifecycle.world import cases_of_batch, has_taken
from cases.settings import Role
from index.sheets import A4, Table, write_book

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from acts.bureau import Bureau
    from cases.casefile import CaseFile
    from cases.values.money import Money

SAMPLE_HEADS = (
    "序号",
    "案卷号",
    "单位",
    "笔次",
    "日期",
    "金额（元）",
    "资金来源",
    "用途",
    "凭证号",
)
_SHEET_HEADS = (
    *SAMPLE_HEADS,
    *(
        "凭证与账是否相符",
        "用途是否合规",
        "实物或成果",
        "发现的问题",
        "检查人一",
        "检查人二",
        "检查日期",
    ),
)


@dataclass(frozen=True, slots=True)
class Sampling:
    """How many to draw, by which seed, cases or lines, each alike or by its amount."""

    size: int
    seed: str = ""
    entries: bool = False
    by_amount: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """What may be drawn: a case with what it was paid, or one line of its ledger."""

    name: str
    amount: Money
    row: tuple[str, ...]


def draw_money_sample(
    bureau: Bureau, batch_id: str, asked: Sampling, file: Path | None = None
) -> dict[str, Any]:
    """Draw from a batch's paid cases, log what was drawn, and write the inspectors' sheet."""
    person = bureau.acting(Role.CLERK, Role.AUDITOR)
    if file is not None:
        if file.suffix.lower() != ".xlsx":
            raise NotExcelError(path=file)
        refuse_unfit_place(file)
    seed, items = drawn_seed(asked.seed), _items(bureau, batch_id, asked)
    if not items:
        raise NothingToDrawError
    drawn = draw(items, asked.size, seed, by_amount=asked.by_amount)
    value = _told(batch_id, asked, seed, items, drawn)
    with bureau.journal.act("draw", person.name, batch_id) as act:
        counts = {"种子": seed, "总体": len(items), "抽取": len(drawn)}
        how = {"对象": value["unit"], "方法": value["method"], "样本摘要": value["sha256"]}
        act.enter("draw", batch_id, {**counts, **how})
    if file is not None:
        title = f"批次{batch_id}经费监督检查表（种子{seed}，{value['method']}）"
        rows = [[n, *row[1:], *[""] * 7] for n, row in enumerate(sample_rows(value), start=1)]
        write_book(file, [Table("检查表", title, _SHEET_HEADS, rows, paper=A4)])
        value["exported"] = str(file)
    return value


def draw(items: Sequence[Item], size: int, seed: str, *, by_amount: bool) -> list[Item]:
    """So many of the items (all of them where there are no more), in the order of their names."""
    order = Drawn(seed, len(items), {each.name: "" for each in items}).cases
    named = {each.name: each for each in items}
    if by_amount:
        order = _by_amount([named[name] for name in order], size, seed)
    return [named[name] for name in sorted(order[:size])]


def _by_amount(items: Sequence[Item], size: int, seed: str) -> list[str]:
    """The names that hold the cents drawn, then the others in their order."""
    total = sum(_cents(each) for each in items)
    drawn: dict[str, None] = {}
    if total and size:
        start = int(hashlib.sha256(f"{seed}\n起点".encode()).hexdigest(), 16) % total
        wanted = sorted((start + number * total // size) % total for number in range(size))
        reached = 0
        for each in items:
            reached += _cents(each)
            while wanted and wanted[0] < reached:
                drawn[each.name] = None
                wanted.pop(0)
    return list(dict.fromkeys((*drawn, *(each.name for each in items))))


def _cents(item: Item) -> int:
    return int(max(item.amount, NOTHING).amount * 100)


def sample_rows(value: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """What was drawn, as a table."""
    return [(str(n), *item["row"]) for n, item in enumerate(value["items"], start=1)]


def _items(bureau: Bureau, batch_id: str, asked: Sampling) -> list[Item]:
    """The paid cases of the batch, or the lines of their ledgers."""
    cases = cases_of_batch(read_world(bureau, batch_id))
    funded = [case for case in cases if has_taken(case, "disburse")]
    if not asked.entries:
        return [_case(case) for case in funded]
    return [item for case in funded for item in _lines(case)]


def _case(case: CaseFile) -> Item:
    unit, amount = text_of(at(case.data, "单位.名称")), paid(case)
    return Item(case.id, amount, (case.id, unit, "", "", str(amount), "", "", ""))


def _lines(case: CaseFile) -> list[Item]:
    """The lines that corrections left something of."""
    unit = text_of(at(case.data, "单位.名称"))
    return [
        Item(
            f"{case.id}#{each.number:05d}",
            each.standing,
            (
                *(case.id, unit, str(each.number), str(each.day or ""), str(each.standing)),
                *(each.source, each.purpose, each.voucher),
            ),
        )
        for each in expenditure(case)
        if each.standing > NOTHING
    ]


def _told(
    batch: str, asked: Sampling, seed: str, items: Sequence[Item], drawn: Sequence[Item]
) -> dict[str, Any]:
    """The sample as ``--json`` shows it."""
    names = "".join(f"{each.name}\n" for each in drawn)
    return {
        "batch": batch,
        "seed": seed,
        "unit": "支出" if asked.entries else "案卷",
        "counter": "笔" if asked.entries else "个",
        "method": "按金额" if asked.by_amount else "等概率",
        "population": len(items),
        "size": len(drawn),
        "items": [{"name": e.name, "amount": str(e.amount), "row": list(e.row)} for e in drawn],
        "sha256": f"sha256:{hashlib.sha256(names.encode()).hexdigest()}",
    }
