"""Word forms come back: what lands, what is kept with it, and what is refused with its place."""

from __future__ import annotations

import hashlib
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cases.casefile import parse_case
from cases.values.money import Money
from doc_templates.packing import pack, unpack
from tests.fixtures.command_line import CASE, Desk
from tests.fixtures.forms import filled_form, read_back, said, sample, shown

TAKEN = ("2020-SX-002", "2020-DS-001")
PIXEL = b"\x89PNG\r\n\x1a\n" + bytes(64)


def form(folder: Path, case: str, name: str = "单位申请表.docx", **changed: Any) -> Path:
    """The filled form of a sample case as a file."""
    data = sample(case)
    for key, value in changed.items():
        above, last = key.split("__")
        data[above][last] = value
    path = folder / name
    path.write_bytes(filled_form(data))
    return path


def rewritten(file: Path, *pairs: tuple[str, str]) -> Path:
    """The same form with some of its words typed over."""
    members = unpack(file.read_bytes(), file.name)
    body = members["word/document.xml"].decode()
    for old, new in pairs:
        assert old in body
        body = body.replace(old, new)
    file.write_bytes(pack({**members, "word/document.xml": body.encode()}))
    return file


def with_picture(file: Path, name: str, content: bytes) -> Path:
    """The same form with a picture among its parts."""
    members = unpack(file.read_bytes(), file.name)
    rels = members["word/_rels/document.xml.rels"].decode()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
    line = f'<Relationship Id="rId{len(rels)}" Type="{kind}" Target="media/{name}"/>'
    types = members["[Content_Types].xml"].decode()
    suffix = name.rpartition(".")[2]
    declared = f'<Default Extension="{suffix}" ContentType="image/{suffix}"/><Override'
    types = types if f'"{suffix}"' in types else types.replace("<Override", declared, 1)
    changed = {
        "[Content_Types].xml": types.encode(),
        "word/_rels/document.xml.rels": rels.replace("</Rel", f"{line}</Rel").encode(),
        f"word/media/{name}": content,
    }
    file.write_bytes(pack({**members, **changed}))
    return file


@pytest.mark.parametrize("case", TAKEN)
def test_our_own_form_lands_as_the_case_it_was_printed_from(
    desk: Desk, tmp_path: Path, case: str
) -> None:
    said_ = desk.json("case", "import", form(tmp_path, case))
    assert (said_["imported"], said_["refused"]) == ([case], [])
    landed = parse_case((desk.root / f"cases/{case}/case.yaml").read_text("utf-8")).data
    assert shown(landed) == shown(sample(case))
    assert landed["计划"] == sample(case)["计划"]
    assert landed["申报"] == sample(case)["申报"]


def test_the_received_file_and_its_photos_are_kept_as_evidence(desk: Desk, tmp_path: Path) -> None:
    file = with_picture(form(tmp_path, "2020-SX-002"), "image1.png", PIXEL)
    file = with_picture(file, "image2.emf", b"\x01\x00\x00\x00")
    before = file.read_bytes()
    said_ = desk.json("case", "import", file)
    codes = {found["code"] for row in said_["doubtful"] for found in row["findings"]}
    assert {"W704", "W705", "D610"} <= codes
    assert file.read_bytes() == before
    rows = desk.json("evidence", "list", "2020-SX-002")
    assert [row["original_name"] for row in rows] == ["单位申请表.docx", "image1.png"]
    for row, content in zip(rows, (before, PIXEL), strict=True):
        assert (desk.root / row["path"]).read_bytes() == content
        assert row["sha256"].removeprefix("sha256:") == hashlib.sha256(content).hexdigest()
        assert "/evidence/申报/" in row["path"]


def test_the_same_file_is_imported_once(desk: Desk, tmp_path: Path) -> None:
    file = form(tmp_path, "2020-SX-002")
    desk.json("case", "import", file)
    again = desk.run("case", "import", file, "--json")
    assert again.code == 3
    assert again.json["refused"][0]["findings"][0]["code"] == "W702"


def test_faulty_cells_are_named_and_nothing_lands(desk: Desk, tmp_path: Path) -> None:
    file = form(tmp_path, "2020-SX-002")
    code = str(sample("2020-SX-002")["单位"]["统一社会信用代码"])
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    rewritten(file, (code, wrong), ("高级技师<", "老师傅<"))
    said_ = desk.run("case", "import", file, "--json")
    assert (said_.code, said_.json["imported"]) == (3, [])
    places = {f["code"]: f["place"] for f in said_.json["refused"][0]["findings"]}
    assert places["V104"] == "单位申请表.docx 第3表第2行第2格“统一社会信用代码”"
    assert places["Y203"] == "单位申请表.docx 第5表第4行第2格“技能等级”"
    assert sorted(p.name for p in (desk.root / "cases").iterdir()) == [CASE]


def test_a_form_whose_case_is_there_is_a_conflict(desk: Desk, tmp_path: Path) -> None:
    said_ = desk.run("case", "import", form(tmp_path, CASE), "--json")
    assert said_.json["refused"][0]["findings"][0]["code"] == "W408"


def test_a_number_of_another_year_is_not_taken_over(desk: Desk, tmp_path: Path) -> None:
    file = rewritten(form(tmp_path, "2020-SX-002"), ("2020-SX-002", "2018-SX-009"))
    said_ = desk.json("case", "import", file)
    assert said_["imported"] == ["2020-SX-002"]
    assert "W706" in {found["code"] for found in said_["doubtful"][0]["findings"]}


def test_a_task_the_policy_does_not_know_is_told(desk: Desk, tmp_path: Path) -> None:
    file = rewritten(form(tmp_path, "2020-SX-002"), ("带徒传技，培养技能人才", "开办讲习所"))
    said_ = desk.json("case", "import", file)
    assert "W703" in {found["code"] for found in said_["doubtful"][0]["findings"]}


def test_the_batch_is_asked_for_when_several_are_open(desk: Desk, tmp_path: Path) -> None:
    desk.json("batch", "open", "2020-2", "--on", "2020-05-01")
    file = form(tmp_path, "2020-SX-002")
    asked = desk.run("case", "import", file, "--json").json["refused"][0]["findings"][0]
    assert (asked["code"], "2020-1、2020-2" in asked["message"]) == ("W700", True)
    assert desk.json("case", "import", file, "--batch", "2020-1")["imported"] == ["2020-SX-002"]


def test_the_programme_must_stand_on_the_form(desk: Desk, tmp_path: Path) -> None:
    file = rewritten(form(tmp_path, "2020-SX-002"), ("首席技师", "能人"))
    asked = desk.run("case", "import", file, "--json").json["refused"][0]["findings"][0]
    assert asked["code"] == "W701"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 torn", b"\xd0\xcf\x11\xe0old", b"plain"])
def test_what_is_no_word_file_is_refused_by_name(
    desk: Desk, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "坏.docx"
    file.write_bytes(content)
    said_ = desk.run("case", "import", file, "--json")
    assert (said_.code, said_.json["imported"]) == (3, [])
    assert said_.json["refused"][0]["row"] == "坏.docx"


def test_a_word_file_that_is_no_form_is_refused(desk: Desk, tmp_path: Path) -> None:
    from docx import Document

    document = Document()
    document.add_paragraph("会议通知")
    document.save(str(tmp_path / "通知.docx"))
    said_ = desk.run("case", "import", tmp_path / "通知.docx", "--json")
    assert said_.json["refused"][0]["findings"][0]["code"] == "D600"


def test_a_blank_form_is_made_filled_in_and_taken_back(desk: Desk, tmp_path: Path) -> None:
    blank = tmp_path / "空白表.docx"
    desk.json("case", "form", blank, "--programme", "技能大师工作室")
    found = read_back(blank.read_bytes())
    filled = {key: value for key, value in found.values.items() if value}
    assert filled == {"带头人.身体健康": "否", "申报.承诺": "是"}
    assert [row["任务"] for row in found.lists["计划.目标任务"]]
    assert found.lists["团队"] == found.lists["业绩"] == found.lists["带头人.荣誉"] == []
    assert desk.run("case", "import", blank).code == 3
    other = desk.run("case", "form", tmp_path / "空白表.doc", "--programme", "SX", "--json")
    assert (other.code, other.json["error"]["code"]) == (2, "W730")


@pytest.mark.office
@pytest.mark.parametrize("way", [("docx",), ("odt", "docx"), ("doc", "docx")], ids="-".join)
def test_a_form_saved_again_by_another_office_reads_the_same(
    tmp_path: Path, way: tuple[str, ...]
) -> None:
    case = sample("2020-SX-002")
    case["条件"]["设备设施"] = "数控车床两台\n检测仪器（进口）一套，龘牌 <A&B> {{ 样 }}"
    case["带头人"] |= {"绝技绝活": "", "聘任日期": date(2019, 2, 28)}
    case["经费"]["配套承诺"] = Money.parse("1234567.89")
    file = tmp_path / "申请表.docx"
    file.write_bytes(filled_form(case))
    for at, suffix in enumerate(way):
        folder = tmp_path / str(at)
        office = f"-env:UserInstallation=file://{tmp_path}/profile"
        words = ["soffice", office, "--headless", "--convert-to", suffix, "--outdir", str(folder)]
        subprocess.run([*words, str(file)], check=True, capture_output=True, timeout=180)
        file = folder / f"申请表.{suffix}"
    assert said(read_back(file.read_bytes())) == shown(case)
