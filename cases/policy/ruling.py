"""What every part of a policy is built from: clauses, conditions, grades."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cases.values.money import Money


class RuleSource(StrEnum):
    """Whose rule a refusal quotes."""

    POLICY = "政策条款"
    BUREAU = "本局设定"
    DEFAULT = "系统默认"


class Combination(StrEnum):
    """How a condition is made up."""

    ALL = "全部"
    ANY = "任一"
    FIELD = "字段"
    QUESTION = "问题"
    CHECK = "检查"


class Test(StrEnum):
    """What a field is held against; bounds are inclusive."""

    PRESENT = "有值"
    ONE_OF = "属于"
    CONTAINS_ANY = "含有"
    CONTAINS_ALL = "兼有"
    AT_LEAST = "不少于"
    AT_MOST = "不多于"
    YES = "为是"


@dataclass(frozen=True, slots=True)
class Clause:
    """One rule of the policy: its number (``R79``), its place (``八(一)``), its gist."""

    rule: str
    place: str
    gist: str

    def __str__(self) -> str:
        """As a finding quotes it: ``R79 八(一)``."""
        return f"{self.rule} {self.place}"


@dataclass(frozen=True, slots=True)
class Condition:
    """One node of the eligibility tree.

    ``ALL`` and ``ANY`` have ``parts``; ``FIELD`` tests the case's ``field`` (a dotted
    Chinese path) with ``test`` against ``value``; ``QUESTION`` must be answered and
    signed by ``asked_of`` at ``step``; ``CHECK`` names a cross-record check in code.
    A ``preferred`` condition only ranks: failing it is a warning; its parts are
    preferred too. A path that goes through a list (``团队.人员类别``) means the values
    of all its rows. A question's ``label`` is the question itself, and no step asks two
    questions of one rule.
    """

    kind: Combination
    rule: str
    label: str
    parts: tuple[Condition, ...] = ()
    field: str = ""
    test: Test = Test.PRESENT
    value: tuple[str, ...] = ()
    asked_of: str = ""
    step: str = "apply"
    check: str = ""
    preferred: bool = False


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade with its inclusive lower bound in points, and its amount if graded."""

    label: str
    at_least: str
    amount: Money | None = None
    passes: bool = True
