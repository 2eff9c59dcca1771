"""四性检测 at the clerk's desk: tested at sealing, asked, answered, printed, kept in the log."""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest

from acts.demo.samples import sample_entries
from acts.keeping.test_reports import RESULTS_FOLDER
from cases.digest import digest_of_file
from tests.fixtures.command_line import Desk
from tests.fixtures.sample_story import Alone, new_workspace

pytestmark = pytest.mark.office
CASE = "2019-SX-002"


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An unselected case of the sample story, sealed by one who works alone."""
    root = tmp_path_factory.mktemp("样板") / "工作区"
    people = Alone(new_workspace(root), lambda _: None)
    for entry in sample_entries():
        entry.carry_out(people)
        if entry.raw.get("环节") == "unselected":
            break
    Desk(root).json("archive", "seal", CASE)
    return root


@pytest.fixture
def desk(sealed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    shutil.copytree(sealed, tmp_path / "工作区", copy_function=shutil.copy2)
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    return Desk(tmp_path / "工作区")


def code_of(desk: Desk) -> str:
    (row,) = desk.json("archive", "list")
    return str(row["reference_code"])


def logged(desk: Desk) -> list[dict[str, Any]]:
    rows = [json.loads(line) for line in (desk.root / "log.jsonl").read_text("utf-8").splitlines()]
    return [row for row in rows if row["action"] == "four-property"]


def by_code(tested: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {item["code"]: item for item in tested["items"]}


def words_of(docx: Path) -> str:
    with zipfile.ZipFile(io.BytesIO(docx.read_bytes())) as package:
        return re.sub(r"<[^>]+>", "", package.read("word/document.xml").decode())


def test_sealing_tests_what_it_sealed_and_the_log_keeps_the_counts(desk: Desk) -> None:
    (row,) = logged(desk)
    assert (row["object"], row["facts"]["环节"], row["facts"]["不通过"]) == (
        code_of(desk),
        "归档",
        0,
    )
    assert row["facts"]["通过"] > 25
    assert row["facts"]["不通过的项目"] == []


def test_the_table_lists_every_item_and_what_is_still_asked(desk: Desk) -> None:
    said = desk.run("archive", "test", code_of(desk))
    assert said.code == 0, said.err
    lines = said.out.splitlines()
    assert sum(line.startswith("GD-") for line in lines) == 37
    asked = lines[lines.index(next(line for line in lines if "还须人工回答" in line)) + 1 :]
    assert any("GD-4-7" in line for line in asked)  # one person worked alone
    assert not list(desk.root.rglob("*检测报告*"))


@pytest.mark.parametrize("occasion", ["归档", "移交", "长期保存"])
def test_every_occasion_has_its_own_codes_and_the_whole_result(desk: Desk, occasion: str) -> None:
    tested = desk.json("archive", "test", code_of(desk), "--occasion", occasion)
    prefix = {"归档": "GD", "移交": "YJ", "长期保存": "CQ"}[occasion]
    assert {item["code"][:2] for item in tested["items"]} == {prefix}
    assert tested["counts"]["不通过"] == 0
    assert not tested["passed"]
    item = by_code(tested)[f"{prefix}-1-14"]
    assert set(item) == {
        *("code", "name", "property", "object", "basis", "purpose", "result", "detail"),
        *("time", "operator", "answer"),
    }
    assert logged(desk)[-1]["facts"]["环节"] == occasion


def test_answers_are_kept_with_who_and_when_and_stand_for_the_report(desk: Desk) -> None:
    code, file = code_of(desk), desk.root.parent / "回答.yaml"
    file.write_text("GD-4-1: 通过：已装查毒软件\nGD-4-2: {结果: 通过, 说明: 已查杀}\n", "utf-8")
    tested = desk.json(
        *("archive", "test", code, "--answers", file),
        *("--answer", "GD-2-9=通过:逐件看过", "--answer", "GD-4-7=通过"),
    )
    answer = by_code(tested)["GD-4-2"]["answer"]
    assert (answer["结果"], answer["说明"], bool(answer["人"]), bool(answer["时间"])) == (
        "通过", "已查杀", True, True,
    )  # fmt: skip
    assert logged(desk)[-1]["facts"]["回答"]["GD-4-2"] == answer
    again = desk.json("archive", "test", code)
    assert by_code(again)["GD-4-2"]["answer"] == answer
    (made,) = desk.json("doc", "make", code, "四性检测报告")
    text = words_of(desk.root / made["docx"])
    assert "逐件看过" in text
    assert answer["人"] in text


def test_a_report_is_word_pdf_and_the_whole_result_as_json(desk: Desk) -> None:
    tested = desk.json("archive", "test", code_of(desk), "--occasion", "移交", "--report")
    report = tested["report"]
    assert (desk.root / report["pdf"]).read_bytes().startswith(b"%PDF")
    text = words_of(desk.root / report["docx"])
    assert all(f"YJ-{each}" in text for each in ("1-1", "2-9", "附1", "4-7"))
    assert "没有查实" in text
    kept = desk.root / report["json"]
    assert kept.parent.name == RESULTS_FOLDER
    assert json.loads(kept.read_bytes())["items"] == tested["items"]
    record = json.loads((desk.root / report["docx"]).with_suffix(".json").read_bytes())
    assert record["data"] == digest_of_file(kept)
    assert [row["kind"] for row in desk.json("doc", "list", CASE)][-1] == "four-property-report"


def test_a_damaged_package_ends_with_three_and_no_answer_mends_it(desk: Desk) -> None:
    code = code_of(desk)
    paper = next((desk.root / "archive" / code / "v1" / "data").glob("*.pdf"))
    paper.chmod(0o644)
    paper.write_bytes(paper.read_bytes()[:-1] + b"x")
    said = desk.run("archive", "test", code)
    assert (said.code, "A511" in said.out) == (3, True)
    said = desk.run("archive", "test", code, "--answer", "GD-1-14=通过:没关系")
    assert (said.code, "A603" in said.err) == (3, True)


@pytest.mark.parametrize(
    ("words", "code", "ended"),
    [
        (("--answer", "GD-4-2"), "A604", 2),
        (("--answer", "GD-4-2=也许"), "A604", 2),
        (("--answer", "GD-4-2=不通过"), "A602", 2),
        (("--answer", "YJ-4-2=通过"), "A601", 2),
        (("--occasion", "随便"), "", 2),
    ],
)
def test_answers_that_are_none_are_refused_and_leave_nothing(
    desk: Desk, words: tuple[str, ...], code: str, ended: int
) -> None:
    before = len(logged(desk))
    said = desk.run("archive", "test", code_of(desk), *words)
    assert (said.code, code in said.err) == (ended, True)
    assert len(logged(desk)) == before


def test_personal_numbers_in_an_answer_are_starred_out(desk: Desk) -> None:
    note = "已核对样某 310106196804129015"
    tested = desk.json("archive", "test", code_of(desk), "--answer", f"GD-2-9=通过:{note}")
    assert "310106196804129015" not in json.dumps(tested, ensure_ascii=False)
    assert "310106196804129015" not in (desk.root / "log.jsonl").read_text("utf-8")


def test_a_package_that_is_not_there_cannot_be_tested(desk: Desk) -> None:
    said = desk.run("archive", "test", "J099-ZY·JN·2099-D30-001")
    assert (said.code, "A409" in said.err) == (4, True)


def test_the_register_bears_roots_and_the_logs_tree_in_groups_of_eight(desk: Desk) -> None:
    (package,) = desk.json("archive", "list")
    (made,) = desk.json("doc", "make", package["reference_code"], "transfer-register")
    text = words_of(desk.root / made["docx"])
    digits = package["root"].removeprefix("sha256:")
    assert all(digits[at : at + 8] in text for at in range(0, 64, 8))
    notes = (desk.root / "log.checkpoints").read_text("utf-8").split("\n\n")
    assert "jiangdang/log/" in text
    assert len(notes) > 1
