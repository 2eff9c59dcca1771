"""What is due, held, appraised: the archivist at the command line, by all rules at once."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.fixtures.command_line import Desk
from tests.fixtures.kept_packages import (
    CASE,
    FOR_EVER,
    FOUR,
    NEW,
    OLD,
    WITNESS,
    Returned,
    appraise,
    archive_office,
    keys_of,
    shelve,
)
from tests.fixtures.people import CLERK, ISSUER, REVIEWER, Office

JIANGDANG = Path(sys.executable).with_name("jiangdang")
BY = ("--by", "样鉴甲", "--by", "样鉴乙")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("库房") / "工作区"
    archive_office(root, {OLD: CASE, NEW: "2022-SX-009", FOR_EVER: "2010-1"}, FOUR)
    return root


@pytest.fixture
def office(kept: Path, tmp_path: Path) -> Office:
    shutil.copytree(kept, tmp_path / "工作区")
    return Returned(Desk(tmp_path / "工作区"), FOUR)


def due(office: Office, *words: str) -> list[tuple[str, str, str]]:
    found = office.desk.json("archive", "due", *words)
    return [(row["task"], row["target"], row["due"]) for row in found["due"]]


def change(office: Office, old: str, new: str) -> None:
    file = office.desk.root / "jiangdang.yaml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


# ---- 到期清单


def test_the_list_says_what_is_due_by_which_day_and_on_what_grounds(office: Office) -> None:
    found = office.desk.json("archive", "due")
    assert [(row["task"], row["target"], row["due"]) for row in found["due"]] == [
        ("移交", FOR_EVER, "2015-12-31"),
        ("鉴定", OLD, "2020-12-31"),
    ]
    assert all(row["days"] < 0 and row["basis"] and row["title"] for row in found["due"])
    assert found["schedule"] == "样例区档案局（样档发〔2019〕1号）"
    said = office.desk.run("archive", "due").out
    assert "档发〔2012〕7号" in said
    assert "样档发〔2019〕1号" in said


@pytest.mark.parametrize(
    ("on", "rows"),
    [
        ("2027-10-01", []),
        ("2027-10-02", [("移交", NEW, "2027-12-31")]),
        ("2052-10-02", [("移交", NEW, "2027-12-31"), ("鉴定", NEW, "2052-12-31")]),
    ],
)
def test_time_brings_hand_over_and_expiry(
    office: Office, on: str, rows: list[tuple[str, str, str]]
) -> None:
    assert [row for row in due(office, "--on", on) if row[1] == NEW] == rows


def test_the_settings_say_after_how_many_years_to_hand_over(office: Office) -> None:
    change(office, "移交年限: 5", "移交年限: 10")
    assert ("移交", FOR_EVER, "2020-12-31") in due(office)


def test_an_ended_case_is_due_for_filing_by_the_end_of_june(office: Office) -> None:
    assert not [row for row in due(office) if row[0] == "归档"]
    desk = office.desk
    other = "2020-SX-002"
    file = desk.root / "cases" / other / "case.yaml"
    file.parent.mkdir()
    text = (desk.root / "cases" / CASE / "case.yaml").read_text("utf-8").replace(CASE, other)
    event = "办理:\n  - {环节: decline, 日期: 2020-05-07, 登记: 2020-05-07, 经办: 样经办}\n"
    lines = [line for line in text.splitlines() if not line.startswith("办理")]
    file.write_text("\n".join(lines) + "\n" + event, "utf-8")
    assert ("归档", other, "2021-06-30") in due(office)
    todo = desk.json("todo")
    filing = [row for row in todo if row["target"] == other and "归档" in row["what"]]
    assert [row["due"] for row in filing] == ["2021-06-30"]


def test_todo_counts_what_the_list_tells(office: Office) -> None:
    rows = [row for row in office.desk.json("todo") if row["target"].startswith("归档包")]
    assert [(row["target"], row["due"]) for row in rows] == [
        ("归档包移交", "2015-12-31"),
        ("归档包鉴定", "2020-12-31"),
    ]


def test_a_schedule_without_approval_or_with_an_unknown_row_is_told(office: Office) -> None:
    change(office, "  批准文号: 样档发〔2019〕1号\n", "  追回决定: 永久\n")
    found = office.desk.json("archive", "due")["findings"]
    assert [each["code"] for each in found] == ["W780", "W781"]
    assert "追回决定" in found[1]["message"]


# ---- 暂停处置


def test_a_held_package_is_never_appraised_for_destruction_nor_destroyed(office: Office) -> None:
    assert office.run(CLERK, "archive", "hold", OLD, "--reason", "诉讼").code == 0
    found = office.desk.json("archive", "due")["due"]
    assert [(row["task"], row["note"].partition("：")[2]) for row in found] == [
        ("移交", found[0]["note"].partition("：")[2]),
        ("暂停处置", "诉讼"),
    ]
    words = ("archive", "appraise", OLD, "--opinion", "销毁", "--reason", "期满", *BY)
    for refused in (office.run(CLERK, *words), office.run(CLERK, "archive", "destroy", OLD)):
        assert (refused.code, "A704" in refused.err) == (3, True)
    again = office.run(CLERK, "archive", "hold", OLD, "--reason", "诉讼")
    assert (again.code, "A712" in again.err) == (5, True)


def test_a_hold_is_lifted_by_two(office: Office) -> None:
    office.run(CLERK, "archive", "hold", OLD, "--reason", "诉讼")
    words = ("archive", "release", OLD, "--reason", "诉讼已结")
    key = office.asked(*words)
    assert office.run(CLERK, "approve", key).code == 3
    assert office.run(REVIEWER, "approve", key).code == 0
    assert office.run(CLERK, *words).code == 0
    line = office.log()[-1]
    assert line["action"] == "release"
    assert line["facts"] == {"理由": "诉讼已结", "同意人": REVIEWER}
    assert (office.run(CLERK, *words).code, "鉴定") == (5, due(office)[-1][0])


@pytest.mark.parametrize(
    ("words", "ended", "code"),
    [
        (("hold", OLD), 2, "A727"),
        (("release", OLD, "--reason", "诉讼已结"), 5, "A713"),
        (("hold", "J099-ZY·JN·2010-D10-077", "--reason", "诉讼"), 4, "A409"),
    ],
)
def test_a_hold_that_makes_no_sense_is_refused(
    office: Office, words: tuple[str, ...], ended: int, code: str
) -> None:
    said = office.run(CLERK, "archive", *words)
    assert (said.code, code in said.err) == (ended, True), said.err


def test_only_the_archivist_holds_appraises_and_destroys(office: Office) -> None:
    for words in (
        ("hold", OLD, "--reason", "诉讼"),
        ("appraise", OLD, "--opinion", "销毁", "--reason", "期满", *BY),
        ("destroy", OLD),
    ):
        said = office.run(REVIEWER, "archive", *words)
        assert (said.code, "W404" in said.err) == (3, True)


# ---- 鉴定


def test_an_opinion_stands_in_the_log_with_reason_and_names(office: Office) -> None:
    appraise(office, OLD, reason="期满，无继续保存价值")
    line = office.log()[-1]
    assert (line["action"], line["object"]) == ("appraise", OLD)
    assert line["facts"] == {
        "意见": "销毁",
        "理由": "期满，无继续保存价值",
        "鉴定人": ["样鉴甲", "样鉴乙"],
    }
    assert ("销毁", OLD, "") in due(office)


def test_keeping_longer_sets_another_day(office: Office) -> None:
    words = ("archive", "appraise", OLD, "--opinion", "续存", "--reason", "还有纠纷", *BY)
    assert office.run(CLERK, *words, "--until", "2035").code == 0
    assert ("鉴定", OLD, "2035-12-31") in due(office, "--within", "4000")
    said = office.run(CLERK, *words, "--until", "2030")
    assert (said.code, "A719" in said.err) == (3, True)
    early = office.run(CLERK, "archive", "destroy", OLD).err
    assert "A702" in early
    assert "2035-12-31" in early


def test_keeping_for_ever_says_that_it_must_be_sealed_anew(office: Office) -> None:
    words = ("archive", "appraise", NEW, "--opinion", "转永久", "--reason", "获奖", *BY)
    said = office.run(CLERK, *words)
    assert (said.code, "另编档号重新封存" in said.out) == (0, True)
    assert ("转永久", NEW, "") in due(office)
    assert "A703" in office.run(CLERK, "archive", "destroy", NEW).err


@pytest.mark.parametrize(
    ("words", "ended", "code"),
    [
        ((OLD, "--opinion", "销毁", "--reason", "期满", "--by", "样鉴甲"), 2, "A716"),
        ((OLD, "--opinion", "丢掉", "--reason", "期满", *BY), 2, "A717"),
        ((OLD, "--opinion", "续存", "--reason", "期满", *BY), 2, "A717"),
        ((OLD, "--opinion", "续存", "--reason", "期满", "--until", "2020", *BY), 2, "A717"),
        ((OLD, "--opinion", "销毁", "--reason", "期满", "--until", "2040", *BY), 2, "A717"),
        ((OLD, "--opinion", "销毁", *BY), 2, "A727"),
        ((NEW, "--opinion", "销毁", "--reason", "期满", *BY), 3, "A714"),
        ((FOR_EVER, "--opinion", "续存", "--reason", "期满", "--until", "2099", *BY), 3, "A715"),
        ((OLD, NEW, FOR_EVER, "--opinion", "销毁", "--reason", "期满", *BY), 3, "A718"),
    ],
)
def test_an_appraisal_out_of_rule_enters_nothing(
    office: Office, words: tuple[str, ...], ended: int, code: str
) -> None:
    said = office.run(CLERK, "archive", "appraise", *words)
    assert (said.code, code in said.err) == (ended, True), said.err
    assert not [row for row in office.log() if row["action"] == "appraise"]


# ---- 销毁的把关


def refused(office: Office, *words: str) -> list[str]:
    said = office.run(CLERK, "archive", "destroy", *words, "--json")
    assert said.code == 3, said.err
    error: dict[str, Any] = said.json["error"]
    assert error["code"] == "A700"
    return [each["code"] for each in error["findings"]]


def test_everything_that_stands_against_a_destruction_is_told_at_once(office: Office) -> None:
    change(office, "  批准文号: 样档发〔2019〕1号\n", "")
    office.run(CLERK, "archive", "hold", OLD, "--reason", "诉讼")
    paper = next((office.desk.root / "archive" / NEW / "v1" / "data").glob("*.pdf"))
    paper.chmod(0o644)
    paper.write_bytes(paper.read_bytes()[:-1] + b"x")
    (office.desk.root / "cases" / CASE / "evidence" / "链接").symlink_to("/etc/hostname")
    found = refused(office, OLD, NEW, FOR_EVER)
    held, young, permanent = ["A703", "A704", "A707"], ["A702", "A703"], ["A705", "A703"]
    assert [code for code in found if code != "A706"] == ["A708", *held, *young, *permanent]
    assert "A706" in found


def test_a_version_that_vanished_or_was_planted_stops_a_destruction(office: Office) -> None:
    appraise(office, OLD)
    shelf = office.desk.root / "archive"
    shutil.copytree(shelf / OLD / "v1", shelf / OLD / "v2")
    assert set(refused(office, OLD)) == {"A706"}
    shutil.rmtree(shelf / OLD)
    assert set(refused(office, OLD)) == {"A706"}


def test_a_batch_goes_after_its_cases_or_with_them(office: Office) -> None:
    code = "J099-ZY·JN·2011-D10-001"
    shelve(office.desk.root, {code: "2020-1"})
    appraise(office, code, OLD)
    assert refused(office, code) == ["A709"]
    said = office.run(CLERK, "archive", "destroy", code, OLD)
    assert (said.code, "W760" in said.err) == (3, True)


def test_a_day_to_come_is_no_day_of_destruction(office: Office) -> None:
    said = office.run(CLERK, "archive", "destroy", OLD, "--on", "2199-01-01")
    assert (said.code, "A711" in said.err) == (2, True)


def test_a_period_is_over_when_the_clock_says_so_and_not_before(office: Office) -> None:
    def asked(day: str) -> str:
        line = ["faketime", f"{day} 12:00:00", str(JIANGDANG), "-w", str(office.desk.root)]
        words = ["archive", "appraise", NEW, "--opinion", "销毁", "--reason", "期满", *BY]
        done = subprocess.run(
            [*line, *words, "--actor", CLERK], capture_output=True, text=True, check=False
        )
        return f"{done.returncode} {done.stderr}"

    assert "A714" in asked("2052-12-31")
    assert asked("2053-01-01").startswith("0 ")


# ---- 审批与监销


@pytest.fixture
def appraised(office: Office) -> Office:
    appraise(office, OLD)
    return office


def test_all_open_consents_are_told_at_once_and_stand_in_todo(appraised: Office) -> None:
    said = appraised.run(CLERK, "archive", "destroy", OLD)
    assert (said.code, len(keys_of(said.err))) == (3, 3)
    assert [key for key in keys_of(said.err) if not any(key in t for t in appraised.todo())] == []
    again = appraised.run(CLERK, "archive", "destroy", OLD)
    assert keys_of(again.err) == keys_of(said.err)
    (draft,) = (appraised.desk.root / "destruction").glob("*/*")
    assert draft.name == "送审稿.docx"
    assert (appraised.desk.root / "archive" / OLD / "v1" / "bagit.txt").is_file()


def test_approval_and_witnesses_are_four_different_people(appraised: Office) -> None:
    approval, first, second = keys_of(appraised.run(CLERK, "archive", "destroy", OLD).err)

    def code(who: str, key: str) -> str:
        said = appraised.run(who, "approve", key)
        return "" if said.code == 0 else said.err[1:5]

    assert code(CLERK, first) == "J110"
    assert code(WITNESS, approval) == "W404"
    assert code(ISSUER, approval) == ""
    assert code(ISSUER, first) == "J120"
    assert code(REVIEWER, first) == ""
    assert code(REVIEWER, second) == "J120"
    left = appraised.run(CLERK, "archive", "destroy", OLD)
    assert (left.code, keys_of(left.err)) == (3, [second])


def test_working_alone_is_no_way_to_destroy(appraised: Office) -> None:
    change(appraised, "单人办理: 否", "单人办理: 是")
    said = appraised.run(CLERK, "archive", "destroy", OLD)
    assert (said.code, "W763" in said.err) == (3, True)
    for key in keys_of(said.err):
        answered = appraised.run(CLERK, "approve", key)
        assert answered.code == 3, answered.out
    assert (appraised.desk.root / "archive" / OLD / "v1" / "bagit.txt").is_file()


def test_too_few_people_is_told_from_the_start(appraised: Office) -> None:
    file = appraised.desk.root / "jiangdang.yaml"
    lines = file.read_text("utf-8").splitlines()
    kept = [line for line in lines if REVIEWER not in line and WITNESS not in line]
    file.write_text("\n".join(kept) + "\n", "utf-8")
    said = appraised.run(CLERK, "archive", "destroy", OLD)
    assert (said.code, "W762" in said.err) == (3, True)


def test_a_refusal_goes_back_to_the_archivist_and_is_asked_anew(appraised: Office) -> None:
    approval, *_ = keys_of(appraised.run(CLERK, "archive", "destroy", OLD).err)
    words = ("approve", approval, "--refuse", "--reason", "再等一年")
    assert appraised.run(ISSUER, *words).code == 0
    told = appraised.run(CLERK, "archive", "destroy", OLD)
    assert (told.code, "W662" in told.err) == (3, True)
    anew = keys_of(appraised.run(CLERK, "archive", "destroy", OLD).err)
    assert len(anew) == 3
    assert approval not in anew


def test_a_new_appraisal_asks_for_new_consents(appraised: Office) -> None:
    before = keys_of(appraised.run(CLERK, "archive", "destroy", OLD).err)
    appraise(appraised, OLD, reason="再次鉴定")
    after = keys_of(appraised.run(CLERK, "archive", "destroy", OLD).err)
    assert len(after) == 3
    assert not set(before) & set(after)
