"""A skeleton for a new policy, for a clerk to fill."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import ClassVar

from cases.errors import JiangdangError, Kind
from cases.policy.loading import is_policy_id
from cases.values.bad_value import shown

_OPEN_POINTS = re.compile(r"^未定事项:\n(?:[ ]+.*\n)+", re.MULTILINE)
_DEFAULTS_FROM = "jingan-2019.yaml"


class BadPolicyIdError(JiangdangError):
    """A text cannot name a policy."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "P304"


def scaffold(policy_id: str) -> str:
    """A commented skeleton; ``policy check`` on it names what is left to fill.

    The open points come with the defaults of the shipped policy.
    """
    if not is_policy_id(policy_id):
        raise BadPolicyIdError(id=shown(policy_id))
    skeleton = files("cases.policy").joinpath("skeleton.yaml").read_text(encoding="utf-8")
    return skeleton.replace("{id}", policy_id) + open_points_text()


def open_points_text() -> str:
    """The section of open points with the defaults of the system, as YAML."""
    folder = files("cases").joinpath("policies")
    found = _OPEN_POINTS.search(folder.joinpath(_DEFAULTS_FROM).read_text(encoding="utf-8"))
    assert found is not None
    return found.group()
