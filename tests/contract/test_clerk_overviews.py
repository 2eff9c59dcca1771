"""What is to be done, how much there is, what goes out to the auditors."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from cases.yamltext import Append, Put, changed
from tests.fixtures.command_line import CASE, Desk

TODAY = date.today()


def enter(desk: Desk, target: str, step: str, on: date, **facts: object) -> None:
    """One more entry under 办理, as an act would have left it."""
    folder, name = ("batches", "batch") if target.count("-") == 1 else ("cases", "case")
    file = desk.root / folder / target / f"{name}.yaml"
    entry = {"环节": step, "日期": on, "登记": "样", "经办": "样经办", "记录": facts}
    file.write_text(changed(file.read_text("utf-8"), [Append(("办理",), entry)]), "utf-8")


def todo(desk: Desk, *words: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = desk.json("todo", *words)
    return rows


def test_a_new_workspace_has_nothing_to_do(desk: Desk) -> None:
    assert todo(desk) == []
    assert desk.run("todo").out == "没有待办。\n"


def test_the_end_of_a_publicity_is_told(desk: Desk) -> None:
    end = TODAY + timedelta(days=3)
    enter(desk, "2020-1", "publicise", TODAY, 公示起=TODAY, 公示止=end)
    (row,) = todo(desk)
    assert (row["due"], row["target"]) == (end.isoformat(), "2020-1")
    assert row["days"] in (2, 3)
    assert todo(desk, "--within", "1") == []


@pytest.mark.parametrize(("step", "word"), [("award", "协议"), ("agree", "拨款")])
def test_what_follows_an_award_is_told_without_a_day(desk: Desk, step: str, word: str) -> None:
    enter(desk, CASE, step, TODAY)
    (row,) = todo(desk, "--within", "0")
    assert (row["due"], row["days"], word in row["what"]) == ("", None, True)


def test_a_rectification_has_its_deadline(desk: Desk) -> None:
    enter(desk, CASE, "rectify", TODAY, 整改期限=TODAY + timedelta(days=30))
    assert todo(desk)[0]["due"] == (TODAY + timedelta(days=30)).isoformat()


@pytest.mark.parametrize(("left", "told"), [(89, 1), (120, 0)])
def test_the_assessment_is_told_ninety_days_before(desk: Desk, left: int, told: int) -> None:
    file = desk.root / "cases" / CASE / "case.yaml"
    term = {"起": TODAY - timedelta(days=900), "止": TODAY + timedelta(days=left)}
    file.write_text(changed(file.read_text("utf-8"), [Put(("资助周期",), term)]), "utf-8")
    enter(desk, CASE, "disburse", TODAY)
    assert len(todo(desk, "--within", "365")) == told


def test_what_is_finished_is_filed_by_the_end_of_june(desk: Desk) -> None:
    enter(desk, CASE, "decline", date(2020, 5, 7), 理由="样")
    (row,) = todo(desk)
    assert (row["due"], row["days"] < 0) == ("2021-06-30", True)


def test_a_request_for_consent_is_told_with_its_key(desk: Desk) -> None:
    settings = desk.root / "jiangdang.yaml"
    settings.write_text(
        settings.read_text("utf-8").replace("单人办理: 是", "单人办理: 否"), "utf-8"
    )
    words = ("batch", "advance", "2020-1", "notify", "--on", "2020-04-07", "--set", "联系人=样")
    assert desk.run(*words, "--as-happened", "--reason", "样").code == 3
    (row,) = todo(desk)
    assert "jiangdang approve" in row["what"]


def test_a_file_that_cannot_be_read_is_something_to_do(desk: Desk) -> None:
    (desk.root / "cases" / CASE / "case.yaml").write_text("案卷号:\t坏\n\t- x", "utf-8")
    (row,) = todo(desk)
    assert (row["target"], "第 2 行" in row["what"] or "第 1 行" in row["what"]) == (CASE, True)


def test_cases_are_counted_and_sums_added_up(desk: Desk) -> None:
    enter(desk, CASE, "award", TODAY, 资助金额="50000.00")
    enter(desk, CASE, "disburse", TODAY, 金额="50000.00")
    enter(desk, CASE, "claw-back", TODAY, 阶段="事先告知", 金额="8000.00")
    enter(desk, CASE, "claw-back", TODAY, 阶段="决定", 金额="8000.00")
    (row,) = desk.json("stats", "--year", "2020")["programmes"]
    sums = (row["granted"], row["paid"], row["clawed_back"])
    assert sums == ("50000.00", "50000.00", "8000.00")
    assert row["steps"] == {"claw-back": 1}
    assert "追回资金" in desk.run("stats").out
    assert desk.json("stats", "--year", "2031")["cases"] == 0
    assert desk.run("stats", "--year", "二〇", "--json").json["error"]["code"] == "W630"


def test_an_audit_takes_out_what_it_finds(desk: Desk, tmp_path: Path) -> None:
    desk.json("index", "update")
    out = tmp_path / "导出"
    assert desk.json("audit", "export", "样例", out)["files"] >= 1
    for line in (out / "sha256sum.txt").read_text("utf-8").splitlines():
        digest, _, name = line.partition("  ")
        assert hashlib.sha256((out / name).read_bytes()).hexdigest() == digest
    assert desk.json("audit", "log")[-1]["action"] == "export"
    assert desk.run("audit", "export", "样例", out).code == 5


def test_an_audit_export_that_fails_leaves_nothing(desk: Desk, tmp_path: Path) -> None:
    assert desk.run("audit", "export", "样例", desk.root / "导出").code == 3
    assert desk.run("audit", "export", "样例", tmp_path / "没有" / "导出").code == 4
    assert not (tmp_path / "没有").exists()
    assert not (desk.root / "导出").exists()
