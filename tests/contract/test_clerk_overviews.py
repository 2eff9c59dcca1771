"""How much there is, what goes out to the auditors."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

from cases.yamltext import Append, changed
from tests.fixtures.command_line import CASE, Desk

TODAY = date.today()


def enter(desk: Desk, target: str, step: str, on: date, **facts: object) -> None:
    """One more entry under 办理, as an act would have left it."""
    folder, name = ("batches", "batch") if target.count("-") == 1 else ("cases", "case")
    file = desk.root / folder / target / f"{name}.yaml"
    entry = {"环节": step, "日期": on, "登记": "样", "经办": "样经办", "记录": facts}
    file.write_text(changed(file.read_text("utf-8"), [Append(("办理",), entry)]), "utf-8")


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
