"""What must hold between the parts of a policy once each is read."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from cases.lifecycle.steps import Stage, order_faults, step_of
from cases.policy import agreement
from cases.policy.ruling import Combination
from cases.values.bad_value import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cases.lifecycle.steps import Step
    from cases.policy.model import Policy
    from cases.policy.ruling import Condition
    from cases.policy.sections import Section

_NEEDED = {"案卷": ("apply", "award", "close"), "批次": ("award",)}
_CASE_STAGES = (Stage.MAIN, Stage.IN_TERM)


def check(top: Section, policy: Policy) -> None:
    """Note everything in which the parts contradict each other."""
    _rules_have_clauses(top, policy)
    _validity(top, policy)
    _steps(top, policy)
    _quotas_are_shared_with_known(top, policy)
    _checks_speak_of_known(top, policy)
    _questions_are_told_apart(top, policy)
    _samples_stand(top, policy)
    agreement.check(top, policy)


def _rules_have_clauses(top: Section, policy: Policy) -> None:
    """Every rule cited stands among the clauses."""
    for rule, place in top.report.cited:
        if rule not in policy.clauses:
            top.report.fault("P111", place, rule=rule)


def _validity(top: Section, policy: Policy) -> None:
    """A policy does not end before it begins."""
    if policy.valid_to is not None and policy.valid_to < policy.valid_from:
        top.fault("P118", "失效日期", start=policy.valid_from, end=policy.valid_to)


def _steps(top: Section, policy: Policy) -> None:
    """The steps are of the right kind, complete and in the fixed order (R50)."""
    node = top.section("环节", ("批次", "案卷"))
    for name, steps in (("案卷", policy.case_steps), ("批次", policy.batch_steps)):
        if not node.has(name):
            continue
        _needed_steps(node, name, steps)
        _order(node, name, steps)
    _subjects(node, policy)


def _needed_steps(node: Section, name: str, steps: tuple[str, ...]) -> None:
    """No policy does without these."""
    for needed in _NEEDED[name]:
        if needed not in steps:
            node.fault("P114", name, step=_label(needed))


def _order(node: Section, name: str, steps: tuple[str, ...]) -> None:
    """The fixed order holds."""
    for before, after in order_faults(steps):
        node.fault("P113", name, before=_label(before), after=_label(after))


def _subjects(node: Section, policy: Policy) -> None:
    """A batch takes the batch's steps; a batch step of the cases is in both lists."""
    for name in policy.batch_steps:
        step = step_of(name)
        if step is not None and not belongs_to_batch(step):
            node.fault("P131", "批次", step=step.label)
    of_batch = frozenset(policy.batch_steps)
    for name in policy.case_steps:
        step = step_of(name)
        if step is None:
            continue
        if not belongs_to_case(step):
            node.fault("P131", "案卷", step=step.label)
        elif "case" not in step.subjects and name not in of_batch:
            node.fault("P134", "案卷", step=step.label)


def belongs_to_batch(step: Step) -> bool:
    """Whether a policy may list the step among those of a batch."""
    return "batch" in step.subjects and step.stage is not Stage.ARCHIVE


def belongs_to_case(step: Step) -> bool:
    """Whether a policy may list the step among those of a case."""
    return step.stage in _CASE_STAGES


def _label(step_id: str) -> str:
    """The Chinese label of a step."""
    step = step_of(step_id)
    return step_id if step is None else step.label


def _quotas_are_shared_with_known(top: Section, policy: Policy) -> None:
    """A quota is shared with programmes of this policy."""
    labels = {programme.label for programme in policy.programmes.values()}
    for programme in policy.programmes.values():
        for name in programme.quota.shared_with:
            if name not in labels or name == programme.label:
                top.fault("P121", "项目", programme=programme.label, name=name)


def _samples_stand(top: Section, policy: Policy) -> None:
    """What is called a sample stands in the file."""
    for place, key in enumerate(policy.sample_values):
        if top.find(key) is None:
            top.contradicted("P180", f"示例值.{place}", key=shown(key))


def questions_in(condition: Condition) -> Iterator[Condition]:
    """The questions of a tree, from top to bottom."""
    return (each for each in nodes_of(condition) if each.kind is Combination.QUESTION)


def nodes_of(condition: Condition) -> Iterator[Condition]:
    """All conditions of a tree, from top to bottom."""
    yield condition
    for part in condition.parts:
        yield from nodes_of(part)


def _checks_speak_of_known(top: Section, policy: Policy) -> None:
    """A check speaks of programmes of this policy."""
    labels = {programme.label for programme in policy.programmes.values()}
    for place, programme in enumerate(policy.programmes.values()):
        for each in nodes_of(programme.eligibility):
            if each.kind is Combination.CHECK and not labels.issuperset(each.value):
                facts = {"check": each.label, "name": "、".join(each.value)}
                top.contradicted("P189", f"项目.{place}.申报条件", **facts)


def _questions_are_told_apart(top: Section, policy: Policy) -> None:
    """Answers are kept by rule, so a step asks no rule twice."""
    for programme in policy.programmes.values():
        asked = Counter((each.rule, each.step) for each in questions_in(programme.eligibility))
        asked.update(
            (each.rule, each.step)
            for each in policy.statements
            if each.is_question and (not each.programmes or programme.label in each.programmes)
        )
        for rule, step in (pair for pair, times in asked.items() if times > 1):
            top.fault("P127", "项目", programme=programme.label, rule=rule, step=_label(step))
