"""What must hold before a case or batch is sealed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from acts.ended import is_ended, is_settled
from acts.originals import waits_for_stamp
from acts.stamping import stamp_store
from cases.casefile import CaseFile, all_cases
from cases.errors import JiangdangError, Kind
from cases.findings import Finding, Place, Severity
from doc_templates.validation import VALID

if TYPE_CHECKING:
    from collections.abc import Iterator

    from acts.bureau import Bureau
    from acts.package_items import Subject


class NotReadyToSealError(JiangdangError):
    """The file is not ready; its findings say all that is missing."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "W438"


def refuse_unready(bureau: Bureau, subject: Subject, reason: str) -> None:
    """Raise NotReadyToSealError with everything that stands in the way."""
    found = [
        *_ended(bureau, subject),
        *_papers(bureau, subject),
        *_elements(bureau, subject, reason),
    ]
    if found:
        raise NotReadyToSealError(target=subject.file.id, count=len(found), findings=found)


def _ended(bureau: Bureau, subject: Subject) -> Iterator[Finding]:
    """Only what has come to its end is sealed; a batch after all its cases."""
    file = subject.file
    if isinstance(file, CaseFile):
        ended = is_ended(file)
    else:
        cases = [c for c in all_cases(bureau.workspace).values() if c.batch == file.id and c.step]
        ended = is_settled(file, cases)
    if not ended:
        yield Finding("W425", place=Place(key="办理"), facts={"target": file.id})


def _papers(bureau: Bureau, subject: Subject) -> Iterator[Finding]:
    """Every document is a valid PDF/A-2b; samples are sealed in demonstrations only."""
    due = [record.title for record in subject.records if not record.pdf]
    if due:
        facts = {"target": subject.file.id, "titles": "、".join(due)}
        yield Finding("W427", place=Place(key="documents"), facts=facts)
    samples = {s.name for s in stamp_store(bureau).list() if s.record.sample}
    for record in subject.records:
        if record.pdf and not record.received and record.validated != VALID:
            facts = {"title": record.title, "rule": record.validated or "未核验"}
            yield Finding("W429", place=Place(record.pdf), facts=facts)
        if set(record.stamps) & samples and not bureau.workspace.is_demo:
            yield Finding("W428", place=Place(record.pdf))


def unstamped(subject: Subject) -> tuple[Finding, ...]:
    """The papers whose stamped original nobody took in: said in the 备考表, not refused."""
    return tuple(
        Finding("W604", Severity.WARNING, Place(record.pdf), {"title": record.title})
        for record in subject.records
        if waits_for_stamp(record)
    )


def _elements(bureau: Bureau, subject: Subject, reason: str) -> Iterator[Finding]:
    """R73–R77: evidence for all elements of a closed project, or a signed reason."""
    file = subject.file
    steps = {str(event["环节"]) for event in file.events}
    if not isinstance(file, CaseFile) or "close" not in steps or reason:
        return
    held = {row.element for row in subject.evidence if row.element}
    elements = bureau.policy(file.policy).assessment.elements
    lacking = [element.label for element in elements if element.label not in held]
    if lacking:
        facts = {"target": file.id, "elements": "、".join(lacking)}
        yield Finding("W426", place=Place(key="evidence"), facts=facts, clause="R73–R77")
