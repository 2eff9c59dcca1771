"""汇总表的栏目: which columns a list has, from YAML that a bureau may write for itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, ClassVar

from cases.errors import JiangdangError, Kind
from cases.findings import Finding, Place
from cases.lifecycle.steps import step_of
from cases.typedfile import read_text
from cases.yamlnodes import read_plain
from doc_templates.form_reading.labels import kinds

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cases.workspace import Workspace

FOLDER, _SUFFIX, _SHIPPED = "lists", ".yaml", "list_columns.yaml"
# The cases that a list takes, by the step that they must have taken.
TAKEN: Mapping[str, str] = {
    "全部": "",
    "申报": "apply",
    "候选": "review",
    "入选": "award",
    "拨款": "disburse",
    "考核": "assess-term",
}
OWN_FIELDS = ("序号", "案卷号", "批次", "项目类别", "项目名称", "环节", "档号")
_KEYS, _COLUMN_KEYS = ("标题", "名单", "项目类别", "列"), ("表头", "取", "宽", "单位", "合计")
_UNITS = ("元", "万元")
_MOST_COLUMNS, _WIDEST = 60, 80
_YES, _NO = "是", "否"
_FILLED_IN = ("{年度}", "{批次}")
_BRACED = re.compile(r"\{[^{}]*\}?|\}")


class UnknownListError(JiangdangError):
    """Neither the system nor the bureau has such a list."""

    kind: ClassVar[Kind] = Kind.NOT_FOUND
    code: ClassVar[str] = "B120"


class FaultyListError(JiangdangError):
    """A list's definition is wrong; its findings say where."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "B121"


@dataclass(frozen=True, slots=True)
class ListColumn:
    """One column: its head, where its cells come from, its width in signs, its unit, its total."""

    head: str
    source: str
    width: int = 0
    unit: str = "元"
    summed: bool = False

    @property
    def step(self) -> str:
        """The step whose record it shows; nothing for a field of the case."""
        found = step_of(self.source.partition(".")[0])
        return found.id if found and "." in self.source and self.source not in kinds() else ""


@dataclass(frozen=True, slots=True)
class ListDefinition:
    """A list: title, which cases, columns; ``programme`` is the one it is of, all where empty."""

    name: str
    title: str
    taken: str
    columns: tuple[ListColumn, ...]
    programme: str = ""


def list_definition(workspace: Workspace, name: str) -> ListDefinition:
    """The list of a name: the bureau's own wins.

    Raises UnknownListError, FaultyListError and what reading YAML raises.
    """
    own = workspace.root / FOLDER / f"{name}{_SUFFIX}"
    if name and "/" not in name and "\\" not in name and own.is_file():
        file = f"{FOLDER}/{own.name}"
        return _read(name, read_plain(read_text(own), file), file)
    if name in _shipped():
        return _read(name, _shipped()[name], _SHIPPED)
    known = "、".join((*_shipped(), *own_lists(workspace)))
    raise UnknownListError(name=name[:40], known=known)


def own_lists(workspace: Workspace) -> list[str]:
    """The names of the bureau's own lists."""
    return sorted(path.stem for path in (workspace.root / FOLDER).glob(f"*{_SUFFIX}"))


@cache
def _shipped() -> Mapping[str, Any]:
    return read_plain(files("acts.overviews").joinpath(_SHIPPED).read_text("utf-8"), _SHIPPED)


def _read(name: str, plain: Mapping[str, Any], file: str) -> ListDefinition:
    """The definition, or all its faults at once."""
    faults = [*_shape_faults(plain, file)]
    rows: Any = plain.get("列")
    if isinstance(rows, list):
        listed = enumerate(rows[:_MOST_COLUMNS], 1)
        faults += [fault for at, row in listed for fault in _faults(row, at, file)]
    if faults:
        raise FaultyListError(file=file, count=len(faults), findings=faults)
    return ListDefinition(
        name,
        str(plain.get("标题") or name),
        str(plain.get("名单") or "全部"),
        tuple(_column(row) for row in rows),
        str(plain.get("项目类别") or ""),
    )


def _column(row: Mapping[str, str]) -> ListColumn:
    return ListColumn(
        row["表头"],
        row.get("取", ""),
        int(row.get("宽") or 0),
        row.get("单位") or "元",
        row.get("合计") == _YES,
    )


def _shape_faults(plain: Mapping[str, Any], file: str) -> Iterator[Finding]:
    """Keys that no list has, and parts that are none."""
    for key in plain:
        if key not in _KEYS:
            yield _fault("B122", file, key, key=key, known="、".join(_KEYS))
    taken = plain.get("名单") or "全部"
    if taken not in TAKEN:
        yield _fault("B123", file, "名单", text=str(taken)[:40], known="、".join(TAKEN))
    for braced in _BRACED.findall(str(plain.get("标题") or "")):
        if braced not in _FILLED_IN:
            facts = {"text": braced[:40], "known": "、".join(_FILLED_IN)}
            yield _fault("B133", file, "标题", **facts)
    rows = plain.get("列")
    if not isinstance(rows, list) or not 0 < len(rows) <= _MOST_COLUMNS:
        yield _fault("B124", file, "列", most=str(_MOST_COLUMNS))


def _faults(row: Any, at: int, file: str) -> Iterator[Finding]:
    """What is wrong with one column."""
    place = f"列.{at}"
    if not isinstance(row, dict) or not all(isinstance(each, str) for each in row.values()):
        yield _fault("B125", file, place)
        return
    for key in row:
        if key not in _COLUMN_KEYS:
            yield _fault("B126", file, f"{place}.{key}", key=key, known="、".join(_COLUMN_KEYS))
    if not row.get("表头", "").strip():
        yield _fault("B127", file, place)
    if row.get("取") and not is_source(row["取"]):
        nearest = (
            "、".join(get_close_matches(row["取"], (*OWN_FIELDS, *kinds()), 3, 0.4)) or "单位.名称"
        )
        yield _fault("B128", file, f"{place}.取", text=row["取"][:40], nearest=nearest)
    yield from _looks(row, place, file)


def _looks(row: Mapping[str, str], place: str, file: str) -> Iterator[Finding]:
    """What is wrong with the width, unit and total of a column."""
    width = row.get("宽") or "1"
    if not (width.isascii() and width.isdecimal() and 1 <= int(width[:4]) <= _WIDEST):
        yield _fault("B129", file, f"{place}.宽", text=width[:20], most=str(_WIDEST))
    if row.get("单位") and row["单位"] not in _UNITS:
        yield _fault("B130", file, f"{place}.单位", text=row["单位"][:20])
    if row.get("合计") and row["合计"] not in (_YES, _NO):
        yield _fault("B134", file, f"{place}.合计", text=row["合计"][:20])


def is_source(text: str) -> bool:
    """Whether a column may take it: a field of the case, or a step's record."""
    step, dot, fact = text.partition(".")
    return text in OWN_FIELDS or text in kinds() or bool(dot and fact and step_of(step))


def _fault(code: str, file: str, where: str, **facts: str) -> Finding:
    return Finding(code, place=Place(file, None, where), facts=facts)
