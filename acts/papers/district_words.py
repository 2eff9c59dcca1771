"""政: what a district calls itself and its offices, and which steps its policy has."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from cases.lifecycle.steps import find_step
from cases.policy.grounds import Ground

if TYPE_CHECKING:
    from cases.policy.model import Policy

_MUNICIPALITIES = ("北京市", "天津市", "上海市", "重庆市")
_DISTRICT, _CITY = "区", "市"
_DEPARTMENT, _OFFICE = "主管部门", "主管委办局"
_TRADE = "人力资源和社会保障"
_PLACE = re.compile(r"(?:.+?(?:省|自治区))?(?:(.+?市))?(.*)")


def district_words(policy: Policy) -> dict[str, Any]:
    """The place, its level and the one above, the reviewing office, the steps there are."""
    place, level = place_of(policy), level_of(policy)
    return {
        "地区": place,
        "级别": f"{level}级",
        "上级": _above(policy, place),
        "本地": f"本{level}",
        "人社局": f"{level}人社局",
        "主管": _reviewing_office(policy),
        "环节": [find_step(name).label for name in (*policy.batch_steps, *policy.case_steps)],
        "经过": _passed(policy),
        "差额": policy.panel.surplus,
        "先考核": _assessed_first(policy),
        "期内用完": Ground.USED_UP in policy.grounds,
        "资金规定": list(policy.funds.rules.values()),
        "有配套": any(each.match.minimum for each in policy.programmes.values()),
        "固定周期": all(each.term.start for each in policy.programmes.values()),
        "浮动周期": not any(each.term.start for each in policy.programmes.values()),
        "不合格整改": _mends(policy),
        "不合格": _failed(policy),
        "禁报年数": policy.consequences.ban_years,
    }


def place_of(policy: Policy) -> str:
    """The district, or the city where there is none below it: 静安区, 厦门市."""
    found = _PLACE.fullmatch(policy.jurisdiction)
    city, below = found.groups() if found else ("", "")
    return below or city or policy.jurisdiction


def level_of(policy: Policy) -> str:
    """区 or 市 and the like: what offices beside the bureau are called by, 区财政局."""
    place = place_of(policy)
    return place[-1] if place[-1] in "区县市旗" else _DISTRICT


def copied_offices(policy: Policy) -> str:
    """抄送 where the settings name nobody: the offices of money and audit beside the bureau."""
    level = level_of(policy)
    return f"{level}财政局，{level}审计局"


def _above(policy: Policy, place: str) -> str:
    """The level that the bureau recommends to."""
    if place[-1] != _CITY:
        return "市级"
    return "国家级" if policy.jurisdiction in _MUNICIPALITIES else "省级"


def superior_office(policy: Policy) -> str:
    """The office above of the same trade, as far as the policy's jurisdiction tells it."""
    area, place = policy.jurisdiction, place_of(policy)
    if place[-1] != _CITY:
        city = area.partition(_CITY)
        return f"{city[0]}{city[1]}{_TRADE}局" if city[1] else f"上级{_TRADE}部门"
    if area in _MUNICIPALITIES:
        return f"{_TRADE}部"
    province = area.removesuffix(place)
    return f"{province}{_TRADE}厅" if province else f"上级{_TRADE}部门"


def _reviewing_office(policy: Policy) -> str:
    """What the policy calls the office that reviews; empty where nobody does."""
    if "review" not in policy.case_steps:
        return ""
    named = any(_OFFICE in each.gist for each in policy.clauses.values())
    return _OFFICE if named else _DEPARTMENT


def _passed(policy: Policy) -> list[str]:
    """What a list has gone through before it is shown."""
    office = _reviewing_office(policy)
    reviewed = [f"{office}初审"] if office else []
    scored = ["专家差额评审"] if "score" in policy.batch_steps else []
    return ["单位申报", *reviewed, *scored]


def _assessed_first(policy: Policy) -> bool:
    """Whether money follows the assessment."""
    steps = policy.case_steps
    if not {"assess-term", "disburse"} <= set(steps):
        return False
    return steps.index("assess-term") < steps.index("disburse")


def _failed(policy: Policy) -> dict[str, Any]:
    """What the policy says follows a failed assessment; nothing where it does not say it."""
    failure = policy.consequences.failure
    if failure is None:
        return {}
    return {
        "取消称号": failure.withdraw_title,
        "追回": failure.clawback,
        "禁报年数": failure.ban_years,
        "条款": failure.rule,
    }


def _mends(policy: Policy) -> bool:
    """Whether a project that fails its assessment may mend and be assessed again."""
    failure = policy.consequences.failure
    return failure is None or failure.rectify
