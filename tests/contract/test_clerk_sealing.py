"""A real bureau's way to a sealed package: papers printed, stamped by hand, taken back in."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from index.store.documents import DocumentStore
from index.text.folding import fold_query
from tests.fixtures.command_line import CASE, Desk, applied_answers

pytestmark = pytest.mark.office
NOTICE = (
    *("--set", "申报起=2020-04-07", "--set", "申报截止=2020-04-30"),
    *("--set", "上报截止=2020-05-15", "--set", "联系人=样联络", "--set", "联系电话=021-00000000"),
)
SCAN = b"\x89PNG\r\n\x1a\n" + b"scan"


@pytest.fixture(scope="module")
def declined(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One application, not recommended, in a workspace that is no demonstration."""
    made = Desk(tmp_path_factory.mktemp("样板") / "工作区")
    made.furnish()
    answers = applied_answers(made.root.parent / "答复.yaml")
    made.json("batch", "advance", "2020-1", "下发工作通知", "--on", "2020-04-07", *NOTICE)
    made.json("case", "advance", CASE, "申报", "--on", "2020-04-13", "--record", answers)
    department = made.json("case", "show", CASE)["单位"]["主管委办局"]
    review = made.root.parent / "初审.yaml"
    rows = "".join(
        f"  {rule}: {{结论: 符合, 依据: 申请表, 签名: 样初审}}\n"
        for rule in ("R7", "R20", "R27", "R28", "R43")
    )
    facts = "结论: 不予推荐, 理由: 场地不足, 材料齐备: [申请表], 经办人: 甲, 负责人: 乙"
    head = f"记录: {{{facts}, 实地核查: 已核查, 推荐排序: 1, 主管委办局: {department}}}\n"
    review.write_text(f"{head}核对:\n{rows}", "utf-8")
    made.json("case", "advance", CASE, "初审", "--on", "2020-05-06", "--record", review)
    made.json("case", "advance", CASE, "不予推荐", "--on", "2020-05-07", "--set", "理由=场地不足")
    return made.root


@pytest.fixture
def desk(declined: Path, tmp_path: Path) -> Desk:
    shutil.copytree(declined, tmp_path / "工作区")
    return Desk(tmp_path / "工作区")


def sealed(desk: Desk) -> dict[str, Any]:
    code = desk.json("archive", "seal", CASE)["reference_code"]
    (version, *_) = sorted((desk.root / "archive" / code).glob("v*"), reverse=True)
    text = (version / "data" / "元数据" / "案卷.json").read_text("utf-8")
    assert desk.json("archive", "verify", "--all")["faulty"] == []
    found: dict[str, Any] = json.loads(text)
    return found


def receive(desk: Desk, kind: str, on: str, content: bytes = SCAN) -> dict[str, Any]:
    scan = desk.root.parent / f"{kind}.png"
    scan.write_bytes(content + kind.encode())
    row: dict[str, Any] = desk.json("doc", "receive", CASE, kind, scan, "--on", on)
    return row


def test_scans_taken_back_are_sealed_as_the_originals(desk: Desk) -> None:
    receive(desk, "application-form", "2020-04-13")
    receive(desk, "internal-notice", "2020-04-13")
    receive(desk, "preliminary-opinion", "2020-05-06")
    receive(desk, "non-award-letter", "2020-05-07")
    package = sealed(desk)
    assert [item["稿本"] for item in package["卷内文件"]] == ["正本"] * 4
    assert {item["媒体类型"] for item in package["卷内文件"]} == {"image/png"}
    assert [item["备注"] for item in package["卷内文件"]] == ["补录"] * 4
    assert package["本卷情况说明"] == ""


def test_a_sealed_case_is_found_by_its_reference_code_at_once(desk: Desk) -> None:
    code = desk.json("archive", "seal", CASE)["reference_code"]
    (generation,) = (desk.root / "index").glob("g*")
    held = DocumentStore(generation)
    papers = {path for path in held.signatures() if CASE in path}
    assert {e.path for e in held.entries() if fold_query(code) in e.text} == papers
    held.close()
    hits = desk.json("search", f'"{code}"', "--limit", "100")["hits"]
    assert {hit["path"] for hit in hits} == papers


def test_what_nobody_stamped_is_sealed_as_a_draft_and_said_so(desk: Desk) -> None:
    receive(desk, "application-form", "2020-04-13")
    receive(desk, "internal-notice", "2020-04-13")
    receive(desk, "non-award-letter", "2020-05-07")
    said = desk.run("archive", "seal", CASE)
    assert (said.code, "W604" in said.out) == (0, True)
    package = sealed(desk)
    assert [item["稿本"] for item in package["卷内文件"]] == ["正本", "正本", "定稿", "正本"]
    assert "还没有收回盖章正本" in package["本卷情况说明"]
    receive(desk, "preliminary-opinion", "2020-05-06")
    again = sealed(desk)
    assert [item["稿本"] for item in again["卷内文件"]] == ["正本"] * 4


def test_a_list_of_papers_says_how_far_each_is(desk: Desk) -> None:
    receive(desk, "application-form", "2020-04-13")
    said = desk.run("doc", "list", CASE).out
    states = [line.split()[0] for line in said.splitlines()[1:]]
    assert states == ["原稿", "待盖章", "待盖章", "待盖章", "正本"]


def test_our_own_unstamped_paper_comes_back_under_its_number(desk: Desk) -> None:
    scan = desk.root.parent / "通知.png"
    scan.write_bytes(SCAN)
    words = ("doc", "receive", "2020-1", "work-notice", scan, "--on", "2020-04-07")
    assert desk.json(*words)["number"] == "静人社〔2020〕1号"


def test_evidence_that_nobody_can_open_does_not_keep_a_case_from_the_archive(desk: Desk) -> None:
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    writer.encrypt("口令")
    locked, empty = desk.root.parent / "加密.pdf", desk.root.parent / "空.pdf"
    writer.write(locked)
    empty.write_bytes(b"")
    desk.json("evidence", "add", CASE, locked, empty, "--step", "申报", "--item", "聘书")
    proofs = [item for item in sealed(desk)["卷内文件"] if item["文种"] == "evidence"]
    assert [item["页数"] for item in proofs] == [1, 1]


def test_a_look_at_the_file_holds_overnight_but_not_for_a_changed_file(desk: Desk) -> None:
    settings = desk.root / "jiangdang.yaml"
    settings.write_text(
        settings.read_text("utf-8").replace("单人办理: 是", "单人办理: 否"), "utf-8"
    )
    asked = [
        desk.run("archive", "seal", CASE, "--on", on).err for on in ("2026-01-05", "2026-01-06")
    ]
    assert asked[0].rpartition("approve ")[2] == asked[1].rpartition("approve ")[2]
    receive(desk, "application-form", "2020-04-13")
    changed = desk.run("archive", "seal", CASE, "--on", "2026-01-06").err
    assert changed.rpartition("approve ")[2] != asked[0].rpartition("approve ")[2]


def test_a_document_that_the_table_keeps_for_ever_takes_its_file_along(desk: Desk) -> None:
    settings = desk.root / "jiangdang.yaml"
    rows = "  批准文号: 样档发〔2019〕1号\n  non-award-letter: 永久\n  申请表: 30年\n"
    text = settings.read_text("utf-8").replace('  批准文号: ""', "  # 批准文号")
    settings.write_text(text.replace("保管期限表:\n", f"保管期限表:\n{rows}"), "utf-8")
    package = sealed(desk)
    assert "-Y-" in package["档号"]
    assert package["保管期限"] == "永久"
    assert package["著录"]["保管期限依据"] == "样档发〔2019〕1号"
    periods = {item["文种"]: item["保管期限"] for item in package["卷内文件"]}
    assert periods["non-award-letter"] == "永久"
