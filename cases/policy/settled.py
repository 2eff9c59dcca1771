"""A policy as it holds in one bureau: what the bureau set for O18, O19 and O22 is put in."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cases.policy.model import FundRules, Policy
    from cases.policy.ruling import Grade

_BETWEEN = re.compile(r"[、，,；;\n]")
_AND = re.compile(r"[及和]")


def settled(policy: Policy, values: Mapping[str, str]) -> Policy:
    """The policy with the bureau's own values; what the bureau left alone stays the policy's."""
    own = {point: text for point, text in values.items() if _is_own(policy, point, text)}
    if not own.keys() & {"O18", "O19", "O22"}:
        return policy
    grades = policy.assessment.grades
    if "O22" in own:
        grades = tuple(_raised(grade, own["O22"], grades) for grade in grades)
    assessment = replace(policy.assessment, grades=grades)
    return replace(policy, funds=_funds(policy.funds, own), assessment=assessment)


def named_in(text: str) -> tuple[str, ...]:
    """The things a sentence names one after the other: 甲、乙及丙."""
    return tuple(each for part in _BETWEEN.split(text) if (each := part.strip(" 。.")))


def _is_own(policy: Policy, point: str, text: str) -> bool:
    known = policy.open_points.get(point)
    return known is not None and text not in ("", known.value)


def _funds(funds: FundRules, own: Mapping[str, str]) -> FundRules:
    """O18: “甲及乙” allows 甲 and 乙 too; O19: a purpose that has one of the words is barred."""
    allowed, barred = funds.grant_purposes, funds.forbidden
    if "O18" in own:
        whole = named_in(own["O18"])
        parts = (part for each in whole for part in _AND.split(each) if part)
        allowed = tuple(dict.fromkeys((*whole, *parts)))
    if "O19" in own:
        barred = named_in(own["O19"])
    return replace(funds, grant_purposes=allowed, forbidden=barred)


def _raised(grade: Grade, line: str, grades: tuple[Grade, ...]) -> Grade:
    """O22: the lowest grade that passes begins at the line; none that passes lies below it."""
    passing = [each for each in grades if each.passes]
    is_lowest = bool(passing) and grade == passing[-1]
    if grade.passes and (is_lowest or Decimal(grade.at_least or 0) < Decimal(line)):
        return replace(grade, at_least=line)
    return grade
