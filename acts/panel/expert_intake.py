"""专家库 from Excel: rows come in by name, every faulty cell named, the file's own notes kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from acts.panel.expert_pool import parse_pool
from cases.digest import digest_of
from cases.errors import JiangdangError, Kind
from cases.findings import Finding, Place
from cases.settings import Role
from cases.typedfile import read_text
from cases.yamltext import Append, Put, changed
from index.sheet_reading import read_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from acts.bureau import Bureau
    from index.sheet_reading import Sheet, SheetCell

NEW_POOL = """# 专家库：只在本机使用；联系方式不进文书、日志和评分表。
# 回避：与申报单位、带头人的劳动、投资、师徒、近亲属等关系，写单位全称或人名。
格式版本: 1
专家: []
"""
HEADS = ("姓名", "单位", "专业", "职称", "联系方式", "停用", "回避")
_NEEDED = ("姓名", "单位")
_HIGHEST = 20
_LONGEST = 200


class NoExpertHeadsError(JiangdangError):
    """No row of the workbook names 姓名 and 单位."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "E105"


class FaultyExpertsError(JiangdangError):
    """Some rows cannot be taken in; the findings name each cell."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "E106"


def import_experts(bureau: Bureau, file: Path) -> dict[str, Any]:
    """Take in the experts of a workbook: new ones are added, known ones brought up to date."""
    person = bureau.acting(Role.CLERK, Role.ADMINISTRATOR)
    unread: list[str] = []
    rows, faults = _read(file, unread)
    if faults:
        raise FaultyExpertsError(path=file.name, count=len(faults), findings=faults)
    path = bureau.workspace.experts_file
    held = read_text(path) if path.is_file() else ""
    text = held or NEW_POOL
    known = [each.name for each in parse_pool(text, path.name)]
    edits = [_edit(row, known) for row in rows]
    text = changed(text, edits, path.name)
    parse_pool(text, path.name)
    added = sum(isinstance(each, Append) for each in edits)
    told: dict[str, Any] = {"added": added, "changed": len(edits) - added, "path": path.name}
    told |= {"unread": unread} if unread else {}
    with bureau.journal.act("experts", person.name, path.name) as act:
        before = digest_of(held.encode()) if held else None
        digest = act.write(path.name, text.encode(), before=before)
        act.enter("experts", path.name, {"新增": added, "更新": told["changed"], "摘要": digest})
    return told


def _edit(row: Mapping[str, Any], known: list[str]) -> Put | Append:
    if row["姓名"] in known:
        return Put(("专家", known.index(row["姓名"])), row)
    return Append(("专家",), row)


def _read(file: Path, unread: list[str]) -> tuple[list[dict[str, Any]], list[Finding]]:
    """The rows of every sheet that has the heads, and their faults; heads nobody knows too."""
    found: list[dict[str, Any]] = []
    faults: list[Finding] = []
    known, named = False, set[str]()
    for sheet in read_workbook(file).sheets:
        heads = _heads(sheet)
        if heads is None:
            continue
        known = True
        unread += _strange_heads(sheet, *heads)
        for number in sorted(row for row in sheet.rows if row > heads[0]):
            row, odd = _row(sheet.rows[number], heads[1])
            faults += [Finding(c, place=_at(file, sheet, cell), facts=f) for c, cell, f in odd]
            if row and row["姓名"] in named:
                place = Place(file.name, None, f"{sheet.name} 第 {number} 行")
                faults.append(Finding("E107", place=place, facts={"name": row["姓名"]}))
            elif row:
                named.add(row["姓名"])
                found.append(row)
    if not known:
        raise NoExpertHeadsError(path=file.name)
    return found, faults


def _at(file: Path, sheet: Sheet, cell: str) -> Place:
    return Place(file.name, None, f"{sheet.name} {cell}".strip())


def _heads(sheet: Sheet) -> tuple[int, dict[int, str]] | None:
    """The row that names the columns, and what each of them is."""
    for number in sorted(sheet.rows)[:_HIGHEST]:
        named = {at: "".join(c.text.split()) for at, c in sheet.rows[number].items()}
        columns = {at: name for at, name in named.items() if name in HEADS}
        if set(_NEEDED) <= set(columns.values()):
            return number, columns
    return None


def _strange_heads(sheet: Sheet, row: int, columns: Mapping[int, str]) -> Iterator[str]:
    """Heads that nobody knows, where something stands below them; 序号 is none."""
    for at, cell in sorted(sheet.rows[row].items()):
        head = "".join(cell.text.split())[:_LONGEST]
        below = any(number > row and at in sheet.rows[number] for number in sheet.rows)
        if head and at not in columns and below and head != "序号":
            yield head


Odd = tuple[str, str, dict[str, str]]


def _row(
    cells: Mapping[int, SheetCell], columns: Mapping[int, str]
) -> tuple[dict[str, Any], list[Odd]]:
    """One expert, and what is wrong with the row's cells; nothing of an empty row."""
    texts = {name: cells[at].text.strip() for at, name in columns.items() if at in cells}
    if not any(texts.values()):
        return {}, []
    odd = list(_odd(cells, columns, texts))
    ties = list(_ties(texts.get("回避", "")))
    row = {name: text for name, text in texts.items() if text and name != "回避"}
    return ({} if odd else {**row, **({"回避": ties} if ties else {})}), odd


def _odd(
    cells: Mapping[int, SheetCell], columns: Mapping[int, str], texts: Mapping[str, str]
) -> Iterator[Odd]:
    where = {name: cells[at].name for at, name in columns.items() if at in cells}
    for at, name in columns.items():
        cell = cells.get(at)
        if cell is not None and (cell.formula or cell.flaw or len(cell.text) > _LONGEST):
            yield "E108", cell.name, {"head": name}
    flawed = {name for at, name in columns.items() if at in cells and cells[at].flaw}
    for name in _NEEDED:
        if not texts.get(name) and name not in flawed:
            row = next(iter(cells.values())).name.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
            yield "E109", where.get(name, f"第 {row} 行"), {"head": name}
    if texts.get("停用", "") not in ("", "是", "否"):
        yield "E110", where["停用"], {"text": texts["停用"]}
    if texts.get("回避") and any(not (t["关系"] and t["对象"]) for t in _ties(texts["回避"])):
        yield "E111", where["回避"], {"text": texts["回避"][:60]}


def _ties(text: str) -> Iterator[dict[str, str]]:
    """``师徒：样甲；投资：样例公司`` as rows."""
    for part in text.replace("\n", "；").replace(";", "；").split("；"):
        kind, _, whom = part.replace(":", "：").partition("：")
        if part.strip():
            yield {"关系": kind.strip(), "对象": whom.strip()}
