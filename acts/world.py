"""Reading everything the gates may look at, once per act."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from acts.evidence.evidence_list import evidence_names
from cases.casefile import BatchFile, CaseFile, all_cases, parse_batch, parse_case, read_batch
from cases.holidays.keeping import read_calendar
from cases.lifecycle.world import World
from cases.policy.open_points import effective
from cases.policy.settled import settled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from acts.bureau import Bureau
    from cases.yamltext import Append, Put


def read_world(bureau: Bureau, batch_id: str, cases: Mapping[str, CaseFile] | None = None) -> World:
    """The policy of a batch, the bureau's open points, the batch and all cases.

    ``cases`` are the ones already read; otherwise one faulty case file refuses the whole.
    """
    batch = read_batch(bureau.workspace, batch_id)
    policy = bureau.policy_of(batch)
    points = effective(policy, bureau.settings.open_points)
    cases = all_cases(bureau.workspace) if cases is None else cases
    held = {case: evidence_names(bureau.workspace, case) for case in cases}
    settings = {key: point.value for key, point in points.items()}
    calendar = read_calendar(bureau.workspace)
    return World(settled(policy, settings), settings, batch, cases, held, calendar)


@dataclass(frozen=True, slots=True)
class Edited:
    """A case or batch file with its new text and the digest that was read."""

    path: str
    before: str
    text: str


def with_changes(
    world: World, changes: Mapping[str, tuple[Put | Append, ...]], paths: Mapping[str, str]
) -> tuple[World, dict[str, Edited]]:
    """The world after the changes, and the new texts of the files they touch."""
    from cases.yamltext import changed

    edited: dict[str, Edited] = {}
    for target, edits in changes.items():
        read = world.batch if target == world.batch.id else world.cases[target]
        text = changed(read.text, edits, paths[target])
        edited[target] = Edited(paths[target], read.digest, text)
        world = _replaced(world, read, text, paths[target])
    return world, edited


def _replaced(world: World, read: CaseFile | BatchFile, text: str, file: str) -> World:
    """The world with one file read anew."""
    if isinstance(read, BatchFile):
        return replace(world, batch=parse_batch(text, file))
    return replace(world, cases={**world.cases, read.id: parse_case(text, file)})
