"""The contract of ``--json``: shapes, exit codes, and Chinese words on the other stream."""

import json
import re
from pathlib import Path

import pytest

from tests.fixtures.command_line import CASE, SAMPLES, Desk, Said, applied_answers, blank_pdf

CHINESE = re.compile("[\u4e00-\u9fff]")
FINDING = {"code", "severity", "clause", "place", "message"}


def is_error(said: Said, kind: str, code: int) -> None:
    assert said.code == code
    assert set(said.json) == {"error"}
    error = said.json["error"]
    assert set(error) == {"code", "kind", "message", "findings"}
    assert error["kind"] == kind
    assert CHINESE.search(error["message"])
    assert all(set(found) == FINDING for found in error["findings"])
    assert said.err.startswith(f"[{error['code']}] ")
    assert "Traceback" not in said.err


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("case",),
        ("frobnicate",),
        ("case", "show"),
        ("case", "show", "a", "b"),
        ("case", "list", "--frobnicate"),
        ("search", "x", "--limit", "zero"),
        ("search", "x", "--limit", "0"),
        ("search",),
        ("search", "x", "--step", "没有这个环节"),
        ("search", "x", "--kind", "没有这种文书"),
        ("search", "x", "--programme", "没有这个项目"),
        ("search", "x", "--from", "2020年"),
        ("search", "x", "--sort", "color"),
        ("search", "x", "--actor"),
        ("case", "show", "../../etc/passwd"),
        ("case", "advance", CASE, "不存在的环节"),
        ("case", "edit", CASE, "--set", "没有等号"),
        ("doc", "make", CASE),
        ("doc", "make", CASE, "work-notice"),
        ("doc", "make", CASE, "file-cover"),
        ("doc", "list", CASE, "多一个"),
    ],
)
def test_a_command_written_wrongly_is_a_usage_error_in_json(desk: Desk, words: tuple[str]) -> None:
    is_error(desk.run(*words, "--json"), "usage", 2)


@pytest.mark.parametrize(
    "words",
    [
        ("case", "show", "2020-SX-999"),
        ("case", "check", "2020-SX-999"),
        ("case", "edit", "2020-SX-999", "--set", "项目名称=样"),
        ("case", "history", "2020-SX-999"),
        ("batch", "show", "2031-1"),
        ("doc", "list", "2020-SX-999"),
        ("doc", "make", "2020-SX-999", "--due"),
        ("doc", "make", CASE, "没有这种文书"),
        ("doc", "verify", "/没有/这份.pdf"),
        ("doc", "receive", CASE, "application-form", "/没有/这份.pdf"),
        ("doc", "template", "fields", "没有这种文书"),
        ("archive", "show", "Z001-没有"),
        ("archive", "verify", "Z001-没有"),
        ("archive", "check-bag", "/没有/这个包"),
        ("policy", "show", "没有-2019"),
        ("policy", "check", "/没有/政策.yaml"),
        ("approve", "00000000"),
    ],
)
def test_what_is_not_there_is_not_found(desk: Desk, words: tuple[str]) -> None:
    is_error(desk.run(*words, "--json"), "not_found", 4)


def test_without_a_workspace_commands_say_so(desk: Desk, tmp_path: Path) -> None:
    away = Desk(tmp_path)
    is_error(away.run("case", "list", "--json"), "not_found", 4)


def test_broken_yaml_is_refused_with_its_line(desk: Desk) -> None:
    (desk.root / "cases" / CASE / "case.yaml").write_text("案卷号: [", "utf-8")
    said = desk.run("case", "show", CASE, "--json")
    is_error(said, "refused", 3)
    assert said.json["error"]["findings"]
    listed = desk.run("case", "list", "--json")
    assert (listed.code, listed.json) == (3, [])
    assert f"cases/{CASE}/case.yaml" in listed.err


def test_case_list_has_the_contracted_rows(desk: Desk) -> None:
    rows = desk.json("case", "list")
    keys = ["case", "programme", "batch", "step", "unit", "leader", "reference_code"]
    assert [list(row) for row in rows] == [keys]
    assert (rows[0]["case"], rows[0]["batch"], rows[0]["step"]) == (CASE, "2020-1", "")


def test_case_show_gives_the_chinese_keys(desk: Desk) -> None:
    shown = desk.json("case", "show", CASE)
    assert shown["案卷号"] == CASE
    assert shown["经费"]["配套承诺"] == "50000.00"


def test_case_check_names_case_and_findings(desk: Desk) -> None:
    value = desk.json("case", "check", CASE)
    assert value["case"] == CASE
    assert all(set(found) == FINDING for found in value["findings"])
    desk.json("case", "edit", CASE, "--set", "经费.配套承诺=1.00")
    said = desk.run("case", "check", CASE, "--json")
    assert said.code == 3
    assert any(found["clause"].startswith("R79") for found in said.json["findings"])


def test_import_lands_good_rows_and_names_bad_ones(desk: Desk) -> None:
    good, bad = SAMPLES / "2020-SX-002.yaml", SAMPLES / "2020-SX-007.yaml"
    said = desk.run("case", "import", good, bad, "--json")
    assert said.code == 3
    assert said.json["imported"] == ["2020-SX-002"]
    (refused,) = said.json["refused"]
    assert set(refused) == {"row", "findings"}
    assert refused["row"] == bad.name
    assert {set(found) == FINDING for found in refused["findings"]} == {True}


def test_documents_have_the_contracted_keys(desk: Desk, tmp_path: Path) -> None:
    answers = applied_answers(tmp_path / "r.yaml")
    window = ("申报起=2020-04-07", "申报截止=2020-04-30", "上报截止=2020-05-15")
    people = ("联系人=样联络", "联系电话=021-00000000")
    given = [word for pair in (*window, *people) for word in ("--set", pair)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JIANGDANG_SOFFICE", "/没有/soffice")
        words = ("batch", "advance", "2020-1", "notify", "--on", "2020-04-07", *given)
        is_error(desk.run(*words, "--json"), "tool_missing", 7)
        words = ("case", "advance", CASE, "申报", "--on", "2020-04-13", "--record", answers)
        is_error(desk.run(*words, "--json"), "tool_missing", 7)
    scan = blank_pdf(tmp_path / "扫描件.pdf", 3)
    words = (
        "doc",
        "receive",
        CASE,
        "资助申请表",
        scan,
        "--on",
        "2020-04-14",
        "--number",
        "样字1号",
    )
    received = desk.json(*words)
    rows = desk.json("doc", "list", CASE)
    keys = ["kind", "title", "number", "step", "docx", "pdf", "sha256", "pages", "stamps"]
    assert [list(row) for row in rows] == [keys] * 3
    assert rows[-1].items() <= received.items()
    assert received["pages"] == 3
    assert (desk.root / received["pdf"]).read_bytes() == scan.read_bytes()
    is_error(desk.run(*words, "--json"), "conflict", 5)


def test_an_unsigned_pdf_is_not_intact(desk: Desk, tmp_path: Path) -> None:
    said = desk.run("doc", "verify", blank_pdf(tmp_path / "x.pdf"), "--json")
    assert said.code == 6
    assert set(said.json) == {"intact", "signatures", "findings"}
    assert (said.json["intact"], said.json["signatures"]) == (False, [])


def test_search_has_the_contracted_shape(desk: Desk) -> None:
    status = desk.json("index", "update")
    assert status["indexed"] == 2
    found = desk.json("search", "薄壁件")
    assert {"total", "took_ms", "engine", "hits", "facets", "unread"} <= set(found)
    assert found["engine"] == "whoosh"
    keys = {"case", "kind", "title", "path", "date", "score", "highlights"}
    assert all(set(hit) == keys for hit in found["hits"])
    assert found["total"] == len(found["hits"]) == 1
    assert found["facets"]["programme"] == {"首席技师资助项目": 1}
    assert "【薄壁件】" in "".join(found["hits"][0]["highlights"])


def test_audit_verify_tells_entries_and_damage(desk: Desk) -> None:
    value = desk.json("audit", "verify")
    assert set(value) == {"entries", "checkpoints", "findings"}
    assert value["entries"] >= 3
    log = desk.root / "log.jsonl"
    log.write_text(log.read_text("utf-8").replace("2020-1", "2020-2", 1), "utf-8")
    said = desk.run("audit", "verify", "--json")
    assert said.code == 6
    assert said.json["findings"]


def test_archive_verify_tells_packages_and_faulty(desk: Desk) -> None:
    found = desk.json("archive", "verify", "--all")
    assert found == {"packages": 0, "faulty": []}
    assert "已锚定于本机，未在别处" in desk.run("archive", "verify", "--all", "--json").err
    assert desk.json("archive", "list") == []


def test_check_bag_judges_any_folder(desk: Desk, tmp_path: Path) -> None:
    empty = tmp_path / "空"
    empty.mkdir()
    said = desk.run("archive", "check-bag", empty, "--json")
    assert said.code == 6
    assert said.json["valid"] is False
    assert {"A501"} <= {found["code"] for found in said.json["findings"]}


@pytest.mark.parametrize(
    "words",
    [
        ("policy", "list"),
        ("policy", "show", "jingan-2019"),
        ("policy", "schema"),
        ("case", "schema"),
        ("doc", "kinds"),
        ("doc", "template", "fields", "work-notice"),
        ("doctor",),
        ("--version",),
    ],
)
def test_what_needs_no_workspace_works_without_one(tmp_path: Path, words: tuple[str]) -> None:
    said = Desk(tmp_path).run(*words, "--json")
    assert said.code in ((0, 3, 7) if words == ("doctor",) else (0,))
    json.loads(said.out)


@pytest.mark.parametrize("group", ["case", "batch", "doc", "archive", "search", "init"])
def test_help_is_in_chinese(tmp_path: Path, group: str) -> None:
    said = Desk(tmp_path).run(group, "--help")
    assert said.code == 0
    assert "用法：" in said.out
    for english in ("Usage", "Show this message", "OPTIONS", "Options", "Commands"):
        assert english not in said.out


@pytest.mark.parametrize(
    "words",
    [
        ("case", "list"),
        ("audit", "log"),
        ("stamp", "list"),
        ("stamp", "register"),
        ("index", "status"),
    ],
)
def test_people_get_sentences_not_json(desk: Desk, words: tuple[str]) -> None:
    said = desk.run(*words)
    assert said.code == 0
    assert CHINESE.search(said.out)
    assert not said.out.lstrip().startswith(("{", "["))


def test_history_tells_entries_and_earlier_revisions(desk: Desk) -> None:
    desk.json("case", "edit", CASE, "--set", "项目名称=样例改名")
    value = desk.json("case", "history", CASE)
    assert set(value) == {"case", "entries", "steps", "revisions"}
    assert [entry["action"] for entry in value["entries"]] == ["new", "edit"]
    (kept,) = value["revisions"]
    assert "样例改名" not in (desk.root / kept["path"]).read_text("utf-8")


def test_the_list_is_exported_as_excel_and_nothing_else(desk: Desk, tmp_path: Path) -> None:
    desk.json("case", "list", "--export", tmp_path / "案卷.xlsx")
    assert (tmp_path / "案卷.xlsx").read_bytes().startswith(b"PK")
    is_error(desk.run("case", "list", "--export", tmp_path / "案卷.txt", "--json"), "usage", 2)
    inside = desk.root / "cases" / "案卷.xlsx"
    is_error(desk.run("case", "list", "--export", inside, "--json"), "refused", 3)
