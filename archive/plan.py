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
    *("notify", "apply", "review", "decline", "score", "unselected", "publicise", "objection"),
    *("answer-objection", "object", "award", "step-up", "step-up-award", "agree", "disburse"),
    *("assess", "inspect", "replace-leader", "change-unit", "extend-term", "assess-term"),
    *("follow-on",),
    *("rectify", "recheck", "claw-back", "withdrawal-notice", "withdraw", "terminate"),
    *("cancel-title", "correct", "close", "archive"),
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
class Signature:
    """电子签名 (DA/T 46 M57 to M64) of one item, as it stands in the file.

    ``rule`` is 签名规则, ``value`` 签名结果: the signature value itself, in Base64; ``certificate``
    is the signer's certificate (DER, Base64), ``issuer`` 证书引证: its issuer and serial number.
    ``holds`` says whether digest and value agreed with the bytes when the package was planned.
    """

    signer: str
    signed_at: str
    rule: str = ""
    stamp: str = ""
    algorithm: str = ""
    value: str = ""
    certificate: str = ""
    issuer: str = ""
    holds: bool = True


@dataclass(frozen=True, slots=True)
class CrossReference:
    """互见 or 参见: another file, and the item in it where one is meant.

    ``place`` is the other file's reference code, or the id of its case or batch as long as
    that is not sealed.
    """

    place: str
    title: str
    item: int = 0
    dated: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """件: one document of the file (DA/T 22 5.1.1), with what the item list says of it.

    ``people`` are 人名 (M28), ``abstract`` is 摘要 (M29), ``format_note`` 格式信息 (M47),
    ``program`` 文档创建程序 (M50); a scan of paper has 数字化属性 (M52).
    """

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
    kind_label: str = ""
    classification: str = "公开"
    people: tuple[str, ...] = ()
    abstract: str = ""
    format_note: str = ""
    program: str = ""
    is_scan: bool = False
    signatures: tuple[Signature, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """业务: something that was done to the file (DA/T 46 M81 to M85; PREMIS 3 event).

    ``act`` is a word of the log; ``digest`` names the file it was done to, ``outcome`` what
    came of it.
    """

    act: str
    at: datetime | date
    actor: str
    basis: str = ""
    description: str = ""
    outcome: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class PackagePlan:
    """Everything that one version of a package will say and hold.

    ``cross_references`` are 互见, ``former_codes`` 参见: the codes it was sealed under before.
    """

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
    cross_references: tuple[CrossReference, ...] = ()
    former_codes: tuple[CrossReference, ...] = ()

    @property
    def year(self) -> int:
        """年度, which the reference code fixes."""
        return self.reference_code.year

    @property
    def fonds_number(self) -> str:
        """全宗号, which the reference code fixes."""
        return self.reference_code.fonds

    @property
    def owner(self) -> str:
        """The case or batch that the package belongs to; a code belongs to one for ever."""
        return str(self.metadata.get("案卷号", ""))

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
