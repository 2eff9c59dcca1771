"""A clerk at a terminal: what a search prints, what it keeps, what it opens."""

from __future__ import annotations

import io
import re
import shutil
from contextlib import redirect_stdout
from pathlib import Path
from unittest.mock import patch

import pytest

from cases.words.widths import width
from cli.found import shortened
from cli.main import answer
from tests.fixtures.command_line import CASE, Desk

ESCAPE = "\x1b[31m"


@pytest.fixture(scope="module")
def shelved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = Desk(tmp_path_factory.mktemp("样板") / "工作区")
    made.furnish(CASE, "2020-SX-002", "2020-DS-001")
    folder = tmp_path_factory.mktemp("材料")
    for name, text in (
        ("会议记录.txt", f"责令限期整改：{ESCAPE}三坐标测量机\u202e闲置。"),
        ("=1+1.txt", "三坐标测量机已经启用，金额60000元。"),
    ):
        (folder / name).write_text(text, "utf-8")
        made.json("evidence", "add", CASE, folder / name, "--element", "硬件建设")
    made.json("index", "update")
    return made.root


@pytest.fixture
def desk(shelved: Path, tmp_path: Path) -> Desk:
    shutil.copytree(shelved, tmp_path / "工作区", copy_function=shutil.copy2)
    return Desk(tmp_path / "工作区")


class Screen(io.StringIO):
    """A terminal of so many columns that remembers what was printed on it."""

    def isatty(self) -> bool:
        return True


def on_screen(desk: Desk, *words: str, columns: int = 100) -> str:
    screen = Screen()
    size = {"COLUMNS": str(columns), "LINES": "40", "TERM": "xterm-256color"}
    with patch.dict("os.environ", size), redirect_stdout(screen):
        assert answer(["-w", str(desk.root), *words]) == 0
    return screen.getvalue()


def test_piped_a_search_is_plain_lines_with_the_words_in_brackets(desk: Desk) -> None:
    said = desk.run("search", "三坐标测量机")
    assert said.out.startswith("共 2 条，显示第 1 至 2 条，用时 ")
    assert "【三坐标测量机】" in said.out
    assert f"cases/{CASE}/evidence/要素/硬件建设/会议记录.txt" in said.out


def test_no_sign_of_a_paper_steers_the_terminal(desk: Desk) -> None:
    said = desk.run("search", "三坐标测量机").out
    assert not set(said) & {"\x1b", "\u202e"}
    coloured = on_screen(desk, "search", "三坐标测量机")
    assert "\u202e" not in coloured
    assert ESCAPE not in coloured


def test_on_a_terminal_words_are_coloured_and_lines_fit(desk: Desk) -> None:
    shown = on_screen(desk, "search", "三坐标测量机", columns=90)
    assert re.search("\x1b\\[[0-9;]+m【三坐标测量机】\x1b\\[0m", shown)
    bare = re.sub("\x1b\\[[0-9;]*m", "", shown)
    assert all(width(line) <= 90 for line in bare.splitlines())
    assert "序号" in bare


def test_facets_say_which_option_narrows_and_pages_how_to_go_on(desk: Desk) -> None:
    said = desk.run("search", "样", "--limit", "2").out
    assert "项目类别（--programme）：" in said
    assert "--page 2" in said
    assert "--page 3" in desk.run("search", "样", "--limit", "2", "--page", "2").out


def test_a_search_in_vain_offers_to_read_everything_word_by_word(desk: Desk) -> None:
    assert "--exhaustive" in desk.run("search", "没有人写过这句").out
    found = desk.json("search", "三坐标测量机", "--exhaustive")
    assert (found["total"], found["engine"]) == (2, "scan")


@pytest.mark.parametrize(
    ("path", "most"),
    [("cases/2020-SX-001/documents/很深的文件夹/责令限期整改通知书.pdf", 50), ("长" * 60, 30)],
)
def test_a_long_path_is_shortened_in_the_middle_and_keeps_its_end(path: str, most: int) -> None:
    short = shortened(path, most)
    assert width(short) <= most
    assert short.endswith(path[-4:])


def test_hits_are_sorted_by_amount_and_filtered_by_number(desk: Desk) -> None:
    first = desk.json("search", "三坐标测量机", "--sort", "amount")["hits"][0]
    assert first["title"].endswith("=1+1.txt")
    assert desk.json("search", "", "--number", "静人社〔2031〕1号")["total"] == 0


def test_no_cell_of_an_export_runs_as_a_formula(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "结果.csv"
    desk.json("search", "三坐标测量机", "--export", file)
    text = file.read_text("utf-8-sig")
    assert "=1+1.txt" in text
    assert not re.search(r"(?m)(?:^|,)=", text)


def test_a_saved_search_tells_what_is_new_changed_and_gone(desk: Desk, tmp_path: Path) -> None:
    first = desk.json("search", "三坐标测量机", "--save", "测量机")
    assert first["saved"] == "测量机"
    again = desk.json("search", "--saved", "测量机")
    assert again["changes"]["new"] == again["changes"]["gone"] == []
    fresh = tmp_path / "补充.txt"
    fresh.write_text("三坐标测量机检定证书", "utf-8")
    desk.json("evidence", "add", CASE, fresh, "--element", "硬件建设")
    (changed,) = desk.root.rglob("会议记录.txt")
    changed.write_text("三坐标测量机又闲置了。", "utf-8")
    (gone,) = desk.root.rglob("=1+1.txt")
    gone.unlink()
    desk.json("index", "update")
    said = desk.run("search", "--saved", "测量机")
    assert "新 1 条，变动 1 条，不再命中 1 条" in said.out
    assert re.search(r"\d\. \[新\].*补充", said.out)
    assert re.search(r"\d\. \[变\].*会议记录", said.out)
    (row,) = desk.json("search", "--saved-list")
    assert (row["name"], row["query"]) == ("测量机", "三坐标测量机")


def test_saved_searches_refuse_odd_names_numbers_and_being_asked_twice(desk: Desk) -> None:
    for name in ("../出去", "", ".隐", "长" * 41, "a/b"):
        assert desk.run("search", "样", "--save", name or " ").code == 2
    for query in ("310106197503150018", "尾号:0018", "13917283645 测量机"):
        said = desk.run("search", query, "--save", "号码")
        assert (said.code, "W908" in said.err) == (3, True)
    assert not (desk.root / "searches").exists()
    assert desk.run("search", "--saved", "没有").code == 4
    desk.json("search", "样", "--year", "2020", "--save", "二〇二〇")
    assert desk.run("search", "样", "--saved", "二〇二〇").code == 2
    assert desk.json("search", "--saved", "二〇二〇", "--limit", "1")["total"] > 1


def test_a_saved_search_that_was_spoilt_by_hand_is_named(desk: Desk) -> None:
    desk.json("search", "样", "--save", "样例")
    file = desk.root / "searches" / "样例.yaml"
    file.write_text("检索词: [1, 2]\n", "utf-8")
    assert desk.run("search", "--saved", "样例").code == 6
    file.write_text("检索词: 样\n条件: {口令: x}\n", "utf-8")
    assert desk.run("search", "--saved", "样例").code == 6


def test_opening_a_hit_prints_where_it_lies_and_runs_nothing(desk: Desk) -> None:
    with patch("subprocess.Popen", side_effect=AssertionError("nothing is to be run")):
        said = desk.run("search", "会议记录", "--open", "1")
    assert Path(said.out.strip()).read_text("utf-8").startswith("责令限期整改")
    assert desk.json("audit", "log")[-1]["facts"]["打开"].endswith("会议记录.txt")
    assert desk.run("search", "会议记录", "--open", "99").code == 4


def test_a_file_that_is_not_the_one_taken_in_is_not_opened(desk: Desk) -> None:
    (paper,) = desk.root.rglob("会议记录.txt")
    paper.write_text("责令限期整改，改过的。", "utf-8")
    said = desk.run("search", "会议记录", "--open", "1")
    assert (said.code, "W904" in said.err) == (6, True)
