"""届满考核 through the command line: sheets out and back, the step, the report and its chart."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cases.lifecycle.asking import questions
from cases.policy.library import find_policy
from cases.yamlnodes import read_plain
from tests.fixtures.command_line import Desk
from tests.fixtures.sample_story import tell_until
from tests.fixtures.score_sheets import POOL, filled

CASE = "2019-SX-001"
THREE = ("样专家一", "样专家二", "样专家三")
EXPERTS = [word for name in THREE for word in ("--expert", name)]
GIVEN = {
    "样专家一": [14, 18, 27, 22.5, 9],
    "样专家二": [13, 17, 26, 22, 8],
    "样专家三": [13, 18, 27, 22, 9],
}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """2019-1 just before its project is assessed, with a pool of experts."""
    root = tmp_path_factory.mktemp("assessing") / "w"
    tell_until(root, "assess-term")
    (root / "experts.yaml").write_text(POOL, "utf-8")
    return root


@pytest.fixture
def desk(told: Path, tmp_path: Path) -> Desk:
    shutil.copytree(told, tmp_path / "w")
    return Desk(tmp_path / "w")


def scored(desk: Desk, tmp_path: Path, target: str, *words: str) -> Any:
    out = tmp_path / "out"
    out.mkdir()
    made = desk.json("panel", "sheets", target, "--out", out, *EXPERTS, *words)["files"]
    files = []
    for file in map(Path, made):
        points = GIVEN[next(name for name in THREE if name in file.name)]
        files.append(filled(file, tmp_path / "填好", {CASE: points}))
    back = tmp_path / "记录"
    back.mkdir()
    return desk.json("panel", "scores", target, *files, "--out", back, *EXPERTS, *words)


def _asked() -> list[str]:
    """The questions that the policy asks at the assessment."""
    policy = find_policy("jingan-2019", None)
    programme = next(iter(policy.programmes.values()))
    return [each.rule for each in questions(policy, programme, "assess-term")]


def record_of(done: Any, **facts: str) -> Path:
    """The record with what the clerk adds."""
    record = Path(done["files"][0])
    text = record.read_text("utf-8")
    for key, value in facts.items():
        lines = [line for line in text.splitlines() if line.strip().startswith(f"{key}:")]
        text = text.replace(lines[0], f"  {key}: {value}")
    record.write_text(text, "utf-8")
    return record


def test_the_sheets_of_an_assessment_come_back_as_means_and_the_grade_they_reach(
    desk: Desk, tmp_path: Path
) -> None:
    done = scored(desk, tmp_path, CASE)
    (row,) = done["projects"]
    assert (row["case"], row["total"], row["grade"]) == (CASE, "88.50", "优秀")
    data: Any = read_plain(Path(done["files"][0]).read_text("utf-8"), "x")["记录"]
    assert [each["专家"] for each in data["评分"]] == list(THREE)
    assert data["评分"][0]["要素"]["人才培养"] == "22.5"


def test_a_report_lists_experts_and_draws_the_elements(desk: Desk, tmp_path: Path) -> None:
    done = scored(desk, tmp_path, "2019-1", "--term")
    record = record_of(done, 方法="[实地考察, 资料核查]", 培养人数="5", 结论="优秀")
    answers = tmp_path / "核对.yaml"
    signed = "{结论: 符合, 依据: 考核资料, 签名: 样专家一}"
    rows = "".join(f"  {rule}: {signed}\n" for rule in _asked())
    answers.write_text(record.read_text("utf-8") + f"核对:\n{rows}", "utf-8")
    said = desk.run("case", "advance", CASE, "assess-term", "--on", "2022-04-20", "--record",
                    answers, "--json")  # fmt: skip
    assert said.code == 0, said.err
    (report,) = (each for each in said.json["documents"] if each["kind"] == "assessment-report")
    docx = desk.root / report["docx"]
    with zipfile.ZipFile(docx) as package:
        charts = [name for name in package.namelist() if name.startswith("word/charts/")]
        body = package.read("word/document.xml").decode()
    assert len(charts) == 1
    assert all(each in body for each in (*THREE, "22.17", "88.5"))
    assert [note for note in said.json["findings"] if note["code"] not in ("L611",)] == []


def test_excel_shows_an_assessor_the_elements_and_their_weights(desk: Desk, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (file, *_) = desk.json("panel", "sheets", CASE, "--out", out, *EXPERTS)["files"]
    table: Any = openpyxl.load_workbook(file).active
    heads = [table.cell(4, column).value for column in range(6, 11)]
    assert heads == [
        "硬件建设\n（15分）", "内部管理\n（20分）", "项目成果\n（30分）", "人才培养\n（25分）",
        "社会效应\n（10分）",
    ]  # fmt: skip
