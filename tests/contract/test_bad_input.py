"""What bad input and bad luck get: a Chinese message, the right exit code, nothing half-written."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cases.digest import digest_of_file
from cases.log.verification import verify_log
from cases.register.reading import Register
from cases.workspace import DEMO_MARK, Workspace
from tests.fixtures.command_line import BATCH, CASE, SAMPLES, Desk, Said, applied_answers
from tests.tools.adversity import (
    FULL,
    READ_ONLY,
    Ended,
    command,
    in_trouble,
    reasons,
    signalled,
)
from tests.tools.soundness import problems

CHINESE = re.compile("[\u4e00-\u9fff]")
NOTICE = [
    *("batch", "advance", "2020-1", "notify", "--on", "2020-04-07"),
    *("--set", "申报起=2020-04-07", "--set", "申报截止=2020-04-30", "--set", "上报截止=2020-05-15"),
    *("--set", "联系人=样联络", "--set", "联系电话=021-00000000"),
]
SLOW_OFFICE = """#!/bin/sh
case "$*" in *--version*) echo 'LibreOffice 7.4.7.2 slow'; exit 0;; esac
echo $$ >{busy}
exec sleep 60
"""
BROKEN = "案卷号: 2020-SX-002\n项目类别: [首席技师\n"


@pytest.fixture
def no_office(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIANGDANG_SOFFICE", "/没有/soffice")


def files_of(root: Path) -> dict[str, str]:
    """Everything a clerk or an act wrote, by digest; not the register and the log."""
    own = ("register.sqlite3", "log.jsonl", ".staging", "index")
    found = (path for path in root.rglob("*") if path.is_file())
    kept = (path for path in found if not path.relative_to(root).parts[0].startswith(own))
    return {str(path.relative_to(root)): digest_of_file(path) for path in kept}


def tells(said: Said | Ended, code: str, ended: int) -> None:
    """The message by contract: code, Chinese, no trace of the program's own."""
    assert said.code == ended, (said.out, said.err)
    assert f"[{code}]" in said.err
    assert CHINESE.search(said.err)
    assert "Traceback" not in said.err
    assert "W000" not in said.err


def works_on(desk: Desk) -> None:
    """The next command works, register, log and files agree."""
    assert desk.run("case", "list").code == 0
    assert desk.run("audit", "verify").code == 0
    assert problems(Workspace(desk.root)) == []


def refused(desk: Desk, code: str, ended: int, *words: str | Path) -> Said:
    before = files_of(desk.root)
    said = desk.run(*words)
    tells(said, code, ended)
    assert files_of(desk.root) == before
    works_on(desk)
    return said


# ---- what a clerk may type or hand in


@pytest.mark.parametrize(
    ("code", "ended", "words"),
    [
        ("P301", 4, ("batch", "open", "2020-2", "--set", "政策=没有-2019", "--on", "2020-05-01")),
        ("W417", 3, ("batch", "open", "2019-1", "--on", "2019-03-01")),
        ("W408", 5, ("batch", "open", "2020-1", "--on", "2020-05-01")),
        ("W415", 2, ("batch", "open", "2020-2", "--set", "年度=2021", "--on", "2020-05-01")),
        ("Y210", 2, ("batch", "open", "2020-2", "--set", "名额", "--on", "2020-05-01")),
        ("V110", 2, ("batch", "open", "2020/2", "--on", "2020-05-01")),
        ("W306", 2, ("case", "advance", CASE, "apply", "--on", "2020-02-30")),
        ("L010", 3, ("case", "advance", CASE, "review", "--on", "2020-04-20")),
        ("L010", 3, ("batch", "advance", "2020-1", "award", "--on", "2020-06-20")),
        ("W425", 3, ("archive", "seal", CASE)),
        ("V107", 3, ("batch", "advance", "2020-1", "notify", "--set", "申报起=昨天")),
        ("Y112", 4, ("case", "import", "/没有/这份.yaml")),
        ("W418", 2, ("case", "import", "/没有/这份.odt")),
        ("W410", 4, ("evidence", "add", CASE, "/没有", "--element", "硬件建设")),
        ("W411", 3, ("evidence", "add", CASE, "/tmp", "--element", "硬件建设")),
        ("Y112", 4, ("evidence", "add", CASE, "/proc/self/mem", "--element", "硬件建设")),
        ("W423", 2, ("evidence", "add", CASE, "/proc/self/mem", "--element", "没有")),
    ],
)
def test_what_cannot_be_done_is_refused_and_changes_nothing(
    desk: Desk, code: str, ended: int, words: tuple[str, ...]
) -> None:
    refused(desk, code, ended, *words)


def test_a_quota_for_a_programme_that_the_policy_does_not_have_opens_no_batch(
    desk: Desk, tmp_path: Path
) -> None:
    record = tmp_path / "批次.yaml"
    record.write_text("名额: {首席技师: 3, 技能大师工作室: 1}\n", "utf-8")
    said = refused(
        desk, "W608", 2, "batch", "open", "2020-2", "--record", record, "--on", "2020-05-01"
    )
    assert "“首席技师”" in said.err and "首席技师资助项目" in said.err


def test_a_new_workspace_under_an_unknown_policy_is_not_begun(tmp_path: Path) -> None:
    folder = tmp_path / "新"
    tells(Desk(tmp_path).run("init", folder, "--policy", "没有-2019"), "P301", 4)
    assert not folder.exists()


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("名额: {首席技师: 1\n申报起: 2020-04-07\n", "Y102", "第 "),
        ("- 名额\n- 申报起\n", "Y113", "第 1 行"),
        ("名额: 1\n名额: 2\n", "Y110", "第 2 行"),
        (BATCH.replace("2020-04-30", "四月底"), "V107", "申报截止"),
        (BATCH.replace("4,", "四,"), "V", "名额"),
    ],
)
def test_faulty_values_of_a_batch_are_named_with_their_place(
    desk: Desk, tmp_path: Path, text: str, code: str, place: str
) -> None:
    record = tmp_path / "批次.yaml"
    record.write_text(text, "utf-8")
    before = files_of(desk.root)
    said = desk.run("batch", "open", "2020-2", "--record", record, "--on", "2020-05-01")
    assert said.code == 3
    assert f"[{code}" in said.err
    assert place in said.err
    assert files_of(desk.root) == before


def faulty_case(tmp_path: Path, pattern: str, instead: str) -> Path:
    """A sample case with one thing wrong."""
    text = (SAMPLES / "2020-SX-002.yaml").read_text("utf-8")
    changed = re.sub(pattern, instead, text, count=1)
    assert changed != text
    path = tmp_path / "错.yaml"
    path.write_text(changed, "utf-8")
    return path


@pytest.mark.parametrize(
    ("pattern", "instead", "code", "place"),
    [
        ("  类型: .*", "  类型: 火星企业", "Y203", "单位.类型"),
        ("配套承诺: .*", "配套承诺: 五万元整", "V101", "经费.配套承诺"),
        ("职工总数: .*", "职工总数: 很多", "V", "单位.职工总数"),
        ("身份证号: .*", "身份证号: '310106197811200022'", "V", "带头人.身份证号"),
        ("统一社会信用代码: .*", "统一社会信用代码: 91310106MA1YL0002X", "V", "统一社会信用代码"),
        ("批次: 2020-1", "批次: 2031-1", "Y206", "错.yaml"),
        ("项目类别: .*", "项目类别: 没有的项目", "W421", "错.yaml"),
        ("案卷号: .*", f"案卷号: {CASE}", "W408", "错.yaml"),
    ],
)
def test_a_faulty_case_stays_out_and_the_good_one_beside_it_lands(
    desk: Desk, tmp_path: Path, pattern: str, instead: str, code: str, place: str
) -> None:
    bad = faulty_case(tmp_path, pattern, instead)
    said = desk.run("case", "import", bad, SAMPLES / "2020-SX-003.yaml", "--json")
    assert said.code == 3
    assert said.json["imported"] == ["2020-SX-003"]
    (row,) = said.json["refused"]
    assert row["row"] == bad.name
    assert [found for found in row["findings"] if found["code"].startswith(code)]
    assert any(place in found["place"] for found in row["findings"])
    assert sorted(path.name for path in (desk.root / "cases").iterdir()) == [CASE, "2020-SX-003"]
    works_on(desk)


def test_a_file_that_is_no_text_does_not_keep_the_others_out(desk: Desk, tmp_path: Path) -> None:
    noise, broken = tmp_path / "噪.yaml", tmp_path / "断.yaml"
    noise.write_bytes(b"\xff\xfe\x00")
    broken.write_text(BROKEN, "utf-8")
    said = desk.run("case", "import", noise, broken, SAMPLES / "2020-SX-003.yaml", "--json")
    assert said.json["imported"] == ["2020-SX-003"]
    rows = {row["row"]: row["findings"][0] for row in said.json["refused"]}
    assert rows["噪.yaml"]["code"] == "Y111"
    assert "噪.yaml" in rows["噪.yaml"]["message"]
    assert "第 2 行" in rows["断.yaml"]["place"] or "第 3 行" in rows["断.yaml"]["place"]


def test_all_wrong_types_of_a_file_are_named_at_once(desk: Desk) -> None:
    path = desk.root / "cases" / CASE / "case.yaml"
    text = path.read_text("utf-8")
    text = re.sub("配套承诺: .*", "配套承诺: 五万", text)
    text = re.sub("  类型: .*", "  类型: 火星企业", text, count=1)
    path.write_text(re.sub("职工总数: .*", "职工总数: 很多", text), "utf-8")
    said = desk.run("case", "show", CASE, "--json")
    assert said.code == 3
    places = " ".join(found["place"] for found in said.json["error"]["findings"])
    assert all(key in places for key in ("经费.配套承诺", "单位.类型", "单位.职工总数"))
    assert len(re.findall(r"第 \d+ 行", places)) == 3


def test_a_date_before_the_batch_is_refused(desk: Desk, tmp_path: Path, no_office: None) -> None:
    assert desk.run(*NOTICE).code == 7
    answers = applied_answers(tmp_path / "答.yaml")
    words = ("case", "advance", CASE, "apply", "--on", "2019-12-20", "--record", answers)
    said = refused(desk, "L014", 3, *words)
    assert "2020-04-07" in said.err


def test_settings_with_faults_are_named_and_nothing_is_done(desk: Desk) -> None:
    path = desk.root / "jiangdang.yaml"
    good = path.read_text("utf-8")
    path.write_text(good.replace("盖章期限天数: 7", "盖章期限天数: 很多"), "utf-8")
    said = desk.run(*NOTICE)
    tells(said, "Y200", 3)
    assert "盖章期限天数" in said.err
    assert re.search(r"第 \d+ 行", said.err)
    path.write_text(good, "utf-8")
    works_on(desk)


# ---- damage


def test_a_broken_pdf_is_taken_as_evidence_and_said_to_hold_no_text(
    desk: Desk, tmp_path: Path
) -> None:
    broken = tmp_path / "坏.pdf"
    broken.write_bytes(b"%PDF-1.7 and then nothing")
    (row,) = desk.json("evidence", "add", CASE, broken, "--element", "硬件建设")
    assert row["text"] == "none"
    assert [found["code"] for found in row["findings"]] == ["W432"]
    assert (desk.root / row["path"]).read_bytes() == broken.read_bytes()
    works_on(desk)


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"kind": 3}', b"\xff\xfe"])
def test_a_damaged_record_is_named(desk: Desk, no_office: None, content: bytes) -> None:
    assert desk.run(*NOTICE).code == 7
    (record,) = (desk.root / "batches/2020-1/documents").glob("*.json")
    record.write_bytes(content)
    said = desk.run("doc", "list", "2020-1")
    tells(said, "W521", 6)
    assert record.name in said.err


def test_a_register_that_is_gone_stops_numbering_but_not_the_audit(desk: Desk) -> None:
    register = desk.root / "register.sqlite3"
    kept = register.read_bytes()
    register.unlink()
    tells(desk.run(*NOTICE), "J102", 6)
    assert not register.exists()
    said = desk.run("audit", "verify", "--json")
    assert said.code == 6
    assert said.json["findings"]
    register.write_bytes(kept)
    works_on(desk)


def test_a_register_that_is_noise_stops_every_command(desk: Desk) -> None:
    (desk.root / "register.sqlite3").write_bytes(b"noise" * 2000)
    tells(desk.run("case", "list"), "J103", 6)


def test_a_log_with_another_end_stops_acts_and_is_judged_by_the_audit(desk: Desk) -> None:
    log = desk.root / "log.jsonl"
    log.write_bytes(log.read_bytes()[:-30] + b"x\n")
    tells(desk.run(*NOTICE), "J112", 6)
    said = desk.run("audit", "verify", "--json")
    assert said.code == 6
    assert said.json["entries"] >= 3
    assert {found["code"] for found in said.json["findings"]} & {"J201", "J205"}


# ---- the machine


def test_without_an_office_the_act_is_recorded_and_the_pdf_stays_due(
    desk: Desk, no_office: None
) -> None:
    said = desk.run(*NOTICE)
    tells(said, "W412", 7)
    assert "doc make 2020-1 --due" in said.err
    (record,) = desk.json("doc", "list", "2020-1")
    assert record["number"].endswith("〔2020〕1号")
    assert (desk.root / record["docx"]).read_bytes().startswith(b"PK")
    assert record["pdf"] == ""
    tells(desk.run("doc", "make", "2020-1", "--due"), "D300", 7)
    works_on(desk)


def test_an_office_that_is_not_on_the_path_is_missing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("JIANGDANG_SOFFICE", raising=False)
    monkeypatch.setenv("PATH", "/没有")
    tells(desk.run(*NOTICE), "W412", 7)


@pytest.mark.office
def test_the_due_pdf_is_made_when_the_office_is_there(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JIANGDANG_SOFFICE", "/没有/soffice")
    assert desk.run(*NOTICE).code == 7
    (before,) = desk.json("doc", "list", "2020-1")
    monkeypatch.delenv("JIANGDANG_SOFFICE")
    desk.json("doc", "make", "2020-1", "--due")
    (after,) = desk.json("doc", "list", "2020-1")
    assert (after["number"], after["docx"]) == (before["number"], before["docx"])
    assert (desk.root / after["pdf"]).read_bytes().startswith(b"%PDF-")
    assert [row.state for row in Register(Workspace(desk.root)).numbers()] == ["正式"]
    works_on(desk)


@pytest.mark.harness
@pytest.mark.parametrize("trouble", [FULL, READ_ONLY], ids=["full", "read-only"])
def test_a_disk_that_cannot_be_written_leaves_all_as_it_was(
    desk: Desk, no_office: None, trouble: tuple[str, str]
) -> None:
    before = files_of(desk.root)
    said = in_trouble(trouble, desk.root, *NOTICE)
    tells(said, "W201", 1)
    assert any(reason in said.err for reason in reasons())
    assert files_of(desk.root) == before
    works_on(desk)
    assert desk.run(*NOTICE).code == 7
    (row,) = [r for r in Register(Workspace(desk.root)).numbers() if r.state == "正式"]
    assert row.text.startswith("静人社〔2020〕")


@pytest.mark.harness
@pytest.mark.parametrize(
    "words", [("case", "list"), ("case", "show", CASE), ("audit", "verify"), ("doc", "list", CASE)]
)
def test_readers_need_no_right_to_write(desk: Desk, words: tuple[str, ...]) -> None:
    assert in_trouble(READ_ONLY, desk.root, *words).code == 0


@pytest.mark.harness
def test_a_killed_command_is_finished_or_voided_by_the_next(desk: Desk, no_office: None) -> None:
    ended = signalled("rename", 2, "SIGKILL", desk.root, *NOTICE)
    assert ended.code == 137 or ended.code == -9
    works_on(desk)
    assert desk.run(*NOTICE).code in (3, 7)
    states = [row.state for row in Register(Workspace(desk.root)).numbers()]
    assert states.count("正式") == 1
    assert len(desk.json("doc", "list", "2020-1")) == 1


@pytest.mark.harness
def test_an_interrupted_command_says_so_and_voids_its_number(desk: Desk, no_office: None) -> None:
    before = files_of(desk.root)
    ended = signalled("fsync", 1, "SIGINT", desk.root, *NOTICE)
    tells(ended, "W390", 130)
    assert files_of(desk.root) == before
    assert {row.state for row in Register(Workspace(desk.root)).numbers()} <= {"作废"}
    works_on(desk)
    assert desk.run(*NOTICE).code == 7


@pytest.mark.harness
def test_an_interruption_while_the_office_works_ends_both(desk: Desk, tmp_path: Path) -> None:
    office, busy = tmp_path / "soffice", tmp_path / "busy"
    office.write_text(SLOW_OFFICE.format(busy=busy), "utf-8")
    office.chmod(0o755)
    environment = {**os.environ, "JIANGDANG_SOFFICE": str(office)}
    environment["JIANGDANG_CACHE"] = str(tmp_path / "cache")
    line = command(desk.root, *NOTICE)
    with subprocess.Popen(line, env=environment, stderr=subprocess.PIPE, text=True) as process:
        office_process = wait_for(busy)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=20)
    tells(Ended(process.returncode, "", said), "W390", 130)
    assert not alive(office_process)
    (row,) = Register(Workspace(desk.root)).numbers()
    assert row.state == "作废"
    works_on(desk)


def wait_for(file: Path) -> int:
    """The process id that the slow office leaves when it is at work."""
    for _ in range(400):
        if file.is_file() and file.read_text().strip():
            return int(file.read_text())
        time.sleep(0.05)
    raise AssertionError("the office was never started")


def alive(process: int) -> bool:
    """Whether a process still runs; one that only waits to be collected does not."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


@pytest.mark.harness
@pytest.mark.parametrize(("call", "when"), [("mkdir", 3), ("unlinkat", 4), ("unlink", 1)])
def test_a_killed_demonstration_can_be_begun_again(desk: Desk, call: str, when: int) -> None:
    from acts.demo.demonstration import _clear

    (desk.root / DEMO_MARK).write_text("样\n", "utf-8")
    assert signalled(call, when, "SIGKILL", desk.root, "demo", desk.root).code in (-9, 137)
    _clear(desk.root)
    assert not desk.root.exists() or list(desk.root.iterdir()) == []


@pytest.mark.parametrize("stop", [KeyboardInterrupt, EOFError])
def test_whoever_breaks_off_at_a_question_is_told_so(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, stop: type[BaseException]
) -> None:
    from cli.application import Session

    def broken_off(session: Session) -> None:
        raise stop

    monkeypatch.setattr(Session, "bureau", broken_off)
    said = desk.run("case", "list", "--json")
    tells(said, "W390", 130)
    assert said.json["error"]["kind"] == "interrupted"


# ---- the clock


def noticed(desk: Desk, zone: str) -> dict[str, object]:
    """The record of the work notice, made on a machine in that time zone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JIANGDANG_SOFFICE", "/没有/soffice")
        patch.setenv("TZ", zone)
        time.tzset()
        assert desk.run(*NOTICE).code == 7
    time.tzset()
    (record,) = (desk.root / "batches/2020-1/documents").glob("*.json")
    made = json.loads(record.read_bytes())
    assert isinstance(made, dict)
    del made["data"]  # holds the instant of entering
    return made


@pytest.fixture(scope="module")
def at_home(furnished: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    root = tmp_path_factory.mktemp("上海") / "工作区"
    shutil.copytree(furnished, root)
    return noticed(Desk(root), "Asia/Shanghai")


@pytest.mark.parametrize("zone", ["America/New_York", "UTC", "Pacific/Kiritimati"])
def test_dates_and_documents_are_the_same_wherever_the_machine_stands(
    desk: Desk, at_home: dict[str, object], zone: str
) -> None:
    made = noticed(desk, zone)
    assert made == at_home
    assert made["dated"] == "2020-04-07"
    shown = desk.json("batch", "show", "2020-1")
    assert (shown["申报起"], shown["申报截止"]) == ("2020-04-07", "2020-04-30")
    stamps = re.findall(r'"ts":"([^"]+)"', (desk.root / "log.jsonl").read_text("utf-8"))
    assert all(stamp.endswith("+08:00") for stamp in stamps)
    assert stamps == sorted(stamps)
    assert verify_log(Workspace(desk.root)).intact


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Kiritimati"])
def test_a_day_left_out_is_today_in_shanghai(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from cli.options import day_of

    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        now = datetime.now(UTC) + timedelta(hours=8)
        assert day_of("") in (now.date(), (now + timedelta(seconds=5)).date())
    finally:
        monkeypatch.undo()
        time.tzset()
