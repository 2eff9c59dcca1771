"""The eligibility tree of a programme, held against a case: all of, any of, one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from cases.findings import Severity
from cases.lifecycle.asking import answer_findings, asked_by, leaves
from cases.lifecycle.crosschecks import CHECKS
from cases.lifecycle.gates_leader import GRADE, grade_findings
from cases.lifecycle.reading import number_of, text_of
from cases.lifecycle.refusing import clause, in_case, refuse
from cases.lifecycle.world import CaseMove, day_entered, events_of
from cases.policy.fields import is_one_of_kinds
from cases.policy.grounds import Ground
from cases.policy.ruling import Combination, Condition, Test

if TYPE_CHECKING:
    from cases.findings import Finding


def eligibility_findings(move: CaseMove) -> Iterator[Finding]:
    """What the case lacks of the programme's conditions due at this step."""
    yield from _report(move, move.programme.eligibility, preferred=False)


def leader_findings(move: CaseMove, leader: object) -> Iterator[Finding]:
    """O27: what a new leader lacks of the conditions that speak of the leader alone."""
    known = Ground.SKILL_GRADE in move.world.policy.grounds
    if known and any(leaf.field == GRADE for leaf in leaves(move.programme.eligibility)):
        yield from grade_findings(move, leader)
        return
    data = {**move.case.data, "带头人": leader}
    later = replace(move, case=replace(move.case, data=data))
    for node in _of_leader(move.programme.eligibility):
        yield from _why_not(later, node)


def checked_conditions(move: CaseMove) -> Iterator[tuple[Condition, bool]]:
    """The conditions that stand on no answer of a person, each with whether the case has it."""
    for node in joined(move.programme.eligibility):
        if all(leaf.kind is not Combination.QUESTION for leaf in leaves(node)):
            yield node, not _why_not(move, node)


def joined(node: Condition) -> Iterator[Condition]:
    """The conditions that all must hold, one by one; a choice of several is one."""
    if node.kind is not Combination.ALL:
        yield node
    for part in node.parts if node.kind is Combination.ALL else ():
        yield from joined(replace(part, preferred=part.preferred or node.preferred))


def _of_leader(node: Condition) -> Iterator[Condition]:
    """The conditions all of whose tips test the leader's own fields; preferences aside."""
    tips = tuple(leaves(node))
    if node.preferred:
        return
    if all(leaf.kind is Combination.FIELD and leaf.field.startswith("带头人.") for leaf in tips):
        yield node
    elif node.kind is Combination.ALL:
        for part in node.parts:
            yield from _of_leader(part)


def values_at(data: object, path: str) -> tuple[str, ...]:
    """Every text at a dotted path, through the rows of tables."""
    found: list[object] = [data]
    for key in path.split("."):
        found = [value for each in found for value in _step_into(each, key)]
    flat = [text for each in found for text in _texts(each)]
    return tuple(text for text in flat if text)


def _report(move: CaseMove, node: Condition, *, preferred: bool) -> Iterator[Finding]:
    """The findings of a node; of an any-of node one finding for all its parts."""
    preferred = preferred or node.preferred
    if node.kind is Combination.ALL:
        for part in node.parts:
            yield from _report(move, part, preferred=preferred)
        return
    if move.step.id not in {leaf.step for leaf in leaves(node)}:
        return
    for found in _why_not(move, node):
        yield replace(found, severity=Severity.WARNING) if preferred else found


def _why_not(move: CaseMove, node: Condition) -> tuple[Finding, ...]:
    """Why the node does not hold; nothing when it holds or is not due yet."""
    if node.kind is Combination.ANY:
        return _none_of(move, node)
    if node.kind is Combination.ALL:
        return tuple(found for part in node.parts for found in _why_not(move, part))
    if node.kind is Combination.FIELD:
        return () if field_holds(move.case.data, node) else (_unmet(move, node),)
    if node.kind is Combination.CHECK:
        return tuple(CHECKS[node.check](_as_applied(move), node))
    return _answer(move, node)


def _as_applied(move: CaseMove) -> CaseMove:
    """A check speaks of the day applied, at whatever step it is looked at."""
    applied = day_entered(move.case, "apply") if move.step.id != "apply" else None
    return replace(move, on=applied) if applied is not None else move


def _none_of(move: CaseMove, node: Condition) -> tuple[Finding, ...]:
    """One finding when no part holds and none is still to come."""
    reasons: list[str] = []
    for part in node.parts:
        why = _why_not(move, part)
        if not why and not _is_to_come(move, part):
            return ()
        reasons.extend(found.message for found in why)
    if any(_is_to_come(move, part) for part in node.parts):
        return ()
    parts = "；".join(part.label for part in node.parts)
    whose, place = clause(move.world, node.rule), in_case(move.case)
    why_not = "".join(reasons)
    return (refuse("L113", whose, place, 条件=node.label, 各项=parts, 原因=why_not),)


def _is_to_come(move: CaseMove, node: Condition) -> bool:
    """Whether a question of the node is asked only at a later step."""
    return any(
        leaf.kind is Combination.QUESTION and leaf.step != move.step.id and not _given(move, leaf)
        for leaf in leaves(node)
    )


def _given(move: CaseMove, leaf: Condition) -> object:
    """The answer given now, or at the step that asked."""
    if leaf.step == move.step.id and leaf.rule in move.answers:
        return move.answers[leaf.rule]
    for event in reversed(events_of(move.case)):
        answers = event.get("核对")
        if isinstance(answers, Mapping) and leaf.rule in answers:
            return answers[leaf.rule]
    return None


def _answer(move: CaseMove, leaf: Condition) -> tuple[Finding, ...]:
    """What the answer to a question lacks; nothing before its step."""
    given = _given(move, leaf)
    if given is None and leaf.step != move.step.id:
        return ()
    return tuple(answer_findings(move.world, asked_by(leaf), given, True))


def _unmet(move: CaseMove, node: Condition) -> Finding:
    """A field condition that does not hold."""
    found = "、".join(values_at(move.case.data, node.field)) or "未填"
    whose, place = clause(move.world, node.rule), in_case(move.case, node.field)
    wanted = f"{node.test.value}{'、'.join(node.value)}"
    return refuse("L112", whose, place, 条件=node.label, 事项=node.field, 现值=found, 要求=wanted)


def field_holds(data: object, node: Condition) -> bool:
    """Whether the field of a case passes its test; of a list, every row's value must.

    含有 looks for words inside free text; a level or kind is one of the values or it is not.
    """
    found = values_at(data, node.field)
    if node.test is Test.CONTAINS_ANY and is_one_of_kinds(node.field):
        return any(text in node.value for text in found)
    return _TESTS[node.test](found, node.value)


def _least(found: Sequence[str], wanted: Sequence[str], *, most: bool = False) -> bool:
    """Whether every number reaches (or keeps under) a bound, the bound included."""
    bound = number_of("".join(wanted[:1]))
    if bound is None or not found:
        return False
    numbers = [number_of(text) for text in found]
    return all(n is not None and (n <= bound if most else n >= bound) for n in numbers)


_TESTS: Mapping[Test, Callable[[Sequence[str], Sequence[str]], bool]] = {
    Test.PRESENT: lambda found, _: bool(found),
    Test.ONE_OF: lambda found, wanted: bool(found) and all(each in wanted for each in found),
    Test.CONTAINS_ANY: lambda found, wanted: any(each in text for each in wanted for text in found),
    Test.CONTAINS_ALL: lambda found, wanted: all(each in found for each in wanted),
    Test.AT_LEAST: _least,
    Test.AT_MOST: lambda found, wanted: _least(found, wanted, most=True),
    Test.YES: lambda found, _: bool(found) and all(each == "是" for each in found),
}


def _step_into(value: object, key: str) -> tuple[object, ...]:
    """What stands under a key; for a list, under that key in every row."""
    if isinstance(value, Mapping):
        return (value[key],) if key in value else ()
    if isinstance(value, Sequence) and not isinstance(value, str):
        return tuple(found for row in value for found in _step_into(row, key))
    return ()


def _texts(value: object) -> tuple[str, ...]:
    """The texts of a leaf, a list of leaves, or the values of a mapping's rows."""
    if isinstance(value, Mapping):
        return tuple(text for each in value.values() for text in _texts(each))
    if isinstance(value, Sequence) and not isinstance(value, str):
        return tuple(text for each in value for text in _texts(each))
    return (text_of(value),)
