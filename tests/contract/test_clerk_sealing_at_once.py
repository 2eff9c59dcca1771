"""Several commands that seal different cases at once: every case gets a code of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.contract.test_clerk_sealing import NOTICE
from tests.fixtures.command_line import Desk, applied_answers

pytestmark = pytest.mark.office
JIANGDANG = Path(sys.executable).with_name("jiangdang")
CASES = ("2020-SX-001", "2020-SX-005", "2020-SX-006")
RULES = ("R7", "R20", "R27", "R28", "R43")


def decline(desk: Desk, case: str) -> None:
    """Take a case from the application to 不予推荐."""
    answers = applied_answers(desk.root.parent / "答复.yaml")
    shown = desk.json("case", "show", case)
    day, department = shown["申报"]["日期"], shown["单位"]["主管委办局"]
    desk.json("case", "advance", case, "申报", "--on", day, "--record", answers)
    rows = "".join(f"  {rule}: {{结论: 符合, 依据: 申请表, 签名: 样初审}}\n" for rule in RULES)
    facts = "结论: 不予推荐, 理由: 场地不足, 材料齐备: [申请表], 经办人: 甲, 负责人: 乙"
    more = f"实地核查: 已核查, 推荐排序: {int(case[-1])}, 主管委办局: {department}"
    review = desk.root.parent / "初审.yaml"
    review.write_text(f"记录: {{{facts}, {more}}}\n核对:\n{rows}", "utf-8")
    desk.json("case", "advance", case, "初审", "--on", "2020-05-06", "--record", review)
    desk.json("case", "advance", case, "不予推荐", "--on", "2020-05-07", "--set", "理由=场地不足")


def test_cases_sealed_by_several_commands_at_once_get_codes_one_after_another(
    tmp_path: Path,
) -> None:
    desk = Desk(tmp_path / "工作区")
    desk.furnish(*CASES)
    desk.json("batch", "advance", "2020-1", "下发工作通知", "--on", "2020-04-07", *NOTICE)
    for case in CASES:
        decline(desk, case)
    lines = [
        [str(JIANGDANG), "-w", str(desk.root), "archive", "seal", case, "--json"] for case in CASES
    ]
    running = [
        subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for line in lines
    ]
    said = [each.communicate(timeout=240) for each in running]
    assert [each.returncode for each in running] == [0, 0, 0], said
    told = [json.loads(out) for out, _ in said]
    codes = sorted(each["reference_code"] for each in told)
    assert [code[-3:] for code in codes] == ["001", "002", "003"]
    assert {each["version"] for each in told} == {1}
    assert desk.json("archive", "verify", "--all")["faulty"] == []
    assert desk.json("audit", "verify")["findings"] == []
