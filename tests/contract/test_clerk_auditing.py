"""An auditor's work: a report to be signed, files taken along with their proofs, samples drawn."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document

from tests.contract.test_clerk_sealing import declined as declined
from tests.fixtures.command_line import CASE, Desk

pytestmark = pytest.mark.office
PHONE = "13917283645"
TOOLS = ("sha256sum", "cat", "dirname")


@pytest.fixture(scope="module")
def sealed(declined: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sealed case with evidence, beside a case that is not sealed with the same evidence."""
    made = Desk(tmp_path_factory.mktemp("封存") / "工作区")
    shutil.copytree(declined, made.root, copy_function=shutil.copy2)
    samples = Path(__file__).parents[2] / "acts" / "samples" / "cases"
    made.json("case", "import", samples / "2020-SX-002.yaml", samples / "2020-DS-001.yaml")
    paper = made.root.parent / "会议记录.txt"
    paper.write_text(f"讨论三坐标测量机的使用。联系手机 {PHONE}。", "utf-8")
    for case in (CASE, "2020-SX-002"):
        made.json("evidence", "add", case, paper, "--element", "硬件建设")
    made.json("archive", "seal", CASE)
    made.json("index", "update")
    return made.root


@pytest.fixture
def desk(sealed: Path, tmp_path: Path) -> Desk:
    shutil.copytree(sealed, tmp_path / "工作区", copy_function=shutil.copy2)
    made = Desk(tmp_path / "工作区")
    file = made.root / "jiangdang.yaml"
    text, times = re.subn(r"角色: \[[^\]]*\]", "角色: [审计员]", file.read_text("utf-8"))
    assert times == 1
    file.write_text(text, "utf-8")
    return made


def item_of(desk: Desk, name: str) -> Path:
    (found,) = desk.root.glob(f"archive/*/v1/data/*{name}")
    return found


def words_of(file: Path) -> str:
    document = Document(str(file))
    cells = [c.text for t in document.tables for row in t.rows for c in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def rows_of(file: Path, sheet: int = 0) -> list[dict[str, Any]]:
    heads, *rows = openpyxl.load_workbook(file).worksheets[sheet].iter_rows(values_only=True)
    return [dict(zip(map(str, heads), row, strict=True)) for row in rows]


def checked(folder: Path, bin_: Path) -> subprocess.CompletedProcess[str]:
    """校验.sh, run where nothing but three programs can be found."""
    if not bin_.exists():
        bin_.mkdir()
        for tool in TOOLS:
            (bin_ / tool).symlink_to(str(shutil.which(tool)))
    run = ["/usr/bin/env", "-i", f"PATH={bin_}", "/bin/sh", str(folder / "校验.sh")]
    return subprocess.run(run, capture_output=True, text=True, check=False)


def test_a_report_proves_each_hit_or_says_that_it_is_not_sealed(desk: Desk, tmp_path: Path) -> None:
    done = desk.json("audit", "report", "三坐标测量机", tmp_path / "报告.docx")
    text = words_of(tmp_path / "报告.docx")
    digest = hashlib.sha256(item_of(desk, "会议记录.txt").read_bytes()).hexdigest()
    code = item_of(desk, "会议记录.txt").parents[2].name
    assert done["hits"] == 2
    assert f"{code}/v1　data/" in text
    assert f"sha256:{digest}" in text
    assert "已封存，刚刚核验一致1份" in text
    assert "未封存1份" in text
    assert "与日志一致" in text
    assert "审计人员" in text
    assert "含“三坐标测量机”" in text
    assert PHONE not in text
    assert "个人号码不可查、不显示" in text
    assert desk.json("audit", "log")[-1]["facts"]["摘要"] == done["sha256"]


def test_a_report_tells_filters_and_lists_what_nobody_could_read(
    desk: Desk, tmp_path: Path
) -> None:
    (paper,) = (desk.root / "cases" / "2020-SX-002").rglob("会议记录.txt")
    paper.unlink()
    words = ("三坐标测量机", tmp_path / "报告.docx", "--year", "2020", "--from", "2019-01-01")
    done = desk.json("index", "update") and desk.json("audit", "report", *words)
    text = words_of(tmp_path / "报告.docx")
    assert (done["hits"], done["unread"]) == (1, 1)
    assert "年度=2020；日期不早于=2019-01-01" in text
    assert "未读1份" in text
    assert "不在原处" in text


def test_bytes_changed_in_the_package_are_seen_by_the_report(desk: Desk, tmp_path: Path) -> None:
    item = item_of(desk, "会议记录.txt")
    item.parent.chmod(0o755)
    item.chmod(0o644)
    item.write_bytes(item.read_bytes().replace("讨论".encode(), "议论".encode()))
    desk.json("audit", "report", "三坐标测量机", tmp_path / "报告.docx")
    text = words_of(tmp_path / "报告.docx")
    assert "封存件核验不符" in text
    assert "字节与清单不符" in text


def test_a_manifest_forged_along_with_its_item_is_seen_by_the_root(
    desk: Desk, tmp_path: Path
) -> None:
    item = item_of(desk, "会议记录.txt")
    version = item.parents[1]
    old = hashlib.sha256(item.read_bytes()).hexdigest()
    for path in (version, item.parent):
        path.chmod(0o755)
    manifest = version / "manifest-sha256.txt"
    for path in (item, manifest):
        path.chmod(0o644)
    item.write_bytes(b"forged")
    new = hashlib.sha256(b"forged").hexdigest()
    manifest.write_text(manifest.read_text("utf-8").replace(old, new), "utf-8")
    desk.json("audit", "report", "三坐标测量机", tmp_path / "报告.docx")
    text = words_of(tmp_path / "报告.docx")
    assert "封存件核验不符" in text
    assert "清单与根摘要不符" in text


def test_a_report_as_pdf_ends_with_the_hands_and_the_annex(desk: Desk, tmp_path: Path) -> None:
    from pypdf import PdfReader

    desk.json("audit", "report", "三坐标测量机", tmp_path / "报告.pdf")
    text = "".join(page.extract_text() for page in PdfReader(tmp_path / "报告.pdf").pages)
    assert re.search("审计人员.*附件", text, re.DOTALL)


def test_an_export_is_checked_with_three_programs_and_every_change_is_seen(
    desk: Desk, tmp_path: Path
) -> None:
    out = tmp_path / "导出"
    done = desk.json("audit", "export", "三坐标测量机 OR 不予推荐", out)
    assert done["personal"] > 0
    good = checked(out, tmp_path / "bin")
    assert (good.returncode, good.stderr) == (0, "")
    assert "校验通过" in good.stdout
    facts = desk.json("audit", "log")[-1]["facts"]
    digest = hashlib.sha256((out / "sha256sum.txt").read_bytes()).hexdigest()
    assert facts["清单摘要"] == done["sha256"] == f"sha256:{digest}"
    for path in sorted(p for p in out.rglob("*") if p.is_file() and p.name != "校验.sh"):
        kept = path.read_bytes()
        path.chmod(0o644)
        path.write_bytes(kept + b"\n")
        assert checked(out, tmp_path / "bin").returncode == 1, path
        path.write_bytes(kept)
    assert checked(out, tmp_path / "bin").returncode == 0


def test_an_export_holds_each_file_once_its_list_and_a_proof_that_holds(
    desk: Desk, tmp_path: Path
) -> None:
    out = tmp_path / "导出"
    done = desk.json("audit", "export", "三坐标测量机", out)
    rows = rows_of(out / "检索结果清单.xlsx")
    assert (done["hits"], done["files"], len(rows)) == (2, 1, 2)
    assert len({row["导出文件"] for row in rows}) == 1
    assert sorted(row["封存"] for row in rows) == ["已封存，刚刚核验一致", "未封存"]
    (proof,) = out.rglob("日志证明.txt")
    told = desk.json("audit", "check-proof", proof)
    assert told["entry"]["action"] == "seal"
    assert {row["根摘要"] for row in rows if row["根摘要"]} == {
        told["entry"]["facts"]["根"].removeprefix("sha256:")
    }
    assert "个人信息" in (out / "说明.txt").read_text("utf-8")


def test_what_changed_since_the_seal_goes_along_as_it_was_sealed(
    desk: Desk, tmp_path: Path
) -> None:
    out = tmp_path / "导出"
    desk.json("audit", "export", "案卷:2020-SX-001", out, "--kind", "案卷")
    (sealed,) = (out / "封存件").rglob("case.yaml")
    (now,) = (out / "材料").rglob("case.yaml")
    assert sealed.read_bytes() != now.read_bytes()
    assert checked(out, tmp_path / "bin").returncode == 0


def test_an_export_cut_short_leaves_nothing(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from acts.evidence import handed_files

    def full(*_: object) -> bytes:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(handed_files, "check_script", full)
    said = desk.run("audit", "export", "三坐标测量机", tmp_path / "导出")
    assert said.code == 1
    assert not (tmp_path / "导出").exists()
    assert not list(tmp_path.glob(".*.tmp"))
    assert desk.json("audit", "log")[-1]["action"] == "search"


def test_an_export_never_falls_among_other_files(desk: Desk, tmp_path: Path) -> None:
    used = tmp_path / "有东西"
    used.mkdir()
    (used / "别人的.txt").write_text("留着", "utf-8")
    assert desk.run("audit", "export", "三坐标测量机", used).code == 5
    assert desk.run("audit", "export", "三坐标测量机", desk.root / "出").code == 3
    assert [path.name for path in used.iterdir()] == ["别人的.txt"]


def test_who_is_no_auditor_takes_nothing_along(desk: Desk, tmp_path: Path) -> None:
    file = desk.root / "jiangdang.yaml"
    file.write_text(file.read_text("utf-8").replace("[审计员]", "[经办人]"), "utf-8")
    for words in (
        ("audit", "export", "三坐标测量机", tmp_path / "导出"),
        ("audit", "report", "三坐标测量机", tmp_path / "报告.docx"),
        ("audit", "sample", "--size", "1"),
        ("audit", "searched", "9015"),
    ):
        assert desk.run(*words).code == 3
    assert not list(tmp_path.glob("[导报]*"))


def test_the_same_seed_draws_the_same_sample_and_the_sheet_shows_how(
    desk: Desk, tmp_path: Path
) -> None:
    words = ("audit", "sample", "--size", "2", "--by", "年度,department", "--seed", "样种子")
    one, two = desk.json(*words), desk.json(*words, "--export", tmp_path / "样本.xlsx")
    assert one["cases"] == two["cases"]
    assert (one["population"], one["size"], one["by"]) == (3, 2, ["year", "department"])
    for row in one["cases"]:
        made = hashlib.sha256(f"样种子\n{row['case']}".encode()).hexdigest()
        assert row["hash"] == made
    rows = rows_of(tmp_path / "样本.xlsx")
    assert [row["案卷"] for row in rows if row["抽中"]] == [row["case"] for row in one["cases"]]
    facts = desk.json("audit", "log")[-1]["facts"]
    assert (facts["种子"], facts["样本摘要"]) == ("样种子", one["sha256"])


def test_a_sample_without_a_seed_prints_the_one_it_took(desk: Desk) -> None:
    drawn = desk.json("audit", "sample", "--size", "1")
    assert drawn["seed"]
    again = desk.json("audit", "sample", "--size", "1", "--seed", drawn["seed"])
    assert again["cases"] == drawn["cases"]


def test_a_sample_of_a_search_draws_among_the_cases_found(desk: Desk) -> None:
    drawn = desk.json("audit", "sample", "三坐标测量机", "--size", "9", "--seed", "1")
    assert {row["case"] for row in drawn["cases"]} == {CASE, "2020-SX-002"}
    assert desk.run("audit", "sample", "没有人写过这句", "--size", "1").code == 4
    assert desk.run("audit", "sample", "--size", "1", "--by", "星座").code == 2
    assert desk.run("audit", "sample", "--size", "1", "--seed", PHONE).code == 2
