"""The columns of a ledger's sheets: what they are called and which key of a line they hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cases.lifecycle.ledger import ARRIVED_AT, SPENT_AT

if TYPE_CHECKING:
    from collections.abc import Iterable

CASE, NUMBER = "案卷号", "序号"
DAY, MONEY, TEXT, SOURCE, LINE = "日期", "金额", "文字", "资金来源", "笔次"


@dataclass(frozen=True, slots=True)
class LedgerColumn:
    """One column: its head, the kind of its values, and whether every line has one."""

    head: str
    key: str
    kind: str = TEXT
    required: bool = False


@dataclass(frozen=True, slots=True)
class LedgerSheet:
    """One list of the case as a sheet: its name, where the list stands, its columns."""

    name: str
    path: str
    columns: tuple[LedgerColumn, ...]

    @property
    def heads(self) -> tuple[str, ...]:
        """The heads in order, the case and the line's number first."""
        return (CASE, NUMBER, *(each.head for each in self.columns))

    def fits(self, heads: Iterable[str]) -> bool:
        """Whether a row of heads is this sheet's: all that a line must have is there."""
        known = set(heads)
        needed = {each.head for each in self.columns if each.required}
        return {CASE, *needed} <= known


SPENT = LedgerSheet(
    "支出",
    SPENT_AT,
    (
        LedgerColumn("日期", "日期", DAY, required=True),
        LedgerColumn("金额", "金额", MONEY, required=True),
        LedgerColumn("资金来源", "资金来源", SOURCE, required=True),
        LedgerColumn("用途", "用途", required=True),
        LedgerColumn("凭证号", "凭证号"),
        LedgerColumn("收款人", "收款人"),
        LedgerColumn("摘要", "摘要"),
        LedgerColumn("冲销", "冲销", LINE),
        LedgerColumn("附件", "附件"),
    ),
)
ARRIVED = LedgerSheet(
    "配套到位",
    ARRIVED_AT,
    (
        LedgerColumn("到位日期", "日期", DAY, required=True),
        LedgerColumn("到位金额", "金额", MONEY, required=True),
        LedgerColumn("凭证号", "凭证号"),
        LedgerColumn("出资方", "出资方"),
        LedgerColumn("形式", "形式"),
        LedgerColumn("附件", "附件"),
    ),
)
SHEETS = (SPENT, ARRIVED)
BALANCES, SPENT_COUNT, ARRIVED_COUNT = "余额", "支出笔数", "到位笔数"


def plain_head(words: str) -> str:
    """A head without blanks and without its unit: ``金 额（元）`` is ``金额``."""
    bare = "".join(words.split())
    for unit in ("（元）", "(元)"):
        bare = bare.removesuffix(unit)
    return bare
