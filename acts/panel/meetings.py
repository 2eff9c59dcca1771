"""Who judges what: the projects before the experts, by which points, and who was asked.

A meeting is the 差额评审 of a batch, or the 届满考核 of a batch's projects or of a single one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from acts.panel.expert_pool import Expert, experts_named, read_pool
from acts.world import read_world
from cases.casefile import CaseFile, read_target
from cases.digest import digest_of
from cases.errors import JiangdangError, Kind
from cases.lifecycle.indicators import indicators_of
from cases.lifecycle.refusing import open_number
from cases.lifecycle.world import candidates, cases_of_batch, ending_of, has_taken
from cases.policy.judging import Item
from cases.typedfile import read_text
from cases.yamlnodes import read_plain

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from acts.bureau import Bureau
    from cases.lifecycle.world import World

CHOOSING, ASSESSING = "评审", "考核"


class NothingToJudgeError(JiangdangError):
    """No project of the batch waits for the experts."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "E120"


class NoPanelError(JiangdangError):
    """Nobody was drawn or named yet."""

    kind: ClassVar[Kind] = Kind.NOT_FOUND
    code: ClassVar[str] = "E121"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of points: its head, what it is worth, and of which element and item it is."""

    label: str
    weight: int
    standard: str = ""
    element: str = ""
    item: str = ""


@dataclass(frozen=True, slots=True)
class Meeting:
    """What is judged: the projects in their order, the columns of points, how many must judge."""

    kind: str
    target: str
    world: World
    cases: tuple[CaseFile, ...]
    columns: tuple[Column, ...]
    least: int

    @property
    def full(self) -> int:
        """All the points there are."""
        return sum(each.weight for each in self.columns)

    @property
    def name(self) -> str:
        """What its panel and its sheets are called."""
        return f"{self.target}-{self.kind}"

    def recusals(self, expert: Expert) -> dict[str, str]:
        """The cases that an expert keeps out of, with the reason."""
        ties = {case.id: expert.tie_to(case) for case in self.cases}
        return {case: tie for case, tie in ties.items() if tie}


def meeting_of(bureau: Bureau, target: str, *, term: bool = False) -> Meeting:
    """The choice among a batch's candidates; with ``term``, or of a case, the assessment."""
    found = read_target(bureau.workspace, target)
    alone = isinstance(found, CaseFile)
    world = read_world(bureau, found.batch if isinstance(found, CaseFile) else found.id)
    if term or alone:
        cases = tuple(
            c for c in cases_of_batch(world) if _is_due(c) and (not alone or c.id == target)
        )
        columns, kind = _rubric(world), ASSESSING
        least = world.policy.assessment.least_experts
    else:
        cases = () if has_taken(world.batch, "score") else candidates(world)
        columns, kind = tuple(map(_column, indicators_of(world.policy, {}))), CHOOSING
        least = world.policy.panel.least_experts or open_number(world, "O11a", 5)
    if not cases:
        raise NothingToJudgeError(target=found.id, kind=kind)
    return Meeting(kind, found.id, world, cases, columns, least)


def _is_due(case: CaseFile) -> bool:
    return has_taken(case, "award") and ending_of(case) is None


def _column(item: Item) -> Column:
    return Column(item.label, item.weight, item.standard)


def _rubric(world: World) -> tuple[Column, ...]:
    """Each element, or each of its items where it has some."""
    return tuple(
        Column(
            f"{element.label}：{item.label}" if item.label else element.label,
            item.weight,
            item.standard,
            element.label,
            item.label,
        )
        for element in world.policy.assessment.elements
        for item in element.items or (Item("", element.weight, "、".join(element.examples)),)
    )


@dataclass(frozen=True, slots=True)
class PanelFile:
    """The panel as it was drawn or named."""

    experts: tuple[Expert, ...]
    seed: str
    digest: str


def panel_path(bureau: Bureau, name: str) -> Path:
    """Where the panel of a meeting is kept."""
    return bureau.workspace.panels / f"{name}.yaml"


def kept_panel(bureau: Bureau, meeting: Meeting) -> PanelFile | None:
    """The panel that was drawn or named for this meeting; that of the batch serves its cases."""
    own = panel_path(bureau, meeting.name)
    if not own.is_file() and meeting.kind == ASSESSING:
        own = panel_path(bureau, f"{meeting.world.batch.id}-{ASSESSING}")
    if not own.is_file():
        return None
    text = read_text(own)
    data: Any = read_plain(text, own.name)
    names = [str(row["姓名"]) for row in data["专家"]]
    experts = tuple(experts_named(read_pool(bureau), names))
    return PanelFile(experts, str(data.get("种子", "")), digest_of(text.encode()))


def panel_for(bureau: Bureau, meeting: Meeting, names: Sequence[str] = ()) -> tuple[Expert, ...]:
    """Those named, else the kept panel."""
    if names:
        return tuple(experts_named(read_pool(bureau), names))
    kept = kept_panel(bureau, meeting)
    if kept is None:
        raise NoPanelError(target=meeting.target)
    return kept.experts
