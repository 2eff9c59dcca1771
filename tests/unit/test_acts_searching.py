"""The index follows the workspace; answers are masked by role, exported whole, logged."""

import re
import shutil
from pathlib import Path

import openpyxl
import pytest

from tests.fixtures.command_line import CASE, Desk, blank_pdf

ID_KEY = "身份证号"


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = Desk(tmp_path_factory.mktemp("样板") / "工作区")
    made.furnish(CASE, "2020-SX-002", "2020-DS-001")
    paper = tmp_path_factory.mktemp("材料") / "会议记录.txt"
    paper.write_text("讨论三坐标测量机的使用。联系手机 13900000000。", "utf-8")
    scan = blank_pdf(paper.with_name("扫描件.pdf"))
    made.json("evidence", "add", CASE, paper, scan, "--element", "硬件建设")
    made.json("index", "update")
    return made.root


@pytest.fixture
def desk(furnished: Path, tmp_path: Path) -> Desk:
    shutil.copytree(furnished, tmp_path / "工作区", copy_function=shutil.copy2)
    return Desk(tmp_path / "工作区")


def as_auditor(desk: Desk) -> None:
    """The one person of the settings is left with the role of 审计员 alone."""
    file = desk.root / "jiangdang.yaml"
    text, times = re.subn(r"角色: \[[^\]]*\]", "角色: [审计员]", file.read_text("utf-8"))
    assert times == 1
    file.write_text(text, "utf-8")


def test_nothing_changed_means_nothing_read_again(desk: Desk) -> None:
    state = desk.json("index", "update")
    assert (state["updated"], state["removed"]) == (0, 0)


def test_a_change_is_read_and_the_rest_left(desk: Desk) -> None:
    desk.json("case", "edit", "2020-SX-002", "--set", "项目名称=样例独一无二")
    assert desk.json("search", "独一无二")["total"] == 0
    assert desk.json("index", "update")["updated"] == 1
    assert desk.json("search", "独一无二")["hits"][0]["case"] == "2020-SX-002"


def test_what_vanished_is_let_go(desk: Desk) -> None:
    shutil.rmtree(desk.root / "cases" / "2020-SX-002")
    state = desk.json("index", "update")
    assert state["removed"] == 1
    assert desk.json("search", "样", "--limit", "100")["total"] == state["indexed"]


def test_scans_without_text_are_named_with_their_reason(desk: Desk) -> None:
    unread = desk.json("index", "status")["unread"]
    (path,) = unread
    assert path.endswith("扫描件.pdf")
    assert "扫描件" in unread[path]
    assert desk.json("search", "三坐标测量机")["unread"] == 1
    assert "没有读到文字" in desk.run("search", "三坐标测量机").out


def test_filters_take_ids_and_labels_alike(desk: Desk) -> None:
    for kind in ("evidence", "证据材料"):
        assert desk.json("search", "测量机", "--kind", kind)["total"] == 1
    for programme in ("DS", "技能大师工作室"):
        hits = desk.json("search", "", "--programme", programme)["hits"]
        assert {hit["case"] for hit in hits} == {"2020-DS-001"}
    assert desk.json("search", "样", "--unit", "没有这个单位")["total"] == 0


def test_pages_follow_each_other_without_overlap(desk: Desk) -> None:
    everything = [hit["path"] for hit in desk.json("search", "样", "--limit", "100")["hits"]]
    pages = [
        hit["path"]
        for page in "1234567"
        for hit in desk.json("search", "样", "--limit", "1", "--page", page)["hits"]
    ]
    assert pages == everything


def id_number(desk: Desk) -> str:
    return str(desk.json("case", "show", CASE)["带头人"][ID_KEY])


def test_a_clerk_sees_numbers_and_an_auditor_stars(desk: Desk) -> None:
    number = id_number(desk)
    assert number.isalnum()
    assert f"【{number}】" in "".join(desk.json("search", number)["hits"][0]["highlights"])
    assert "13900000000" in str(desk.json("search", "联系手机"))
    as_auditor(desk)
    assert "*" in id_number(desk)
    for said in (desk.run("search", number), desk.run("search", number[:10], "--json")):
        assert number not in said.out
        assert number[6:14] not in said.out
    assert "13900000000" not in str(desk.json("search", "联系手机"))
    assert "139****0000" in str(desk.json("search", "联系手机"))


def test_an_export_holds_every_hit_masked_for_whom_it_must(desk: Desk, tmp_path: Path) -> None:
    as_auditor(desk)
    for name in ("结果.xlsx", "结果.csv"):
        found = desk.json("search", "样", "--limit", "1", "--export", tmp_path / name)
        assert len(found["hits"]) == 1
    rows = list(openpyxl.load_workbook(tmp_path / "结果.xlsx").active.iter_rows(values_only=True))
    assert len(rows) == found["total"] + 1
    assert rows[0][0] == "案卷"
    assert len((tmp_path / "结果.csv").read_text("utf-8-sig").splitlines()) >= len(rows)


@pytest.mark.parametrize("name", ["结果.pdf", "没有/结果.xlsx", "工作区/cases/结果.xlsx"])
def test_an_export_goes_only_where_it_may(desk: Desk, tmp_path: Path, name: str) -> None:
    said = desk.run("search", "样", "--export", tmp_path / name)
    assert said.code in (2, 3, 4)
    assert not (tmp_path / name).exists()


def test_every_search_leaves_a_masked_line_in_the_log(desk: Desk) -> None:
    number = id_number(desk)
    desk.json("search", number)
    last = desk.json("audit", "log")[-1]
    assert last["action"] == "search"
    assert last["facts"]["命中"] == 1
    assert number not in str(last)


# Whoosh leaves the file open that it could not read.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_damaged_index_is_named_and_can_be_made_anew(desk: Desk) -> None:
    for file in (desk.root / "index").glob("_MAIN_*.toc"):
        file.write_bytes(b"\x80\x04broken")
    said = desk.run("search", "样", "--json")
    assert said.code == 6
    assert "index rebuild" in said.err
    assert desk.json("index", "rebuild")["indexed"] == desk.json("index", "status")["indexed"] > 3


def test_an_engine_nobody_has_is_a_missing_tool(desk: Desk) -> None:
    file = desk.root / "jiangdang.yaml"
    lines = file.read_text("utf-8").splitlines()
    kept = [line for line in lines if not line.startswith("检索引擎")]
    file.write_text("\n".join([*kept, "检索引擎: 没有的引擎"]) + "\n", "utf-8")
    assert desk.run("search", "样").code in (3, 7)


def test_a_case_that_cannot_be_read_stays_findable_and_is_named(desk: Desk) -> None:
    file = desk.root / "cases" / CASE / "case.yaml"
    file.write_text("坏: [", "utf-8")
    state = desk.json("index", "update")
    assert state["removed"] == 0
    assert CASE in state["findings"][0]["place"]
    assert desk.json("search", "测量机", "--kind", "evidence")["total"] == 1


def test_evidence_that_was_taken_away_is_told_as_unread(desk: Desk) -> None:
    (lost,) = (desk.root / "cases" / CASE).rglob("会议记录.txt")
    lost.unlink()
    assert "不在原处" in str(desk.json("index", "update")["unread"])
