"""A paper that comes back signed is verified first; what it is worth is written down."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.fixtures.command_line import CASE, Desk, Said, applied_answers, blank_pdf
from tests.fixtures.people import NOTIFY
from tests.fixtures.signed_papers import signed_by

FORM = "application-form"
ON = ("--on", "2020-04-13")


@pytest.fixture(scope="module")
def applied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One application entered in a workspace that is no demonstration, Word files only."""
    made = Desk(tmp_path_factory.mktemp("样板") / "工作区")
    made.furnish()
    answers = applied_answers(made.root.parent / "答复.yaml")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JIANGDANG_SOFFICE", "/没有/soffice")
        assert made.run(*NOTIFY).code == 7
        assert made.run("case", "advance", CASE, "apply", *ON, "--record", answers).code == 7
    return made.root


@pytest.fixture
def desk(applied: Path, tmp_path: Path) -> Desk:
    shutil.copytree(applied, tmp_path / "工作区")
    return Desk(tmp_path / "工作区")


@pytest.fixture
def unit(desk: Desk) -> str:
    name: str = desk.json("case", "show", CASE)["单位"]["名称"]
    return name


def receive(desk: Desk, content: bytes, *words: str) -> Said:
    file = desk.root.parent / "来件.pdf"
    file.write_bytes(content)
    return desk.run("doc", "receive", CASE, FORM, file, *(words or ON), "--json")


def record_of(desk: Desk, said: Said) -> dict[str, Any]:
    """What lies beside the paper that came in."""
    assert said.code == 0, said.err
    file = (desk.root / said.json["pdf"]).with_suffix(".json")
    found: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return found


def test_a_signed_original_is_kept_with_its_signature(desk: Desk, unit: str) -> None:
    said = receive(desk, signed_by(desk.root.parent, [unit]))
    (signature,) = record_of(desk, said)["signatures"]
    assert (signature["signer"], signature["trusted"]) == (unit, False)
    assert signature["time"].startswith("2026-03-25T")
    assert any("来源未经核实" in note for note in said.json["notes"])
    (line,) = desk.json("doc", "received", CASE)
    assert (line["form"], line["signers"]) == ("签名PDF", [unit])


def test_an_unsigned_pdf_is_a_scan_and_said_so(desk: Desk) -> None:
    said = receive(desk, blank_pdf(desk.root.parent / "扫描.pdf").read_bytes())
    assert record_of(desk, said)["signatures"] == []
    assert any("扫描件，没有数字签名" in note for note in said.json["notes"])
    assert desk.json("doc", "received", CASE)[0]["form"] == "扫描件"


def test_a_paper_changed_after_signing_is_refused_and_nothing_is_kept(
    desk: Desk, unit: str
) -> None:
    signed = bytearray(signed_by(desk.root.parent, [unit]))
    place = signed.index(b"/MediaBox")
    signed[place + 11] ^= 1
    said = receive(desk, bytes(signed))
    error = said.json["error"]
    assert (said.code, error["code"]) == (3, "W680")
    assert {found["code"] for found in error["findings"]} & {"S403", "S412"}
    assert desk.json("doc", "received") == []
    assert not list((desk.root / "cases" / CASE / "documents").glob("*正本*"))


def test_bytes_added_after_the_last_signature_are_refused(desk: Desk, unit: str) -> None:
    said = receive(desk, signed_by(desk.root.parent, [unit]) + b"\nmore\n%%EOF\n")
    assert said.json["error"]["code"] == "W680"


def test_a_paper_of_another_body_is_refused_by_name(desk: Desk, unit: str) -> None:
    said = receive(desk, signed_by(desk.root.parent, ["样例电子设备有限公司"]))
    error = said.json["error"]
    assert (said.code, error["code"]) == (3, "W681")
    (found,) = error["findings"]
    assert ("样例电子设备" in found["message"], unit in found["message"]) == (True, True)


def test_a_unit_that_writes_its_name_otherwise_is_taken_with_a_note(desk: Desk, unit: str) -> None:
    said = receive(desk, signed_by(desk.root.parent, [unit.replace("有限公司", "集团有限公司")]))
    assert said.code == 0, said.err
    assert any("名称有出入" in note for note in said.json["notes"])


def test_a_second_signature_of_somebody_else_is_told(desk: Desk, unit: str) -> None:
    said = receive(desk, signed_by(desk.root.parent, [unit, "样例旁观中心"]))
    assert said.code == 0, said.err
    assert len(record_of(desk, said)["signatures"]) == 2
    assert any("另有“样例旁观中心”的签名" in note for note in said.json["notes"])


def test_a_leaders_signature_alone_leaves_the_unit_missing(desk: Desk, unit: str) -> None:
    leader = desk.json("case", "show", CASE)["带头人"]["姓名"]
    said = receive(desk, signed_by(desk.root.parent, [leader], kind="签名章"))
    assert said.code == 0, said.err
    assert any(f"还缺“{unit}”" in note for note in said.json["notes"])


def test_our_own_new_papers_still_do_not_come_in(desk: Desk) -> None:
    file = desk.root.parent / "来件.pdf"
    owner = "上海市静安区人力资源和社会保障局"
    file.write_bytes(signed_by(desk.root.parent, [owner]))
    said = desk.run("doc", "receive", "2020-1", "work-notice", file, "--json")
    assert said.json["error"]["code"] == "W517"


@pytest.mark.office
def test_a_draft_we_printed_and_the_unit_signed_is_known_again(desk: Desk, unit: str) -> None:
    desk.json("doc", "make", CASE, "--due")
    listed = desk.run("doc", "list", CASE).out.splitlines()
    assert {line.split()[0] for line in listed[1:]} == {"待盖章"}
    (form,) = (row for row in desk.json("doc", "list", CASE) if row["kind"] == FORM)
    ours = (desk.root / form["pdf"]).read_bytes()
    said = receive(desk, signed_by(desk.root.parent, [unit], ours))
    record = record_of(desk, said)
    assert record["continues"] == form["sha256"]
    assert any("原稿字节未改动" in note for note in said.json["notes"])
    states = [line.split()[0] for line in desk.run("doc", "list", CASE).out.splitlines()[1:]]
    assert sorted(states) == ["原稿", "待盖章", "正本"]


@pytest.mark.office
def test_a_paper_made_elsewhere_is_to_be_compared_word_by_word(desk: Desk, unit: str) -> None:
    desk.json("doc", "make", CASE, "--due")
    said = receive(desk, signed_by(desk.root.parent, [unit]))
    assert any("逐字核对" in note for note in said.json["notes"])
    assert record_of(desk, said)["continues"] == ""
