"""Sealing: gates, reference code, forms, package, log entry and checkpoint in one act."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from acts.consents import consent_for, consent_key, consenter_of, rely_on
from acts.package_forms import FormDraft, convert_forms, draft_forms, place_forms
from acts.package_items import Subject, events_of, items_of, read_subject, records_of
from acts.sealing_gates import refuse_unready, unstamped
from acts.world import read_world
from archive.catalogue import catalogued
from archive.numbering import next_file_number
from archive.plan import PackagePlan
from archive.reading import newest_package
from archive.sealing import Sealed, seal
from cases.casefile import CaseFile, read_target
from cases.lifecycle.decision import Circumstances, decide_case
from cases.lifecycle.steps import find_step
from cases.log.checkpoints import write_checkpoint
from cases.settings import Role
from cases.values.reference_code import ReferenceCode
from cases.yamltext import Append, Put, changed
from doc_templates.conversion import Soffice

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from acts.bureau import Bureau
    from cases.casefile import BatchFile

NOT_FUNDED = ("decline", "unselected", "object")
CATEGORY = "技能人才资助项目"


@dataclass(slots=True)
class _Parcel:
    """One target on its way into the archive."""

    subject: Subject
    plan: PackagePlan
    consent: str
    drafts: list[FormDraft]


def seal_targets(
    bureau: Bureau, targets: Sequence[str], on: date, reason: str = ""
) -> list[dict[str, object]]:
    """Seal cases and batches, each in an act of its own; their forms convert together.

    ``reason`` is the signed reason for elements without evidence. Sealing what has not
    changed since gives the version that is there.
    """
    bureau.acting(Role.ARCHIVIST)
    Soffice.find()
    done: dict[str, dict[str, object]] = {}
    with tempfile.TemporaryDirectory(prefix="jiangdang-") as scratch:
        parcels: list[_Parcel] = []
        taken: list[ReferenceCode] = []
        for target in targets:
            subject = read_subject(bureau, read_target(bureau.workspace, target))
            held = _unchanged(bureau, subject)
            if held is not None:
                done[target] = held
                continue
            parcel = _prepared(bureau, subject, on, reason, taken, Path(scratch))
            taken.append(parcel.plan.reference_code)
            parcels.append(parcel)
        pdfs = convert_forms(bureau, [draft for parcel in parcels for draft in parcel.drafts])
        for parcel in parcels:
            done[parcel.subject.file.id] = _seal_one(bureau, parcel, on, pdfs, Path(scratch))
    write_checkpoint(bureau.workspace, bureau.now)
    return [done[target] for target in targets]


def _prepared(
    bureau: Bureau,
    subject: Subject,
    on: date,
    reason: str,
    taken: list[ReferenceCode],
    scratch: Path,
) -> _Parcel:
    """Gates passed, code chosen, items arranged, forms drafted."""
    refuse_unready(bureau, subject, reason)
    consent = _consent(bureau, subject, on)
    plan = _plan(bureau, subject, on, reason, taken, consent)
    folder = scratch / subject.file.id
    folder.mkdir()
    plan = replace(plan, records=records_of(bureau, subject, folder))
    return _Parcel(subject, plan, consent, draft_forms(bureau, subject, plan))


def _consent(bureau: Bureau, subject: Subject, on: date) -> str:
    """立卷检查: a second person looks the file over; any change to it asks for another look."""
    target = subject.file.id
    papers = [record.sha256 for record in subject.records]
    proofs = [row.sha256 for row in subject.evidence]
    key = consent_key("seal", target, subject.file.digest, papers, proofs)
    return consent_for(bureau, key, f"{target} 立卷检查（{on}）", target, needed=True)


def _plan(
    bureau: Bureau,
    subject: Subject,
    on: date,
    reason: str,
    taken: list[ReferenceCode],
    consent: str,
) -> PackagePlan:
    """What the package is to hold."""
    settings = bureau.settings
    code = _reference_code(bureau, subject, taken)
    compiler = bureau.acting().name
    lacking = f"缺少的要素证据：{reason}" if reason else ""
    note = "\n".join((lacking, *(each.message for each in unstamped(subject)))).strip()
    return PackagePlan(
        reference_code=code,
        title=subject.title,
        fonds_name=settings.fonds_name,
        retention=code.retention,
        creator=settings.name,
        compiler=compiler,
        checker=consenter_of(bureau, consent) or compiler,
        compiled_on=on,
        items=items_of(bureau, subject, code.retention),
        events=events_of(subject),
        metadata={
            "案卷号": subject.file.id,
            "批次": getattr(subject.file, "batch", subject.file.id),
            "类目名称": CATEGORY,
            "政策": subject.file.policy,
            "缺证理由": reason,
        },
        note=note,
    )


def _reference_code(bureau: Bureau, subject: Subject, taken: list[ReferenceCode]) -> ReferenceCode:
    """The file's code: the one it has, the one an interrupted seal gave it, or the next."""
    own = str(subject.file.get("档号", ""))
    if own:
        return ReferenceCode.parse(own)
    rows = list(catalogued(bureau.workspace))
    for row in rows:
        if row.owner == subject.file.id:
            return ReferenceCode.parse(row.reference_code)
    settings = bureau.settings
    retention = settings.retention_of(_retention_kind(subject.file))
    year = subject.last_day.year
    first = ReferenceCode.of_file(settings.fonds, settings.category, year, retention, 1)
    existing = [ReferenceCode.parse(row.reference_code) for row in rows]
    return next_file_number([*existing, *taken], first)


def _retention_kind(file: CaseFile | BatchFile) -> str:
    """Which row of the 保管期限表 applies."""
    if not isinstance(file, CaseFile):
        return "批次案卷"
    steps = {find_step(str(event["环节"])).id for event in file.events}
    return "未入选案卷" if steps & set(NOT_FUNDED) else "资助项目案卷"


def _unchanged(bureau: Bureau, subject: Subject) -> dict[str, object] | None:
    """The newest version, when every item of it is still what the folder holds."""
    code = str(subject.file.get("档号", ""))
    former = newest_package(bureau.workspace, code) if code else None
    if former is None:
        return None
    sealed = [(str(item["题名"]), str(item["摘要"])) for item in former.items]
    now = items_of(bureau, subject, ReferenceCode.parse(code).retention)
    if sealed != [(item.title, item.digest) for item in now]:
        return None
    size = sum(path.stat().st_size for path in former.path.rglob("*") if path.is_file())
    return _told(Sealed(code, former.version, former.root, len(sealed), size, former.path, False))


def _seal_one(
    bureau: Bureau, parcel: _Parcel, on: date, pdfs: dict[str, bytes], scratch: Path
) -> dict[str, object]:
    """Forms on record, package published, case file and log told: one act."""
    target, person = parcel.subject.file.id, bureau.acting().name
    with bureau.journal.act("seal", person, target) as act:
        forms = place_forms(act, parcel.drafts, pdfs, scratch / target)
        sealed = seal(parcel.plan.with_forms(forms), bureau.workspace, bureau.now)
        path = bureau.workspace.relative(bureau.workspace.target_file(target))
        text = changed(parcel.subject.file.text, _edits(bureau, parcel, on), path)
        act.write(path, text.encode(), before=parcel.subject.file.digest)
        rely_on(act, parcel.consent)
        facts = {"档号": sealed.reference_code, "版本": sealed.version, "根": sealed.root}
        act.enter("seal", target, facts)
    bureau.report(f"已封存 {target} → {sealed.reference_code}")
    return {**_told(sealed), "remarks": unstamped(parcel.subject)}


def _edits(bureau: Bureau, parcel: _Parcel, on: date) -> list[Put | Append]:
    """档号 and, the first time, the 归档 entry."""
    subject = parcel.subject
    edits: list[Put | Append] = [Put(("档号",), str(parcel.plan.reference_code))]
    if subject.file.step == "archive":
        return edits
    around = Circumstances(bureau.now.isoformat(timespec="seconds"), bureau.acting().name)
    step = find_step("archive")
    if isinstance(subject.file, CaseFile):
        world = read_world(bureau, subject.file.batch)
        decision = decide_case(world, subject.file, step, on, {}, {}, around)
        return [*edits, *decision.changes.get(subject.file.id, ())]
    entry = {"环节": step.id, "日期": on, "登记": around.entered, "经办": around.actor}
    return [*edits, Append(("办理",), entry)]


def _told(sealed: Sealed) -> dict[str, object]:
    """What the command prints."""
    return {
        "reference_code": sealed.reference_code,
        "version": sealed.version,
        "root": sealed.root,
        "items": sealed.items,
        "bytes": sealed.bytes,
    }
