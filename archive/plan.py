"""What a package is to hold, before anything is written."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from archive.verification import PACKAGE_FORMS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime
    from pathlib import Path

    from cases.values.reference_code import ReferenceCode
    from cases.values.retention import RetentionPeriod

FORM_NAMES = tuple(name.removeprefix("data/") for name in PACKAGE_FORMS)
RECORDS_FOLDER = "data/元数据/案卷文件"
# Business phases of a file on one project, 申报 to 结项; corrections come after assessment.
PHASES = (
    *("notify", "apply", "review", "decline", "score", "unselected", "publicise", "object"),
    *("award", "agree", "disburse", "assess", "inspect", "replace-leader", "assess-term"),
    *("rectify", "recheck", "claw-back", "terminate", "close", "archive"),
)
# DA/T 22-2015 5.1.2: what lies in front within an item.
IN_ITEM_ORDER = ("文件处理单", "复文", "来文", "转发文", "被转发文", "正文", "正本", "中文本")
IN_ITEM_LATER = ("附件", "复制件", "外文本", "翻译本", "发文稿纸", "定稿")


@dataclass(frozen=True, slots=True)
class Source:
    """A file of the workspace that goes into the package under ``name``."""

    path: Path
    name: str
    digest: str


@dataclass(frozen=True, slots=True)
class Item:
    """件: one document of the file (DA/T 22 5.1.1), with what the item list says of it."""

    path: Path
    name: str
    digest: str
    title: str
    retention: RetentionPeriod
    number: str = ""
    author: str = ""
    dated: date | None = None
    kind: str = ""
    step: str = ""
    element: str = ""
    part: str = "正本"
    page_count: int = 1
    media_type: str = "application/pdf"
    original_name: str = ""
    remark: str = ""
    provenance: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Event:
    """业务: something that was done to the file (DA/T 46 M81 to M85)."""

    act: str
    at: datetime | date
    actor: str
    basis: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class PackagePlan:
    """Everything that one version of a package will say and hold."""

    reference_code: ReferenceCode
    title: str
    fonds_name: str
    retention: RetentionPeriod
    creator: str
    compiler: str
    checker: str
    compiled_on: date
    items: tuple[Item, ...]
    forms: tuple[Source, ...] = ()
    records: tuple[Source, ...] = ()
    events: tuple[Event, ...] = ()
    metadata: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""
    checked_on: date | None = None

    @property
    def year(self) -> int:
        """年度, which the reference code fixes."""
        return self.reference_code.year

    @property
    def fonds_number(self) -> str:
        """全宗号, which the reference code fixes."""
        return self.reference_code.fonds

    @property
    def page_count(self) -> int:
        """Pages of all items; cover, list and note are not paged (GB/T 9705)."""
        return sum(item.page_count for item in self.items)

    def with_forms(self, forms: Sequence[Source]) -> PackagePlan:
        """The plan with its cover, item list and note."""
        return replace(self, forms=tuple(forms))


def item_file(position: int, item: Item) -> str:
    """The path in the package of the item at ``position``, counted from 1."""
    return f"data/{position:04d}-{item.name}"


def arrange(items: Iterable[Item]) -> tuple[Item, ...]:
    """Items by business phase, then by date, then in DA/T 22 order; ties keep their place."""
    return tuple(sorted(items, key=_place_of))


def _place_of(item: Item) -> tuple[int, str, int]:
    """Where an item belongs."""
    phase = PHASES.index(item.step) if item.step in PHASES else len(PHASES)
    return phase, item.dated.isoformat() if item.dated else "9999", part_rank(item.part)


def part_rank(part: str) -> int:
    """The place of a part within an item (DA/T 22-2015 5.1.2); unknown parts lie between."""
    order = (*IN_ITEM_ORDER, "", *IN_ITEM_LATER)
    return order.index(part if part in order else "")
