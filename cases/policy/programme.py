"""A programme as values: quota, grant, match, term, tasks, evidence.

Amounts are yuan as exact decimals (``Money``), terms are months, bounds are inclusive.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from cases.policy.ruling import Condition, Grade
    from cases.values.money import Money


@dataclass(frozen=True, slots=True)
class QuotaPeriod:
    """A share of time with a number of its own: ``首批`` 10, ``第三批`` 20."""

    label: str
    start: date
    end: date
    number: int


@dataclass(frozen=True, slots=True)
class QuotaShare:
    """A structural quota: of all awards of a list, those that meet ``condition`` (a field
    test) make up at least, or at most, so many per cent; bounds are inclusive.
    """

    label: str
    condition: Condition
    at_least: int | None = None
    at_most: int | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Quota:
    """How many may be awarded: a number over a period, or per year, possibly shared.

    ``periods`` have numbers of their own within the whole; ``shares`` bind the make-up of a
    list; where the quota ``may_shrink``, too few candidates lower it instead of refusing.
    ``per_department`` holds for this programme, or ``together`` for all that say so.
    """

    number: int
    start: date
    end: date
    scope: str = "期内累计"
    shared_with: tuple[str, ...] = ()
    per_department: int | None = None
    share_note: str = ""
    rule: str = ""
    periods: tuple[QuotaPeriod, ...] = ()
    shares: tuple[QuotaShare, ...] = ()
    may_shrink: bool = False
    together: bool = False


@dataclass(frozen=True, slots=True)
class GrantPeriod:
    """The amount for awards announced between two days, both included."""

    start: date
    end: date
    amount: Money


@dataclass(frozen=True, slots=True)
class Grant:
    """What is paid: one-off, graded or yearly; to whom, out of which funds.

    ``grades`` are reached by the points of the assessment; ``periods`` give awards of other
    years another amount than ``amount``. Yearly means ``amount`` in each of ``payments`` years;
    where paid ``on_report``, each year but the first waits for the report of the year before.
    Money that is the person's own (``own_money``) is not accounted for and never left over.
    """

    amount: Money
    mode: str = "一次性"
    payee: str = "单位"
    payments: int = 1
    grades: tuple[Grade, ...] = ()
    rule: str = ""
    periods: tuple[GrantPeriod, ...] = ()
    source: str = ""
    on_report: bool = False
    own_money: bool = False

    @property
    def to_person(self) -> bool:
        """Whether the leader is paid and not the unit."""
        return self.payee == "个人"


@dataclass(frozen=True, slots=True)
class FollowOn:
    """追加资助: what a project may get again, after which grades, how many times."""

    amount: Money
    grades: tuple[str, ...]
    times: int = 1
    months: int | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class AnnualReport:
    """年度报告: what the project reports each year of its term, by which month and day."""

    month: int
    day: int
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
    follow_on: FollowOn | None = None
    annual_report: AnnualReport | None = None
