"""Documents: kinds listed, papers made at will or when due."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from acts.panel.assessment_words import refuse_over_cap
from acts.papers.due_documents import due_of_step, missing_documents
from acts.papers.making import make_papers
from acts.papers.parts import PAPER, chosen_parts, is_parted, split_target
from acts.papers.records import DocumentRecord, list_records
from acts.sealing.package_papers import (
    is_package,
    is_transfer,
    make_package_papers,
    make_transfer_register,
)
from acts.world import read_world
from cases.casefile import BatchFile, CaseFile, read_target
from cases.errors import JiangdangError, Kind
from cases.lifecycle.documents import TERM_RESULT, DueDocument
from cases.lifecycle.due_parts import result_of_batch, unassessed_cases
from cases.lifecycle.steps import find_step, step_of
from cases.settings import Role
from cases.workspace import NoWorkspaceError, Workspace
from doc_templates.catalogue import Subject, find_kind, load_catalogue

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from acts.bureau import Bureau
    from cases.lifecycle.world import World
    from doc_templates.catalogue import DocumentKind

_SUBJECTS = {
    Subject.CASE: "案卷",
    Subject.BATCH: "批次",
    Subject.PACKAGE: "归档包",
    Subject.TRANSFER: "移交",
    Subject.ACCEPTANCE: "接收",
    Subject.DISPOSAL: "销毁",
    Subject.QUERY: "查询",
}
LARGEST_PDF = 200 * 1024 * 1024


class NothingAskedError(JiangdangError):
    """Neither kinds, nor a step, nor what is due."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "W510"


class WrongSubjectError(JiangdangError):
    """A case has no papers of a batch, nor a batch those of a case."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "W511"


class NotMadeAloneError(JiangdangError):
    """Archive forms come with the seal, registers with the transfer."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "W512"


class StepNotTakenError(JiangdangError):
    """A step that was not taken has no papers yet."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "W513"


class NotAllAssessedError(JiangdangError):
    """The results of a batch are told together, when every project was assessed."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "W643"


class AlreadyMadeError(JiangdangError):
    """A numbered paper of this step stands already."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "W640"


class NoSuchPaperError(JiangdangError):
    """The file is not there."""

    kind: ClassVar[Kind] = Kind.NOT_FOUND
    code: ClassVar[str] = "W514"


class PaperTooLargeError(JiangdangError):
    """The file is larger than any document."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "W516"


def own_templates(start: Path) -> Path | None:
    """The bureau's own templates, when ``start`` lies in a workspace."""
    try:
        return Workspace.find(start).templates
    except NoWorkspaceError:
        return None


def list_kinds(start: Path) -> list[dict[str, Any]]:
    """Every kind of document there is."""
    return [
        {
            "kind": kind.id,
            "label": kind.label,
            "of": _SUBJECTS[kind.subject] + (f"×{kind.per}" if is_parted(kind) else ""),
            "numbered": kind.numbered,
            "stamps": [use.owner for use in kind.stamps],
        }
        for kind in load_catalogue(own_templates(start)).values()
    ]


def list_documents(bureau: Bureau, target: str) -> list[DocumentRecord]:
    """All documents of a case or batch, or those of one department or expert."""
    name, part = split_target(target)
    found = read_target(bureau.workspace, name)
    records = list_records(bureau.workspace, found.id)
    return [record for record in records if not part or record.part == part]


def kind_for(bureau: Bureau, target: CaseFile | BatchFile, name: str) -> DocumentKind:
    """The kind of a name, which must be one of the target's own."""
    kind = find_kind(load_catalogue(bureau.workspace.templates), name)
    own = Subject.CASE if isinstance(target, CaseFile) else Subject.BATCH
    if kind.subject not in (Subject.CASE, Subject.BATCH) or "archive" in kind.steps:
        raise NotMadeAloneError(kind=kind.label)
    if kind.subject is not own and kind.per != PAPER:
        subject = "案卷" if own is Subject.CASE else "批次"
        raise WrongSubjectError(kind=kind.label, subject=subject, target=target.id)
    return kind


def make_documents(
    bureau: Bureau,
    target: str,
    kinds: Sequence[str],
    step: str,
    on: date,
    *,
    due: bool = False,
    number: str = "",
) -> list[DocumentRecord]:
    """Make the named kinds, those of a step, or all that should be there and are not.

    ``target`` may name a department or expert behind a slash, for the kinds that come for each,
    or be the reference code of a sealed package.
    Due PDFs keep number and Word file; due documents bear the day of their step. ``number`` is
    the one the office system gave, where it numbers our papers.
    Raises PdfStillDueError when all is recorded but LibreOffice is missing.
    """
    name, part = split_target(target)
    if is_package(name) and kinds:
        return make_package_papers(bureau, name, kinds, on)
    found = read_target(bureau.workspace, name)
    if not (kinds or step or due):
        raise NothingAskedError
    if isinstance(found, BatchFile) and kinds and all(is_transfer(bureau, k) for k in kinds):
        return make_transfer_register(bureau, found, on)
    bureau.acting(Role.CLERK)
    made = _finish_pending(bureau, found) if due else []
    world = read_world(bureau, found.batch if isinstance(found, CaseFile) else found.id)
    wanted = [each for kind in kinds for each in _named(bureau, world, found, kind, part, on)]
    wanted += _of_step(world, found, step, on)
    if due:
        wanted += missing_documents(world, found, list_records(bureau.workspace, found.id))
    wanted = [each for each in wanted if not part or each[0].part == part]
    _refuse_second(bureau, found, wanted)
    if any(each.kind == TERM_RESULT for each, _ in wanted):
        refuse_over_cap(world)
    if wanted:
        made += make_papers(bureau, world, found, wanted, number)
    return made


def _refuse_second(
    bureau: Bureau, target: CaseFile | BatchFile, wanted: list[tuple[DueDocument, date]]
) -> None:
    """A numbered paper is made once each time its step is taken: no number is spent on a copy."""
    kinds = load_catalogue(bureau.workspace.templates)
    steps = [known.id for e in target.events if (known := step_of(str(e.get("环节", ""))))]
    for document, _ in wanted:
        made = [
            record
            for record in list_records(bureau.workspace, target.id)
            if (record.kind, record.step) == (document.kind, document.step)
        ]
        if kinds[document.kind].numbered and len(made) >= max(1, steps.count(document.step)):
            raise AlreadyMadeError(title=made[-1].title, number=made[-1].number)


def _named(
    bureau: Bureau, world: World, target: CaseFile | BatchFile, name: str, part: str, on: date
) -> list[tuple[DueDocument, date]]:
    """The named kind under the last step taken that it belongs to, once for each of its parts."""
    kind = kind_for(bureau, target, name)
    if kind.id == TERM_RESULT and (left := unassessed_cases(world)):
        raise NotAllAssessedError(target=target.id, cases="、".join(case.id for case in left))
    numbers = [record.number for record in list_records(bureau.workspace, target.id)]
    parts = chosen_parts(world, target, kind, part, numbers)
    ready = any(each.kind == kind.id for each, _ in result_of_batch(world))
    step = step_for(target, kind, parted=ready or (bool(parts) and parts != ("",)))
    return [(DueDocument(target.id, kind.id, step, each), on) for each in parts]


def step_for(target: CaseFile | BatchFile, kind: DocumentKind, *, parted: bool = False) -> str:
    """The step of a kind that was last taken; refused when none of them was.

    A paper that has its parts stands at a step that some case took, if not the batch itself.
    """
    taken = [known.id for e in target.events if (known := step_of(str(e.get("环节", ""))))]
    for step in reversed(taken):
        if step in kind.steps:
            return step
    if not kind.steps:
        return target.step
    if parted:
        return kind.steps[0]
    raise StepNotTakenError(target=target.id, step=find_step(kind.steps[0]).label)


def _of_step(
    world: World, target: CaseFile | BatchFile, name: str, on: date
) -> list[tuple[DueDocument, date]]:
    """The papers of the step as it was last taken."""
    if not name:
        return []
    step = find_step(name)
    events = [e for e in target.events if step_of(str(e.get("环节", ""))) == step]
    if not events:
        raise StepNotTakenError(target=target.id, step=step.label)
    return [(each, on) for each in due_of_step(world, target, step.id, events[-1])]


def _finish_pending(bureau: Bureau, target: CaseFile | BatchFile) -> list[DocumentRecord]:
    from acts.papers.pending import finish_pending

    return finish_pending(bureau, target)


def read_paper(path: Path, largest: int = LARGEST_PDF) -> bytes:
    """The bytes of a paper from outside, bounded."""
    if not path.is_file():
        raise NoSuchPaperError(path=path)
    size = path.stat().st_size
    if size > largest:
        raise PaperTooLargeError(path=path, size=size, limit=largest)
    return path.read_bytes()
