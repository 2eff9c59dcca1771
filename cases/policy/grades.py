"""Reading grades: labels with inclusive lower bounds, from high to low."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from cases.policy.ruling import Grade
from cases.values.bad_value import shown

if TYPE_CHECKING:
    from cases.policy.sections import Section

_POINTS = re.compile(r"(100|[1-9]?[0-9])(\.[0-9]{1,2})?")
_KEYS = (("名称", "不低于"), ("金额", "通过"))


def read_grades(node: Section, name: str) -> tuple[Grade, ...]:
    """The grades under a key; bounds fall strictly and end at nought."""
    sections = node.sections(name, *_KEYS)
    grades = tuple(_grade(section) for section in sections)
    _note_order(sections, grades)
    return grades


def _grade(node: Section) -> Grade:
    """One grade."""
    bound = node.text("不低于")
    if bound and not _is_bound(bound):
        node.fault("P107", "不低于", text=shown(bound))
        bound = ""
    return Grade(
        label=node.text("名称"),
        at_least=bound,
        amount=node.money("金额") if node.has("金额") else None,
        passes=node.flag("通过", default=True),
    )


def read_points(node: Section, name: str) -> str:
    """Points above nought and not above full marks, as the exact text; empty where none stand."""
    text = node.text(name)
    if text and not (_is_bound(text) and Decimal(text) > 0):
        node.fault("P107", name, text=shown(text))
        return ""
    return text


def _is_bound(text: str) -> bool:
    """Whether a text is a number of points from 0 to 100."""
    return _POINTS.fullmatch(text) is not None and Decimal(text) <= 100


def _note_order(sections: tuple[Section, ...], grades: tuple[Grade, ...]) -> None:
    """Note bounds that do not fall, names twice, and points without a grade."""
    for section, above, grade in zip(sections[1:], grades, grades[1:], strict=False):
        if grade.at_least and above.at_least and _bound(grade) >= _bound(above):
            section.fault("P116", "不低于", label=grade.label, above=above.label)
    seen: set[str] = set()
    for section, grade in zip(sections, grades, strict=True):
        if grade.label in seen:
            section.fault("P123", "名称", text=shown(grade.label))
        seen.add(grade.label)
    if grades and grades[-1].at_least and _bound(grades[-1]) != 0:
        sections[-1].fault("P137", "不低于", label=grades[-1].label)


def _bound(grade: Grade) -> Decimal:
    """The lower bound as a number."""
    return Decimal(grade.at_least)
