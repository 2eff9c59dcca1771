"""The policy model: every dimension that districts differ in, as frozen values.

Amounts are yuan as exact decimals (``Money``), terms are months, publicity periods are
working days. Every rule names its clause; a value that no policy gives is an open point
with a default that says so.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cases.policy.judging import Panel

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from cases.policy.grounds import Ground
    from cases.policy.judging import Assessment, Consequences
    from cases.policy.programme import Programme
    from cases.policy.ruling import Clause, RuleSource


QUESTION_CARRIER = "问题"


@dataclass(frozen=True, slots=True)
class FundRules:
    """How grant money may be used."""

    grant_purposes: tuple[str, ...]
    forbidden: tuple[str, ...]
    rules: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Statement:
    """A rule that no machine decides: a question to a person, or a fixed sentence.

    ``carried_by`` is ``问题`` or the id of the document kind that prints the sentence;
    ``programmes`` are labels, none meaning all programmes.
    """

    rule: str
    carried_by: str
    step: str
    asked_of: str
    text: str
    programmes: tuple[str, ...] = ()

    @property
    def is_question(self) -> bool:
        """Whether a person must answer and sign."""
        return self.carried_by == QUESTION_CARRIER


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """O1–O32: what the policy leaves open, with a value and whose value it is.

    ``choices`` are the values allowed, none meaning free text; ``least`` is set where
    the value is a whole number; ``rule`` is the clause of a value that the policy gives.
    """

    id: str
    key: str
    question: str
    value: str
    source: RuleSource
    choices: tuple[str, ...] = ()
    least: int | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Policy:
    """A district's policy, loaded and checked.

    ``grounds`` name the clause each gate stands on; ``supersedes`` is the id of the policy this
    one replaces; ``sample_values`` are the dotted keys whose values the source does not give.
    """

    id: str
    title: str
    number: str
    issuer: str
    jurisdiction: str
    version: str
    issued: date
    valid_from: date
    valid_to: date | None
    digest: str
    batch_steps: tuple[str, ...]
    case_steps: tuple[str, ...]
    programmes: Mapping[str, Programme]
    assessment: Assessment
    consequences: Consequences
    funds: FundRules
    clauses: Mapping[str, Clause]
    statements: tuple[Statement, ...]
    open_points: Mapping[str, OpenPoint]
    basis: str = ""
    grounds: Mapping[Ground, str] = field(default_factory=dict)
    panel: Panel = field(default_factory=Panel)
    supersedes: str = ""
    sample_values: tuple[str, ...] = ()
