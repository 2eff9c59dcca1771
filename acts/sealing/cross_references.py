"""互见号: papers of a batch that concern a case stand in the batch's own file, and say so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from acts.papers.originals import standing
from acts.papers.records import list_records
from archive.plan import CrossReference
from archive.reading import UnreadablePackageError, newest_package
from cases.casefile import CaseFile, all_cases, read_batch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from acts.bureau import Bureau
    from acts.papers.records import DocumentRecord
    from acts.sealing.package_items import Subject
    from cases.casefile import BatchFile

# Papers that are about the archive, or about the making of another paper.
_ASIDE = frozenset({"file-cover", "item-list", "file-note", "issue-sheet"})
_PACKAGE_PAPERS = frozenset({"four-property-report", "transfer-register"})


def cross_references(bureau: Bureau, subject: Subject) -> tuple[CrossReference, ...]:
    """互见 of a case: the batch's papers; of a batch: the files of its cases.

    The other file is named by its 档号, or by its id while it is not sealed; sealing it later
    does not make this one's content another.
    """
    if isinstance(subject.file, CaseFile):
        return tuple(_papers_of_batch(bureau, subject.file))
    return tuple(_cases_of(bureau, subject.file))


def _papers_of_batch(bureau: Bureau, case: CaseFile) -> Iterator[CrossReference]:
    """Notices, lists, minutes and the award of the case's batch, with their item numbers."""
    batch = read_batch(bureau.workspace, case.batch)
    code = str(batch.get("档号", ""))
    numbers = _item_numbers(bureau, code)
    records = standing(list_records(bureau.workspace, batch.id))
    for record in records:
        if record.kind not in _ASIDE | _PACKAGE_PAPERS and _concerns(record, case):
            yield CrossReference(
                code or batch.id, record.title, numbers.get(record.sha256, 0), record.dated
            )


def _concerns(record: DocumentRecord, case: CaseFile) -> bool:
    """Whether a batch's paper is about the case: a department's list only about its own."""
    return not record.part or record.part == str(case.get("单位.主管委办局", ""))


def _item_numbers(bureau: Bureau, code: str) -> dict[str, int]:
    """The numbers of a sealed batch's items by digest; none while it is not sealed."""
    package = newest_package(bureau.workspace, code) if code else None
    if package is None:
        return {}
    try:
        return {str(item["摘要"]): int(item["件号"]) for item in package.items}
    except (UnreadablePackageError, KeyError, TypeError, ValueError):
        return {}


def _cases_of(bureau: Bureau, batch: BatchFile) -> Iterator[CrossReference]:
    """The cases of a batch, by id."""
    for case in sorted(all_cases(bureau.workspace).values(), key=lambda each: each.id):
        if case.batch == batch.id:
            yield CrossReference(
                str(case.get("档号", case.id)), f"{case.get('项目名称', case.id)}案卷"
            )
