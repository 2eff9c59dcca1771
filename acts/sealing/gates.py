"""What must hold before a case or batch is sealed, all told at once (DA/T 70-2018, 归档环节)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from acts.evidence.evidence_list import LIST_FILE
from acts.evidence.taking_in import missing_items
from acts.papers.due_documents import missing_documents
from acts.papers.originals import waits_for_stamp
from acts.sealing.ended import is_backfilled, is_ended, is_settled
from acts.sealing.looks import is_there
from acts.sealing.package_items import FORM_KINDS
from acts.sealing.reference_codes import RETENTION, own_retention, table_retention
from acts.stamps.stamping import stamp_store
from acts.world import read_world
from cases.casefile import CaseFile, all_cases
from cases.errors import JiangdangError, Kind
from cases.findings import Finding, Place, Severity, errors_of
from cases.lifecycle.steps import find_step
from doc_templates.catalogue import load_catalogue
from doc_templates.validation import VALID

if TYPE_CHECKING:
    from collections.abc import Iterator

    from acts.bureau import Bureau
    from acts.papers.records import DocumentRecord
    from acts.sealing.looks import Looks, PaperLook
    from acts.sealing.package_items import Subject

_SAMPLE = "样章"
_SERIAL = re.compile(r"([0-9]{2,})-")
# Papers of a batch that are made when somebody asks for them, see `doc make`.
_ASKED_FOR = frozenset({"assessment-result"})
_VALID_NUMBER = "正式"


class NotReadyToSealError(JiangdangError):
    """The file is not ready; its findings say all that is missing."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "W438"


def refuse_unready(bureau: Bureau, subject: Subject, looks: Looks, reason: str) -> None:
    """Raise NotReadyToSealError with everything that stands in the way."""
    found = [
        *_ended(bureau, subject),
        *_papers(bureau, subject, looks),
        *_serials(subject),
        *_numbers(bureau, subject),
        *_evidence(subject),
        *_retention(bureau, subject),
    ]
    if not reason and not is_backfilled(subject.file):
        found += [*_elements(bureau, subject), *_lacking(bureau, subject)]
    if found:
        raise NotReadyToSealError(target=subject.file.id, count=len(found), findings=found)


def _found(code: str, where: str, clause: str, **facts: object) -> Finding:
    """An error at a place of the workspace or a key of the case file."""
    place = Place(where) if "/" in where else Place(key=where)
    return Finding(code, place=place, facts={k: str(v) for k, v in facts.items()}, clause=clause)


def _ended(bureau: Bureau, subject: Subject) -> Iterator[Finding]:
    """Only what has come to its end is sealed; a batch after all its cases."""
    file = subject.file
    if isinstance(file, CaseFile):
        ended = is_ended(file)
    else:
        cases = [c for c in all_cases(bureau.workspace).values() if c.batch == file.id and c.step]
        ended = is_settled(file, cases)
    if not ended:
        yield _found("W425", "办理", "DA/T 70 GD-2-9", target=file.id)


def _papers(bureau: Bureau, subject: Subject, looks: Looks) -> Iterator[Finding]:
    """Every document is there as registered, a valid PDF/A-2b, its signatures whole."""
    due = [record.title for record in subject.records if not record.pdf]
    if due:
        facts = {"target": subject.file.id, "titles": "、".join(due)}
        yield _found("W427", "documents", "DA/T 70 GD-3-3", **facts)
    samples = {s.name for s in stamp_store(bureau).list() if s.record.sample}
    for record in subject.records:
        look = looks.papers[record.path]
        yield from _paper(record, look)
        sampled = bool(set(record.stamps) & samples) or _bears_sample(look)
        if sampled and not bureau.workspace.is_demo:
            yield _found("W428", record.pdf, "DA/T 70 GD-1-1")


def _bears_sample(look: PaperLook) -> bool:
    """Whether a signature's own certificate says 样章, whatever the store and the record say."""
    signed = look.signatures.signatures if look.signatures else ()
    return any(_SAMPLE in each.stamp or _SAMPLE in each.issuer for each in signed)


def _paper(record: DocumentRecord, look: PaperLook) -> Iterator[Finding]:
    """One paper's bytes: registered, PDF/A where it is of our making, signed as it was."""
    if not record.pdf:
        return
    if look.digest != record.sha256:
        yield _found("W741", record.pdf, "DA/T 70 GD-1-14", title=record.title, path=record.pdf)
        return
    if not record.received and look.verdict != VALID:
        facts = {"title": record.title, "rule": look.verdict}
        yield _found("W429", record.pdf, "DA/T 70 GD-3-3", **facts)
    if look.signatures is not None and not look.signatures.intact:
        wrong = [each.signer for each in look.signatures.signatures if not each.intact]
        reasons = "；".join(each.message for each in errors_of(look.signatures.findings))
        facts = {"title": record.title, "signer": "、".join(wrong), "reason": reasons}
        yield _found("W742", record.pdf, "DA/T 70 GD-1-1", **facts)


def _serials(subject: Subject) -> Iterator[Finding]:
    """漏号: the papers of a folder are numbered without gaps, whatever became of each."""
    names = [Path(record.path).name for record in subject.all_records]
    serials = {int(found[1]) for name in names if (found := _SERIAL.match(name))}
    missing = sorted(set(range(1, max(serials, default=0) + 1)) - serials)
    if missing:
        told = "、".join(f"{number:02d}" for number in missing)
        facts = {"target": subject.file.id, "missing": told}
        yield _found("W745", "documents", "DA/T 70 GD-2-6", **facts)


def _numbers(bureau: Bureau, subject: Subject) -> Iterator[Finding]:
    """The 文号 of each paper of ours stands in the 文号登记簿 and is not 作废."""
    valid = {row.text for row in bureau.register.numbers() if row.state == _VALID_NUMBER}
    for record in subject.records:
        if record.number and not record.received and record.number not in valid:
            facts = {"title": record.title, "number": record.number}
            yield _found("W746", record.pdf or record.docx, "DA/T 70 GD-1-8", **facts)


def _evidence(subject: Subject) -> Iterator[Finding]:
    """Evidence is there, byte for byte as it was taken in."""
    for row in subject.evidence:
        if not is_there(subject.folder / row.path, row.sha256):
            path = f"cases/{subject.file.id}/{row.path}"
            yield _found("W741", path, "DA/T 70 GD-1-14", title=row.original_name, path=path)


def _retention(bureau: Bureau, subject: Subject) -> Iterator[Finding]:
    """A period decided for one file has its reason, and is never below that of the table."""
    table = table_retention(bureau, subject.file)
    for own in own_retention(subject.file):
        if not subject.file.get(f"{RETENTION}.理由"):
            yield _found("W740", RETENTION, "DA/T 70 GD-1-4", target=subject.file.id)
        if own < table:
            facts = {"target": subject.file.id, "own": own, "table": table}
            yield _found("W748", RETENTION, "DA/T 70 GD-1-4", **facts)


def _elements(bureau: Bureau, subject: Subject) -> Iterator[Finding]:
    """R73–R77: evidence for all elements of a closed project."""
    file = subject.file
    if not isinstance(file, CaseFile) or not _is_closed(file):
        return
    held = {row.element for row in subject.evidence if row.element}
    elements = bureau.policy_of(file).assessment.elements
    lacking = [element.label for element in elements if element.label not in held]
    if lacking:
        facts = {"target": file.id, "elements": "、".join(lacking)}
        yield _found("W426", "evidence", "R73–R77、DA/T 70 GD-2-7", **facts)


def _is_closed(case: CaseFile) -> bool:
    """Whether the project ran to 结项."""
    return any(find_step(str(event["环节"])).id == "close" for event in case.events)


def _lacking(bureau: Bureau, subject: Subject) -> Iterator[Finding]:
    """Papers that the steps taken call for."""
    file = subject.file
    world = read_world(bureau, file.batch if isinstance(file, CaseFile) else file.id)
    kinds = load_catalogue(bureau.workspace.templates)
    for document, day in missing_documents(world, file, subject.all_records):
        if document.kind not in (*FORM_KINDS, *_ASKED_FOR):
            label = kinds[document.kind].label if document.kind in kinds else document.kind
            facts = {"target": file.id, "kind": label, "day": day}
            yield _found("W743", "documents", "DA/T 70 GD-2-8", **facts)


def remarks_of(bureau: Bureau, subject: Subject, looks: Looks) -> tuple[Finding, ...]:
    """What is said in the 备考表 and on the screen, and keeps nothing out of the archive."""
    return (
        *_unstamped(subject),
        *_of_past_years(bureau, subject),
        *_uncollected(bureau, subject),
        *_flawed(subject, looks),
        *_unregistered(bureau, subject),
    )


def _remark(code: str, where: str, **facts: str) -> Finding:
    return Finding(code, Severity.WARNING, Place(where), facts, "DA/T 70 GD-2-7")


def _of_past_years(bureau: Bureau, subject: Subject) -> Iterator[Finding]:
    """补录: where a past year's file comes from, what it lacks, what of it is supposed."""
    file = subject.file
    if not is_backfilled(file):
        return
    from acts.old_years.gaps import gap_of

    policy = bureau.policy(file.policy)
    gap, place = gap_of(bureau, file, policy), bureau.workspace.relative(subject.folder)
    yield _remark("B226", place, source=gap.source)
    lacking = (*gap.papers, *gap.evidence)
    if lacking:
        yield _remark("B227", place, names="、".join(lacking))
    if gap.facts or gap.supposed:
        named = "、".join((*gap.facts, *(f"{step}的日期" for step in gap.supposed)))
        yield _remark("B228", place, names=named)
    if str(policy.valid_from.year) > file.id[:4]:
        yield _remark("B229", place, policy=policy.title, year=file.id[:4])


def _unstamped(subject: Subject) -> Iterator[Finding]:
    """Papers whose stamped original nobody took in."""
    for record in subject.records:
        if waits_for_stamp(record):
            yield _remark("W604", record.pdf, title=record.title)


def _uncollected(bureau: Bureau, subject: Subject) -> Iterator[Finding]:
    """Evidence that the steps of a closed project call for and nobody took in (应归未归)."""
    file = subject.file
    if not isinstance(file, CaseFile) or not _is_closed(file) or is_backfilled(file):
        return
    by_step: dict[str, list[str]] = {}
    for item in missing_items(bureau, file):
        by_step.setdefault(find_step(item.step).label, []).append(item.name)
    for step, names in by_step.items():
        yield _remark("W744", "evidence", step=step, items="、".join(names))


def _flawed(subject: Subject, looks: Looks) -> Iterator[Finding]:
    """Evidence of others that is encrypted, damaged or carries macros, kept as it is."""
    for row in subject.evidence:
        flaws = looks.evidence[row.path].flaws
        if flaws:
            facts = {"name": row.original_name, "flaw": "、".join(flaws)}
            yield _remark("W750", f"cases/{subject.file.id}/{row.path}", **facts)


def _unregistered(bureau: Bureau, subject: Subject) -> Iterator[Finding]:
    """Files that lie among documents and evidence and are on no record (应归未归)."""
    known = {f"{row.path}" for row in subject.evidence} | {LIST_FILE, "case.yaml", "batch.yaml"}
    base = bureau.workspace.relative(subject.folder)
    for record in subject.all_records:
        known |= {path.removeprefix(f"{base}/") for path in _paths(record)}
    for name in sorted(set(subject.seen) - known):
        yield _remark("W747", f"{base}/{name}", path=f"{base}/{name}")


def _paths(record: DocumentRecord) -> tuple[str, ...]:
    """The files of one paper."""
    return tuple(path for path in (record.docx, record.pdf, record.path) if path)
