"""缺项: which papers and facts the files of past years lack, by what their steps call for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from acts.evidence.evidence_list import ELEMENT, evidence_names
from acts.old_years.cases import SUPPOSED
from acts.overviews.years import year_of
from acts.papers.records import list_records
from acts.sealing.ended import BACKFILLED, is_backfilled
from cases.casefile import CaseFile, all_batches, all_cases
from cases.lifecycle.documents import kinds_of_batch, kinds_of_case
from cases.lifecycle.reading import texts_of
from cases.lifecycle.steps import find_step
from doc_templates.catalogue import load_catalogue
from doc_templates.form_reading.labels import shown_label

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from acts.bureau import Bureau
    from cases.casefile import BatchFile
    from cases.policy.model import Policy

# Steps that every project went through, told or not; the second line only of funded ones.
_ALL, _FUNDED = ("apply", "review"), ("agree", "disburse")
_UNFUNDED = {"unselected", "decline", "object"}
_BATCH_STEPS = ("notify", "score", "publicise", "award", "disburse")
_ASIDE = ("service-receipt", "panel-scoresheet")


@dataclass(frozen=True, slots=True)
class Gap:
    """What one case or batch of a past year lacks."""

    target: str
    title: str
    papers: tuple[str, ...]
    evidence: tuple[str, ...]
    facts: tuple[str, ...]
    supposed: tuple[str, ...]
    source: str

    @property
    def is_open(self) -> bool:
        """Whether anything is lacking."""
        return bool(self.papers or self.evidence or self.facts or self.supposed)

    def as_json(self) -> dict[str, object]:
        """The gap by its English keys."""
        return {
            "target": self.target,
            "title": self.title,
            "papers": list(self.papers),
            "evidence": list(self.evidence),
            "facts": list(self.facts),
            "supposed_days": list(self.supposed),
            "source": self.source,
        }


def old_year_gaps(bureau: Bureau, year: str = "") -> list[Gap]:
    """What every batch and case of past years lacks, those that lack nothing too."""
    asked = year_of(year)
    policies: dict[str, Policy] = {}
    files: list[CaseFile | BatchFile] = [
        *all_batches(bureau.workspace).values(),
        *all_cases(bureau.workspace).values(),
    ]
    kept = [each for each in files if is_backfilled(each) and each.id.startswith(asked)]
    for each in kept:
        if each.policy not in policies:
            policies[each.policy] = bureau.policy(each.policy)
    return [gap_of(bureau, each, policies[each.policy]) for each in kept]


def gap_of(bureau: Bureau, file: CaseFile | BatchFile, policy: Policy) -> Gap:
    """What one file lacks."""
    is_case = isinstance(file, CaseFile)
    title = str(file.get("项目名称" if is_case else "名称", "")) or str(file.get("单位.名称", ""))
    mark = file.get(BACKFILLED)
    told = mark if isinstance(mark, dict) else {}
    return Gap(
        file.id,
        title,
        tuple(_papers(bureau, file)),
        tuple(_evidence(bureau, file, policy)) if isinstance(file, CaseFile) else (),
        tuple(shown_label(key) for key in texts_of(told.get("未知")) if not file.get(key)),
        tuple(find_step(str(e["环节"])).label for e in file.events if e.get(SUPPOSED)),
        f"{told.get('来源', '')} “{told.get('工作表', '')}”{_row(told)}",
    )


def _row(told: Mapping[str, object]) -> str:
    """The row of a project; a batch has none of its own."""
    return f" 第 {told['行']} 行" if told.get("行") else ""


def _papers(bureau: Bureau, file: CaseFile | BatchFile) -> Iterator[str]:
    """Kinds of papers that the steps call for and of which no scan came in."""
    held = {record.kind for record in list_records(bureau.workspace, file.id)}
    kinds = load_catalogue(bureau.workspace.templates)
    for kind in dict.fromkeys(_kinds(file)):
        if kind not in held and kind not in _ASIDE and kind in kinds:
            yield kinds[kind].label


def _kinds(file: CaseFile | BatchFile) -> Iterator[str]:
    if not isinstance(file, CaseFile):
        for step in _BATCH_STEPS:
            yield from kinds_of_batch(file, step, {})
        return
    for step, facts in _steps(file):
        yield from kinds_of_case(file.data, step, facts)


def _steps(case: CaseFile) -> Iterator[tuple[str, Mapping[str, object]]]:
    """The steps a case went through: those everybody takes, those of a grant, those entered."""
    taken = [(find_step(str(event["环节"])).id, event.get("记录") or {}) for event in case.events]
    funded = not _UNFUNDED & {step for step, _ in taken}
    for step in (*_ALL, *(_FUNDED if funded else ())):
        yield step, {}
    yield from taken


def _evidence(bureau: Bureau, case: CaseFile, policy: Policy) -> Iterator[str]:
    """Papers and elements that the policy wants in evidence and nobody scanned."""
    held = set(evidence_names(bureau.workspace, case.id))
    taken = {step for step, _ in _steps(case)}
    programmes = [each for each in policy.programmes.values() if each.label == case.programme]
    for item in (item for each in programmes for item in each.evidence):
        named = {f"{find_step(item.step).label}/{item.name}", f"{ELEMENT}/{item.element}"}
        if item.required and item.step in taken and not named & held:
            yield item.name
    if "close" in taken:
        for element in policy.assessment.elements:
            if f"{ELEMENT}/{element.label}" not in held:
                yield f"{ELEMENT}：{element.label}"
