"""Gates on order: no step skipped, repeated, taken after the end or before its time (R50)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cases.lifecycle.grants_due import NOTHING, granted
from cases.lifecycle.outcomes import has_failed, mends_first, since_assessment, steps_in
from cases.lifecycle.refusing import DEFAULT, clause, in_batch, in_case, refuse
from cases.lifecycle.renewing import may_be_renewed
from cases.lifecycle.steps import (
    Stage,
    Step,
    batch_line,
    find_step,
    is_fixed_before,
    main_line,
    selecting_step,
    takes,
)
from cases.lifecycle.world import (
    BatchMove,
    CaseMove,
    World,
    day_entered,
    ending_of,
    has_taken,
    last_day_of,
)
from cases.policy.grounds import Ground

if TYPE_CHECKING:
    from cases.casefile import BatchFile, CaseFile
    from cases.findings import Finding

_NOTIFY = find_step("notify")
_AWARD = find_step("award")
_BATCH_LINE = tuple(map(find_step, ("notify", "score", "publicise", "award")))
_AGAIN = frozenset({"disburse", "recommend", "call-term", "archive"})
_AFTER_AWARD = frozenset({"disburse", "recommend", "call-term", "step-up", "step-up-award"})
_BEFORE_END = {"decline": "review", "object": "publicise"}


def case_order(move: CaseMove) -> Iterator[Finding]:
    """What the order of steps says against an act on a case."""
    if "case" not in move.step.subjects:
        yield _wrong_subject(move.step, "批次", move.world.batch.id)
        return
    ended = ending_of(move.case)
    if ended is not None and move.step.stage is not Stage.ARCHIVE and move.step.id != "correct":
        whose = clause(move.world, Ground.ORDER)
        yield refuse("L012", whose, in_case(move.case), 环节=move.step.label, 终点=ended.label)
        return
    yield from _listed(move.world, move.step)
    yield from _by_stage(move)
    yield from case_days(move.world, move.case, move)


def batch_order(move: BatchMove) -> Iterator[Finding]:
    """What the order of steps says against an act on a batch."""
    if "batch" not in move.step.subjects:
        yield _wrong_subject(move.step, "案卷", move.batch.id)
        return
    yield from _listed(move.world, move.step)
    again = move.step.id in _AGAIN or move.step.stage is Stage.CHANGE
    if has_taken(move.batch, move.step.id) and not again:
        yield _repeated(move.world, move.step)
    needed = _needed_of_batch(move)
    if needed and not has_taken(move.batch, needed.id):
        yield _skipped(move.world, move.step, needed)
    yield from batch_days(move)


def case_days(world: World, case: CaseFile, move: CaseMove | BatchMove) -> Iterator[Finding]:
    """An act is not earlier than the case's last act, nor than the batch's notice."""
    last = last_day_of(case)
    if last is not None and move.on < last:
        yield refuse(
            "L013",
            clause(world, Ground.ORDER),
            in_case(case, "办理"),
            案卷=case.id,
            日期=move.on,
            上一日=last,
        )
    opened = day_entered(world.batch, "notify")
    if isinstance(move, CaseMove) and opened is not None and move.on < opened:
        yield refuse(
            "L014", clause(world, Ground.ORDER), in_case(case), 日期=move.on, 批次日=opened
        )


def batch_days(move: BatchMove) -> Iterator[Finding]:
    """An act on a batch is not earlier than the batch's last act."""
    last = last_day_of(move.batch)
    if last is not None and move.on < last:
        whose, place = clause(move.world, Ground.ORDER), in_batch(move.batch, "办理")
        yield refuse("L013", whose, place, 案卷=move.batch.id, 日期=move.on, 上一日=last)


def _listed(world: World, step: Step) -> Iterator[Finding]:
    """The policy knows the step; what is not on its lines may happen at any time."""
    lines = (*main_line(world.policy), *batch_line(world.policy))
    if step.stage in (Stage.MAIN, Stage.BATCH) and step not in lines:
        yield refuse("L002", world.policy.title, 环节=step.label, 政策=world.policy.id)


def _by_stage(move: CaseMove) -> Iterator[Finding]:
    """Each stage has its own place in the order."""
    if move.step.stage is Stage.MAIN:
        yield from _main_order(move)
    elif move.step.stage is Stage.ARCHIVE:
        yield from _archivable(move)
    elif move.step.id in (*_BEFORE_END, "unselected"):
        yield from _ending_order(move)
    elif move.step.stage is not Stage.CHANGE and not has_taken(move.case, "award"):
        yield refuse(
            "L015", clause(move.world, Ground.ORDER), in_case(move.case), 环节=move.step.label
        )


def _main_order(move: CaseMove) -> Iterator[Finding]:
    """Every earlier step of the policy's line has been taken, this one has not."""
    repeats = has_taken(move.case, move.step.id) and move.step.id not in _AGAIN
    renewed = may_be_assessed_again(move) or may_be_renewed(move.case, move.step.id)
    if repeats and not renewed:
        yield _repeated(move.world, move.step)
    yield from _batch_is_open(move)
    yield from steps_before(move)


def steps_before(move: CaseMove) -> Iterator[Finding]:
    """The steps of the policy's line that should have come before this one."""
    line = main_line(move.world.policy)
    before = line[: line.index(move.step)] if move.step in line else ()
    for step in before:
        agreed_elsewhere = (step.id, move.step.id) == ("agree", "disburse")
        if has_taken(move.case, step.id) or agreed_elsewhere or _nothing_to_pay(move, step):
            continue
        if is_fixed_before(step, move.step) or step in (_AWARD, *_BATCH_LINE):
            yield _skipped(move.world, move.step, step)
        else:
            place = in_case(move.case, "办理")
            yield refuse("L005", DEFAULT, place, 环节=move.step.label, 前一环节=step.label)


def _nothing_to_pay(move: CaseMove, step: Step) -> bool:
    """Whether the step would pay a graded grant whose grade brings nothing."""
    return step.id == "disburse" and granted(move.programme, move.case) == NOTHING


def _batch_is_open(move: CaseMove) -> Iterator[Finding]:
    """Cases apply and are reviewed after the notice and before the choice."""
    if move.step.id not in ("apply", "review"):
        return
    if _NOTIFY in batch_line(move.world.policy) and not has_taken(move.world.batch, "notify"):
        yield _skipped(move.world, move.step, _NOTIFY)
    chosen = selecting_step(move.world.policy)
    if has_taken(move.world.batch, chosen.id):
        whose, place = clause(move.world, Ground.ORDER), in_batch(move.world.batch)
        facts = {"环节": move.step.label, "批次": move.world.batch.id, "已办": chosen.label}
        yield refuse("L020", whose, place, **facts)


def _ending_order(move: CaseMove) -> Iterator[Finding]:
    """An early end follows its own step, and comes before the award."""
    needed = _needed_of_end(move)
    if not takes(move.world.policy, needed.id):
        facts = {"环节": move.step.label, "需要": needed.label, "政策": move.world.policy.id}
        yield refuse("L023", move.world.policy.title, in_case(move.case), **facts)
    elif not has_taken(_whose_step(move, needed), needed.id):
        yield _skipped(move.world, move.step, needed)
    if has_taken(move.case, "award"):
        yield refuse(
            "L016", clause(move.world, Ground.ORDER), in_case(move.case), 环节=move.step.label
        )


def _needed_of_end(move: CaseMove) -> Step:
    """The step that an early end follows: for 未入选 the one that chose."""
    if move.step.id == "unselected":
        return selecting_step(move.world.policy)
    return find_step(_BEFORE_END[move.step.id])


def _whose_step(move: CaseMove, needed: Step) -> CaseFile | BatchFile:
    """Who takes the step: where no experts choose, who is left out is in nobody's entry."""
    left_out = move.step.id == "unselected" and needed.id != "score"
    return move.world.batch if left_out else move.case


def may_be_assessed_again(move: CaseMove) -> bool:
    """O23: a project that failed and was ordered to mend is assessed once more."""
    if move.step.id != "assess-term" or not has_failed(move.world.policy, move.case):
        return False
    return mends_first(move.world) and bool(steps_in(since_assessment(move.case), "rectify"))


def _archivable(move: CaseMove) -> Iterator[Finding]:
    """Only an ended case is archived."""
    if ending_of(move.case) is None:
        yield refuse("L017", DEFAULT, in_case(move.case, "办理"), 案卷=move.case.id)


def _needed_of_batch(move: BatchMove) -> Step | None:
    """The step of the batch that this one follows."""
    if move.step.id in _AFTER_AWARD:
        return _AWARD
    known = batch_line(move.world.policy)
    line = [step for step in _BATCH_LINE if step in known]
    if move.step not in line or move.step == line[0]:
        return None
    return line[line.index(move.step) - 1]


def _wrong_subject(step: Step, wanted: str, batch: str) -> Finding:
    return refuse("L003", DEFAULT, 环节=step.label, 对象=wanted, 批次=batch)


def _repeated(world: World, step: Step) -> Finding:
    return refuse("L011", clause(world, Ground.ORDER), 环节=step.label)


def _skipped(world: World, step: Step, needed: Step) -> Finding:
    whose = clause(world, Ground.TERM_ASSESSMENT if step.id == "close" else Ground.ORDER)
    return refuse("L010", whose, 环节=step.label, 前一环节=needed.label)
