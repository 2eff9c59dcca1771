"""Whose stamps a paper needs: by its record and the files of its case, or by its kind alone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from acts.papers.contexts import facts_by_step
from acts.papers.joint_issuers import joint_rows
from acts.papers.parts import DEPARTMENT, EXPERT
from acts.stamps.stamp_uses import BUREAU, uses_of
from cases.casefile import BatchFile, CaseFile, parse_batch, parse_case, read_batch, read_target
from cases.errors import JiangdangError
from cases.lifecycle.steps import step_of
from cases.revisions import revisions
from cases.settings import read_settings
from doc_templates.catalogue import load_catalogue
from doc_templates.stamping.verification.matching import fitting_kinds
from doc_templates.stamping.verifying import WantedStamp

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from acts.papers.records import DocumentRecord
    from acts.stamps.stamp_uses import PlannedUse
    from cases.settings import Settings
    from cases.workspace import Workspace
    from doc_templates.catalogue import DocumentKind

_LARGEST_REVISION = 1_000_000


@dataclass(frozen=True, slots=True)
class PaperStamps:
    """The stamps a paper needs, and who may sign beside them."""

    needed: tuple[WantedStamp, ...]
    people: tuple[str, ...] = ()


def stamps_of_record(workspace: Workspace, record: DocumentRecord) -> PaperStamps | None:
    """What a paper on record needs, with all names its case ever gave the bodies.

    None where the kind is not in the catalogue any more or the files cannot be read. Nothing
    is written, and nobody needs to be known.
    """
    kind = load_catalogue(workspace.templates).get(record.kind)
    if kind is None:
        return None
    try:
        settings = read_settings(workspace)
        target = read_target(workspace, target_of(record))
        contexts = list(_contexts(workspace, settings, kind, record, target))
    except JiangdangError:
        return None
    uses = [uses_of(kind, context) for context in contexts]
    names = (settings.name, settings.short_name, _issued_by(kind, record))
    needed = tuple(_wanted(kind, use, uses, names) for use in uses[0])
    return PaperStamps(needed, _people(contexts) if record.received else ())


def stamps_of_kind(
    kind: DocumentKind, owners: Sequence[str], settings: Settings | None
) -> PaperStamps:
    """What a paper of this kind needs, its stamps' owners named in their order or unknown."""
    needed = []
    for place, use in enumerate(kind.stamps):
        known = (settings.name, settings.short_name) if settings and use.owner == BUREAU else ()
        named = (owners[place],) if place < len(owners) and owners[place] else known
        needed.append(
            WantedStamp(
                use.owner, named, fitting_kinds(use.owner, kind.layout), bool(use.condition)
            )
        )
    return PaperStamps(tuple(needed))


def target_of(record: DocumentRecord) -> str:
    """The case or batch whose folder the record stands in."""
    return PurePosixPath(record.path).parts[1]


def _wanted(
    kind: DocumentKind, use: PlannedUse, states: Sequence[Sequence[PlannedUse]], ours: Sequence[str]
) -> WantedStamp:
    """A stamp with every name that its owner had in some state of the files."""
    names = [each.owner for state in states for each in state if each.anchor == use.anchor]
    names += [name for name in ours if use.role == BUREAU and name]
    kinds = fitting_kinds(use.role, kind.layout)
    return WantedStamp(use.role or use.owner, tuple(dict.fromkeys(filter(None, names))), kinds)


def _issued_by(kind: DocumentKind, record: DocumentRecord) -> str:
    """The bureau's own name as it was when it made the paper."""
    return record.author if kind.issuer_at(record.step) == BUREAU else ""


def _contexts(
    workspace: Workspace,
    settings: Settings,
    kind: DocumentKind,
    record: DocumentRecord,
    target: CaseFile | BatchFile,
) -> Iterator[dict[str, Any]]:
    """What the stamps are filled in from: as the files stand, then as they stood before."""
    for each in (target, *_earlier(workspace, target)):
        case = each if isinstance(each, CaseFile) else None
        batch = read_batch(workspace, case.batch) if case else each
        assert isinstance(batch, BatchFile)
        facts = facts_by_step(batch, case)
        known = step_of(record.step)
        here = facts.get(known.label, {}) if known else {}
        part = {per: record.part if kind.per == per else "" for per in (DEPARTMENT, EXPERT)}
        yield {
            "文": {**part, "联合署名": joint_rows(kind, settings.name, here)},
            "局": {"机关全称": settings.name},
            "批": dict(batch.data),
            "案": dict(case.data) if case else {},
            "办": facts,
        }


def _earlier(workspace: Workspace, target: CaseFile | BatchFile) -> Iterator[CaseFile | BatchFile]:
    """Earlier texts of the file that can still be read, the newest first."""
    parse = parse_case if isinstance(target, CaseFile) else parse_batch
    for revision in reversed(revisions(workspace.target_folder(target.id))):
        if revision.path.stat().st_size <= _LARGEST_REVISION:
            try:
                yield parse(revision.path.read_text("utf-8"), revision.path.name)
            except (JiangdangError, UnicodeDecodeError):
                continue


def _people(contexts: Sequence[dict[str, Any]]) -> tuple[str, ...]:
    """Those of the case who may sign a paper that comes in, beside its stamps."""
    found = []
    for context in contexts:
        unit, leader = context["案"].get("单位", {}), context["案"].get("带头人", {})
        found += [unit.get("法定代表人", ""), unit.get("联系人", ""), leader.get("姓名", "")]
    return tuple(dict.fromkeys(str(each) for each in found if each))
