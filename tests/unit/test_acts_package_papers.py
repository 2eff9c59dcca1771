"""Papers about sealed packages, and the audit's report: what they say is what was verified."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from pathlib import Path

import pytest

from acts.demo.samples import sample_entries
from tests.fixtures.command_line import Desk
from tests.fixtures.sample_story import Alone, new_workspace

pytestmark = pytest.mark.office
CASE, BATCH = "2019-SX-002", "2019-1"


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An unselected case of the sample story, sealed and found by the index."""
    root = tmp_path_factory.mktemp("样板") / "工作区"
    people = Alone(new_workspace(root), lambda _: None)
    for entry in sample_entries():
        entry.carry_out(people)
        if entry.raw.get("环节") == "unselected":
            break
    desk = Desk(root)
    desk.json("archive", "seal", CASE)
    desk.json("index", "update")
    return root


@pytest.fixture
def desk(sealed: Path, tmp_path: Path) -> Desk:
    shutil.copytree(sealed, tmp_path / "工作区", copy_function=shutil.copy2)
    return Desk(tmp_path / "工作区")


def code_of(desk: Desk) -> str:
    (row,) = desk.json("archive", "list")
    return str(row["reference_code"])


def words_of(docx: Path) -> str:
    with zipfile.ZipFile(io.BytesIO(docx.read_bytes())) as package:
        xml = package.read("word/document.xml").decode()
    return re.sub(r"<[^>]+>", "", xml.replace("</w:p>", "\n"))


def test_a_report_stands_beside_the_case_and_changes_no_package(desk: Desk) -> None:
    (made,) = desk.json("doc", "make", code_of(desk), "四性检测报告")
    assert made["docx"].startswith(f"cases/{CASE}/documents/")
    text = words_of(desk.root / made["docx"])
    assert "GD-1-14" in text
    assert "，不通过0项" in text
    again = desk.json("archive", "seal", CASE)
    assert again["version"] == 1


def test_a_damaged_package_is_reported_and_not_handed_over(desk: Desk) -> None:
    code = code_of(desk)
    paper = next((desk.root / "archive" / code / "v1" / "data").glob("*.pdf"))
    paper.chmod(0o644)
    paper.write_bytes(paper.read_bytes()[:-1] + b"x")
    (made,) = desk.json("doc", "make", code, "四性检测报告")
    assert "A511" in words_of(desk.root / made["docx"])
    said = desk.run("doc", "make", code, "transfer-register")
    assert (said.code, "W526" in said.err) == (6, True)
    assert "A511" in said.err + said.out


def test_a_register_counts_the_packages_of_a_batch(desk: Desk) -> None:
    (made,) = desk.json("doc", "make", BATCH, "电子档案移交与接收登记表")
    assert made["docx"].startswith(f"batches/{BATCH}/documents/")
    text = words_of(desk.root / made["docx"])
    assert code_of(desk) in text
    assert re.search(r"1卷，\d+件，\d+页", text)


@pytest.mark.parametrize(
    ("words", "code", "ended"),
    [
        (("2020-1", "transfer-register"), "", 4),
        (("J099-ZY·JN·2099-D30-001", "四性检测报告"), "A409", 4),
        ((CASE, "四性检测报告"), "W512", 2),
    ],
)
def test_papers_of_what_is_not_sealed_are_refused(
    desk: Desk, words: tuple[str, ...], code: str, ended: int
) -> None:
    said = desk.run("doc", "make", *words)
    assert said.code == ended
    assert code in said.err


def test_of_a_package_only_its_own_papers_are_made(desk: Desk) -> None:
    said = desk.run("doc", "make", code_of(desk), "award-notice")
    assert (said.code, "W525" in said.err) == (2, True)


def test_a_batch_without_packages_has_nothing_to_hand_over(desk: Desk) -> None:
    shutil.rmtree(desk.root / "archive", ignore_errors=True)
    (desk.root / "archive").mkdir(exist_ok=True)
    said = desk.run("doc", "make", BATCH, "transfer-register")
    assert (said.code, "W527" in said.err) == (4, True)


def as_auditor(desk: Desk) -> None:
    """Everybody of the settings is an auditor too."""
    file = desk.root / "jiangdang.yaml"
    file.write_text(file.read_text("utf-8").replace("角色: [管理员]", "角色: [管理员, 审计员]"))


@pytest.mark.parametrize("suffix", [".docx", ".pdf"])
def test_an_audit_report_names_question_and_hits_without_personal_numbers(
    desk: Desk, tmp_path: Path, suffix: str
) -> None:
    as_auditor(desk)
    file = tmp_path / f"报告{suffix}"
    done = desk.json("audit", "report", "310106196804129015 OR 样例", file)
    assert done["hits"] > 0
    assert file.read_bytes()[:4] in (b"PK\x03\x04", b"%PDF")
    if suffix == ".docx":
        text = words_of(file)
        assert "310106196804129015" not in text
        assert "命中数量" in text
    assert desk.json("audit", "log")[-1]["facts"]["摘要"] == done["sha256"]


def test_an_audit_report_needs_a_question_and_a_known_suffix(desk: Desk, tmp_path: Path) -> None:
    as_auditor(desk)
    said = desk.run("audit", "report", "样例", tmp_path / "报告.txt")
    assert (said.code, "W528" in said.err) == (2, True)
    said = desk.run("audit", "report", "  ", tmp_path / "报告.pdf")
    assert (said.code, "W529" in said.err) == (2, True)
    assert not list(tmp_path.glob("报告*"))


def test_a_report_never_falls_among_the_records(desk: Desk) -> None:
    as_auditor(desk)
    said = desk.run("audit", "report", "样例", desk.root / "cases" / "报告.docx")
    assert (said.code, "W504" in said.err) == (3, True)
