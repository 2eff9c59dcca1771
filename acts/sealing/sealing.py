"""Sealing: gates, reference code, forms, package, log entry and checkpoint in one act."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from acts.consents import consent_for, consent_key, consenter_of, is_consented, rely_on
from acts.keeping.package_events import log_rows
from acts.keeping.testing_packages import payload_bytes, test_sealed
from acts.log.anchoring import anchor_log
from acts.sealing.gates import refuse_unready, remarks_of
from acts.sealing.looks import look_over
from acts.sealing.package_forms import FormDraft, convert_forms, draft_forms, place_forms
from acts.sealing.package_items import (
    Subject,
    contents_of,
    read_subject,
    records_of,
    snapshot,
)
from acts.sealing.plans import Sitting, gap_remarks, note_of, plan_of
from acts.sealing.reference_codes import (
    codes_in_use,
    retention_of,
)
from acts.world import read_world
from archive.plan import PackagePlan
from archive.reading import Package, newest_package
from archive.sealing import CodeTakenError, Sealed, seal
from cases.casefile import CaseFile, read_target
from cases.errors import JiangdangError, Kind
from cases.findings import Finding
from cases.lifecycle.decision import Circumstances, decide_case
from cases.lifecycle.steps import find_step
from cases.settings import Role
from cases.values.reference_code import ReferenceCode
from cases.yamltext import Append, Put, changed
from doc_templates.conversion import Soffice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from acts.bureau import Bureau
    from acts.sealing.reference_codes import CodesInUse


class FolderMovedError(JiangdangError):
    """A file came, went or changed in the folder while it was being sealed."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "A415"


_TRIES = 20


@dataclass(slots=True)
class _Parcel:
    """One target on its way into the archive; ``remarks`` are told and keep nothing out."""

    subject: Subject
    plan: PackagePlan
    consent: str
    remarks: tuple[Finding, ...]
    drafts: list[FormDraft] = field(default_factory=list)


def seal_targets(
    bureau: Bureau, targets: Sequence[str], on: date, reason: str = ""
) -> list[dict[str, object]]:
    """Seal cases and batches, each in an act of its own; their forms convert together.

    ``reason`` is the signed reason for evidence or papers that are not there. Sealing what has
    not changed since gives the version that is there.
    """
    bureau.acting(Role.ARCHIVIST)
    Soffice.find()
    done: dict[str, dict[str, object]] = {}
    with tempfile.TemporaryDirectory(prefix="jiangdang-") as scratch:
        sitting = Sitting(bureau, on, reason, Path(scratch), log_rows(bureau))
        codes = codes_in_use(bureau.workspace)
        parcels: list[_Parcel] = []
        for subject in _subjects(sitting, targets, done):
            taken = [parcel.plan.reference_code for parcel in parcels]
            parcels.append(_prepared(sitting, subject, codes, taken))
        pdfs = _converted(bureau, parcels)
        for at, parcel in enumerate(parcels):
            later = [other.plan.reference_code for other in parcels[at + 1 :]]
            done[parcel.subject.file.id] = _seal_numbered(sitting, parcel, pdfs, later)
    anchor_log(bureau)
    return [done[target] for target in targets]


def _subjects(
    sitting: Sitting, targets: Sequence[str], done: dict[str, dict[str, object]]
) -> list[Subject]:
    """What is to be sealed; what has not changed is told in ``done``.

    Whoever lacks 立卷检查 is looked over and asked about before the others are looked over again.
    """
    subjects = []
    for target in targets:
        subject = read_subject(sitting.bureau, read_target(sitting.bureau.workspace, target))
        held = _unchanged(sitting.bureau, subject)
        if held is None:
            subjects.append(subject)
        else:
            done[target] = held
    for subject in subjects:
        if not is_consented(sitting.bureau, _check_key(subject)):
            refuse_unready(
                sitting.bureau, subject, look_over(sitting.bureau, subject), sitting.reason
            )
            _consent(sitting.bureau, subject, sitting.on)
    return subjects


def _converted(bureau: Bureau, parcels: Sequence[_Parcel]) -> dict[str, bytes]:
    """The forms of all parcels as PDF, by path."""
    return convert_forms(bureau, [draft for parcel in parcels for draft in parcel.drafts])


def _prepared(
    sitting: Sitting, subject: Subject, codes: CodesInUse, taken: Sequence[ReferenceCode]
) -> _Parcel:
    """Gates passed, code chosen, items arranged, forms drafted."""
    bureau = sitting.bureau
    looks = look_over(bureau, subject)
    refuse_unready(bureau, subject, looks, sitting.reason)
    consent = _consent(bureau, subject, sitting.on)
    plan = plan_of(sitting, subject, looks, codes, taken)
    checker = consenter_of(bureau, consent) or plan.compiler
    folder = sitting.scratch / subject.file.id
    folder.mkdir(exist_ok=True)
    plan = replace(plan, checker=checker, records=records_of(bureau, subject, folder))
    remarks = (*remarks_of(bureau, subject, looks), *gap_remarks(codes, plan.reference_code))
    plan = replace(plan, note=note_of(sitting, subject, plan, remarks))
    return _Parcel(subject, plan, consent, remarks, draft_forms(bureau, subject, plan))


def _consent(bureau: Bureau, subject: Subject, on: date) -> str:
    """立卷检查: a second person looks the file over; any change to it asks for another look."""
    target = subject.file.id
    what = f"{target} 立卷检查（{on}）"
    return consent_for(bureau, _check_key(subject), what, target, needed=True)


def _check_key(subject: Subject) -> str:
    """The name of the request to look over just these papers and proofs."""
    papers = [record.sha256 for record in subject.records]
    proofs = [row.sha256 for row in subject.evidence]
    return consent_key("seal", subject.file.id, subject.file.digest, papers, proofs)


def _unchanged(bureau: Bureau, subject: Subject) -> dict[str, object] | None:
    """The newest version, when every item of it is still what the folder holds."""
    code = str(subject.file.get("档号", ""))
    former = newest_package(bureau.workspace, code) if code else None
    if former is None:
        return None
    retention = ReferenceCode.parse(code).retention
    if retention is not retention_of(bureau, subject):
        return None
    sealed = [(str(item["题名"]), str(item["摘要"])) for item in former.items]
    if sealed != contents_of(bureau, subject):
        return None
    size = sum(path.stat().st_size for path in former.path.rglob("*") if path.is_file())
    return _told(Sealed(code, former.version, former.root, len(sealed), size, former.path, False))


def _seal_numbered(
    sitting: Sitting,
    parcel: _Parcel,
    pdfs: dict[str, bytes],
    later: Sequence[ReferenceCode],
) -> dict[str, object]:
    """Seal; when somebody else took the number meanwhile, prepare anew under the next one."""
    for _ in range(_TRIES):
        try:
            return _seal_one(sitting, parcel, pdfs)
        except CodeTakenError:
            codes = codes_in_use(sitting.bureau.workspace)
            parcel = _prepared(sitting, parcel.subject, codes, later)
            pdfs = _converted(sitting.bureau, [parcel])
    return _seal_one(sitting, parcel, pdfs)


def _seal_one(sitting: Sitting, parcel: _Parcel, pdfs: dict[str, bytes]) -> dict[str, object]:
    """Forms on record, package published, case file and log told: one act."""
    bureau, subject = sitting.bureau, parcel.subject
    target, person = subject.file.id, bureau.acting().name
    with bureau.journal.act("seal", person, target) as act:
        forms = place_forms(act, parcel.drafts, pdfs, sitting.scratch / target)
        path = bureau.workspace.relative(bureau.workspace.target_file(target))
        text = changed(subject.file.text, _edits(bureau, parcel, sitting.on), path)
        act.write(path, text.encode(), before=subject.file.digest)
        plan = parcel.plan.with_forms(forms)
        sealed = seal(plan, bureau.workspace, bureau.now, still=lambda: refuse_moved(subject))
        rely_on(act, parcel.consent)
        act.enter("seal", target, _logged(sealed, plan))
    bureau.report(f"已封存 {target} → {sealed.reference_code}")
    package = Package(sealed.reference_code, sealed.version, sealed.path)
    tested = test_sealed(bureau, package) if sealed.is_new else ()
    return {**_told(sealed), "remarks": (*parcel.remarks, *tested)}


def refuse_moved(subject: Subject) -> None:
    """Nothing came, went or changed in the folders since they were read."""
    now = snapshot(subject.folder)
    moved = sorted(
        name for name in {*now, *subject.seen} if now.get(name) != subject.seen.get(name)
    )
    if moved:
        raise FolderMovedError(path=subject.folder / moved[0])


def _logged(sealed: Sealed, plan: PackagePlan) -> dict[str, object]:
    """What the log keeps of a seal; 参见 leads from the new code to the old ones."""
    facts: dict[str, object] = {
        "档号": sealed.reference_code,
        "版本": sealed.version,
        "根": sealed.root,
        "件数": sealed.items,
        "字节数": payload_bytes(Package(sealed.reference_code, sealed.version, sealed.path)),
    }
    former = [each.place for each in plan.former_codes]
    return facts | ({"参见": former} if former else {})


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
