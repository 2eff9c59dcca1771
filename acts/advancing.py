"""Advancing cases and batches: the gates decide, documents are made, one act records all."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar

from acts.consents import (
    ISSUING,
    NEEDS_CONSENT,
    SECONDED,
    consent_for,
    consent_key,
    consenter_of,
    rely_on,
)
from acts.kept_policies import keep_policy
from acts.papers.dating import refuse_ahead, refuse_future
from acts.papers.drafting import GIVEN_NUMBER, Desk
from acts.papers.issuing import Issued, issue
from acts.papers.previews import Previews, preview
from acts.papers.records import DocumentRecord, list_records
from acts.world import Edited, read_world, with_changes
from cases.casefile import CaseFile, read_target
from cases.errors import JiangdangError, Kind
from cases.findings import Finding, errors_of
from cases.lifecycle.decision import Circumstances, Decision, decide_batch, decide_case
from cases.lifecycle.steps import Step, find_step
from cases.settings import Role

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from acts.bureau import Bureau
    from cases.journal.act import Act
    from cases.lifecycle.world import World

    Facts = Mapping[str, Any]


class RuleRefusedError(JiangdangError):
    """The gates refuse; the findings name clause, fact and remedy."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "W406"


class NoReasonGivenError(JiangdangError):
    """A fact entered afterwards needs its reason."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "W407"


class PdfStillDueError(JiangdangError):
    """The act is recorded with its Word files; the PDFs wait for LibreOffice."""

    kind: ClassVar[Kind] = Kind.TOOL_MISSING
    code: ClassVar[str] = "W412"


@dataclass(frozen=True, slots=True)
class Advance:
    """What is asked: one step of one case or batch, on its day, with its facts."""

    target: str
    step: str
    on: date
    facts: Facts = field(default_factory=dict)
    answers: Mapping[str, Facts] = field(default_factory=dict)
    as_happened: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Advanced:
    """What was done: the step, its documents, and what the gates had to say."""

    target: str
    step: str
    label: str
    on: date
    findings: tuple[Finding, ...]
    documents: tuple[DocumentRecord, ...] = ()

    def as_json(self) -> dict[str, object]:
        """The answer as JSON."""
        return {
            "target": self.target,
            "step": self.step,
            "on": self.on.isoformat(),
            "documents": [record.as_json() for record in self.documents],
            "findings": [found.as_json() for found in self.findings],
        }


@dataclass(slots=True)
class _Work:
    """One request on its way: decided, its files edited."""

    asked: Advance
    step: Step
    decision: Decision
    world: World
    consent: str


def advance(
    bureau: Bureau, requests: Sequence[Advance], *, pdf_later: bool = False
) -> list[Advanced]:
    """Enter several steps in one act: all of them, or none.

    ``pdf_later`` keeps the Word files only; ``doc make --due`` prints and stamps them.

    Raises RuleRefusedError with every finding, ConsentNeededError, or PdfStillDueError
    when everything is recorded but LibreOffice is missing.
    """
    person = bureau.acting(Role.CLERK)
    worlds: dict[str, World] = {}
    edited: dict[str, Edited] = {}
    works: list[_Work] = []
    for asked in requests:
        batch = _batch_of(bureau, asked.target)
        world = worlds.get(batch) or read_world(bureau, batch)
        work = _decided(bureau, world, asked)
        worlds[batch], files = with_changes(world, work.decision.changes, _paths(work.decision))
        work.world = worlds[batch]
        _merge(edited, files)
        works.append(work)
    name = works[0].step.id
    with bureau.journal.act(f"advance {name}", person.name, requests[0].target) as act:
        done = _record(bureau, act, works, edited, pdf_later=pdf_later)
    if done.missing_tool:
        raise PdfStillDueError(reason=done.missing_tool.message, target=requests[0].target)
    return [_answer(work, done.records) for work in works]


def _batch_of(bureau: Bureau, target: str) -> str:
    found = read_target(bureau.workspace, target)
    return found.batch if isinstance(found, CaseFile) else found.id


def _paths(decision: Decision) -> dict[str, str]:
    """Where the changed files lie in the workspace."""
    return {
        target: f"batches/{target}/batch.yaml"
        if target.count("-") == 1
        else f"cases/{target}/case.yaml"
        for target in decision.changes
    }


def _decided(bureau: Bureau, world: World, asked: Advance) -> _Work:
    """The gates' decision; refused with every finding when they say no."""
    step = find_step(asked.step)
    if asked.as_happened and not asked.reason:
        raise NoReasonGivenError
    if step.id not in ISSUING:
        refuse_future(bureau, asked.target, step.label, asked.on)
    findings = _decide(world, step, asked, Circumstances()).findings
    if not asked.as_happened and errors_of(findings):
        raise _refusal(asked, step, findings)
    consent = _consent(bureau, world, step, asked)
    around = Circumstances(
        entered=bureau.now.isoformat(timespec="seconds"),
        actor=bureau.acting().name,
        as_happened=asked.as_happened,
        reason=asked.reason,
        consenter=consenter_of(bureau, consent),
    )
    decision = _decide(world, step, asked, around)
    if decision.refused:
        raise _refusal(asked, step, decision.findings)
    return _Work(asked, step, decision, world, consent)


def _refusal(asked: Advance, step: Step, findings: Sequence[Finding]) -> RuleRefusedError:
    count = len(errors_of(findings))
    return RuleRefusedError(target=asked.target, step=step.label, count=count, findings=findings)


def _decide(world: World, step: Step, asked: Advance, around: Circumstances) -> Decision:
    case = world.cases.get(asked.target)
    if case is None:
        return decide_batch(world, step, asked.on, asked.facts, around, asked.answers)
    return decide_case(world, case, step, asked.on, asked.facts, asked.answers, around)


def _consent(bureau: Bureau, world: World, step: Step, asked: Advance) -> str:
    """核稿 and 签发 where the step issues papers, one consent where it overrides a rule."""
    issuing = step.id in ISSUING
    if issuing:
        refuse_ahead(bureau, step.label, asked.on)
    needed = issuing or asked.as_happened or step.id in SECONDED
    if bureau.settings.works_alone or not needed:
        return ""
    drafts = _previews(bureau, world, step, asked) if issuing else Previews()
    plain = (step.id, asked.target, asked.on, asked.facts, asked.as_happened)
    return consent_for(
        bureau,
        consent_key(*plain, asked.reason, asked.answers, drafts.digests),
        f"{asked.target} {step.label}（{asked.on}）{drafts.named}",
        asked.target,
        needed=True,
        issuing=issuing,
        matter=step.id,
        drafts=drafts.files,
        former=consent_key(*plain),
    )


def _previews(bureau: Bureau, world: World, step: Step, asked: Advance) -> Previews:
    """The papers that the step issues, as they would stand after it."""
    around = Circumstances(as_happened=asked.as_happened, reason=asked.reason)
    decision = _decide(world, step, asked, around)
    if decision.refused:
        raise _refusal(asked, step, decision.findings)
    then, _ = with_changes(world, decision.changes, _paths(decision))
    earlier = earlier_documents(bureau, then, asked.target)
    due = [(each, asked.on) for each in decision.documents]
    number = str(asked.facts.get(GIVEN_NUMBER, ""))
    return preview(bureau, lambda _document, _day: then, due, earlier, number)


def _merge(edited: dict[str, Edited], files: Mapping[str, Edited]) -> None:
    """Later edits of a file build on earlier ones; the digest first read stays."""
    for target, file in files.items():
        before = edited[target].before if target in edited else file.before
        edited[target] = replace(file, before=before)


def _record(
    bureau: Bureau,
    act: Act,
    works: Sequence[_Work],
    edited: Mapping[str, Edited],
    *,
    pdf_later: bool,
) -> Issued:
    """Files, documents and log entries of all the works, in one act."""
    for file in edited.values():
        act.write(file.path, file.text.encode(), before=file.before)
    drafts = []
    for work in works:
        desk = Desk.of(bureau, act, str(work.asked.facts.get(GIVEN_NUMBER, "")))
        desk.signer = consenter_of(bureau, work.consent)
        earlier = earlier_documents(bureau, work.world, work.asked.target)
        drafts += desk.draft_all(work.world, work.decision.documents, work.asked.on, earlier)
        rely_on(act, work.consent)
        act.under_policy(work.world.policy.digest)
        keep_policy(bureau, act, work.world.policy)
        act.enter("advance", work.asked.target, _logged(bureau, work))
    approvals = {work.asked.target: work.consent for work in works}
    return issue(bureau, act, drafts, approvals, pdf_later=pdf_later)


def earlier_documents(bureau: Bureau, world: World, target: str) -> list[DocumentRecord]:
    """The documents a new one may refer to: the batch's, then the case's own."""
    names = dict.fromkeys((world.batch.id, target))
    return [record for name in names for record in list_records(bureau.workspace, name)]


def _logged(bureau: Bureau, work: _Work) -> dict[str, object]:
    """What the log keeps of a step: no facts that may name people."""
    logged: dict[str, object] = {"环节": work.step.label, "日期": work.asked.on.isoformat()}
    if work.consent:
        logged["审批号"] = work.consent
    elif work.step.id in NEEDS_CONSENT and bureau.settings.works_alone:
        logged["单人办理"] = "是"
    if work.asked.as_happened:
        logged |= {"补记": "是", "理由": work.asked.reason}
    return logged


def _answer(work: _Work, records: Sequence[DocumentRecord]) -> Advanced:
    """The documents of this work's own targets."""
    targets = {due.target for due in work.decision.documents}
    folders = tuple(f"{_folder(target)}/" for target in targets)
    own = tuple(record for record in records if record.path.startswith(folders))
    asked = work.asked
    found = work.decision.findings
    return Advanced(asked.target, work.step.id, work.step.label, asked.on, found, own)


def _folder(target: str) -> str:
    return f"batches/{target}" if target.count("-") == 1 else f"cases/{target}"
