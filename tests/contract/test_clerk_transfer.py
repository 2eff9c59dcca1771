"""A clerk hands packages over, the other side judges the medium, the signed register returns."""

from __future__ import annotations

import base64
import io
import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from acts.demo.samples import sample_entries
from archive.eep.reading import schema
from archive.verification import check_bag
from tests.fixtures.command_line import Desk, blank_pdf
from tests.fixtures.media import flip, loosened
from tests.fixtures.sample_story import Alone, new_workspace

pytestmark = pytest.mark.office
CASE, BATCH = "2019-SX-002", "2019-1"
RECEIVER = "样例区档案馆"


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unselected case of the sample story, sealed."""
    root = tmp_path_factory.mktemp("样板") / "工作区"
    people = Alone(new_workspace(root), lambda _: None)
    for entry in sample_entries():
        entry.carry_out(people)
        if entry.raw.get("环节") == "unselected":
            break
    Desk(root).json("archive", "seal", CASE)
    return root


@pytest.fixture(scope="module")
def handed(sealed: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Any]:
    """That workspace after a hand-over, the medium, and what the command said."""
    folder = tmp_path_factory.mktemp("移交")
    shutil.copytree(sealed, folder / "工作区", copy_function=shutil.copy2)
    words = ("--batch", BATCH, "--receiver", RECEIVER, "--medium", "J099-2026-01")
    made = Desk(folder / "工作区").json("archive", "transfer", "make", folder / "盘", *words)
    return folder / "工作区", folder / "盘", made


@pytest.fixture
def desk(sealed: Path, tmp_path: Path) -> Desk:
    shutil.copytree(sealed, tmp_path / "工作区", copy_function=shutil.copy2)
    return Desk(tmp_path / "工作区")


@pytest.fixture
def after(handed: tuple[Path, Path, Any], tmp_path: Path) -> Desk:
    """The desk after the hand-over, to be changed at will."""
    shutil.copytree(handed[0], tmp_path / "工作区", copy_function=shutil.copy2)
    return Desk(tmp_path / "工作区")


def code_of(desk: Desk) -> str:
    return str(desk.json("archive", "list")[0]["reference_code"])


def test_a_medium_carries_everything_and_the_log_knows(handed: tuple[Path, Path, Any]) -> None:
    root, medium, made = handed
    assert re.fullmatch(r"YJ-\d{4}-001", made["number"])
    assert check_bag(medium) == []
    assert subprocess.run(["sh", str(medium / "校验.sh")], capture_output=True).returncode == 0
    others = {path.name for path in (medium / "data" / "其他").iterdir()}
    assert {"核验.py", "eep.xsd", "日志", "四性检测结果", "移交与接收登记表.json"} <= others
    line = next(row for row in Desk(root).json("audit", "log") if row["action"] == "transfer")
    assert line["object"] == code_of(Desk(root))
    facts = line["facts"]
    assert (facts["移交号"], facts["接收单位"], facts["载体"]) == (
        made["number"], RECEIVER, "J099-2026-01",
    )  # fmt: skip
    assert facts["版本"] == 1
    assert facts["根"].startswith("sha256:")
    assert Desk(root).run("audit", "verify").code == 0


def test_the_register_bears_the_roots_and_the_tree(handed: tuple[Path, Path, Any]) -> None:
    root, medium, made = handed
    pdf = (medium / "data/其他/电子档案移交与接收登记表.pdf").read_bytes()
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    digits = re.sub(r"\s", "", text)
    assert base64.b64decode(made["register_tree_root"]).hex() in digits
    (row,) = Desk(root).json("archive", "list")
    assert row["root"].removeprefix("sha256:") in digits
    assert RECEIVER in digits
    assert "J099-2026-01" in digits


def test_the_test_of_the_hand_over_goes_along(handed: tuple[Path, Path, Any]) -> None:
    root, medium, made = handed
    code = code_of(Desk(root))
    told = json.loads((medium / f"data/其他/四性检测结果/{code}.json").read_text("utf-8"))
    assert told["occasion"] == "移交"
    assert (told["counts"]["不通过"], made["failed"]) == (0, {})
    assert all(item["code"].startswith("YJ-") for item in told["items"])


def accepted(desk: Desk, medium: Path, made: Any, *words: str | Path) -> Any:
    root = base64.b64decode(made["register_tree_root"]).hex()
    return desk.run(
        "archive", "transfer", "accept", medium, "--tree-root", root,
        "--tree-size", str(made["register_tree_size"]), *words, "--json",
    )  # fmt: skip


@pytest.mark.parametrize("has_workspace", [True, False])
def test_the_other_side_finds_it_whole_and_is_asked_the_rest(
    handed: tuple[Path, Path, Any], tmp_path: Path, has_workspace: bool
) -> None:
    _, medium, made = handed
    desk = Desk(tmp_path / "档案馆")
    if has_workspace:
        desk.json("init", desk.root)
    said = accepted(desk, medium, made)
    assert said.code == 0, said.out
    told = said.json
    assert (told["verdict"], told["tree"]["agrees"]) == ("待人工检验", True)
    assert [each["verdict"] for each in told["packages"]] == ["合格"]
    assert "YJ-4-2" in {each["id"] for each in told["questions"]}
    assert not list(desk.root.glob("archive/J*"))


def test_with_every_question_answered_it_is_taken(
    handed: tuple[Path, Path, Any], tmp_path: Path
) -> None:
    _, medium, made = handed
    desk, out = Desk(tmp_path / "没有"), tmp_path / "检验"
    asked = [each["id"] for each in accepted(desk, medium, made).json["questions"]]
    answers = [word for code in asked for word in ("--answer", f"{code}=通过：看过")]
    said = accepted(desk, medium, made, *answers, "--out", out)
    assert (said.code, said.json["verdict"]) == (0, "合格")
    names = sorted(path.suffix for path in out.iterdir())
    assert names == [".docx", ".json", ".pdf"]
    with zipfile.ZipFile(out / "接收检验结果.docx") as package:
        words = re.sub(r"<[^>]+>", "", package.read("word/document.xml").decode())
    assert "合格1卷" in words
    again = accepted(desk, medium, made, "--out", out)
    assert (again.code, again.json["error"]["code"]) == (5, "W797")


def test_a_damaged_medium_goes_back_with_the_reason(
    handed: tuple[Path, Path, Any], tmp_path: Path
) -> None:
    _, medium, made = handed
    copy = loosened(medium, tmp_path / "坏盘")
    paper = next((copy / "data" / "电子档案").rglob("0001-*"))
    flip(paper, 100)
    said = accepted(Desk(tmp_path / "没有"), copy, made, "--out", tmp_path / "检验")
    assert said.code == 6
    (package,) = said.json["packages"]
    assert package["verdict"] == "不合格"
    assert any(paper.name in reason for reason in package["reasons"])
    assert package["tests"] is None  # what is not what was handed over is not opened


def test_another_tree_root_and_a_mistyped_one(
    handed: tuple[Path, Path, Any], tmp_path: Path
) -> None:
    desk = Desk(tmp_path / "没有")
    said = desk.run("archive", "transfer", "accept", handed[1], "--tree-root", "0" * 64)
    assert (said.code, "A783" in said.out) == (3, True)
    said = desk.run("archive", "transfer", "accept", handed[1], "--tree-root", "12345")
    assert (said.code, "W796" in said.err) == (2, True)
    assert desk.run("archive", "transfer", "accept", tmp_path / "哪里").code == 4


def test_the_signed_register_comes_back_and_anchors_the_log(after: Desk, tmp_path: Path) -> None:
    number = after.json("archive", "transfer", "list")[0]["number"]
    scan = blank_pdf(tmp_path / "回执.pdf")
    before = after.json("archive", "transfer", "list")[0]
    assert (before["accepted"], before["accepted_on"]) == ([], "")
    done = after.json("archive", "transfer", "confirm", number, "--file", scan)
    assert done["accepted"] == [code_of(after)]
    assert (after.root / done["receipt"]).read_bytes() == scan.read_bytes()
    (row,) = after.json("archive", "transfer", "list")
    assert row["accepted"] == [code_of(after)]
    assert "签收的移交登记表" in after.run("audit", "verify").out
    again = after.run("archive", "transfer", "confirm", number, "--file", scan)
    assert (again.code, "W794" in again.err) == (5, True)
    assert after.run("audit", "verify").code == 0


@pytest.mark.parametrize(
    ("words", "code", "ended"),
    [
        (("YJ-1999-001", "--file", "SCAN"), "W792", 4),
        (("NUMBER", "--file", "SCAN", "--returned", "J099-ZY·JN·2099-D30-001"), "W793", 2),
        (("NUMBER", "--file", "SCAN", "--on", "2020-01-01"), "W795", 2),
        (("NUMBER", "--file", "SCAN", "--on", "2999-01-01"), "W520", 2),
        (("NUMBER", "--file", "TEXT"), "W515", 3),
        (("NUMBER", "--file", "没有.pdf"), "", 4),
    ],
)
def test_what_cannot_be_a_receipt_is_refused(
    after: Desk, tmp_path: Path, words: tuple[str, ...], code: str, ended: int
) -> None:
    number = after.json("archive", "transfer", "list")[0]["number"]
    (tmp_path / "text.txt").write_text("不是扫描件", "utf-8")
    real = {"NUMBER": number, "SCAN": str(blank_pdf(tmp_path / "回执.pdf"))}
    real["TEXT"] = str(tmp_path / "text.txt")
    said = after.run("archive", "transfer", "confirm", *(real.get(word, word) for word in words))
    assert (said.code, code in said.err) == (ended, True)
    assert not (after.root / "transfers").exists()


def test_what_comes_back_may_be_handed_over_anew(after: Desk, tmp_path: Path) -> None:
    number = after.json("archive", "transfer", "list")[0]["number"]
    scan = blank_pdf(tmp_path / "回执.pdf")
    words = ("confirm", number, "--file", scan, "--returned", code_of(after))
    said = after.run("archive", "transfer", *words)
    assert (said.code, "W794" in said.err) == (5, True)  # nothing was taken at all
    made = after.json("archive", "transfer", "make", tmp_path / "再移交", "--year", "2019")
    assert made["number"].endswith("-002")


def test_what_is_accepted_is_not_chosen_again_unless_named(after: Desk, tmp_path: Path) -> None:
    number = after.json("archive", "transfer", "list")[0]["number"]
    after.json("archive", "transfer", "confirm", number, "--file", blank_pdf(tmp_path / "a.pdf"))
    for words in (("--batch", BATCH), ("--year", "2019"), ("--due",)):
        said = after.run("archive", "transfer", "make", tmp_path / "盘", *words)
        assert (said.code, "W791" in said.err) == (4, True)


@pytest.mark.parametrize(
    ("words", "code", "ended"),
    [
        (("盘",), "W790", 2),
        (("盘", "--year", "1999"), "W791", 4),
        (("盘", "J099-ZY·JN·2099-D30-001"), "A409", 4),
        (("盘", "--year", "2019", "--size", "很大"), "A753", 2),
        (("盘", "--year", "2019", "--size", "1KB"), "A754", 3),
        (("没有/盘", "--year", "2019"), "W502", 4),
        (("工作区/archive/盘", "--year", "2019"), "W504", 3),
        (("工作区", "--year", "2019"), "A408", 5),
        (("盘", "--year", "2019", "--answer", "YJ-4-2"), "A604", 2),
    ],
)
def test_a_wish_that_cannot_be_met_leaves_nothing(
    desk: Desk, tmp_path: Path, words: tuple[str, ...], code: str, ended: int
) -> None:
    folder, *rest = words
    said = desk.run("archive", "transfer", "make", tmp_path / folder, *rest)
    assert (said.code, code in said.err) == (ended, True), said.err
    assert [path.name for path in tmp_path.iterdir()] == ["工作区"]
    assert desk.json("archive", "transfer", "list") == []


def test_nothing_damaged_leaves_the_house(desk: Desk, tmp_path: Path) -> None:
    paper = next((desk.root / "archive" / code_of(desk) / "v1" / "data").glob("*.pdf"))
    paper.chmod(0o644)
    flip(paper, 10)
    said = desk.run("archive", "transfer", "make", tmp_path / "盘", code_of(desk))
    assert (said.code, "W526" in said.err, "A511" in said.err) == (6, True, True)
    assert not (tmp_path / "盘").exists()


def test_held_packages_go_and_small_media_are_numbered(desk: Desk, tmp_path: Path) -> None:
    desk.json("archive", "hold", code_of(desk), "--reason", "审计未结")
    made = desk.json(
        "archive", "transfer", "make", tmp_path / "盘", "--year", "2019", "--size", "1GB"
    )
    assert [each["packages"] for each in made["media"]] == [[code_of(desk)]]


def test_items_are_handed_out_as_eeps(desk: Desk, tmp_path: Path) -> None:
    from lxml import etree

    away = tmp_path / "对方"
    away.mkdir()
    done = desk.json("archive", "export", code_of(desk), away, "--format", "eep")
    folder = Path(done["path"])
    items = desk.json("archive", "show", code_of(desk))["卷内文件"]
    assert done["files"] == [f"{item['档号']}.xml" for item in items]
    for name in done["files"]:
        assert schema().validate(etree.parse(str(folder / name), etree.XMLParser(huge_tree=True)))
        told = desk.json("archive", "check-eep", folder / name)
        assert (told["valid"], len(told["contents"])) == (True, 1)
    digests = {f"sha256:{desk.json('archive', 'check-eep', folder / n)['contents'][0]['sha256']}"
               for n in done["files"]}  # fmt: skip
    assert digests == {item["摘要"] for item in items}
    sums = subprocess.run(["sha256sum", "--quiet", "-c", "sha256sum.txt"], cwd=folder)
    assert sums.returncode == 0
    assert desk.json("audit", "log")[-1]["facts"]["格式"] == "EEP"
    assert desk.run("archive", "export", code_of(desk), away, "--format", "eep").code == 5


def test_a_damaged_package_gives_no_eep_and_a_strange_file_is_none(
    desk: Desk, tmp_path: Path
) -> None:
    (tmp_path / "a.xml").write_text("<a/>", "utf-8")
    said = desk.run("archive", "check-eep", tmp_path / "a.xml", "--json")
    assert (said.code, said.json["valid"]) == (3, False)
    assert desk.run("archive", "check-eep", tmp_path / "没有.xml").code == 4
    paper = next((desk.root / "archive" / code_of(desk) / "v1" / "data").glob("*.pdf"))
    paper.chmod(0o644)
    flip(paper, 10)
    away = tmp_path / "对方"
    away.mkdir()
    said = desk.run("archive", "export", code_of(desk), away, "--format", "eep")
    assert (said.code, "W509" in said.err) == (6, True)
    assert list(away.iterdir()) == []
