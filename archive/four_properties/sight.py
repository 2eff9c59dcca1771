"""What a test looks at: gathered once, judged by checks that touch no disk."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cases.findings import errors_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date, datetime
    from xml.etree.ElementTree import Element

    from archive.four_properties.model import Occasion
    from cases.casefile import BatchFile, CaseFile
    from cases.findings import Finding
    from doc_templates.opening.opened import Opened

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class SealFacts:
    """What the log keeps of the sealing; ``items`` and ``bytes`` only where it says them.

    ``consenter`` is who looked the file over (立卷检查), empty where the log names nobody.
    """

    root: str
    actor: str
    sealed_at: datetime
    consenter: str = ""
    items: int | None = None
    bytes: int | None = None


@dataclass(frozen=True, slots=True)
class SignedPaper:
    """One signed PDF: whether its signatures hold, and why not or why nobody knows."""

    path: str
    holds: bool
    doubt: str = ""
    signatures: int = 0
    timestamps: int = 0


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What other packages hold: titles and numbers that are the same, file numbers in use.

    ``titles`` are codes of other packages with this title; ``numbers`` other papers of the same
    文号 by number, None where nobody compared them; ``in_series`` are all file numbers ever given
    in the series of this package.
    """

    titles: tuple[str, ...] = ()
    numbers: Mapping[str, str] | None = field(default_factory=dict)
    in_series: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class VirusScan:
    """What the scanner found: its name and data, infected files, or why it did not end."""

    scanner: str
    infected: tuple[str, ...] = ()
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Handover:
    """What the 移交与接收登记表 says of this package, and what was found of the medium.

    ``medium`` has the faults of the whole medium: None where nobody looked at it.
    """

    root: str = ""
    items: int | None = None
    bytes: int | None = None
    medium: Sequence[str] | None = None


@dataclass(frozen=True, slots=True)
class KeptAt:
    """One place that keeps the package: when it was last looked at there, and how it was."""

    place: str
    checked: datetime | None
    damaged: bool = False


@dataclass(frozen=True, slots=True)
class Sight:
    """One version with everything that a machine can see of it.

    ``is_ours`` says that the log here must know the package. What could not be had is empty or
    None, and ``record_fault``, ``xml_fault``, ``file_fault`` say why.
    """

    occasion: Occasion
    reference_code: str
    version: int
    now: datetime
    is_ours: bool = True
    root: str = ""
    findings: tuple[Finding, ...] = ()
    record: Record = field(default_factory=dict)
    record_fault: str = ""
    xml: Element | None = None
    xml_fault: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, int] = field(default_factory=dict)
    opened: Mapping[str, Opened] = field(default_factory=dict)
    signed: tuple[SignedPaper, ...] = ()
    file: CaseFile | BatchFile | None = None
    file_fault: str = ""
    seal: SealFacts | None = None
    works_alone: bool = False
    neighbours: Neighbours | None = None
    scan: VirusScan | None = None
    handover: Handover | None = None
    kept: tuple[KeptAt, ...] = ()
    leftovers: int = 0

    @property
    def items(self) -> list[Record]:
        """The items as the record tells them."""
        found = self.record.get("卷内文件")
        return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []

    @property
    def events(self) -> list[Record]:
        """业务: what was done to the file."""
        found = self.record.get("业务")
        return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []

    @property
    def payload(self) -> dict[str, int]:
        """Files under data/ with their sizes in bytes."""
        return {name: size for name, size in self.files.items() if name.startswith("data/")}

    @property
    def steps(self) -> Iterator[tuple[str, date, Record]]:
        """The steps that the case file in the package entered: id, day, facts."""
        from datetime import date

        from cases.lifecycle.steps import step_of

        for event in self.file.events if self.file else ():
            step, day = step_of(str(event.get("环节", ""))), event.get("日期")
            if step is not None and isinstance(day, date):
                record = event.get("记录")
                yield step.id, day, record if isinstance(record, dict) else {}

    def faults(self, *codes: str) -> str:
        """The verifier's findings of these codes, in a sentence; empty when there are none."""
        found = [each for each in errors_of(self.findings) if each.code in codes]
        if not found:
            return ""
        first = found[0]
        return f"{first.code} {first.facts.get('path', '') or first.place}，共{len(found)}处"

    def entities(self, name: str) -> list[Element]:
        """The entities of the XML by their name: 文件实体, 业务实体, 机构人员实体."""
        return list(self.xml.iter(name)) if self.xml is not None else []


def listed(what: str, wrong: Sequence[object]) -> str:
    """A few of what is wrong, in a sentence; empty when there is nothing."""
    if not wrong:
        return ""
    shown = "、".join(str(each) for each in wrong[:5])
    return f"{what}：{shown}{f'等{len(wrong)}处' if len(wrong) > 5 else ''}"


def name_of(item: Record) -> str:
    """How an item is spoken of: its number."""
    return f"第{item.get('件号', '？')}件"


def said(*sentences: str) -> str:
    """Sentences joined, empty ones left out."""
    return "；".join(sentence for sentence in sentences if sentence)
