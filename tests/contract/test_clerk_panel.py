"""差额评审 through the command line: pool, draw, score sheets out to Excel and back, the record."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cases.yamlnodes import read_plain
from tests.fixtures.command_line import Desk, Said
from tests.fixtures.sample_story import tell_until
from tests.fixtures.score_sheets import FIRST, POINTS, POOL, Change, filled

GIVEN: dict[str, list[object]] = {
    "2019-SX-001": [23, 22.5, 18, 19, 9],
    "2019-SX-002": [21, 20, 17, 17, 8],
}
FIVE = ["样专家一", "样专家二", "样专家三", "样专家四", "样专家五"]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """2019-1 just before the experts meet, with a pool of experts."""
    root = tmp_path_factory.mktemp("panel") / "w"
    tell_until(root, "score")
    (root / "experts.yaml").write_text(POOL, "utf-8")
    return root


@pytest.fixture
def desk(told: Path, tmp_path: Path) -> Desk:
    shutil.copytree(told, tmp_path / "w")
    return Desk(tmp_path / "w")


def drawn(desk: Desk, *words: str) -> Any:
    return desk.json("panel", "draw", "2019-1", *words)


def handed_out(desk: Desk, *names: str) -> list[Path]:
    """The score sheets of the five, or of those named."""
    out = desk.root.parent / "out"
    out.mkdir()
    experts = [word for name in names or FIVE for word in ("--expert", name)]
    made = desk.json("panel", "sheets", "2019-1", "--out", out, *experts)
    return [Path(file) for file in made["files"]]


def taken(desk: Desk, files: list[Path], *words: str, names: list[str] | None = None) -> Said:
    out = desk.root.parent / "记录"
    out.mkdir(exist_ok=True)
    experts = [word for name in names or FIVE for word in ("--expert", name)]
    return desk.run("panel", "scores", "2019-1", *files, "--out", out, "--on", "2019-05-20",
                    *experts, *words, "--json")  # fmt: skip


def codes(said: Said) -> list[str]:
    return [each["code"] for each in said.json["error"]["findings"]]


def test_how_to_reach_people_is_shown_only_when_asked_for(desk: Desk) -> None:
    assert "021-55550001" not in desk.run("panel", "list").out
    assert "021-55550001" not in desk.run("panel", "list", "--json").out
    assert "021-55550001" in desk.run("panel", "list", "--contacts").out


def test_the_same_seed_draws_the_same_panel_and_never_who_must_recuse(desk: Desk) -> None:
    first = drawn(desk, "--seed", "样种子一")
    names = [each["name"] for each in first["experts"]]
    assert len(names) == 5
    assert not {"样专家七", "样专家八", "样专家九"} & set(names)
    again = drawn(desk, "--seed", "样种子一", "--reason", "核对")
    assert [each["name"] for each in again["experts"]] == names
    others = {
        tuple(e["name"] for e in drawn(desk, "--seed", seed, "--reason", "样")["experts"])
        for seed in ("二", "三", "四", "五", "六")
    }
    assert len(others | {tuple(names)}) > 1


def test_a_panel_is_odd_large_enough_and_stands_until_replaced_with_a_reason(desk: Desk) -> None:
    assert desk.run("panel", "draw", "2019-1", "--size", "6").code == 2
    assert desk.run("panel", "draw", "2019-1", "--size", "3").code == 2
    drawn(desk)
    assert desk.run("panel", "draw", "2019-1").code == 5


def test_where_too_few_are_free_those_left_out_are_named_with_their_ties(desk: Desk) -> None:
    said = desk.run("panel", "draw", "2019-1", "--size", "7")
    assert said.code == 3
    assert "样专家七 须回避 2019-SX-001（师徒：样传艺）" in said.err
    assert "样专家八 须回避 2019-SX-001（与申报单位同单位）" in said.err
    allowed = drawn(desk, "--size", "7", "--partial")
    assert sum(bool(each["recusals"]) for each in allowed["experts"]) == 1


def test_the_log_keeps_the_seed_and_the_digest_of_the_panel(desk: Desk) -> None:
    made = drawn(desk, "--seed", "样种子一")
    log = (desk.root / "log.jsonl").read_text("utf-8")
    assert "样种子一" in log
    assert made["sha256"] in log
    assert "021-55550001" not in log
    kept = (desk.root / "panels" / "2019-1-评审.yaml").read_text("utf-8")
    assert "021-55550001" not in kept


def test_the_kept_panel_gets_the_sheets(desk: Desk) -> None:
    made = drawn(desk)
    out = desk.root.parent / "out"
    out.mkdir()
    files = desk.json("panel", "sheets", "2019-1", "--out", out)["files"]
    assert [Path(file).stem for file in files] == [
        f"2019-1-评审-{each['name']}" for each in made["experts"]
    ]
    assert desk.run("panel", "sheets", "2019-1", "--out", out).code == 5


def test_an_expert_sees_projects_weights_and_cells_that_take_only_points(desk: Desk) -> None:
    table: Any = openpyxl.load_workbook(handed_out(desk)[0]).active
    heads = [table.cell(4, column).value for column in range(1, 13)]
    assert heads[:5] == ["序号", "案卷号", "项目名称", "申报单位", "带头人"]
    assert heads[5] == "技能水平\n（25分）"
    assert heads[-2:] == ["合计", "评语"]
    assert table.protection.sheet
    assert table.cell(FIRST, 2).protection.locked
    assert not table.cell(FIRST, POINTS).protection.locked
    bounds = {str(each.sqref): each.formula2 for each in table.data_validations.dataValidation}
    assert bounds["F5:F6"] == "25"
    assert "021-55550001" not in str([[c.value for c in row] for row in table.rows])


def test_filled_sheets_become_the_record_that_the_step_takes(desk: Desk, tmp_path: Path) -> None:
    files = [filled(file, tmp_path / "填好", GIVEN) for file in handed_out(desk)]
    said = taken(desk, files)
    assert said.code == 0, said.err
    ranked = said.json["projects"]
    assert [(row["case"], row["rank"], row["mean"]) for row in ranked] == [
        ("2019-SX-001", 1, "91.50"),
        ("2019-SX-002", 2, "83.00"),
    ]
    record = Path(said.json["files"][0])
    data: Any = read_plain(record.read_text("utf-8"), "x")["记录"]
    assert data["评分"][0]["分项"][0] == ["23", "22.5", "18", "19", "9"]
    assert data["评分"][0]["评语"] == ["样评语：符合条件"] * 5
    text = record.read_text("utf-8").replace("入选: []", "入选: [2019-SX-001]")
    record.write_text(text.replace("审定日期: \"\"", "审定日期: 2019-05-22").replace(
        "审定日期: ''", "审定日期: 2019-05-22"), "utf-8")  # fmt: skip
    done = desk.run("batch", "advance", "2019-1", "score", "--on", "2019-05-22", "--record",
                    record, "--pdf-later")  # fmt: skip
    assert done.code == 0, done.err
    shown = desk.json("case", "show", "2019-SX-001")
    assert "91.50" in json.dumps(shown, ensure_ascii=False)


def test_a_record_written_before_is_taken_up_and_another_is_never_written_over(
    desk: Desk, tmp_path: Path
) -> None:
    files = [filled(file, tmp_path / "填好", GIVEN) for file in handed_out(desk)]
    record = Path(taken(desk, files).json["files"][0])
    before = record.read_bytes()
    assert taken(desk, files).code == 0
    record.write_bytes(before + "# 已补填\n".encode())
    assert taken(desk, files).code == 5
    assert record.read_bytes() == before + "# 已补填\n".encode()


def test_who_must_recuse_leaves_those_cells_and_the_mean_is_over_the_others(
    desk: Desk, tmp_path: Path
) -> None:
    names = [*FIVE[:4], "样专家七"]
    files = [filled(file, tmp_path / "填好", GIVEN) for file in handed_out(desk, *names)]
    said = taken(desk, files, names=names)
    assert said.code == 0, said.err
    data: Any = read_plain(Path(said.json["files"][0]).read_text("utf-8"), "x")["记录"]
    assert data["评分"][0]["得分"][4] == "回避"
    assert data["评分"][1]["得分"][4] == "83"
    assert data["专家"][4]["回避"] == ["2019-SX-001"]
    assert said.json["projects"][0]["mean"] == "91.50"


def put(cell: str, value: object) -> Change:
    def change(table: Any) -> None:
        table[cell].value = value

    return change


@pytest.mark.parametrize(
    ("change", "code", "cell"),
    [
        (put("F5", 26), "E158", "F5"),
        (put("F5", None), "E156", "F5"),
        (put("F5", "优"), "E157", "F5"),
        (put("F5", -1), "E157", "F5"),
        (put("F5", 10.125), "E157", "F5"),
        (put("F5", "=10+10"), "E154", "F5"),
        (put("F5", "=1/0"), "E154", "F5"),
        (put("C5", "另一个项目"), "E152", "C5"),
        (put("B5", "2019-SX-002"), "E150", "B6"),
        (put("B5", "2019-SX-009"), "E151", "B5"),
        (put("F4", "技能（25分）"), "E149", "F4"),
        (put("C8", "否"), "E159", "C8"),
        (put("L5", "=1+1"), "E153", "L5"),
    ],
)
def test_every_fault_is_named_by_its_file_sheet_and_cell(
    desk: Desk, tmp_path: Path, change: Change, code: str, cell: str
) -> None:
    first, *others = handed_out(desk)
    files = [filled(first, tmp_path / "填好", GIVEN, change)]
    files += [filled(file, tmp_path / "填好", GIVEN) for file in others]
    said = taken(desk, files)
    assert said.code == 3
    found = said.json["error"]["findings"]
    told = [each for each in found if each["code"] == code]
    assert told, found
    assert f"{first.name} 评分表 {cell}" in json.dumps(told[0], ensure_ascii=False)
    assert not list((desk.root.parent / "记录").iterdir())


def test_faults_of_several_sheets_come_at_once(desk: Desk, tmp_path: Path) -> None:
    sheets = handed_out(desk)
    files = [filled(sheets[0], tmp_path / "a", GIVEN, put("F5", 26))]
    files += [filled(sheets[1], tmp_path / "a", GIVEN, put("G6", ""))]
    files += [filled(sheets[1], tmp_path / "b", GIVEN)]
    files += [filled(sheets[3], tmp_path / "a", GIVEN)]
    other = tmp_path / "名单.xlsx"
    openpyxl.Workbook().save(other)
    said = taken(desk, [*files, other])
    assert said.code == 3
    assert sorted(codes(said)) == ["E141", "E144", "E145", "E145", "E156", "E158"]


def test_sheets_go_into_a_folder_that_is_made(desk: Desk) -> None:
    words = [word for name in FIVE for word in ("--expert", name)]
    out = desk.root.parent / "评分表"
    assert len(desk.json("panel", "sheets", "2019-1", "--out", out, *words)["files"]) == 5
    said = desk.run("panel", "sheets", "2019-1", "--out", desk.root / "里面", *words, "--json")
    assert (said.code, (desk.root / "里面").exists()) == (4, False)


def test_another_experts_mark_is_told_as_such(desk: Desk, tmp_path: Path) -> None:
    first, second, *others = handed_out(desk)
    table: Any = openpyxl.load_workbook(second).active
    row = next(each for each in range(1, 40) if table.cell(each, 1).value == "标识")
    mark = table.cell(row, 2).value
    files = [filled(first, tmp_path / "填好", GIVEN, put(f"B{row}", mark))]
    files += [filled(file, tmp_path / "填好", GIVEN) for file in (second, *others)]
    assert codes(taken(desk, files)) == ["E165"]


def test_a_row_that_was_deleted_is_named_by_its_project(desk: Desk, tmp_path: Path) -> None:
    first, *others = handed_out(desk)
    files = [filled(first, tmp_path / "填好", GIVEN, lambda table: table.delete_rows(5))]
    files += [filled(file, tmp_path / "填好", GIVEN) for file in others]
    found = codes(taken(desk, files))
    assert "E147" in found and "E141" not in found


def test_a_head_is_asked_for_on_one_line(desk: Desk, tmp_path: Path) -> None:
    first, *others = handed_out(desk)
    files = [filled(first, tmp_path / "填好", GIVEN, put("F4", "技能"))]
    files += [filled(file, tmp_path / "填好", GIVEN) for file in others]
    told = taken(desk, files).json["error"]["findings"]
    assert all("\n" not in each["message"] for each in told)


def test_a_column_that_no_pool_has_is_told(desk: Desk, tmp_path: Path) -> None:
    book: Any = openpyxl.Workbook()
    for line in (("姓名", "单位", "银行卡"), ("样专家十", "样例评审机构十", "样")):
        book.active.append(line)
    book.save(tmp_path / "专家.xlsx")
    assert "银行卡" in desk.run("panel", "import", tmp_path / "专家.xlsx").out


def test_a_torn_workbook_and_a_sheet_of_another_expert_are_faults(
    desk: Desk, tmp_path: Path
) -> None:
    files = [filled(file, tmp_path / "填好", GIVEN) for file in handed_out(desk)]
    files[0].write_bytes(files[0].read_bytes()[:900])
    said = taken(desk, files, names=[*FIVE[:4], "样专家六"])
    assert sorted(codes(said)) == ["E140", "E143", "E145", "E145"]


def test_a_sheet_made_before_the_list_changed_is_told_apart(desk: Desk, tmp_path: Path) -> None:
    files = [filled(file, tmp_path / "填好", GIVEN) for file in handed_out(desk)]
    case = desk.root / "cases" / "2019-SX-002" / "case.yaml"
    text = case.read_text("utf-8").replace("带头人:\n  姓名: ", "带头人:\n  姓名: 新", 1)
    case.write_text(text, "utf-8")
    assert set(codes(taken(desk, files))) == {"E152"}


def test_experts_come_in_from_excel_by_name_and_notes_of_the_file_stay(
    desk: Desk, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    table: Any = book.active
    table.append(["序号", "姓名", "单位", "专业", "职称", "联系方式", "回避"])
    table.append([1, "样专家一", "样例新机构", "焊接", "技师", "021-55550002", ""])
    table.append([2, "样新人", "样例学院", "木工", "", "", "师徒：样乙；投资：样例木业有限公司"])
    book.save(tmp_path / "专家.xlsx")
    assert desk.json("panel", "import", tmp_path / "专家.xlsx")["added"] == 1
    pool = {each["name"]: each for each in desk.json("panel", "list")}
    assert pool["样专家一"]["unit"] == "样例新机构"
    assert pool["样新人"]["ties"][1] == {"kind": "投资", "to": "样例木业有限公司"}
    assert (desk.root / "experts.yaml").read_text("utf-8").startswith("# 样例专家库")
    assert (desk.root / "experts.yaml").stat().st_mode & 0o777 == 0o600


def test_a_pool_that_others_may_read_is_told_by_doctor(desk: Desk) -> None:
    pool = desk.root / "experts.yaml"
    pool.chmod(0o644)
    assert "chmod 600 experts.yaml" in desk.run("doctor").out
    pool.chmod(0o600)
    assert "chmod 600 experts.yaml" not in desk.run("doctor").out


def test_faulty_rows_of_experts_are_named_and_none_comes_in(desk: Desk, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    table: Any = book.active
    table.append(["姓名", "单位", "停用", "回避"])
    table.append(["样子", "", "", ""])
    table.append(["样丑", "样例院", "也许", "师徒样甲"])
    table.append(["样寅", "=A1", "", ""])
    table.append(["样卯", "样例院", "", ""])
    table.append(["样卯", "样例所", "", ""])
    book.save(tmp_path / "专家.xlsx")
    before = (desk.root / "experts.yaml").read_bytes()
    said = desk.run("panel", "import", tmp_path / "专家.xlsx", "--json")
    assert said.code == 3
    assert sorted(codes(said)) == ["E107", "E108", "E109", "E110", "E111"]
    assert (desk.root / "experts.yaml").read_bytes() == before


def test_without_a_pool_it_is_said_what_to_do(desk: Desk) -> None:
    (desk.root / "experts.yaml").unlink()
    assert desk.run("panel", "list").code == 4
    (desk.root / "experts.yaml").write_text("格式版本: 1\n专家:\n  - {姓名: 样}\n", "utf-8")
    assert desk.run("panel", "list").code == 3
