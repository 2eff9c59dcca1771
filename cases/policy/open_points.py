"""未定事项 O1–O32: defaults in the policy, values set by the bureau."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from cases.errors import JiangdangError, Kind
from cases.findings import Finding, Place
from cases.policy.model import OpenPoint
from cases.policy.ruling import RuleSource
from cases.values.bad_value import BadValueError, shown
from cases.values.scalars import parse_whole_number
from cases.words import message

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cases.policy.model import Policy
    from cases.policy.sections import Section

TEXT, WHOLE = "文本", "整数"
POINTS = tuple(f"O{number}" for number in range(1, 33))

_ID = re.compile(r"O([1-9]|[12][0-9]|3[0-2])[a-z]?")
_KEYS = (("编号", "名称", "问题", "类型", "默认"), ("至少", "来源", "条款"))
_LONGEST = 500


class BadOpenPointsError(JiangdangError):
    """The bureau's settings for open points do not fit; the findings say which."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "P200"


def read_open_points(policy: Section) -> dict[str, OpenPoint]:
    """The open points with their defaults; all of O1–O32 must be there."""
    found: dict[str, OpenPoint] = {}
    for node in policy.sections("未定事项", *_KEYS):
        point = _point(node)
        if point.id in found:
            node.fault("P123", "编号", text=point.id)
        found[point.id] = point
    missing = [name for name in POINTS if name not in found]
    if missing and policy.has("未定事项"):
        policy.fault("P125", "未定事项", missing="、".join(missing))
    return found


def _point(node: Section) -> OpenPoint:
    """One open point; its default must fit its own type."""
    name = node.text("编号")
    if name and _ID.fullmatch(name) is None:
        node.fault("P126", "编号", text=shown(name))
    whole, choices = _type(node)
    point = OpenPoint(
        id=name,
        key=node.text("名称"),
        question=node.text("问题"),
        value=node.text("默认"),
        source=_source(node),
        choices=choices,
        least=node.whole("至少", 0) if whole else None,
        rule=node.rule(),
    )
    if point.rule and point.source is not RuleSource.POLICY:
        node.fault("P193", "条款", id=point.id)
    if point.value and not fits(point, point.value):
        node.fault("P124", "默认", text=shown(point.value), wanted=wanted(point))
    return point


def _type(node: Section) -> tuple[bool, tuple[str, ...]]:
    """Whether the value is a whole number, and the values allowed, if listed."""
    if node.is_list("类型"):
        return False, node.texts("类型")
    return node.choice("类型", (TEXT, WHOLE)) == WHOLE, ()


def _source(node: Section) -> RuleSource:
    """Whose value it is: the system's, unless the policy text settles it."""
    allowed = (RuleSource.DEFAULT.value, RuleSource.POLICY.value)
    return RuleSource(
        RuleSource.POLICY if node.choice("来源", allowed) == allowed[1] else RuleSource.DEFAULT
    )


def fits(point: OpenPoint, value: str) -> bool:
    """Whether a value is of the point's type."""
    if point.choices:
        return value in point.choices
    if point.least is None:
        return 0 < len(value.strip()) <= _LONGEST
    try:
        return parse_whole_number(value) >= point.least
    except BadValueError:
        return False


def wanted(point: OpenPoint) -> str:
    """What a value of the point must look like, for people."""
    if point.choices:
        return message("P155", {"choices": "、".join(point.choices)})
    if point.least is None:
        return message("P156", {"most": str(_LONGEST)})
    return message("P157", {"least": str(point.least)})


def effective(policy: Policy, overrides: Mapping[str, str]) -> Mapping[str, OpenPoint]:
    """The open points after the bureau's settings, each saying whose value it is.

    Raises BadOpenPointsError with every unknown point and every value that does not fit.
    """
    faults = [
        fault
        for name, value in overrides.items()
        if (fault := _fault_of(policy, name, value)) is not None
    ]
    if faults:
        raise BadOpenPointsError(count=len(faults), findings=faults)
    return {
        name: _settled(point, overrides.get(name)) for name, point in policy.open_points.items()
    }


def _settled(point: OpenPoint, value: str | None) -> OpenPoint:
    """The point with the bureau's value, if it gave one."""
    if value is None:
        return point
    return replace(point, value=value.strip(), source=RuleSource.BUREAU)


def _fault_of(policy: Policy, name: str, value: str) -> Finding | None:
    """What is wrong with one setting of the bureau."""
    place = Place(key=f"开放事项.{name}")
    point = policy.open_points.get(name)
    if point is None:
        return Finding("P201", place=place, facts={"name": shown(name)})
    if point.source is RuleSource.POLICY:
        return Finding("P203", place=place, facts={"name": name, "value": point.value})
    if not fits(point, value.strip()):
        facts = {"name": name, "text": shown(value), "wanted": wanted(point), "key": point.key}
        return Finding("P202", place=place, facts=facts)
    return None
