"""Questions: rules no machine decides, answered and signed by the person who can."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from cases.findings import Place
from cases.lifecycle.reading import Facts, text_of
from cases.lifecycle.refusing import clause, refuse
from cases.policy.model import QUESTION_CARRIER, Statement
from cases.policy.ruling import Combination, Condition

if TYPE_CHECKING:
    from cases.findings import Finding
    from cases.lifecycle.world import World
    from cases.policy.model import Policy
    from cases.policy.programme import Programme

FITS = "符合"
FITS_NOT = "不符合"


def leaves(condition: Condition) -> Iterator[Condition]:
    """The conditions at the tips of the tree."""
    if not condition.parts:
        yield condition
    for part in condition.parts:
        yield from leaves(part)


def rules_asked(condition: Condition) -> frozenset[str]:
    """The rules whose questions a tree asks itself."""
    tips = leaves(condition)
    return frozenset(leaf.rule for leaf in tips if leaf.kind is Combination.QUESTION)


def questions(policy: Policy, programme: Programme | None, step: str) -> tuple[Statement, ...]:
    """What must be answered and signed at a step, in the policy's order."""
    general = [
        each
        for each in policy.statements
        if each.is_question and each.step == step and _concerns(programme, each)
    ]
    own = [] if programme is None else _of_tree(programme, step, {each.rule for each in general})
    return tuple(own + general)


def questions_of_batch(policy: Policy, step: str, held: Collection[str]) -> tuple[Statement, ...]:
    """What must be answered once for a batch; ``held`` are the programmes its cases are of."""
    found: dict[str, Statement] = {}
    for programme in policy.programmes.values():
        for each in questions(policy, programme, step) if programme.label in held else ():
            found.setdefault(each.rule, each)
    return tuple(found.values())


def unanswered(
    world: World, asked: tuple[Statement, ...], answers: Mapping[str, Facts], *, must_fit: bool
) -> Iterator[Finding]:
    """What the answers lack: a conclusion, its ground, a signature."""
    for statement in asked:
        yield from answer_findings(world, statement, answers.get(statement.rule), must_fit)


def answer_findings(
    world: World, asked: Statement, answer: object, must_fit: bool
) -> Iterator[Finding]:
    """What one answer lacks."""
    whose, place = clause(world, asked.rule), Place(key=f"核对.{asked.rule}")
    facts = {"规则": asked.rule, "问题": asked.text, "答复人": asked.asked_of}
    given = answer if isinstance(answer, Mapping) else {}
    conclusion = text_of(given.get("结论"))
    if conclusion not in (FITS, FITS_NOT):
        yield refuse("L120", whose, place, **facts)
    elif not text_of(given.get("依据")) or not text_of(given.get("签名")):
        yield refuse("L122", whose, place, **facts)
    elif conclusion == FITS_NOT and must_fit:
        yield refuse("L121", whose, place, **facts)


def asked_by(leaf: Condition) -> Statement:
    """The question of a condition, as a statement."""
    return Statement(leaf.rule, QUESTION_CARRIER, leaf.step, leaf.asked_of, leaf.label)


def _concerns(programme: Programme | None, asked: Statement) -> bool:
    """A statement without programmes concerns all of them."""
    if programme is None or not asked.programmes:
        return True
    return programme.label in asked.programmes


def _of_tree(programme: Programme, step: str, known: set[str]) -> list[Statement]:
    """The questions of the eligibility tree that the general list lacks."""
    tips = (leaf for leaf in leaves(programme.eligibility) if leaf.kind is Combination.QUESTION)
    return [asked_by(leaf) for leaf in tips if leaf.step == step and leaf.rule not in known]
