"""The papers of a whole batch: Word files case by case, then PDFs side by side.

Each case is an act of its own, so a kill loses nothing that was done, the next run goes on
from there, and a case that fails stops no other.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from acts.papers.due_documents import missing_documents
from acts.papers.making import is_stamped_by_bureau, make_papers
from acts.papers.pending import finish_with, waiting_for_pdf, word_of
from acts.papers.print_quality import look_over
from acts.papers.records import DocumentRecord, list_records
from acts.world import read_world
from cases.casefile import BatchFile, CaseFile, read_batch, scan_cases
from cases.errors import JiangdangError, Kind
from cases.lifecycle.steps import find_step
from cases.settings import Role
from doc_templates.catalogue import load_catalogue
from doc_templates.conversion import ConversionFailedError, Soffice
from doc_templates.executors import open_executor
from doc_templates.rendering import render

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from acts.bureau import Bureau
    from cases.findings import Finding
    from cases.lifecycle.world import World
    from doc_templates.executors import Workers

_WRITING, _PRINTING = "填写 Word 文书", "转为 PDF"


class CasesUnreadableError(JiangdangError):
    """Papers of the batch list its cases, and some of them cannot be read."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "W641"


class MoreThanDueAskedError(JiangdangError):
    """A whole batch gets what is missing: no kind and no number is asked for with it."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "W642"


@dataclass(frozen=True, slots=True)
class Failed:
    """A case or batch whose papers were not made, and why."""

    target: str
    error: JiangdangError

    def as_json(self) -> dict[str, Any]:
        """The target with its error, as any error is shown."""
        error, found = self.error, [each.as_json() for each in self.error.findings]
        told = {"code": error.code, "kind": error.kind.value, "message": error.message}
        return {"target": self.target, "error": {**told, "findings": found}}


@dataclass(slots=True)
class BatchMade:
    """What was made, and what was not."""

    records: list[DocumentRecord] = field(default_factory=list)
    failed: list[Failed] = field(default_factory=list)

    @contextmanager
    def trying(self, target: str) -> Iterator[None]:
        """Note what stops one target, and go on with the next."""
        try:
            yield
        except JiangdangError as error:
            self.failed.append(Failed(target, error))


def make_whole_batch(
    bureau: Bureau, batch_id: str, step: str = "", *, asked: Sequence[str] = ()
) -> BatchMade:
    """Make what is missing of a batch and all its cases, of one step or of all.

    Documents bear the day of their step. Run again after a kill or a fault, it goes on with
    what is still missing. ``asked`` are the kinds and numbers named beside, which must be none.
    Raises what concerns the whole: no such batch, no executor, MoreThanDueAskedError.
    """
    bureau.acting(Role.CLERK)
    if any(asked):
        raise MoreThanDueAskedError(asked="、".join(filter(None, asked)))
    wanted_step = find_step(step).id if step else ""
    made = BatchMade()
    world = _readable_world(bureau, batch_id, made)
    targets: list[BatchFile | CaseFile] = [world.batch] if not made.failed else []
    targets += [case for _, case in sorted(world.cases.items()) if case.batch == batch_id]
    with open_executor(bureau.settings.executor) as workers:
        for count, target in enumerate(targets, 1):
            with made.trying(target.id):
                made.records += _write(bureau, world, target, wanted_step, workers)
            bureau.progress(_WRITING, count, len(targets))
        _print_waiting(bureau, world, targets, made, workers)
    return made


def _readable_world(bureau: Bureau, batch_id: str, made: BatchMade) -> World:
    """The world without the cases that cannot be read, each of them noted as failed."""
    read_batch(bureau.workspace, batch_id)
    cases, findings = scan_cases(bureau.workspace)
    by_file: dict[str, list[Finding]] = {}
    for found in findings:
        by_file.setdefault(found.place.file, []).append(found)
    for file, own in by_file.items():
        made.failed.append(Failed(file, CasesUnreadableError(file=file, findings=own)))
    return read_world(bureau, batch_id, cases)


def _write(
    bureau: Bureau, world: World, target: BatchFile | CaseFile, step: str, workers: Workers
) -> list[DocumentRecord]:
    """The missing papers of one target; those the bureau does not stamp as Word files only.

    Gives the records of what is finished already.
    """
    kinds = load_catalogue(bureau.workspace.templates)
    missing = missing_documents(world, target, list_records(bureau.workspace, target.id))
    wanted = [each for each in missing if not step or each[0].step == step]
    stamped = [each for each in wanted if is_stamped_by_bureau(kinds[each[0].kind])]
    later = [each for each in wanted if each not in stamped]
    fill = workers.render if workers.elsewhere else render
    if later:
        make_papers(bureau, world, target, later, pdf_later=True, renderer=fill)
    return make_papers(bureau, world, target, stamped, renderer=fill) if stamped else []


def _print_waiting(
    bureau: Bureau,
    world: World,
    targets: Sequence[BatchFile | CaseFile],
    made: BatchMade,
    workers: Workers,
) -> None:
    """The PDFs of all targets, converted in batches by the executor, finished case by case."""
    waiting = {t.id: w for t in targets if (w := waiting_for_pdf(bureau.workspace, t.id))}
    words = {r.docx: word_of(bureau, r) for records in waiting.values() for r in records}
    if not words:
        return
    kinds = load_catalogue(bureau.workspace.templates)
    of = {r.docx: kinds[r.kind] for records in waiting.values() for r in records}
    pdfs: dict[str, bytes] = {}
    looked: dict[str, dict[str, Any]] = {}
    for batch in Soffice.find().conversions(words, workers, when=bureau.now):
        pdfs |= batch
        bureau.progress(_PRINTING, len(pdfs), len(words))
        seen = workers.spread(look_over, [(words[n], pdf, of[n]) for n, pdf in batch.items()])
        looked |= {name: facts for name, facts in zip(batch, seen, strict=True) if facts}
        _finish_ready(bureau, world, waiting, pdfs, looked, made)
    for target, records in waiting.items():
        names = [record.docx for record in records if record.docx not in pdfs]
        failed = ConversionFailedError(names="、".join(names), count=len(names))
        made.failed.append(Failed(target, failed))


def _finish_ready(
    bureau: Bureau,
    world: World,
    waiting: dict[str, list[DocumentRecord]],
    pdfs: Mapping[str, bytes],
    looked: Mapping[str, Mapping[str, Any]],
    made: BatchMade,
) -> None:
    """Finish the targets whose PDFs are all there, and strike them off the list."""
    ready = [t for t, records in waiting.items() if all(r.docx in pdfs for r in records)]
    for target in ready:
        with made.trying(target):
            made.records += finish_with(bureau, world, target, waiting[target], pdfs, looked)
        del waiting[target]
