"""A destruction from consent to remains: what goes, what stays, and what is proven afterwards."""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile
import zlib
from pathlib import Path

import pytest
from pypdf import PdfReader

from acts.keeping.package_history import package_history
from archive.destroying import check_tombstones
from cases.digest import digest_of_file
from cases.workspace import Workspace
from index.records import Record
from index.store.documents import DocumentStore
from index.store.preparing import prepare
from tests.fixtures.command_line import Desk
from tests.fixtures.kept_packages import (
    CASE,
    FOUR,
    NEW,
    OLD,
    WITNESS,
    Returned,
    appraise,
    archive_office,
    consent,
)
from tests.fixtures.people import CLERK, ISSUER, REVIEWER, Office
from tests.tools.soundness import problems

pytestmark = pytest.mark.office
DISK = "移动硬盘甲"
WORDS = ("薄壁", "样精工", "310106197503150018")


@pytest.fixture(scope="module")
def gone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """OLD was mirrored to another place, exported, consented to, and destroyed here."""
    folder = tmp_path_factory.mktemp("销毁")
    root = folder / "工作区"
    office = archive_office(root, {OLD: CASE, NEW: "2022-SX-009"}, FOUR)
    disk, out = folder / "硬盘", folder / "借阅"
    disk.mkdir()
    out.mkdir()
    file = root / "jiangdang.yaml"
    places = f"留存处:\n  - {{名称: {DISK}, 路径: {disk}, 内容: 归档包}}\n"
    file.write_text(file.read_text("utf-8") + places, "utf-8")
    shutil.copytree(root / "archive" / OLD, disk / "归档包" / OLD)
    office.desk.json("archive", "export", OLD, out)
    office.desk.json("index", "update")
    appraise(office, OLD, reason="期满，无继续保存价值")
    consent(office, OLD)
    said = office.run(CLERK, "archive", "destroy", OLD, "--on", "2026-11-20")
    assert said.code == 0, said.err
    assert "别处还有副本" in said.out
    assert str(out) in said.out
    return root


def bytes_with(folder: Path, *words: str) -> list[str]:
    """The files that hold one of the words, packed texts unpacked too."""
    found = []
    for file in (each for each in folder.rglob("*") if each.is_file()):
        raw = file.read_bytes()
        packed = b"".join(map(unpacked, re.finditer(rb"\x78[\x01\x5e\x9c\xda]", raw)))
        held = [word for word in words if word.encode() in raw + packed]
        found += [f"{file.name}: {word}" for word in held]
    return found


def unpacked(start: re.Match[bytes]) -> bytes:
    """What a zlib stream that may begin there holds."""
    try:
        return zlib.decompressobj().decompress(start.string[start.start() :])
    except zlib.error:
        return b""


@pytest.fixture
def office(gone: Path, tmp_path: Path) -> Office:
    shutil.copytree(gone, tmp_path / "工作区")
    return Returned(Desk(tmp_path / "工作区"), FOUR)


def faults(office: Office) -> list[str]:
    workspace = Workspace(office.desk.root)
    roots = package_history(workspace).destroyed_roots
    return [each.code for report in check_tombstones(workspace, roots) for each in report.findings]


def remains(office: Office) -> Path:
    return office.desk.root / "archive" / OLD / "销毁" / "v1"


def test_the_papers_are_gone_and_their_working_copies_too(office: Office) -> None:
    root = office.desk.root
    assert not (root / "archive" / OLD / "v1").exists()
    assert not (root / "cases" / CASE).exists()
    kept = sorted(path.name for path in remains(office).rglob("*") if path.is_file())
    assert kept == sorted(
        [
            *("bagit.txt", "bag-info.txt", "manifest-sha256.txt", "manifest-sm3.txt"),
            *("tagmanifest-sha256.txt", "tagmanifest-sm3.txt", "案卷.json", "案卷.xml"),
        ]
    )
    assert (root / "archive" / NEW / "v1" / "bagit.txt").is_file()


def test_no_byte_of_the_index_holds_their_words_and_the_next_search_goes_without(
    gone: Path, office: Office
) -> None:
    assert bytes_with(gone / "index", *WORDS) == []
    assert office.desk.json("search", "薄壁件 OR 310106197503150018")["total"] == 0
    assert bytes_with(office.desk.root / "index", *WORDS) == []
    assert office.desk.json("search", "文书:批次")["total"] == 1


def test_an_index_made_while_they_were_going_goes_too(gone: Path, office: Office) -> None:
    office.desk.json("index", "rebuild")
    generation = next((office.desk.root / "index").glob("g*"))
    store = DocumentStore(generation)
    store.put([prepare(Record("cases/样例/案卷.txt", "0", "薄壁件"))])
    store.note("acts", "1")
    store.close()
    assert bytes_with(generation, *WORDS) != []
    assert office.desk.json("search", "薄壁件")["total"] == 0
    assert bytes_with(office.desk.root / "index", *WORDS) == []


def test_log_archive_and_register_are_sound_afterwards(office: Office) -> None:
    assert faults(office) == []
    assert office.desk.run("archive", "verify", "--all").code == 0
    assert office.desk.run("audit", "verify").code == 0
    assert problems(Workspace(office.desk.root)) == []
    assert [row["reference_code"] for row in office.desk.json("archive", "list")] == [NEW]


def test_a_destroyed_case_keeps_its_history(office: Office) -> None:
    rows = office.desk.json("audit", "log", CASE)
    assert "seal" in {row["action"] for row in rows}
    assert office.desk.run("audit", "log", "2031-SX-999").code == 4


def test_the_log_names_register_roots_and_the_four(office: Office) -> None:
    (line,) = [row for row in office.log() if row["action"] == "destroy"]
    facts = line["facts"]
    assert isinstance(facts, dict)
    assert (line["object"], line["actor"]) == (OLD, CLERK)
    assert (facts["审批人"], facts["监销人"]) == (ISSUER, [REVIEWER, WITNESS])
    root = digest_of_file(remains(office) / "tagmanifest-sha256.txt")
    assert (facts["根"], facts["版本"], facts["日期"]) == ([root], [1], "2026-11-20")
    pdf = office.desk.root / "destruction" / str(facts["清册"]) / "销毁清册.pdf"
    assert facts["清册摘要"] == digest_of_file(pdf)


def test_the_register_lists_package_opinion_and_hands(office: Office) -> None:
    (folder,) = (office.desk.root / "destruction").iterdir()
    names = sorted(path.name for path in folder.iterdir())
    assert names == sorted(["送审稿.docx", "销毁清册.docx", "销毁清册.json", "销毁清册.pdf"])
    with zipfile.ZipFile(io.BytesIO((folder / "销毁清册.docx").read_bytes())) as package:
        text = re.sub(r"<[^>]+>", "", package.read("word/document.xml").decode())
    for word in (OLD, "期满，无继续保存价值（样鉴甲、样鉴乙）", "样档发〔2019〕1号", CASE, DISK,
                 CLERK, ISSUER, REVIEWER, WITNESS, "曾导出到", "2026年11月20日"):  # fmt: skip
        assert word in text, word
    assert len(PdfReader(folder / "销毁清册.pdf").pages) >= 1
    told = json.loads((folder / "销毁清册.json").read_text("utf-8"))
    assert told["案卷"][0]["根摘要"].startswith("sha256:")


def test_what_is_destroyed_cannot_be_destroyed_held_or_appraised_again(office: Office) -> None:
    for words in (
        ("destroy", OLD),
        ("hold", OLD, "--reason", "诉讼"),
        ("appraise", OLD, "--opinion", "续存", "--until", "2040", "--reason", "晚了",
         "--by", "样鉴甲", "--by", "样鉴乙"),
    ):  # fmt: skip
        said = office.run(CLERK, "archive", *words)
        assert (said.code, "A701" in said.err) == (5, True)
    assert OLD not in str([row for row in due(office) if row["task"] != "销毁副本"])


def due(office: Office) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = office.desk.json("archive", "due", "--within", "36000")["due"]
    return rows


def test_a_copy_elsewhere_is_due_until_it_is_destroyed_there(
    office: Office, tmp_path: Path
) -> None:
    disk = tmp_path / "硬盘"
    file = office.desk.root / "jiangdang.yaml"
    text = file.read_text("utf-8")
    source = Path(re.findall(rf"{DISK}, 路径: ([^,]+),", text)[0])
    shutil.copytree(source, disk)
    file.write_text(text.replace(str(source), str(disk)), "utf-8")
    assert [row["target"] for row in due(office) if row["task"] == "销毁副本"] == [OLD]
    early = office.run(CLERK, "archive", "destroy", NEW, "--place", DISK)
    assert (early.code, "A724" in early.err) == (3, True)
    assert office.run(CLERK, "archive", "destroy", OLD, "--place", DISK).code == 0
    assert not (disk / "归档包" / OLD).exists()
    assert not [row for row in due(office) if row["task"] == "销毁副本"]
    line = office.log()[-1]
    facts = line["facts"]
    assert isinstance(facts, dict)
    assert (line["action"], facts["留存处"], facts["版本"]) == ("destroy", DISK, [1])
    again = office.run(CLERK, "archive", "destroy", OLD, "--place", DISK)
    assert (again.code, "A725" in again.err) == (4, True)
    assert faults(office) == []


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("bag-info.txt", b"x", "A721"),
        ("tagmanifest-sha256.txt", b"x", "A721"),
        ("data/元数据/案卷.json", b"{}", "A721"),
        ("data/0001-申请表.pdf", b"%PDF", "A722"),
        ("data/元数据/案卷文件/case.yaml", "案卷号: 1\n".encode(), "A722"),
    ],
)
def test_remains_that_were_touched_are_told(
    office: Office, name: str, content: bytes, code: str
) -> None:
    file = remains(office) / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    assert code in faults(office)


def test_remains_that_are_gone_and_a_package_that_is_back_are_told(office: Office) -> None:
    shelf = office.desk.root / "archive"
    shutil.move(remains(office), shelf / OLD / "v1")
    assert sorted(faults(office)) == ["A720", "A722"]


def test_remains_without_a_destruction_in_the_log_are_told(office: Office) -> None:
    shelf = office.desk.root / "archive"
    shutil.copytree(shelf / NEW / "v1", shelf / NEW / "销毁" / "v1")
    assert faults(office) == ["A723"]


def test_remains_behind_a_link_do_not_count(office: Office, tmp_path: Path) -> None:
    folder = remains(office)
    shutil.move(folder, tmp_path / "别处")
    folder.symlink_to(tmp_path / "别处")
    assert faults(office) == ["A720"]
