"""What a bureau sets for O1–O32 is used; what only explains is named in the handbook."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from cases.lifecycle.assessing import grade_of
from cases.lifecycle.ledger_checks import ledger_findings
from cases.policy.library import find_policy
from cases.policy.settled import named_in, settled
from tests.fixtures.little_bureau import codes, funded_bureau

ROOT = Path(__file__).parents[2]
HANDBOOK = ROOT / "docs/handbook/07-政策与未定事项.md"
_READ = re.compile(r"""open_(?:value|number)\([^()]*?"(O\d+a?)"|open_points\["(O\d+a?)"\]""")
_PUT_IN = re.compile(r'own\["(O\d+)"\]')
SPENT = {"日期": "2020-01-06", "资金来源": "资助资金", "凭证号": "P1", "收款人": "样"}


def read_somewhere() -> set[str]:
    files = [f for layer in ("cases", "acts") for f in (ROOT / layer).rglob("*.py")]
    found = [m for f in files for m in _READ.findall(f.read_text("utf-8"))]
    put_in = _PUT_IN.findall((ROOT / "cases/policy/settled.py").read_text("utf-8"))
    return {name for pair in found for name in pair if name} | set(put_in)


def test_an_open_point_is_read_or_the_handbook_says_that_it_only_explains() -> None:
    told = re.search(r"只作说明、不参与检查的：(.*?)。", HANDBOOK.read_text("utf-8"))
    assert told is not None
    explained = told.group(1).split("、")
    points = find_policy("jingan-2019", None).open_points
    assert explained == [name for name in points if name not in read_somewhere()]


def spent(purpose: str, **settings: str) -> dict[str, str]:
    """What the ledger says of one line of the grant, with whose rule it is."""
    bureau, case = funded_bureau()
    bureau.settings.update(settings)
    bureau.edit(case, {"经费.支出": [{**SPENT, "用途": purpose, "金额": "50000.00"}]})
    world = bureau.world
    found = ledger_findings(world, world.cases[case], date(2020, 2, 1))
    return {each.code: each.clause for each in found}


def test_what_the_bureau_bars_is_refused_by_its_own_rule() -> None:
    assert "L623" not in spent("招待费")
    assert spent("招待费", O19="工资、招待费")["L623"] == "本局设定 O19"
    assert spent("罚款")["L623"] == "系统默认 O19"
    assert "L623" not in spent("罚款", O19="工资、招待费")


def test_what_the_bureau_allows_is_no_longer_pointed_out() -> None:
    own = "师徒结对奖励、设备添置及场地改造"
    assert spent("师徒结对奖励")["L622"] == "系统默认 O18"
    assert "L622" not in spent("师徒结对奖励", O18=own)
    assert "L622" not in spent("场地改造", O18=own)
    assert "L622" not in spent("培训培养")
    assert spent("培训培养", O18=own)["L622"] == "本局设定 O18"


@pytest.mark.parametrize(
    ("line", "points", "grade"),
    [
        ("", 60, "合格"),
        ("70", 69, "不合格"),
        ("70", 70, "合格"),
        ("50", 50, "合格"),
        ("90", 89, "不合格"),
        ("90", 90, "优秀"),
    ],
)
def test_the_bureaus_own_line_decides_who_passes(line: str, points: int, grade: str) -> None:
    policy = settled(find_policy("jingan-2019", None), {"O22": line})
    reached = grade_of(policy.assessment, Fraction(points))
    assert reached is not None and reached.label == grade


def test_where_every_departure_ends_the_project_no_other_leader_comes() -> None:
    bureau, case = funded_bureau()
    assert "L543" not in codes(bureau.copy().case(case, "replace-leader", "2020-03-02"))
    bureau.settings["O27"] = "一律终止"
    assert "L543" in codes(bureau.copy().case(case, "replace-leader", "2020-03-02"))


def test_defaults_change_nothing_of_a_policy() -> None:
    policy = find_policy("jingan-2019", None)
    assert settled(policy, {n: p.value for n, p in policy.open_points.items()}) is policy
    assert named_in("甲、乙，丙；丁。") == ("甲", "乙", "丙", "丁")
