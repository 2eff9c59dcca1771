"""正本: which papers still wait for their stamp, and which originals took their place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.digest import digest_of
from cases.errors import JiangdangError, Kind
from cases.words import message
from doc_templates.validation import VALID, pdfa_findings
from index.extraction.reading import extract_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from typing import ClassVar

    from acts.papers.records import DocumentRecord

_LOCKED, _BROKEN = "I202", "I203"


class UnreadableOriginalError(JiangdangError):
    """A PDF that is encrypted or broken cannot be kept as the 正本."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "W601"


def waits_for_stamp(record: DocumentRecord) -> bool:
    """Whether we made the paper unstamped and said why (待盖章稿), or others have still to sign."""
    if record.received:
        return False
    return bool(record.awaited) or (not record.stamps and bool(record.notes))


def replaced_by(records: Sequence[DocumentRecord]) -> dict[str, DocumentRecord]:
    """The drafts whose original came in: path of the draft's record -> the original.

    An original takes the place of the draft of its own day, else of the newest one that
    nothing replaced yet.
    """
    found: dict[str, DocumentRecord] = {}
    for place, record in enumerate(records):
        if not record.received:
            continue
        draft = draft_of(record, [r for r in records[:place] if r.path not in found])
        if draft is not None:
            found[draft.path] = record
    return found


def draft_of(original: DocumentRecord, earlier: Sequence[DocumentRecord]) -> DocumentRecord | None:
    """The paper that an original replaces: the one it was signed on, else an unstamped one."""
    signed_on = [each for each in earlier if each.sha256 == original.continues]
    if original.continues and signed_on:
        return signed_on[-1]
    same = [
        each
        for each in earlier
        if (each.kind, each.step, each.part) == (original.kind, original.step, original.part)
        and not (each.received or (each.stamps and not each.awaited))
    ]
    of_the_day = [each for each in same if each.dated == original.dated]
    return next(reversed(of_the_day or same), None)


def standing(records: Sequence[DocumentRecord]) -> tuple[DocumentRecord, ...]:
    """The papers that count: originals in place of the drafts they replaced."""
    replaced = replaced_by(records)
    return tuple(record for record in records if record.path not in replaced)


def state_of(record: DocumentRecord, replaced: dict[str, DocumentRecord]) -> str:
    """How far a paper is, in a word of the office."""
    if record.received:
        return "正本"
    if record.path in replaced:
        return "原稿"
    if not record.pdf:
        return "待转PDF"
    if record.awaited:
        return "待会签"
    if record.stamps:
        return "已盖章"
    return "待盖章" if waits_for_stamp(record) else ""


def judge_original(path: Path, content: bytes, suffix: str) -> tuple[str, tuple[str, ...]]:
    """What is to be said of an original's format: its PDF/A verdict, and a note if it has none.

    Raises UnreadableOriginalError for a PDF that nobody can open.
    """
    if suffix != "pdf":
        return "", (message("W603", {}),)
    read = extract_bytes(content)
    if read.code in (_LOCKED, _BROKEN):
        raise UnreadableOriginalError(path=path, reason=read.reason)
    faults = pdfa_findings(content)
    if not faults:
        return VALID, ()
    return faults[0].message, (message("W602", {"rule": faults[0].message}),)


def same_paper(records: Sequence[DocumentRecord], content: bytes) -> DocumentRecord | None:
    """The paper of the very same bytes, if it was made or taken in before."""
    digest = digest_of(content)
    return next((each for each in records if each.sha256 == digest), None)
