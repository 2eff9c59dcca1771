"""Who should sign a paper that comes in: its sender, its stamps' owners, its people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from acts.papers.contexts import Writing, build_context
from acts.papers.records import list_records
from acts.stamps.stamp_uses import uses_of
from acts.world import read_world
from cases.casefile import CaseFile
from cases.lifecycle.steps import step_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from acts.bureau import Bureau
    from cases.casefile import BatchFile
    from doc_templates.catalogue import DocumentKind

_OF_CASE = ("带头人.姓名", "单位.法定代表人", "单位.联系人")
_OF_STEP = ("单位代表", "带头人", "经办人", "负责人", "受委托方代表", "考核人")


@dataclass(frozen=True, slots=True)
class Expected:
    """``bodies`` are the owners of its stamps; ``people`` may sign beside them."""

    sender: str
    bodies: tuple[str, ...]
    people: tuple[str, ...]


def expected_signers(
    bureau: Bureau,
    target: CaseFile | BatchFile,
    kind: DocumentKind,
    step: str,
    on: date,
    part: str,
    sender: str,
) -> Expected:
    """As the catalogue and the file say, at the step the paper belongs to."""
    world = read_world(bureau, target.batch if isinstance(target, CaseFile) else target.id)
    writing = Writing(target.id, kind, step, on, part=part)
    earlier = list_records(bureau.workspace, target.id)
    context = build_context(world, bureau.settings, writing, earlier)
    bodies = dict.fromkeys(use.owner for use in uses_of(kind, context))
    known = step_of(step)
    facts = context["办"].get(known.label, {}) if known else {}
    return Expected(sender, tuple(filter(None, bodies)), tuple(_people(target, facts)))


def _people(target: CaseFile | BatchFile, facts: Mapping[str, Any]) -> Iterator[str]:
    """Those named in the file and in the record of the step."""
    named = [target.get(key, "") for key in _OF_CASE] if isinstance(target, CaseFile) else []
    for value in (*named, *(facts.get(key, "") for key in _OF_STEP)):
        if isinstance(value, str) and value:
            yield value
