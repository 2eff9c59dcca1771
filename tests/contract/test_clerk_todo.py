"""What is to be done: by which day, by whose rule, of whom; and as a calendar file."""

from __future__ import annotations

import time
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from acts.bureau import SHANGHAI
from acts.todo.workspace import missing_year
from cases.values.calendar import BUILT_IN
from cases.values.days import Term, months_after
from cases.workspace import DEMO_MARK
from cases.yamltext import Append, Put, changed
from tests.fixtures.command_line import CASE, Desk
from tests.fixtures.notices import NOTICE_2027

TODAY = datetime.now(SHANGHAI).date()
A_DAY = timedelta(days=1)


def enter(desk: Desk, target: str, step: str, on: date, **facts: object) -> None:
    """One more entry under 办理, as an act would have left it."""
    entry = {"环节": step, "日期": on, "登记": "样", "经办": "样经办", "记录": facts}
    edit(desk, target, Append(("办理",), entry))


def edit(desk: Desk, target: str, *edits: Put | Append) -> None:
    folder, name = ("batches", "batch") if target.count("-") == 1 else ("cases", "case")
    file = desk.root / folder / target / f"{name}.yaml"
    file.write_text(changed(file.read_text("utf-8"), list(edits)), "utf-8")


def todo(desk: Desk, *words: str | Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = desk.json("todo", *words)
    return [row for row in rows if row["target"] != "工作日历"]  # from December on, next year's


def keyed(desk: Desk, *words: str | Path) -> dict[str, dict[str, Any]]:
    return {row["key"]: row for row in todo(desk, *words)}


def settings(desk: Desk, **points: object) -> None:
    file = desk.root / "jiangdang.yaml"
    file.write_text(changed(file.read_text("utf-8"), [Put(("开放事项",), points)]), "utf-8")


def start_term(desk: Desk, start: date, months: int = 36) -> date:
    """The case awarded, agreed and paid on the first day of its term; the term's last day."""
    for step in ("apply", "review", "score", "publicise", "award", "agree", "disburse"):
        facts = {"金额": "50000.00"} if step == "disburse" else {}
        enter(desk, CASE, step, start, **facts)
    end = Term(start, months).last_day
    edit(desk, CASE, Put(("资助周期",), {"起": start, "止": end}))
    return end


def notify(desk: Desk, apply_by: date, report_by: date) -> None:
    days = {"申报起": apply_by - A_DAY, "申报截止": apply_by, "上报截止": report_by}
    enter(desk, "2020-1", "notify", apply_by - A_DAY, **days)


def test_a_new_workspace_has_nothing_to_do(desk: Desk) -> None:
    assert todo(desk) == []
    if missing_year(BUILT_IN, TODAY) is None:
        assert desk.run("todo").out == "没有待办。\n"


def test_the_last_days_to_apply_and_report_are_told(desk: Desk) -> None:
    notify(desk, TODAY + 3 * A_DAY, TODAY + 10 * A_DAY)
    found = keyed(desk)
    assert (found["申报截止"]["severity"], found["上报截止"]["severity"]) == ("soon", "later")
    assert (found["申报"]["target"], found["申报"]["days"]) == (CASE, 3)
    assert found["上报截止"]["basis"].startswith("R45 政策")
    assert (found["申报截止"]["basis"], found["申报截止"]["source"]) == ("系统默认 O9", "系统默认")


def test_a_review_that_is_late_stays_until_it_is_done(desk: Desk) -> None:
    notify(desk, TODAY - 20 * A_DAY, TODAY - 10 * A_DAY)
    enter(desk, CASE, "apply", TODAY - 21 * A_DAY)
    found = keyed(desk)
    assert "申报截止" not in found
    assert [found[key]["severity"] for key in ("上报截止", "初审")] == ["overdue", "overdue"]
    enter(desk, CASE, "review", TODAY, 结论="同意推荐")
    found = keyed(desk)
    assert set(found) == {"score"}
    assert "专家差额评审" in found["score"]["what"]


def test_who_is_not_recommended_is_told_in_writing(desk: Desk) -> None:
    notify(desk, TODAY - A_DAY, TODAY + A_DAY)
    enter(desk, CASE, "apply", TODAY)
    enter(desk, CASE, "review", TODAY, 结论="不予推荐")
    assert "不予推荐" in keyed(desk)
    enter(desk, CASE, "decline", TODAY, 理由="样")
    assert {"告知书", "归档"} <= set(keyed(desk, "--within", "900"))


def test_who_was_not_chosen_is_told_once_the_list_is_out(desk: Desk) -> None:
    enter(desk, CASE, "apply", TODAY)
    enter(desk, "2020-1", "score", TODAY)
    assert "未入选" not in keyed(desk)
    enter(desk, "2020-1", "award", TODAY)
    assert keyed(desk)["未入选"]["target"] == CASE


def test_the_end_of_a_publicity_is_told(desk: Desk) -> None:
    end = TODAY + timedelta(days=3)
    enter(desk, "2020-1", "publicise", TODAY, 公示起=TODAY, 公示止=end)
    (row,) = todo(desk)
    assert (row["due"], row["target"], row["key"]) == (end.isoformat(), "2020-1", "公示止")
    assert row["days"] in (2, 3)
    assert todo(desk, "--within", "1") == []


def test_an_agreement_and_then_the_payment_follow_an_award(desk: Desk) -> None:
    for step in ("apply", "review", "score", "publicise", "award"):
        enter(desk, CASE, step, TODAY)
    (row,) = todo(desk, "--within", "0")
    assert (row["due"], row["days"], row["severity"]) == ("", None, "undated")
    assert (row["key"], row["basis"][:3]) == ("协议", "R65")
    enter(desk, CASE, "agree", TODAY)
    (row,) = todo(desk, "--within", "0")
    assert (row["key"], "拨款" in row["what"]) == ("拨款-1", True)
    enter(desk, CASE, "disburse", TODAY, 金额="50000.00")
    assert todo(desk, "--within", "0") == []


def test_a_bureau_that_wants_the_match_first_is_told_so(desk: Desk) -> None:
    settings(desk, O16="拨款前以专账凭证证明")
    for step in ("apply", "review", "score", "publicise", "award", "agree"):
        enter(desk, CASE, step, TODAY)
    found = keyed(desk)
    assert (found["配套"]["due"], found["配套"]["source"]) == ("", "本局设定")
    assert found["配套"]["basis"].endswith("；本局设定 O16")


def test_a_rectification_has_its_deadline_until_it_is_looked_at_again(desk: Desk) -> None:
    start_term(desk, TODAY)
    enter(desk, CASE, "rectify", TODAY, 整改期限=TODAY + timedelta(days=30))
    assert keyed(desk)["整改-1"]["due"] == (TODAY + timedelta(days=30)).isoformat()
    enter(desk, CASE, "recheck", TODAY, 结论="整改到位")
    assert "整改-1" not in keyed(desk)


def test_the_time_to_answer_is_counted_in_working_days_and_the_payback_has_its_day(
    desk: Desk,
) -> None:
    start_term(desk, date(2026, 1, 5))
    enter(desk, CASE, "claw-back", date(2026, 9, 21), 阶段="事先告知", 金额="1.00")
    assert keyed(desk)["送达告知"]["due"] == ""
    served = {"阶段": "事先告知", "金额": "1.00", "告知送达日期": date(2026, 9, 22)}
    enter(desk, CASE, "claw-back", date(2026, 9, 22), **served)
    # 23, 24, then 中秋节 until the 27th, 28, 29, 30.
    assert keyed(desk)["陈述申辩"]["due"] == "2026-09-30"
    late = {"阶段": "决定", "金额": "1.00", "缴款期限": TODAY + 15 * A_DAY}
    enter(desk, CASE, "claw-back", TODAY, **late)
    found = keyed(desk)
    assert "陈述申辩" not in found
    assert found["缴款期限"]["due"] == (TODAY + 15 * A_DAY).isoformat()


def test_a_calendar_nobody_announced_is_said_with_a_safe_day(desk: Desk, tmp_path: Path) -> None:
    start_term(desk, date(2026, 1, 5))
    served = {"阶段": "事先告知", "金额": "1.00", "告知送达日期": date(2027, 2, 3)}
    enter(desk, CASE, "claw-back", date(2027, 2, 3), **served)
    row = keyed(desk, "--within", "3000")["陈述申辩"]
    assert "日历未公布" in row["what"]
    path = tmp_path / "通知.txt"
    path.write_text(NOTICE_2027, "utf-8")
    desk.json("calendar", "add", path)
    known = keyed(desk, "--within", "3000")["陈述申辩"]
    assert (known["due"], known["due"] <= row["due"]) == ("2027-02-17", True)


@pytest.mark.parametrize(
    ("often", "months", "times"), [("每年", 12, 2), ("每半年", 6, 5), ("每季度", 3, 11)]
)
def test_the_next_periodic_assessment_is_counted_from_the_first_day_of_the_term(
    desk: Desk, often: str, months: int, times: int
) -> None:
    settings(desk, O20=often)
    start = TODAY - 5 * A_DAY
    start_term(desk, start)
    row = keyed(desk, "--within", "400")["定期考核-1"]
    assert row["due"] == (months_after(start, months) - A_DAY).isoformat()
    assert f"共 {times} 次" in row["what"]
    enter(desk, CASE, "assess", TODAY)
    assert "定期考核-1" not in keyed(desk, "--within", "400")
    assert (
        keyed(desk, "--within", "3000")["定期考核-2"]["due"]
        == (months_after(start, 2 * months) - A_DAY).isoformat()
    )


def test_assessments_missed_are_counted(desk: Desk) -> None:
    start_term(desk, TODAY - 800 * A_DAY)
    row = keyed(desk)["定期考核-1"]
    assert (row["severity"], "已经缺 2 次" in row["what"]) == ("overdue", True)


def test_the_end_of_a_term_casts_its_days_ahead(desk: Desk) -> None:
    end = start_term(desk, TODAY - 900 * A_DAY)
    enter(desk, CASE, "assess", TODAY)
    enter(desk, CASE, "assess", TODAY)
    found = keyed(desk, "--within", "1000")
    days = {key: (end - date.fromisoformat(found[key]["due"])).days for key in found}
    assert days == {"启动考核": 90, "配套": 90, "考核结论": 30, "届满": 0}
    assert found["启动考核"]["target"] == "2020-1"
    assert found["届满"]["basis"].startswith("R68 政策")
    enter(desk, "2020-1", "call-term", TODAY)
    enter(desk, CASE, "assess-term", TODAY, 结论="合格")
    assert set(keyed(desk, "--within", "1000")) == {"结项"}


def test_a_bureau_may_set_the_days_before_the_end(desk: Desk) -> None:
    settings(desk, O21=120, O21a=45)
    end = start_term(desk, TODAY - 900 * A_DAY)
    found = keyed(desk, "--within", "1000")
    assert found["启动考核"]["due"] == (end - 120 * A_DAY).isoformat()
    assert (found["考核结论"]["due"], found["考核结论"]["source"]) == (
        (end - 45 * A_DAY).isoformat(),
        "本局设定",
    )


def test_what_is_finished_is_filed_by_the_end_of_june(desk: Desk) -> None:
    enter(desk, CASE, "decline", date(2020, 5, 7), 理由="样")
    row = keyed(desk)["归档"]
    assert (row["due"], row["days"] < 0, row["role"]) == ("2021-06-30", True, "档案员")


def test_a_request_for_consent_is_told_with_its_key(desk: Desk) -> None:
    file = desk.root / "jiangdang.yaml"
    file.write_text(file.read_text("utf-8").replace("单人办理: 是", "单人办理: 否"), "utf-8")
    words = ("batch", "advance", "2020-1", "notify", "--on", "2020-04-07", "--set", "联系人=样")
    assert desk.run(*words, "--as-happened", "--reason", "样").code == 3
    (row,) = todo(desk)
    assert "jiangdang approve" in row["what"]
    assert row["role"] in ("审核人", "签发人")
    assert todo(desk, "--batch", "2020-1") == [row]


def test_a_file_that_cannot_be_read_is_something_to_do(desk: Desk) -> None:
    (desk.root / "cases" / CASE / "case.yaml").write_text("案卷号:\t坏\n\t- x", "utf-8")
    (row,) = todo(desk)
    assert (row["target"], "第 2 行" in row["what"] or "第 1 行" in row["what"]) == (CASE, True)


def test_a_policy_or_a_calendar_that_cannot_be_read_hides_nothing_else(desk: Desk) -> None:
    edit(desk, "2020-1", Put(("政策",), "wu-2030"))
    enter(desk, CASE, "decline", date(2020, 5, 7), 理由="样")
    (desk.root / "calendar").mkdir()
    (desk.root / "calendar" / "2027.yaml").write_text("年度: 2027\n", "utf-8")
    assert {"政策有误", "归档"} <= set(keyed(desk))
    assert any(row["key"] == "日历有误" for row in desk.json("todo"))


def test_a_stamp_certificate_is_renewed_before_it_ends(desk: Desk) -> None:
    name = next(
        line.partition(": ")[2]
        for line in (desk.root / "jiangdang.yaml").read_text("utf-8").splitlines()
        if line.startswith("机关全称")
    )
    (desk.root / DEMO_MARK).touch()
    desk.json("stamp", "sample", name)
    (row,) = [row for row in todo(desk, "--within", "3660") if row["key"] == "印章证书"]
    assert (row["role"], row["days"] > 0) == ("管理员", True)


def test_duties_are_asked_for_by_batch_by_case_and_by_role(desk: Desk) -> None:
    notify(desk, TODAY + A_DAY, TODAY + 2 * A_DAY)
    assert {row["target"] for row in todo(desk, "--batch", "2020-1")} == {"2020-1", CASE}
    assert {row["target"] for row in todo(desk, "--case", CASE)} == {CASE}
    assert todo(desk, "--role", "档案员") == []
    assert len(todo(desk, "--role", "经办人")) == 3
    assert desk.run("todo", "--role", "样").code == 2
    assert desk.run("todo", "--batch", "2031-1").code == 4
    assert desk.run("todo", "--case", "2031-SX-001").code == 4
    assert desk.run("todo", "--case", "样").code == 2


def test_the_table_is_grouped_by_urgency(desk: Desk) -> None:
    notify(desk, TODAY - 2 * A_DAY, TODAY + 2 * A_DAY)
    said = desk.run("todo").out
    assert said.index("【已过期】") < said.index("【7 天内】")
    assert "依据" in said and "R45 政策" in said


@pytest.mark.parametrize("zone", ["UTC", "America/Los_Angeles", "Pacific/Kiritimati"])
def test_days_are_those_of_shanghai_wherever_the_machine_stands(
    desk: Desk, zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    notify(desk, TODAY + 3 * A_DAY, TODAY + 9 * A_DAY)
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        here = datetime.now(SHANGHAI).date()
        assert keyed(desk)["申报截止"]["days"] == (TODAY + 3 * A_DAY - here).days
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_calendar_file_is_written_and_written_again_updates_it(
    desk: Desk, tmp_path: Path
) -> None:
    import icalendar

    notify(desk, TODAY + 3 * A_DAY, TODAY + 9 * A_DAY)
    path = tmp_path / "待办.ics"
    said = desk.run("todo", "--batch", "2020-1", "--ics", path)
    assert (said.code, "3 项" in said.out) == (0, True)
    first = icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT")
    moved = Put(("办理", -1, "记录", "申报截止"), TODAY + 5 * A_DAY)
    edit(desk, "2020-1", moved)
    rows = desk.json("todo", "--batch", "2020-1", "--ics", path)
    assert [row["key"] for row in rows].count("申报截止") == 1
    second = icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT")
    assert {str(each["UID"]) for each in first} == {str(each["UID"]) for each in second}
    assert {each["DTSTART"].dt for each in second} == {TODAY + 5 * A_DAY, TODAY + 9 * A_DAY}


def test_a_calendar_file_names_no_person(desk: Desk, tmp_path: Path) -> None:
    start_term(desk, TODAY - 900 * A_DAY)
    path = tmp_path / "待办.ics"
    desk.json("todo", "--within", "3000", "--ics", path)
    text = path.read_bytes().replace(b"\r\n ", b"").decode("utf-8")
    case = (desk.root / "cases" / CASE / "case.yaml").read_text("utf-8")
    names = {line.partition(": ")[2] for line in case.splitlines() if "姓名: " in line}
    assert names and not any(name in text for name in names if name)


def test_a_calendar_file_never_takes_the_place_of_another(desk: Desk, tmp_path: Path) -> None:
    before = (desk.root / "jiangdang.yaml").read_bytes()
    assert desk.run("todo", "--ics", desk.root / "jiangdang.yaml").code == 2
    assert (desk.root / "jiangdang.yaml").read_bytes() == before
    assert desk.run("todo", "--ics", tmp_path / "没有.ics" / "x.ics").code == 0
    blocked = tmp_path / "文件"
    blocked.write_text("样", "utf-8")
    assert desk.run("todo", "--ics", blocked / "x.ics").code == 1


def test_a_place_that_keeps_checkpoints_and_fell_behind_is_told(desk: Desk, tmp_path: Path) -> None:
    place = tmp_path / "硬盘"
    place.mkdir()
    file = desk.root / "jiangdang.yaml"
    told = [{"名称": "硬盘", "路径": str(place), "内容": "检查点"}]
    file.write_text(changed(file.read_text("utf-8"), [Put(("留存处",), told)]), "utf-8")
    desk.json("audit", "checkpoint")
    assert "检查点" not in keyed(desk)
    place.rename(tmp_path / "拔走了")
    desk.run("case", "edit", CASE, "--set", "单位.联系电话=021-11111111")
    desk.run("audit", "checkpoint")
    row = keyed(desk)["检查点"]
    assert (row["target"], row["role"], "用不了" in row["what"]) == ("硬盘", "管理员", True)
    place.mkdir()
    assert "停在第 0 条" in keyed(desk)["检查点"]["what"]


def test_the_doctor_tells_how_far_the_calendar_reaches(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "通知.txt"
    path.write_text(NOTICE_2027, "utf-8")
    desk.json("calendar", "add", path)
    assert "已知到 2027 年" in desk.run("doctor").out
    (desk.root / "calendar" / "2027.yaml").write_text("年度: 2027\n", "utf-8")
    assert "calendar/2027.yaml" in desk.run("doctor").out
