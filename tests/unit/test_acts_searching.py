"""The index follows the workspace; what is hidden is neither found nor shown nor hinted at."""

import re
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.fixtures.command_line import CASE, Desk, blank_pdf

ID_KEY = "身份证号"
PHONE, ANOTHER = "13917283645", "18840592617"
HIDDEN = "██████"


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = Desk(tmp_path_factory.mktemp("样板") / "工作区")
    made.furnish(CASE, "2020-SX-002", "2020-DS-001")
    paper = tmp_path_factory.mktemp("材料") / "会议记录.txt"
    paper.write_text(f"讨论三坐标测量机的使用。联系手机 {PHONE}。", "utf-8")
    scan = blank_pdf(paper.with_name("扫描件.pdf"))
    made.json("evidence", "add", CASE, paper, scan, "--element", "硬件建设")
    made.json("index", "update")
    return made.root


@pytest.fixture
def desk(furnished: Path, tmp_path: Path) -> Desk:
    shutil.copytree(furnished, tmp_path / "工作区", copy_function=shutil.copy2)
    return Desk(tmp_path / "工作区")


def as_auditor(desk: Desk, departments: str = "") -> None:
    """The one person of the settings is left with the role of 审计员 alone."""
    file = desk.root / "jiangdang.yaml"
    among = f", 检索范围: [{departments}]" if departments else ""
    text, times = re.subn(r"角色: \[[^\]]*\]", f"角色: [审计员]{among}", file.read_text("utf-8"))
    assert times == 1
    file.write_text(text, "utf-8")


def id_number(desk: Desk) -> str:
    return str(desk.json("case", "show", CASE)["带头人"][ID_KEY])


def last_search(desk: Desk) -> dict[str, Any]:
    found: dict[str, Any] = desk.json("audit", "log")[-1]
    assert found["action"] == "search"
    return found


def test_nothing_changed_means_nothing_read_again(desk: Desk) -> None:
    state = desk.json("index", "update")
    assert (state["updated"], state["removed"]) == (0, 0)


def test_a_change_is_found_without_any_update(desk: Desk) -> None:
    desk.json("case", "edit", "2020-SX-002", "--set", "项目名称=样例独一无二")
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
    assert unread[path]
    assert desk.json("search", "三坐标测量机")["unread"] == 1
    assert "没有读到文字" in desk.run("search", "三坐标测量机").out
    assert "扫描件.pdf" in desk.run("index", "status").out


def test_filters_take_ids_and_labels_alike(desk: Desk) -> None:
    for kind in ("evidence", "证据材料"):
        assert desk.json("search", "测量机", "--kind", kind)["total"] == 1
    for programme in ("DS", "技能大师工作室"):
        hits = desk.json("search", "", "--programme", programme)["hits"]
        assert {hit["case"] for hit in hits} == {"2020-DS-001"}
    assert desk.json("search", "样", "--unit", "没有这个单位")["total"] == 0
    assert desk.json("search", "", "--department", "教育局")["hits"][0]["case"] == "2020-SX-002"


def test_pages_follow_each_other_without_overlap(desk: Desk) -> None:
    everything = [hit["path"] for hit in desk.json("search", "样", "--limit", "100")["hits"]]
    pages = [
        hit["path"]
        for page in "1234567"
        for hit in desk.json("search", "样", "--limit", "1", "--page", page)["hits"]
    ]
    assert pages == everything


def test_a_clerk_sees_numbers_and_an_auditor_neither_finds_nor_sees_them(desk: Desk) -> None:
    number = id_number(desk)
    assert f"【{number}】" in "".join(desk.json("search", number)["hits"][0]["highlights"])
    assert PHONE in str(desk.json("search", "联系手机"))
    as_auditor(desk)
    assert "*" in id_number(desk)
    for asked in (number, number[:10], number[-4:], PHONE, PHONE[-4:], f"尾号:{PHONE[-4:]}"):
        assert desk.json("search", asked)["total"] == 0
    shown = str(desk.json("search", "联系手机"))
    assert HIDDEN in shown
    assert PHONE not in shown
    assert PHONE[-4:] not in shown


def test_an_archive_with_another_hidden_number_gives_the_same_answers(
    desk: Desk, tmp_path: Path
) -> None:
    """Whatever is asked: totals, facets, scores, extracts and what else was searched."""
    other = Desk(tmp_path / "另一工作区")
    shutil.copytree(desk.root, other.root, copy_function=shutil.copy2)
    (paper,) = other.root.rglob("会议记录.txt")
    paper.write_text(paper.read_text("utf-8").replace(PHONE, ANOTHER), "utf-8")
    other.json("index", "rebuild")
    assert other.json("search", ANOTHER)["total"] == 1
    for each in (desk, other):
        as_auditor(each)
    forms = ("{}", "{} OR 测量机", "测量机 -{}", "{}~", "尾号:{}", "电话:{}*")
    for asked in (form.format(PHONE[at:]) for form in forms for at in (0, 5)):
        one, two = (each.json("search", asked) for each in (desk, other))
        assert {**one, "took_ms": 0} == {**two, "took_ms": 0}


def test_of_other_departments_nothing_is_found_counted_or_named(desk: Desk) -> None:
    whole = desk.json("search", "样", "--limit", "100")
    as_auditor(desk, "样例区教育局")
    found = desk.json("search", "样", "--limit", "100")
    assert {hit["case"] for hit in found["hits"]} == {"2020-SX-002"}
    assert found["total"] < whole["total"]
    assert found["unread"] == 0
    assert list(found["facets"]["department"]) == ["样例区教育局"]
    state = desk.json("index", "status")
    assert (state["indexed"], state["unread"]) == (1, {})


def test_an_export_holds_every_hit_and_says_what_was_asked(desk: Desk, tmp_path: Path) -> None:
    as_auditor(desk)
    for name in ("结果.xlsx", "结果.csv"):
        found = desk.json("search", "样", "--limit", "1", "--export", tmp_path / name)
        assert len(found["hits"]) == 1
    book = openpyxl.load_workbook(tmp_path / "结果.xlsx")
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert len(rows) == found["total"] + 1
    assert rows[0][0] == "案卷"
    about = dict(book["说明"].iter_rows(values_only=True))
    assert about["检索词"] == "样"
    assert about["命中"] == about["列出"] == str(found["total"])
    assert "个人号码不可查" in about["权限"]
    beside = (tmp_path / "结果.csv.说明.txt").read_text("utf-8")
    assert f"清单摘要：{about['清单摘要']}" in beside
    assert last_search(desk)["facts"]["清单摘要"] == about["清单摘要"]
    assert len((tmp_path / "结果.csv").read_text("utf-8-sig").splitlines()) >= len(rows)
    assert PHONE not in (tmp_path / "结果.csv").read_text("utf-8-sig")


@pytest.mark.parametrize("name", ["结果.pdf", "没有/结果.xlsx", "工作区/cases/结果.xlsx"])
def test_an_export_goes_only_where_it_may(desk: Desk, tmp_path: Path, name: str) -> None:
    said = desk.run("search", "样", "--export", tmp_path / name)
    assert said.code in (2, 3, 4)
    assert not (tmp_path / name).exists()


def test_every_search_leaves_a_line_even_when_nothing_is_found(desk: Desk) -> None:
    desk.json("search", "没有人写过这句", "--exhaustive")
    facts = last_search(desk)["facts"]
    assert (facts["检索词"], facts["命中"], facts["方式"]) == ("没有人写过这句", 0, "逐字检索")


def test_of_a_personal_number_the_log_keeps_a_keyed_digest(desk: Desk) -> None:
    number = id_number(desk)
    desk.json("search", number)
    facts = last_search(desk)["facts"]
    assert (facts["命中"], facts["显示个人信息"]) == (1, 1)
    assert facts["号码摘要"][0].startswith("hmac-sha256:")
    assert number[:6] not in (desk.root / "log.jsonl").read_text("utf-8").splitlines()[-1]
    assert (desk.root / ".keys" / "search.key").stat().st_mode & 0o777 == 0o600
    told = desk.json("audit", "searched", number)
    assert ([row["hits"] for row in told["searches"]], told["unknown"]) == ([1], 0)
    assert desk.json("audit", "searched", number[:-1] + "0")["searches"] == []


def test_without_its_key_nobody_can_ask_the_log_for_a_number(desk: Desk) -> None:
    assert desk.json("audit", "searched", "9015") == {"searches": [], "unknown": 0}
    desk.json("search", "尾号:9015")
    assert "9015" not in str(last_search(desk)["facts"])
    assert len(desk.json("audit", "searched", "9015")["searches"]) == 1
    (desk.root / ".keys" / "search.key").unlink()
    assert desk.run("audit", "searched", "9015").code == 4
    desk.json("search", "尾号:0018")
    assert desk.json("audit", "searched", "9015") == {"searches": [], "unknown": 1}


def test_a_damaged_index_is_mended_on_the_way(desk: Desk) -> None:
    before = desk.json("search", "样例", "--sort", "date", "--limit", "100")
    for file in (desk.root / "index").glob("g*/*.sqlite3"):
        file.write_bytes(b"\x80\x04broken" * 1000)
    again = desk.json("search", "样例", "--sort", "date", "--limit", "100")
    assert again["hits"] == before["hits"]


def test_an_engine_nobody_has_is_refused_and_the_index_in_use_answers_on(desk: Desk) -> None:
    file = desk.root / "jiangdang.yaml"
    lines = file.read_text("utf-8").splitlines()
    kept = [line for line in lines if not line.startswith("检索引擎")]
    file.write_text("\n".join([*kept, "检索引擎: 没有的引擎"]) + "\n", "utf-8")
    assert desk.run("index", "rebuild").code == 7
    assert desk.json("search", "样")["total"] > 0


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


def test_a_name_written_wrongly_brings_the_names_like_it(desk: Desk) -> None:
    said = desk.json("search", "样例精蜜机械")
    assert said["total"] == 0
    assert "样例精密机械有限公司" in "".join(said["told"])


def test_whose_scope_does_not_reach_a_unit_is_not_told_its_name(desk: Desk) -> None:
    file = desk.root / "jiangdang.yaml"
    text = file.read_text("utf-8")
    limited = re.sub(r"(角色: \[[^\]]*\])", r"\1, 检索范围: [别的委办局]", text)
    assert limited != text
    file.write_text(limited, "utf-8")
    said = desk.json("search", "样例精蜜机械")
    (limit,) = said["told"]
    assert "别的委办局" in limit
    assert desk.json("search", "样", "--limit", "100")["total"] == 0
