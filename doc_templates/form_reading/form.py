"""Reading a filled application form: names beside, above or in front of what was filled in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from cases.errors import JiangdangError, Kind
from cases.values.money import Money
from doc_templates.form_reading.gathering import Gathered
from doc_templates.form_reading.labels import (
    Label,
    ListHead,
    choices,
    kinds,
    label_of,
    list_fields,
    list_head,
    plain_label,
    shown_label,
    unit_stated,
)
from doc_templates.form_reading.values import READERS, read_choice
from doc_templates.form_reading.word_grid import Block, Cell, read_grid
from doc_templates.word_parts import MAIN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cases.findings import Finding

# What every application form of ours asks for, in its order.
EXPECTED = (
    "项目名称", "单位.名称", "单位.统一社会信用代码", "单位.类型", "单位.法定代表人",
    "单位.主管委办局", "单位.地址", "单位.联系人", "单位.联系电话", "单位.职工总数",
    "单位.技能劳动者总数", "单位.开户行", "单位.账号", "带头人.姓名", "带头人.性别",
    "带头人.出生年月", "带头人.身份证号", "带头人.职业工种", "带头人.技能等级", "带头人.证书编号",
    "带头人.荣誉", "条件.制度", "计划.带徒人数", "经费.配套承诺", "申报.日期",
)  # fmt: skip
EXPECTED_LISTS = ("单位.职工教育经费", "团队", "业绩", "计划.目标任务", "计划.年度进度", "经费")
_FEWEST = 5
_FUNDS = {"资助资金": "经费.资助计划", "配套资金": "经费.配套用途"}
_TOTALS = ("合计", "总计", "小计", "共计")
_LEAD = re.compile(r"(?:(?<=^)|(?<=[\s　；;]))([^\s：:；;，,。]{2,14})[：:]")


class NotAFormError(JiangdangError):
    """The Word file names hardly any field of an application."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "D600"


@dataclass(frozen=True, slots=True)
class FormReading:
    """What a form says: fields by dotted key, lists, their places, doubts, its opening words."""

    values: dict[str, str]
    lists: dict[str, list[object]]
    places: dict[str, str]
    findings: tuple[Finding, ...]
    opening: str


def read_form(members: Mapping[str, bytes], name: str) -> FormReading:
    """Read a filled form from the members of its Word file.

    Raises NotAFormError, FormTooLargeError or NotWordFileError.
    """
    grid = read_grid(members[MAIN], name)
    reader = _FormReader(Gathered(name))
    for control in grid.controls:
        reader.control(control.tag, control.title, control.text, str(control.spot))
    for block in grid.blocks:
        reader.block(block)
    found = reader.found
    if len(found.seen) < _FEWEST:
        raise NotAFormError(name=name, count=len(found.seen))
    reader.name_missing()
    for what, code in (("inserted", "D607"), ("deleted", "D608"), ("hidden", "D609")):
        if grid.tally.counts[what]:
            found.doubt(code, "", count=str(grid.tally.counts[what]))
    opening = "\n".join(_words_of(block) for block in grid.blocks[:40])[:4000]
    return FormReading(found.values, found.lists, found.places, tuple(found.findings), opening)


class _FormReader:
    """Goes through the blocks of a form in reading order."""

    def __init__(self, found: Gathered) -> None:
        self.found = found
        self._unit = ""
        self._head: ListHead | None = None
        self._skipping = False
        self._sums: dict[int, Money] = {}

    def control(self, tag: str, title: str, text: str, place: str) -> None:
        """A content control named after a field."""
        for name in (tag.removeprefix("案."), title):
            label = label_of(name, heading=True) if name else None
            if label is not None and label.key in kinds():
                if text:
                    self.found.take(label.key, text, _at(place, shown_label(label.key)))
                return

    def block(self, block: Block) -> None:
        """A table, or a line that may name fields and their values."""
        if not block.rows:
            self._unit = unit_stated(block.line)
            self._inline(block.line, str(block.spot))
            return
        self._head, self._skipping, self._sums = None, False, {}
        for at, row in enumerate(block.rows):
            below = block.rows[at + 1] if at + 1 < len(block.rows) else ()
            self._row(row, below)

    def _inline(self, text: str, place: str) -> bool:
        """Names with a colon and what follows them, in one line; whether there were any."""
        found = [(each, label_of(each[1])) for each in _LEAD.finditer(text)]
        known = [(each, label) for each, label in found if label is not None]
        for at, (each, label) in enumerate(known):
            end = known[at + 1][0].start() if at + 1 < len(known) else len(text)
            value = text[each.end() : end].strip(" 　_＿\t")
            if label.key:
                self.found.take(label.key, value, _at(place, each[1]), label.unit)
        return bool(known)

    def _row(self, row: tuple[Cell, ...], below: tuple[Cell, ...]) -> None:
        fresh = [cell for cell in row if not cell.continued]
        if not any(cell.text for cell in fresh):
            return
        head = list_head([(cell.start, cell.text) for cell in row])
        if head is not None:
            self._head, self._skipping, self._sums = head, False, {}
            self.found.seen.add(head.list_key)
            for key in _FUNDS.values() if head.list_key == "经费" else (head.list_key,):
                self.found.lists.setdefault(key, [])
                self.found.places.setdefault(key, f"第{row[0].spot.table}表")
        elif self._head is not None and self._belongs(row, self._head):
            self._item(row, self._head)
        elif not self._skip(fresh):
            self._head = None
            self._pairs(row, below)

    def _belongs(self, row: tuple[Cell, ...], head: ListHead) -> bool:
        """Whether a row goes on with the list: no name of a neighbouring field opens it."""
        first = next((cell for cell in row if cell.text), row[0])
        label = label_of(first.text)
        if label is None or not label.key:
            return label is None or len(row) == len(head.starts)
        same_part = label.key.partition(".")[0] == head.list_key.partition(".")[0]
        return not same_part and tuple(cell.start for cell in row) == head.starts

    def _skip(self, row: Sequence[Cell]) -> bool:
        """Tables we know and do not read, such as the list of papers that come with the form."""
        labels = [label_of(cell.text) for cell in row]
        filled = [label for label, cell in zip(labels, row, strict=True) if cell.text]
        if len(filled) > 2 and all(label is not None and not label.key for label in filled):
            self._skipping = True
            return True
        if self._skipping and labels[0] is not None and labels[0].key:
            self._skipping = False
        return self._skipping

    def _item(self, row: tuple[Cell, ...], head: ListHead) -> None:
        """One line of a repeated table."""
        same = len(row) == len(head.starts)  # then cells go by their order, as drawn
        by_start = dict(zip(head.starts, row, strict=True)) if same else {c.start: c for c in row}
        texts = {start: by_start[start].text for start in head.columns if start in by_start}
        if any(plain_label(cell.text) in _TOTALS for cell in row):
            self._check_total(texts, head, row[0])
            return
        if len(row) == 1:
            self.found.doubt("D615", str(row[0].spot), text=row[0].text)
            return
        fresh = [start for start, text in texts.items() if text and not by_start[start].continued]
        filled = {head.columns[start].key for start in fresh}
        if not filled or filled <= {"资金来源"}:
            return
        key, item = head.list_key, dict.fromkeys(list_fields(head.list_key), "")
        for start, text in texts.items():
            label = head.columns[start]
            item[label.key] = self._field(key, label, text, str(by_start[start].spot), start)
        self._add(key, item, row, by_start, head)

    def _field(self, key: str, label: Label, text: str, place: str, start: int) -> str:
        """One cell of a list in the form a case file holds."""
        path = f"{'经费.资助计划' if key == '经费' else key}.{label.key}"
        if path in choices():
            found = read_choice(text, choices()[path])
        elif kinds().get(path) == "金额":
            amount = self.found.money(text, _at(place, label.key), label.unit or self._unit)
            self._add_up(start, amount)
            return amount
        else:
            found = READERS.get(kinds().get(path, "文本"), READERS["文本"])(text)
        return text.strip() if found is None else found

    def _add(
        self, key: str, item: dict[str, str], row: Sequence[Cell], cells: dict[int, Cell],
        head: ListHead,
    ) -> None:  # fmt: skip
        """Put a line into its list and remember where its cells stood."""
        if key == "经费":
            source = item.pop("资金来源")
            named = [each for each in _FUNDS if each[:2] in source]
            if len(named) != 1:
                self.found.doubt("D612", str(row[0].spot), text=" ".join(c.text for c in row))
                return
            key = _FUNDS[named[0]]
        items = self.found.lists.setdefault(key, [])
        items.append(item)
        for start, label in head.columns.items():
            if start in cells and label.key in item:
                place = _at(str(cells[start].spot), label.key)
                self.found.places[f"{key}.{len(items)}.{label.key}"] = place

    def _add_up(self, start: int, amount: str) -> None:
        read = READERS["金额"](amount)
        if read:
            self._sums[start] = self._sums.get(start, Money.of(0)) + Money.parse(read)

    def _check_total(self, texts: dict[int, str], head: ListHead, first: Cell) -> None:
        """合计 must be what the lines above it make."""
        for start, text in texts.items():
            read = READERS["金额"](text)
            if start in self._sums and read and Money.parse(read) != self._sums[start]:
                facts = {"text": text, "sum": str(self._sums[start])}
                self.found.doubt("D614", _at(str(first.spot), head.columns[start].key), **facts)
        self._sums = {}

    def _pairs(self, row: tuple[Cell, ...], below: tuple[Cell, ...]) -> None:
        """Names with their values to the right, or below when a row holds names only."""
        labels = [label_of(cell.text) if cell.text else None for cell in row]
        if len(row) > 1 and all(labels) and not (below and label_of(below[0].text)):
            self._names_above(row, labels, below)
            return
        at = 0
        while at < len(row):
            at += self._pair(row, labels, at)

    def _pair(self, row: Sequence[Cell], labels: Sequence[Label | None], at: int) -> int:
        """Read the name at a place with its value; how many cells that took."""
        cell, label = row[at], labels[at]
        if label is None:
            return 1 if self._inline(cell.text, str(cell.spot)) else self._stranger(row, labels, at)
        if at + 1 == len(row):
            return 1
        value = row[at + 1]
        if labels[at + 1] is not None and at + 2 < len(row) and labels[at + 2] is None:
            return 1  # the next cell is itself a name, with its value after it
        if label.key and not cell.continued:
            place = _at(str(value.spot), cell.text)
            self.found.take(label.key, value.text, place, label.unit or self._unit)
        return 2

    def _stranger(self, row: Sequence[Cell], labels: Sequence[Label | None], at: int) -> int:
        """A name we do not know; told when something is filled in beside it."""
        cell = row[at]
        beside = row[at + 1].text if at + 1 < len(row) and labels[at + 1] is None else ""
        if not beside or cell.continued or not 1 < len(plain_label(cell.text)) <= 14:
            return 1
        self.found.doubt("D603", str(cell.spot), label=cell.text, text=beside)
        return 2

    def _names_above(
        self, row: Sequence[Cell], labels: Sequence[Label | None], below: Sequence[Cell]
    ) -> None:
        by_start = {cell.start: cell for cell in below}
        for cell, label in zip(row, labels, strict=True):
            value = by_start.get(cell.start)
            if label and label.key and value is not None:
                place = _at(str(value.spot), cell.text)
                self.found.take(label.key, value.text, place, label.unit or self._unit)

    def name_missing(self) -> None:
        """Fields and tables that the form should have and has not."""
        fields = [key for key in EXPECTED if key not in self._covered()]
        lists = [key for key in EXPECTED_LISTS if key not in self.found.seen]
        names = [shown_label(key) for key in fields] + [key.rpartition(".")[2] for key in lists]
        if names:
            self.found.doubt("D602", "", labels="、".join(names))

    def _covered(self) -> set[str]:
        return self.found.seen | set(self.found.values) | set(self.found.lists)


def _at(place: str, name: str) -> str:
    """A place with the name that stands there."""
    return f"{place}“{plain_label(name)}”"


def _words_of(block: Block) -> str:
    """All text of a block."""
    return block.line or "\n".join(cell.text for row in block.rows for cell in row)
