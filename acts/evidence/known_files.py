"""What a workspace knows of a file: the record beside it or of its digest, the register's lines."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from acts.papers.linting import record_beside
from acts.papers.records import DocumentRecord, RecordDamagedError, list_records
from cases.digest import digest_of
from cases.errors import JiangdangError
from cases.findings import Finding, Place, Severity
from cases.register.reading import Register

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cases.register.rows import Receipt, StampUse
    from cases.workspace import Workspace
    from doc_templates.stamping.verifying import Verification

CLAUSE = "系统默认"


@dataclass(frozen=True, slots=True)
class Known:
    """A file by its digest, with its record and the lines of 用印登记簿 and 收文登记."""

    digest: str
    record: DocumentRecord | None = None
    uses: tuple[StampUse, ...] = ()
    receipts: tuple[Receipt, ...] = ()

    @property
    def is_ours(self) -> bool:
        """Whether these very bytes are on record."""
        same = self.record is not None and self.record.sha256 == self.digest
        return same or bool(self.uses or self.receipts)

    @property
    def witnessed(self) -> datetime | None:
        """When a register first held these very bytes."""
        lines = [*(use.at for use in self.uses), *(each.at for each in self.receipts)]
        return datetime.fromisoformat(min(lines)) if lines else None


def known_file(
    workspace: Workspace, path: Path, content: bytes
) -> tuple[Known, tuple[Finding, ...]]:
    """What the workspace knows of a file; a register that cannot be read is a finding."""
    digest = digest_of(content)
    inside = path.resolve().is_relative_to(workspace.root.resolve())
    record = record_beside(path) if inside else None
    register = Register(workspace)
    try:
        uses = tuple(use for use in register.stamp_uses() if use.document == digest)
        receipts = tuple(each for each in register.received() if each.document == digest)
    except JiangdangError as error:
        facts = {"reason": error.message}
        doubt = Finding("S448", Severity.WARNING, Place(path.name), facts, CLAUSE)
        return Known(digest, record), (doubt,)
    known = Known(digest, record, uses, receipts)
    if record is None:
        known = Known(digest, _record_of(workspace, known), uses, receipts)
    return known, ()


def against_record(
    known: Known, verdict: Verification, content: bytes, file: str
) -> Iterator[Finding]:
    """What does not fit between a file, its record and the 用印登记簿."""
    record, place = known.record, Place(file)
    if record is None:
        return
    same = record.sha256 == known.digest
    if not same:
        yield Finding("S441", place=place, facts={"where": _where(record, content)}, clause=CLAUSE)
    if record.stamps and not verdict.signatures:
        facts = {"stamps": "、".join(record.stamps)}
        yield Finding("S447", place=place, facts=facts, clause=CLAUSE)
    entered = {use.stamp for use in known.uses}
    for stamp in record.stamps if same and not record.received else ():
        if stamp not in entered:
            yield Finding("S445", place=place, facts={"stamp": stamp}, clause=CLAUSE)


def _record_of(workspace: Workspace, known: Known) -> DocumentRecord | None:
    """The record of these bytes, found through the registers' lines."""
    targets = [*(use.target for use in known.uses), *(each.target for each in known.receipts)]
    for target in dict.fromkeys(targets):
        if "/" in target or not workspace.target_folder(target).is_dir():
            continue
        with suppress(RecordDamagedError):
            for record in list_records(workspace, target):
                if record.sha256 == known.digest:
                    return record
    return None


def _where(record: DocumentRecord, content: bytes) -> str:
    """Which part differs from what was recorded: the text as converted, or what was added.

    Known where the paper was validated before it was stamped.
    """
    size, digest = record.validation.get("bytes"), record.validation.get("sha256")
    if not isinstance(size, int) or not digest or digest == record.sha256:
        return ""
    if digest_of(content) == digest:
        return "：盖章和签名被整个去掉了"
    if digest_of(content[:size]) == digest:
        return "：转换时的正文没有变，变的是后来盖章签名的部分"
    return "：变的是转换时的正文"
