"""What a package is to hold and to say, gathered from a case or batch that is being sealed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from acts.keeping.package_events import events_of
from acts.sealing.cross_references import cross_references
from acts.sealing.package_items import items_of
from acts.sealing.reference_codes import (
    RETENTION,
    former_codes,
    number_gaps,
    own_retention,
    reference_code_of,
)
from archive.numbering import series_of
from archive.plan import PackagePlan
from archive.reading import UnreadablePackageError, newest_package
from cases.findings import Finding, Place, Severity
from cases.words import message

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from acts.bureau import Bureau
    from acts.sealing.looks import Looks
    from acts.sealing.package_items import Subject
    from acts.sealing.reference_codes import CodesInUse
    from archive.plan import Item
    from cases.values.reference_code import ReferenceCode

CATEGORY = "技能人才资助项目"


@dataclass(frozen=True, slots=True)
class Sitting:
    """What is the same for everything sealed by one command."""

    bureau: Bureau
    on: date
    reason: str
    scratch: Path
    rows: list[dict[str, Any]]


def plan_of(
    sitting: Sitting,
    subject: Subject,
    looks: Looks,
    codes: CodesInUse,
    taken: Sequence[ReferenceCode],
) -> PackagePlan:
    """What the package is to hold; an interrupted seal goes on with the day it was begun."""
    bureau = sitting.bureau
    settings, compiler = bureau.settings, bureau.acting().name
    code = reference_code_of(bureau, subject, codes, taken)
    items = items_of(bureau, subject, code.retention, looks)
    return PackagePlan(
        reference_code=code,
        title=subject.title,
        fonds_name=settings.fonds_name,
        retention=code.retention,
        creator=settings.name,
        compiler=compiler,
        checker=compiler,
        compiled_on=_begun_on(bureau, codes, code, items) or sitting.on,
        items=items,
        events=events_of(bureau, subject, looks, sitting.rows),
        metadata={
            "案卷号": subject.file.id,
            "批次": getattr(subject.file, "batch", subject.file.id),
            "类目名称": CATEGORY,
            "政策": subject.file.policy,
            "缺证理由": sitting.reason,
            "保管期限依据": settings.retention_basis,
        },
        cross_references=cross_references(bureau, subject),
        former_codes=former_codes(subject, codes, code),
    )


def _begun_on(
    bureau: Bureau, codes: CodesInUse, code: ReferenceCode, items: Sequence[Item]
) -> date | None:
    """立卷时间 of a package of these items whose seal was cut off before the log heard of it."""
    name = str(code)
    package = newest_package(bureau.workspace, name)
    if package is None or (name, package.version) in codes.history.seals:
        return None
    try:
        if [item.get("摘要") for item in package.items] != [item.digest for item in items]:
            return None
        return date.fromisoformat(str(package.record.get("立卷时间", "")))
    except (ValueError, UnreadablePackageError):
        return None


def gap_remarks(codes: CodesInUse, code: ReferenceCode) -> tuple[Finding, ...]:
    """漏号 among the files of the series (DA/T 70 GD-2-6)."""
    missing = "、".join(f"{number:03d}" for number in number_gaps(codes, code))
    facts = {"series": series_of(code), "missing": missing}
    found = Finding("W749", Severity.WARNING, Place(str(code)), facts, "DA/T 70 GD-2-6")
    return (found,) if missing else ()


def note_of(
    sitting: Sitting, subject: Subject, plan: PackagePlan, remarks: Sequence[Finding]
) -> str:
    """本卷情况说明: what is lacking and why, what is to be remarked, earlier codes."""
    lines = [f"缺少的文书或证据：{sitting.reason}"] if sitting.reason else []
    lines += [each.message for each in remarks if each.code != "W749"]
    for own in own_retention(subject.file):
        reason = subject.file.get(f"{RETENTION}.理由", "")
        lines.append(message("W757", {"own": str(own), "reason": str(reason)}))
    if plan.former_codes:
        former = "、".join(each.place for each in plan.former_codes)
        lines.append(message("W758", {"codes": former}))
    return "\n".join(lines)
