"""What keeps a case out of the archive, what is only remarked, and how its code is chosen."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.contract.test_clerk_sealing import declined, receive
from tests.fixtures.command_line import CASE, Desk, blank_pdf

pytestmark = pytest.mark.office
JIANGDANG = Path(sys.executable).with_name("jiangdang")
BADGE = ("--step", "申报", "--item", "聘书")
__all__ = ["declined"]


@pytest.fixture
def desk(declined: Path, tmp_path: Path) -> Desk:
    shutil.copytree(declined, tmp_path / "工作区")
    return Desk(tmp_path / "工作区")


def package_of(desk: Desk, code: str, version: int = 1) -> dict[str, Any]:
    text = (desk.root / "archive" / code / f"v{version}" / "data/元数据/案卷.json").read_text(
        "utf-8"
    )
    found: dict[str, Any] = json.loads(text)
    return found


def refusals(desk: Desk) -> dict[str, str]:
    said = desk.run("archive", "seal", CASE, "--json")
    assert said.code == 3, said.err
    found = said.json["error"]["findings"]
    assert all("GD-" in each["clause"] for each in found), found
    return {each["code"]: each["message"] for each in found}


def record_of(desk: Desk, number: str) -> Path:
    (path,) = (desk.root / "cases" / CASE / "documents").glob(f"{number}-*.json")
    return path


def edit_record(path: Path, **changes: object) -> dict[str, Any]:
    told: dict[str, Any] = {**json.loads(path.read_text("utf-8")), **changes}
    path.write_text(json.dumps(told, ensure_ascii=False), "utf-8")
    return told


def test_a_pdf_that_only_claims_to_be_pdf_a_is_refused_with_the_rule(desk: Desk) -> None:
    from cases.digest import digest_of_file

    record = record_of(desk, "01")
    pdf = desk.root / json.loads(record.read_text("utf-8"))["pdf"]
    content = pdf.read_bytes().replace(b"/OutputIntents", b"/OutputIntentz")
    assert content != pdf.read_bytes()
    pdf.write_bytes(content)
    assert edit_record(record, sha256=digest_of_file(pdf))["validated"] == "PDF/A-2b"
    assert "PDFA2B-" in refusals(desk)["W429"]


def test_everything_that_is_wrong_is_told_at_once(desk: Desk) -> None:
    pdf = desk.root / json.loads(record_of(desk, "01").read_text("utf-8"))["pdf"]
    pdf.write_bytes(pdf.read_bytes() + b"\n")
    edit_record(record_of(desk, "02"), number="静人社〔2020〕99号")
    for path in (desk.root / "cases" / CASE / "documents").glob("03-*"):
        path.unlink()
    desk.json("case", "edit", CASE, "--set", "保管期限.期限=10年")
    found = refusals(desk)
    assert set(found) == {"W741", "W743", "W745", "W746", "W740"}
    assert "03" in found["W745"]
    assert "99号" in found["W746"]


def test_a_missing_paper_can_be_sealed_without_for_a_signed_reason(desk: Desk) -> None:
    for path in (desk.root / "cases" / CASE / "documents").glob("04-*"):
        path.unlink()
    assert set(refusals(desk)) == {"W743"}
    desk.json("archive", "seal", CASE, "--reason", "告知书邮寄途中遗失")
    (code,) = [row["reference_code"] for row in desk.json("archive", "list")]
    assert "告知书邮寄途中遗失" in package_of(desk, code)["本卷情况说明"]


def macro_file(path: Path) -> Path:
    from docx import Document

    content = io.BytesIO()
    Document().save(content)
    path.write_bytes(content.getvalue())
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("word/vbaProject.bin", b"macro")
    return path


def test_evidence_nobody_can_open_is_listed_in_the_note_and_kept(
    desk: Desk, tmp_path: Path
) -> None:
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    writer.encrypt("口令")
    locked, broken, claims = (tmp_path / name for name in ("加密.pdf", "损坏.pdf", "自称.pdf"))
    writer.write(locked)
    broken.write_bytes(b"%PDF-1.7 nothing")
    xmp = b"<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>"
    claims.write_bytes(blank_pdf(tmp_path / "空白.pdf").read_bytes() + b"\n%" + xmp)
    macro = macro_file(tmp_path / "宏.docm")
    desk.json("evidence", "add", CASE, locked, broken, claims, macro, *BADGE)
    code = desk.json("archive", "seal", CASE)["reference_code"]
    told = package_of(desk, code)
    for words in ("“加密.pdf”已加密", "“损坏.pdf”已损坏", "“宏.docm”带有宏", "自称 PDF/A"):
        assert words in told["本卷情况说明"]
    remarks = {each["原文件名"]: each["备注"] for each in told["卷内文件"]}
    assert "带有宏" in remarks["宏.docm"]


def test_a_stray_file_is_told_and_stays_outside(desk: Desk) -> None:
    stray = desk.root / "cases" / CASE / "evidence" / "随手放的.txt"
    stray.parent.mkdir(exist_ok=True)
    stray.write_text("x", "utf-8")
    said = desk.run("archive", "seal", CASE)
    assert (said.code, "W747" in said.out, "随手放的" in said.out) == (0, True, True)


def test_names_from_anywhere_are_mapped_or_refused_and_nothing_is_half_moved(
    desk: Desk, tmp_path: Path
) -> None:
    odd = tmp_path / "怪名"
    odd.mkdir()
    names = [
        *("e\u0301.txt", "\u00e9.txt", "A.txt", "a.txt", "100%.txt", "换\n行.txt", "-rf"),
        *("长" * 83 + ".txt", os.fsdecode("测试.txt".encode("gb18030"))),
    ]
    for at, name in enumerate(names):
        (odd / name).write_text(f"第{at}件", "utf-8")
    linked = odd / "硬链接.txt"
    linked.hardlink_to(odd / "A.txt")
    (odd / "A.txt").chmod(0o4755)
    paths = [odd / name for name in names]
    rows = desk.json("evidence", "add", CASE, *paths, *BADGE)
    assert [row["original_name"] for row in rows][-3:] == ["-rf", names[7], "测试.txt"]
    assert len({row["path"].casefold() for row in rows}) == len(names)
    assert all(path.is_file() for path in paths)
    for kind in ("符号链接", "管道"):
        bad = odd / kind
        os.mkfifo(bad) if kind == "管道" else bad.symlink_to(odd / "A.txt")
        before = sorted(path.name for path in (desk.root / "cases" / CASE).rglob("*"))
        fresh = odd / f"同来的{kind}.txt"
        fresh.write_text(kind, "utf-8")
        assert desk.run("evidence", "add", CASE, fresh, bad, *BADGE).code == 3
        assert sorted(path.name for path in (desk.root / "cases" / CASE).rglob("*")) == before
    code = desk.json("archive", "seal", CASE)["reference_code"]
    version = desk.root / "archive" / code / "v1"
    for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        done = subprocess.run(["sha256sum", "-c", "--strict", "--quiet", manifest], cwd=version)
        assert done.returncode == 0
    told = {each["原文件名"] for each in package_of(desk, code)["卷内文件"]}
    assert {"-rf", "100%.txt", "换\n行.txt", "测试.txt"} <= told


def test_a_longer_retention_after_sealing_takes_a_new_code_that_refers_to_the_old(
    desk: Desk,
) -> None:
    first = desk.json("archive", "seal", CASE)["reference_code"]
    decided = ("--set", "保管期限.期限=永久", "--set", "保管期限.理由=局党组会议纪要2021第3号")
    desk.json("case", "edit", CASE, *decided)
    second = desk.json("archive", "seal", CASE)
    assert second["version"] == 1
    assert ("-D10-" in first or "-D30-" in first, "-Y-" in second["reference_code"]) == (True, True)
    told = package_of(desk, second["reference_code"])
    assert [each["档号或批次号"] for each in told["参见"]] == [first]
    assert first in told["本卷情况说明"]
    assert "局党组会议纪要" in told["本卷情况说明"]
    seals = [row for row in desk.json("audit", "log", CASE) if row["action"] == "seal"]
    assert seals[-1]["facts"]["参见"] == [first]
    assert desk.json("archive", "show", first)["现档号"] == second["reference_code"]
    assert "现档号" not in desk.json("archive", "show", second["reference_code"])
    again = desk.json("archive", "seal", CASE)
    assert (again["reference_code"], again["version"]) == (second["reference_code"], 1)
    assert [p.name for p in (desk.root / "archive" / first).iterdir()] == ["v1"]
    assert desk.json("archive", "verify", "--all")["faulty"] == []


def test_a_case_names_its_batch_as_互见_and_says_what_was_done(desk: Desk) -> None:
    code = desk.json("archive", "seal", CASE)["reference_code"]
    told = package_of(desk, code)
    assert {each["档号或批次号"] for each in told["互见"]} == {"2020-1"}
    assert told["年度"] == 2020
    acts = [each["业务行为"] for each in told["业务"]]
    assert {"new", "advance", "make", "validate"} <= set(acts)
    assert not {"seal", "search", "export", "verify"} & set(acts)


def test_a_version_that_has_gone_is_not_covered_up_by_the_next(desk: Desk) -> None:
    code = desk.json("archive", "seal", CASE)["reference_code"]
    folder = desk.root / "archive" / code
    for path in (folder, *folder.rglob("*")):
        if path.is_dir():
            path.chmod(0o755)
    shutil.rmtree(folder)
    receive(desk, "non-award-letter", "2020-05-07")
    said = desk.run("archive", "seal", CASE, "--json")
    assert (said.code, said.json["error"]["code"]) == (6, "A413")


def test_two_commands_at_once_seal_one_case_once(desk: Desk) -> None:
    line = [str(JIANGDANG), "-w", str(desk.root), "archive", "seal", CASE, "--json"]
    both = [subprocess.Popen(line, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = [json.loads(each.communicate(timeout=180)[0]) for each in both]
    assert {each.returncode for each in both} <= {0, 5}
    codes = {each["reference_code"] for each in said if "reference_code" in each}
    assert len(codes) == 1
    (code,) = codes
    assert [path.name for path in (desk.root / "archive" / code).iterdir()] == ["v1"]
    assert desk.json("archive", "verify", "--all")["faulty"] == []


def test_a_seal_cut_off_before_the_log_heard_of_it_is_finished_the_next_day(
    desk: Desk, tmp_path: Path
) -> None:
    before = tmp_path / "封存前"
    shutil.copytree(desk.root, before)
    first = desk.json("archive", "seal", CASE, "--on", "2026-01-05")
    shutil.copytree(desk.root / "archive", before / "archive")
    left = Desk(before)
    assert left.run("archive", "verify", "--all").code != 0
    again = left.json("archive", "seal", CASE, "--on", "2026-01-06")
    assert (again["version"], again["root"]) == (1, first["root"])
    assert left.json("archive", "verify", "--all")["faulty"] == []


def test_a_file_that_comes_while_sealing_stops_it_and_is_named(desk: Desk) -> None:
    from acts.bureau import open_bureau
    from acts.sealing.package_items import read_subject
    from acts.sealing.sealing import FolderMovedError, refuse_moved
    from cases.casefile import read_case

    bureau = open_bureau(desk.root, "", lambda _said: None)
    subject = read_subject(bureau, read_case(bureau.workspace, CASE))
    refuse_moved(subject)
    (desk.root / "cases" / CASE / "documents" / "99-后来的.pdf").write_bytes(b"%PDF")
    with pytest.raises(FolderMovedError) as caught:
        refuse_moved(subject)
    assert "99-后来的.pdf" in caught.value.message
