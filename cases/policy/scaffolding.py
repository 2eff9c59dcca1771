"""A skeleton for a new policy, for a clerk to fill."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import ClassVar

from cases.errors import JiangdangError, Kind
from cases.policy.loading import is_policy_id
from cases.values.bad_value import shown
from cases.yamltext import Put, changed

_OPEN_POINTS = re.compile(r"^未定事项:\n(?:[ ]+.*\n)+", re.MULTILINE)
_DEFAULTS_FROM = "jingan-2019.yaml"
SCHEMA_LINE = "# yaml-language-server: $schema=policy.schema.json\n"
_DAYS_AND_NUMBER = ("文号", "发文日期", "施行日期", "失效日期")
_NEUTRAL = {
    "默认: 静人社": "默认: ''",
    "五十个和十个名额怎样": "名额怎样",
    "二〇一八年已有的项目": "政策施行以前已有的项目",
    "三年周期从": "资助周期从",
}


class BadPolicyIdError(JiangdangError):
    """A text cannot name a policy."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "P304"


def scaffold(policy_id: str) -> str:
    """A commented skeleton; ``policy check`` on it names what is left to fill.

    The open points come with the defaults of the shipped policy, in words of no one district.
    """
    _refuse_bad(policy_id)
    skeleton = files("cases.policy").joinpath("skeleton.yaml").read_text(encoding="utf-8")
    return skeleton.replace("{id}", policy_id) + neutral_points_text()


def scaffold_from(policy_id: str, other: str, text: str) -> str:
    """Another policy's text under a new id, replacing it; its days and number are left to fill."""
    _refuse_bad(policy_id)
    changes = {"编号": policy_id, "取代": other, **dict.fromkeys(_DAYS_AND_NUMBER, "")}
    body = text.removeprefix(SCHEMA_LINE)
    return SCHEMA_LINE + changed(body, [Put((key,), new) for key, new in changes.items()], other)


def _refuse_bad(policy_id: str) -> None:
    """Refuse what cannot name a policy."""
    if not is_policy_id(policy_id):
        raise BadPolicyIdError(id=shown(policy_id))


def neutral_points_text() -> str:
    """The section of open points in words of no one district; the sign of the office is empty."""
    points = open_points_text()
    for own, neutral in _NEUTRAL.items():
        points = points.replace(own, neutral)
    return points


def open_points_text() -> str:
    """The section of open points with the defaults of the system, as YAML."""
    folder = files("cases").joinpath("policies")
    found = _OPEN_POINTS.search(folder.joinpath(_DEFAULTS_FROM).read_text(encoding="utf-8"))
    assert found is not None
    return found.group()
