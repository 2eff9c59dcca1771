"""The policy model: every dimension that districts differ in, as frozen values.

Amounts are yuan as exact decimals (``Money``), terms are months, publicity periods are
working days. Every rule names its clause; a value that no policy gives is an open point
with a default that says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from cases.values.money import Money


QUESTION_CARRIER = "问题"


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
class Quota:
    """How many may be awarded: a number over a period, or per year, possibly shared."""

    number: int
    start: date
    end: date
    scope: str = "期内累计"
    shared_with: tuple[str, ...] = ()
    per_department: int | None = None
    share_note: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade with its inclusive lower bound in points, and its amount if graded."""

    label: str
    at_least: str
    amount: Money | None = None
    passes: bool = True


@dataclass(frozen=True, slots=True)
class Grant:
    """What is paid: one-off, graded or yearly; to whom."""

    amount: Money
    mode: str = "一次性"
    payee: str = "单位"
    payments: int = 1
    grades: tuple[Grade, ...] = ()
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """The unit's own money: at least ``minimum`` yuan, by whom, in what form."""

    minimum: Money
    payers: tuple[str, ...] = ("所在单位",)
    forms: tuple[str, ...] = ("货币",)
    purposes: tuple[str, ...] = ()
    rule: str = ""
    purposes_rule: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """The funded term: months from its start, or two fixed days."""

    months: int | None
    start: date | None = None
    end: date | None = None
    starts_from: str = "公布名单文件成文日"
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """One task of the term, with a least number where the policy sets one."""

    rule: str
    text: str
    at_least: int | None = None
    unit_of_count: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """A paper that a step, or an element of the assessment (by label), needs in evidence."""

    name: str
    step: str
    rule: str
    required: bool = True
    element: str = ""


@dataclass(frozen=True, slots=True)
class Programme:
    """One kind of project that the policy funds."""

    id: str
    label: str
    code: str
    leader_title: str
    applicant_kinds: tuple[str, ...]
    payee_kinds: tuple[str, ...]
    quota: Quota
    grant: Grant
    match: Match
    term: Term
    tasks: tuple[Task, ...]
    eligibility: Condition
    evidence: tuple[EvidenceItem, ...]
    internal_notice: bool
    trainees: int | None
    applicant_rule: str
    trainees_rule: str = ""
    internal_notice_rule: str = ""
    payee_rule: str = ""


@dataclass(frozen=True, slots=True)
class Element:
    """One element of the end-of-term assessment, with its weight in points."""

    id: str
    label: str
    weight: int
    examples: tuple[str, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """How a project is assessed before its term ends."""

    elements: tuple[Element, ...]
    methods: tuple[str, ...]
    assessors: tuple[str, ...]
    grades: tuple[Grade, ...]
    days_before_end: int
    excellent_cap: str = ""
    rule: str = ""
    methods_rule: str = ""
    assessors_rule: str = ""


@dataclass(frozen=True, slots=True)
class Consequences:
    """What follows misuse: rectification, claw-back, bans."""

    rectify_days: int
    fund_faults: tuple[str, ...]
    clawback: tuple[str, ...]
    ban_years: int
    withdraw_title: bool
    rectify_rule: str = ""
    clawback_rule: str = ""


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
    the value is a whole number.
    """

    id: str
    key: str
    question: str
    value: str
    source: RuleSource
    choices: tuple[str, ...] = ()
    least: int | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """A district's policy, loaded and checked."""

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
    followup_grant: str = ""
