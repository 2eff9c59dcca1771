"""How projects are chosen and assessed, and what follows, as values.

Points are texts of exact decimals; bounds are inclusive.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cases.policy.ruling import Grade


@dataclass(frozen=True, slots=True)
class Adjustment:
    """扣分 or 加分: ``points`` for each case of ``label``, ``most`` together.

    ``element`` is the label of the element it is taken from; a bonus without one counts on top.
    """

    label: str
    points: str
    most: str = ""
    element: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """细项: one line of an element's rubric with its points."""

    label: str
    weight: int
    standard: str = ""


@dataclass(frozen=True, slots=True)
class Element:
    """One element of the end-of-term assessment, with its weight in points."""

    id: str
    label: str
    weight: int
    examples: tuple[str, ...]
    rule: str
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class GradeCap:
    """优秀上限: of the cases assessed in a batch, so many per cent at most get the grade.

    A part of a case does not count: 30 per cent of nine are two.
    """

    grade: str
    percent: int
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """评审: the rubric of the experts who choose; ``drop_extremes`` leaves out the highest and
    lowest points of each case; ``tie_break`` names indicators in the order that parts equals.
    Where ``surplus`` is not asked for, as many may be chosen as there are candidates.
    """

    indicators: tuple[Item, ...] = ()
    least_experts: int | None = None
    drop_extremes: bool = False
    tie_break: tuple[str, ...] = ()
    rule: str = ""
    surplus: bool = True


@dataclass(frozen=True, slots=True)
class Assessment:
    """How a project is assessed before its term ends."""

    elements: tuple[Element, ...]
    methods: tuple[str, ...]
    assessors: tuple[str, ...]
    grades: tuple[Grade, ...]
    days_before_end: int
    excellent_cap: GradeCap | None = None
    rule: str = ""
    methods_rule: str = ""
    assessors_rule: str = ""
    deductions: tuple[Adjustment, ...] = ()
    bonuses: tuple[Adjustment, ...] = ()
    bonus_most: str = ""
    least_experts: int = 1
    drop_extremes: bool = False

    @property
    def passing(self) -> tuple[str, ...]:
        """The labels of the grades that pass."""
        return tuple(grade.label for grade in self.grades if grade.passes)


@dataclass(frozen=True, slots=True)
class Failure:
    """考核不合格: mended and assessed again or not, the title, the money, the ban that follow.

    The time to mend is that of misuse, unless days, working days or months of its own are given.
    ``clawback`` is one of 全额, 结余部分, 违规部分, or empty where the money stays.
    """

    rectify: bool = True
    withdraw_title: bool = False
    clawback: str = ""
    ban_years: int = 0
    rule: str = ""
    rectify_days: int = 0
    rectify_months: int | None = None
    rectify_working_days: int | None = None

    @property
    def has_own_time(self) -> bool:
        """Whether the policy gives a time to mend a failure apart from that of misuse."""
        return bool(self.rectify_days or self.rectify_months or self.rectify_working_days)


@dataclass(frozen=True, slots=True)
class Consequences:
    """What follows misuse: rectification, claw-back, bans.

    The time to mend is ``rectify_days``, unless working days or months are given.
    """

    rectify_days: int
    fund_faults: tuple[str, ...]
    clawback: tuple[str, ...]
    ban_years: int
    withdraw_title: bool
    rectify_rule: str = ""
    clawback_rule: str = ""
    rectify_months: int | None = None
    rectify_working_days: int | None = None
    failure: Failure | None = None
