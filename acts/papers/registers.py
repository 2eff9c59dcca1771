"""用印登记簿 and 收文登记 as people read them: listed, looked up, written out as tables."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from acts.keeping.exporting import export_rows
from acts.papers.parts import split_target
from acts.papers.records import DocumentRecord, RecordDamagedError, list_records
from cases.casefile import read_target
from doc_templates.catalogue import load_catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from acts.bureau import Bureau
    from cases.register.rows import Approval, Receipt, StampUse

    Line = Mapping[str, object]

STAMP_COLUMNS = {
    "at": "时间",
    "actor": "经办",
    "stamp": "印章",
    "owner": "所有者",
    "target": "案卷或批次",
    "title": "文书标题",
    "number": "文号",
    "pages": "页数",
    "approval": "审批号",
    "reviewer": "核稿人",
    "issuer": "签发人或同意人",
    "document": "文书摘要",
}
RECEIPT_COLUMNS = {
    "at": "时间",
    "actor": "经办",
    "target": "案卷或批次",
    "label": "文书",
    "title": "标题",
    "sender": "来文单位",
    "number": "来文号",
    "dated": "成文日期",
    "late": "补录",
    "form": "形式",
    "signers": "签名人",
    "path": "文件",
    "document": "摘要",
}


@dataclass(frozen=True, slots=True)
class Span:
    """From which day to which, both included; None is open."""

    since: date | None = None
    until: date | None = None

    def covers(self, instant: str) -> bool:
        """Whether an instant of the register falls within."""
        day = date.fromisoformat(instant[:10])
        return (self.since or day) <= day <= (self.until or day)


def stamp_register(
    bureau: Bureau, span: Span | None = None, stamp: str = ""
) -> list[dict[str, object]]:
    """用印登记簿: who pressed which stamp on what, by whose review and signature."""
    wanted, papers = span or Span(), _Papers(bureau)
    return [
        papers.stamped(use)
        for use in bureau.register.stamp_uses()
        if wanted.covers(use.at) and (not stamp or stamp in (use.stamp, use.owner))
    ]


def receipt_register(
    bureau: Bureau, target: str = "", span: Span | None = None
) -> list[dict[str, object]]:
    """收文登记: what came in from whom, of one case or batch or of all."""
    wanted, papers = span or Span(), _Papers(bureau)
    name, part = split_target(target) if target else ("", "")
    if name:
        read_target(bureau.workspace, name)
    return [
        papers.received(receipt)
        for receipt in bureau.register.received()
        if wanted.covers(receipt.at)
        and (not name or receipt.target == name)
        and (not part or receipt.sender == part)
    ]


def export_register(file: Path, columns: Mapping[str, str], lines: Iterable[Line]) -> None:
    """A register as a sheet, under its Chinese heads."""
    export_rows(file, list(columns.values()), register_rows(columns, lines))


def register_rows(columns: Mapping[str, str], lines: Iterable[Line]) -> list[tuple[object, ...]]:
    """The lines as cells, in the order of the columns."""
    return [tuple(_cell(line[name]) for name in columns) for line in lines]


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "是" if value else ""
    return "、".join(map(str, value)) if isinstance(value, list) else value


class _Papers:
    """The papers behind the lines of a register, each folder read once."""

    def __init__(self, bureau: Bureau) -> None:
        self._bureau = bureau
        self._held: dict[str, Sequence[DocumentRecord]] = {}
        self._asked = {each.key: each for each in bureau.register.approvals()}
        self._titles = {row.text: row.title for row in bureau.register.numbers()}
        self._kinds = load_catalogue(bureau.workspace.templates)

    def stamped(self, use: StampUse) -> dict[str, object]:
        """One line of the 用印登记簿."""
        paper = self._paper(use)
        asked = self._asked.get(use.approval)
        return {
            "at": use.at,
            "actor": use.actor,
            "stamp": use.stamp,
            "owner": use.owner,
            "target": use.target,
            "title": paper.title if paper else self._title(use, asked),
            "number": use.number,
            "pages": paper.pages if paper else "",
            "document": use.document,
            "approval": use.approval,
            "reviewer": asked.reviewed_by if asked else "",
            "issuer": asked.consent_by if asked else "",
        }

    def received(self, receipt: Receipt) -> dict[str, object]:
        """One line of the 收文登记."""
        held = self._records(receipt.target)
        paper = next((each for each in held if each.pdf == receipt.path), None)
        kind = self._kinds.get(receipt.kind)
        signers = [str(each.get("signer", "")) for each in paper.signatures] if paper else []
        return {
            "at": receipt.at,
            "actor": receipt.actor,
            "target": receipt.target,
            "kind": receipt.kind,
            "label": kind.label if kind else receipt.kind,
            "title": paper.title if paper else "",
            "sender": receipt.sender,
            "number": receipt.number,
            "dated": receipt.dated,
            "late": receipt.late,
            "form": "签名PDF" if signers else "扫描件",
            "signers": signers,
            "path": receipt.path,
            "document": receipt.document,
        }

    def _paper(self, use: StampUse) -> DocumentRecord | None:
        """The paper of these bytes, else the one of this number."""
        held = self._records(use.target)
        same = [each for each in held if each.sha256 == use.document]
        numbered = [each for each in held if use.number and each.number == use.number]
        return next(iter((*same, *numbered)), None)

    def _title(self, use: StampUse, asked: Approval | None) -> str:
        """What the registers themselves say of a paper that no folder holds."""
        return self._titles.get(use.number, "") or (asked.what if asked else "")

    def _records(self, target: str) -> Sequence[DocumentRecord]:
        """The papers of a case or batch; a damaged record hides no line of the register."""
        if target not in self._held:
            self._held[target] = ()
            if "/" not in target:
                with suppress(RecordDamagedError):
                    self._held[target] = list_records(self._bureau.workspace, target)
        return self._held[target]
