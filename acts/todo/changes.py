"""待办 that changes leave behind: a place to fill, an agreement, a second grant, money left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from acts.todo.duties import duty_of_batch, duty_of_case
from cases.lifecycle.crosschecks import term_of
from cases.lifecycle.gates_changes import EXTENDED, agreement_due
from cases.lifecycle.grants_due import NOTHING
from cases.lifecycle.ledger import accounts
from cases.lifecycle.reading import day_of, text_of
from cases.lifecycle.refusing import open_value
from cases.lifecycle.substitution import (
    filled_places,
    has_fallen,
    next_in_rank,
    waiting_for_award,
)
from cases.lifecycle.world import (
    cases_of_batch,
    ending_of,
    has_taken,
    programme_of,
    records,
    was_selected,
)
from cases.policy.grounds import Ground

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from acts.todo.duties import Duty
    from cases.casefile import CaseFile
    from cases.lifecycle.world import World

_GOES_ON = "可以继续"


def duties_of_places(world: World, today: date) -> Iterator[Duty]:
    """递补: who may step up where an award fell, or who did and waits to be announced."""
    waiting = waiting_for_award(world)
    if waiting:
        named = "、".join(case.id for case in waiting)
        end = day_of(world.batch.facts_of("step-up").get("公示止"))
        yield duty_of_batch(world, "递补公布", Ground.PUBLICITY, "T179", end, cases=named)
        return
    for case in _open_places(world, today):
        named = "、".join(next_in_rank(world, case.programme))
        key, rule, fallen = f"递补-{case.id}", Ground.SELECTION, case.id
        yield duty_of_batch(world, key, rule, "T178", fallen=fallen, next=named)


def _open_places(world: World, today: date) -> list[CaseFile]:
    """R47, O32: the fallen awards that somebody next in rank may still step up to."""
    ended = world.policy.valid_to
    if ended is not None and today > ended and open_value(world, "O32") != _GOES_ON:
        return []
    filled = filled_places(world.batch)
    fallen = (case for case in cases_of_batch(world) if was_selected(case) and has_fallen(case))
    return [c for c in fallen if c.id not in filled and next_in_rank(world, c.programme)]


def duties_of_changes(world: World, case: CaseFile, today: date) -> Iterator[Duty]:
    """What a change of a funded case, or the end of its term, leaves to do."""
    if not has_taken(case, "award"):
        return
    if ending_of(case) is None:
        yield from _agreement_anew(world, case)
        yield from _second_grant(world, case)
    yield from _left_over(world, case, today)


def _agreement_anew(world: World, case: CaseFile) -> Iterator[Duty]:
    """R65: another leader, or more money, and the agreement is signed once more."""
    if agreement_due(case):
        yield duty_of_case(world, case, "重签协议", Ground.AGREEMENT, "T180")


def _second_grant(world: World, case: CaseFile) -> Iterator[Duty]:
    """追加资助: the assessment reached a grade that the policy grants again for."""
    programme, found = programme_of(world.policy, case), records(case, "assess-term")
    again = programme.follow_on if programme is not None else None
    grade = text_of(found[-1].get("结论")) if found else ""
    if again is None or not found or (again.grades and grade not in again.grades):
        return
    if len(records(case, "follow-on")) < again.times:
        rule, amount = again.rule or Ground.FOLLOW_ON, again.amount
        yield duty_of_case(world, case, "追加资助", rule, "T181", grade=grade, amount=amount)


def _left_over(world: World, case: CaseFile, today: date) -> Iterator[Duty]:
    """R92, O28: what is left of the grant after the last day, or after an early end, goes back."""
    programme = programme_of(world.policy, case)
    if programme is not None and programme.grant.own_money:
        return
    left, term, ended = accounts(case)[0].balance, term_of(case), ending_of(case)
    if left <= NOTHING or case.get("档号", "") or (ended and ended.id in ("close", "withdraw")):
        return
    if ended is None and (term is None or today <= term[1]):
        return
    rules = (Ground.USED_UP, "O28")
    if ended is not None or term is None:
        yield duty_of_case(world, case, "余额", rules, "T184", amount=left)
        return
    code = "T183" if open_value(world, "O28") == EXTENDED else "T182"
    yield duty_of_case(world, case, "余额", rules, code, term[1], amount=left)
