"""The calendar of working days at the command line: shown, taken in, counted by."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.fixtures.command_line import BATCH, Desk
from tests.fixtures.notices import NOTICE_2026, NOTICE_2027, NOTICE_2027_YAML
from tests.tools.handbook import Clerk


@pytest.fixture
def notice(tmp_path: Path) -> Path:
    path = tmp_path / "通知.txt"
    path.write_text(NOTICE_2027, "utf-8")
    return path


def codes(desk: Desk, *words: str | Path) -> tuple[int, list[str]]:
    said = desk.run("calendar", "add", *words, "--json")
    error = said.json.get("error", {"code": "", "findings": []})
    return said.code, [error["code"], *(found["code"] for found in error["findings"])]


def test_a_year_nobody_knows_is_said_and_not_guessed(desk: Desk) -> None:
    shown = desk.json("calendar", "show", "2027")
    assert (shown["known"], shown["holidays"], shown["working_days"]) == (False, [], None)
    assert 2027 not in shown["known_years"] and 2026 in shown["known_years"]
    assert "不猜" in desk.run("calendar", "show", "2027").out


def test_a_built_in_year_says_so_and_counts_its_made_up_days(desk: Desk) -> None:
    shown = desk.json("calendar", "show", "2019")
    new_year = shown["holidays"][0]
    assert (shown["source"], new_year["from"], new_year["worked"]) == (
        "内置",
        "2018-12-30",
        ["2018-12-29"],
    )
    assert shown["working_days"] == 250
    assert "5月5日（周日）" in desk.run("calendar", "show", "2019").out


def test_a_notice_taken_in_is_shown_with_its_number_and_its_original_is_kept(
    desk: Desk, notice: Path
) -> None:
    done = desk.json("calendar", "add", notice)
    assert (done["year"], done["number"], done["added"]) == (2027, "国办发明电〔2026〕8号", True)
    shown = desk.json("calendar", "show", "2027")
    assert (shown["source"], shown["number"], shown["known"]) == (
        "国务院办公厅通知",
        "国办发明电〔2026〕8号",
        True,
    )
    (original,) = (desk.root / "calendar" / "originals").iterdir()
    assert original.read_bytes() == notice.read_bytes()
    assert desk.json("audit", "log")[-1]["action"] == "calendar"
    assert desk.json("calendar", "add", notice)["added"] is False


def test_the_same_notice_as_yaml_word_and_text_makes_the_same_year(
    desk: Desk, notice: Path, tmp_path: Path
) -> None:
    import docx

    word, data = tmp_path / "通知.docx", tmp_path / "通知.yaml"
    paper = docx.Document()
    for line in NOTICE_2027.splitlines():
        paper.add_paragraph(line)
    paper.save(str(word))
    data.write_text(NOTICE_2027_YAML, "utf-8")
    assert desk.json("calendar", "add", word)["added"] is True
    assert desk.json("calendar", "add", notice)["added"] is False
    assert desk.json("calendar", "add", data)["added"] is False


def test_a_notice_in_the_old_encoding_of_windows_is_read(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "通知.txt"
    path.write_bytes(NOTICE_2027.encode("gb18030"))
    assert desk.json("calendar", "add", path)["year"] == 2027


def test_what_the_site_prints_above_a_notice_is_known_for_what_it_is(
    desk: Desk, tmp_path: Path
) -> None:
    path = tmp_path / "网页.txt"
    head = (
        "索 引 号：000014349/2026-00119\n主题分类：国务院办公厅文件\n发文机关：国务院办公厅\n"
        "成文日期：2026年11月04日\n发文字号：国办发明电〔2026〕8号\n发布日期：2026年11月04日\n"
    )
    bare = NOTICE_2027.replace("国办发明电〔2026〕8号\n", "").replace("2026年11月4日\n", "")
    path.write_text(head + bare, "utf-8")
    done = desk.json("calendar", "add", path)
    assert (done["number"], done["published"]) == ("国办发明电〔2026〕8号", "2026-11-04")


@pytest.mark.parametrize("year", ["1", "99999", "0", "2200"])
def test_a_year_out_of_all_reason_is_told(desk: Desk, tmp_path: Path, year: str) -> None:
    path = tmp_path / "通知.yaml"
    path.write_text(NOTICE_2027_YAML.replace("年度: 2027", f"年度: {year}"), "utf-8")
    exit_code, found = codes(desk, path)
    assert (exit_code, found[0], "T119" in found) == (3, "T100", True)


def test_a_built_in_year_that_agrees_is_taken_in(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "2026.txt"
    path.write_text(NOTICE_2026, "utf-8")
    assert desk.json("calendar", "add", path)["changes"] == []
    assert desk.json("calendar", "show", "2026")["number"] == "国办发明电〔2025〕7号"


def test_a_year_that_differs_is_replaced_for_a_reason_only(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "2026.txt"
    path.write_text(NOTICE_2026.replace("9月20日（周日）", "9月13日（周日）"), "utf-8")
    assert codes(desk, path) == (3, ["T114", "T115", "T115"])
    assert not (desk.root / "calendar" / "2026.yaml").exists()
    assert codes(desk, path, "--replace") == (2, ["T117"])
    done = desk.json("calendar", "add", path, "--replace", "--reason", "样例更正")
    assert len(done["changes"]) == 2
    path.write_text(NOTICE_2026, "utf-8")
    desk.json("calendar", "add", path, "--replace", "--reason", "再更正")
    (earlier,) = (desk.root / "calendar" / "earlier").iterdir()
    assert "样例更正" in earlier.read_text("utf-8")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("（周五）至3日", "（周四）至3日", "T106"),
        ("共9天", "共8天", "T107"),
        ("1月30日（周六）", "1月29日（周五）", "T108"),
        ("4月25日（周日）", "4月4日（周日）", "T118"),
        ("6月9日（周三）放假1天，不调休", "6月31日放假1天", "T111"),
        ("放假1天，不调休", "放假1天，随便", "T101"),
        ("　　五、端午节：6月9日（周三）放假1天，不调休。\n", "", "T105"),
        ("国办发明电〔2026〕8号", "国办发明电[2026]8号", "T103"),
        ("关于2027年", "关于明年", "T102"),
        ("2026年11月4日", "2026年11月31日", "T104"),
        ("2026年11月4日", "2020年11月4日", "T119"),
        ("5月1日（周六）至5日（周三）", "5月2日（周日）至6日（周四）", "T113"),
        ("六、中秋节", "六、国庆节", "T120"),
        ("9月15日（周三）至17日（周五）", "9月30日（周四）至10月2日（周六）", "T109"),
        ("至13日（农历正月初八、周六）", "至3月13日（周六）", "T112"),
        ("10月9日（周六）", "2028年3月4日（周六）", "T110"),
    ],
)
def test_a_notice_that_cannot_be_true_is_refused_by_line(
    desk: Desk, tmp_path: Path, old: str, new: str, code: str
) -> None:
    assert old in NOTICE_2027
    path = tmp_path / "通知.txt"
    path.write_text(NOTICE_2027.replace(old, new), "utf-8")
    exit_code, found = codes(desk, path)
    assert (exit_code, found[0], code in found) == (3, "T100", True), found
    assert not (desk.root / "calendar").exists()


def told(desk: Desk, path: Path, text: str) -> list[str]:
    path.write_text(text, "utf-8")
    return codes(desk, path)[1][1:]


def test_a_notice_signed_in_the_future_is_refused(desk: Desk, tmp_path: Path) -> None:
    ahead = f"{date.today().year + 1}年11月4日"
    text = NOTICE_2027.replace("2026年11月4日", ahead)
    assert "T138" in told(desk, tmp_path / "通知.txt", text)


def test_an_eighth_holiday_is_refused(desk: Desk, tmp_path: Path) -> None:
    more = "　　八、儿童节：6月1日（周二）放假1天，不调休。\n　　节假日期间"
    text = NOTICE_2027.replace("　　节假日期间", more)
    assert told(desk, tmp_path / "通知.txt", text) == ["T139"]


def test_days_counted_in_words_are_understood(desk: Desk, tmp_path: Path) -> None:
    good, bad = (NOTICE_2027.replace("共3天", f"共{word}天") for word in "三四")
    assert "T107" in told(desk, tmp_path / "坏.txt", bad)
    assert told(desk, tmp_path / "好.txt", good) == []


def test_a_key_that_no_notice_has_is_told(desk: Desk, tmp_path: Path) -> None:
    text = NOTICE_2027_YAML.replace("调休上班: [2027-01-30", "调休: [2027-01-30")
    assert told(desk, tmp_path / "通知.yaml", text) == ["T186"]


def test_a_wrong_year_is_told_once(desk: Desk, tmp_path: Path) -> None:
    text = NOTICE_2027.replace("关于2027年", "关于2026年")
    assert told(desk, tmp_path / "通知.txt", text) == ["T185"]


def test_a_missing_holiday_is_told_with_the_other_faults(desk: Desk, tmp_path: Path) -> None:
    lines = [line for line in NOTICE_2027.splitlines() if "三、清明节" not in line]
    text = "\n".join(lines).replace("放假1天，不调休", "放假1天，随便")
    found = told(desk, tmp_path / "通知.txt", text)
    assert {"T101", "T105"} <= set(found)
    said = desk.run("calendar", "add", tmp_path / "通知.txt", "--json").out
    assert "没有写到：清明节。" in said


def test_files_that_are_no_notice_are_told(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "通知.exe"
    path.write_bytes(b"MZ")
    assert codes(desk, path) == (2, ["T116"])
    assert codes(desk, tmp_path / "没有.txt")[0] == 4
    empty = tmp_path / "空.docx"
    empty.write_bytes(b"PK\x03\x04")
    assert codes(desk, empty) == (3, ["T100", "T125"])
    long = tmp_path / "长.txt"
    long.write_text("一\n" * 500, "utf-8")
    assert "T121" in codes(desk, long)[1]
    wrong = tmp_path / "错.yaml"
    wrong.write_text("年度: 2027\n节日: 无\n", "utf-8")
    assert codes(desk, wrong)[:1] == (3,)
    huge = tmp_path / "大.txt"
    huge.write_bytes(b"a" * 2_000_001)
    assert codes(desk, huge)[1] == ["Y101"]


def test_a_kept_year_under_another_name_is_told(desk: Desk, notice: Path) -> None:
    desk.json("calendar", "add", notice)
    kept = desk.root / "calendar" / "2027.yaml"
    kept.rename(kept.with_name("2028.yaml"))
    said = desk.run("calendar", "show", "2028", "--json")
    assert (said.code, said.json["error"]["findings"][0]["code"]) == (3, "T124")


def test_a_publicity_in_2027_is_counted_once_the_notice_is_in(desk: Desk, notice: Path) -> None:
    from acts.bureau import open_bureau
    from acts.world import read_world
    from cases.lifecycle.counting_days import last_working_day, working_days_between

    def world() -> object:
        return read_world(open_bureau(desk.root, "", print), "2020-1").calendar

    start, end = date(2027, 2, 3), date(2027, 2, 17)
    assert working_days_between(start, end, world()) is None
    unknown = last_working_day(start, 5, world())
    desk.json("calendar", "add", notice)
    assert working_days_between(start, end, world()) == 6
    known = last_working_day(start, 5, world())
    assert (known.day, known.known, unknown.known) == (date(2027, 2, 16), True, False)
    assert known.day <= unknown.day


def test_the_chapter_of_the_handbook_is_true(tmp_path: Path) -> None:
    here = Desk(tmp_path / "工作区")
    record = tmp_path / "批次.yaml"
    record.write_text(BATCH.replace("2020-", "2019-"), "utf-8")
    here.json("init", here.root)
    here.json("batch", "open", "2019-1", "--record", record, "--on", "2019-04-07")
    clerk = Clerk(tmp_path)
    clerk.exported["JIANGDANG_WORKSPACE"] = str(here.root)
    clerk.follow("19-日历与待办.md")
    assert (tmp_path / "待办.ics").is_file()


def test_a_year_edited_by_hand_is_noticed_and_logged(desk: Desk, notice: Path) -> None:
    desk.json("calendar", "add", notice)
    kept = desk.root / "calendar" / "2027.yaml"
    kept.write_text(kept.read_text("utf-8").replace("2027-10-09", "2027-10-10"), "utf-8")
    desk.json("todo")
    last = desk.json("audit", "log")[-1]
    assert (last["action"], last["object"]) == ("unregistered-change", "calendar/2027.yaml")
