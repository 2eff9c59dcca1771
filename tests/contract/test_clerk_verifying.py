"""doc verify in a workspace: the file, its record, the 用印登记簿 and what its kind needs."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from acts.bureau import open_bureau
from acts.stamps.verifying import check_register, verify_document
from cases.digest import digest_of, digest_of_file
from cases.workspace import DEMO_MARK
from doc_templates.stamping.placing import Placement, stamp_and_sign
from doc_templates.stamping.store.keeping import StampStore
from tests.fixtures.command_line import CASE, Desk, Said, applied_answers
from tests.fixtures.people import NOTIFY

pytestmark = pytest.mark.office
BUREAU = "上海市静安区人力资源和社会保障局"


@pytest.fixture(scope="module")
def stamped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demonstration workspace with a notice of the bureau and the form of a unit."""
    desk = Desk(tmp_path_factory.mktemp("样板") / "工作区")
    desk.furnish()
    (desk.root / DEMO_MARK).write_text("演示", "utf-8")
    answers = applied_answers(desk.root.parent / "答复.yaml")
    assert desk.run(*NOTIFY).code == 0
    apply = ("case", "advance", CASE, "apply", "--on", "2020-04-13", "--record", answers)
    assert desk.run(*apply).code == 0
    return desk.root


@pytest.fixture
def desk(stamped: Path, tmp_path: Path) -> Desk:
    shutil.copytree(stamped, tmp_path / "工作区")
    return Desk(tmp_path / "工作区")


@pytest.fixture
def notice(desk: Desk) -> Path:
    return paper_of(desk, "2020-1", "work-notice")


@pytest.fixture
def form(desk: Desk) -> Path:
    return paper_of(desk, CASE, "application-form")


def paper_of(desk: Desk, target: str, kind: str) -> Path:
    rows = [row for row in desk.json("doc", "list", target) if row["kind"] == kind]
    return desk.root / rows[0]["pdf"]


def unit_of(desk: Desk) -> str:
    name: str = desk.json("case", "show", CASE)["单位"]["名称"]
    return name


def verify(desk: Desk, file: Path, *words: str) -> Said:
    return desk.run("doc", "verify", file, *words, "--json")


def codes(said: Said) -> set[str]:
    return {finding["code"] for finding in said.json["findings"]}


def change_record(pdf: Path, changes: Mapping[str, Any]) -> None:
    record = pdf.with_suffix(".json")
    record.write_text(json.dumps(json.loads(record.read_text("utf-8")) | dict(changes)), "utf-8")


def change_register(desk: Desk, statement: str, *values: str) -> None:
    with sqlite3.connect(desk.root / "register.sqlite3") as connection:
        connection.execute(statement, values)
    connection.close()


def everything(folder: Path) -> dict[str, str]:
    return {str(path): digest_of_file(path) for path in folder.rglob("*") if path.is_file()}


# --- the file and its record ------------------------------------------------------------------


def test_papers_on_record_are_accepted_and_nothing_is_written(
    desk: Desk, notice: Path, form: Path
) -> None:
    before = everything(desk.root)
    for paper, signer in ((notice, BUREAU), (form, unit_of(desk))):
        said = verify(desk, paper)
        assert (said.code, said.json["intact"], said.json["findings"]) == (0, True, [])
        assert [each["signer"] for each in said.json["signatures"]] == [signer]
        assert said.json["signatures"][0]["proof"] == "本局登记簿"
    assert everything(desk.root) == before


def test_people_read_the_verdict_signature_by_signature(desk: Desk, notice: Path) -> None:
    said = desk.run("doc", "verify", notice)
    assert f"{notice.name}：完好\n" in said.out
    for line in ("1. " + BUREAU, "时间：", "覆盖：整个文件", "证书：", "算法：ECDSA P-256"):
        assert line in said.out


def test_a_changed_paper_differs_from_its_record(desk: Desk, notice: Path) -> None:
    content = notice.read_bytes()
    notice.write_bytes(content[:400] + b"x" + content[401:])
    said = verify(desk, notice)
    assert (said.code, said.json["intact"]) == (6, False)
    assert {"S403", "S441"} <= codes(said)


def test_a_paper_whose_stamps_were_cut_off_is_known_to_have_had_them(
    desk: Desk, notice: Path
) -> None:
    content = notice.read_bytes()
    notice.write_bytes(content[: content.index(b"%%EOF") + 6])
    said = verify(desk, notice)
    assert (said.code, codes(said)) == (6, {"S401", "S441", "S447"})


def test_a_record_from_before_stamping_tells_which_part_changed(desk: Desk, notice: Path) -> None:
    content = notice.read_bytes()
    size = content.index(b"%%EOF") + 6
    change_record(notice, {"validation": {"bytes": size, "sha256": digest_of(content[:size])}})
    for changed, word in (
        (content[:400] + b"x" + content[401:], "变的是转换时的正文"),
        (content[:-400] + b"x" + content[-399:], "转换时的正文没有变"),
        (content[:size], "整个去掉了"),
    ):
        notice.write_bytes(changed)
        told = [each["message"] for each in verify(desk, notice).json["findings"]]
        assert any(word in message for message in told)


def test_a_copy_elsewhere_is_known_by_its_digest(desk: Desk, notice: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copy(notice, tmp_path / "副本.pdf"))
    said = verify(desk, copy)
    assert (said.code, said.json["findings"]) == (0, [])
    assert said.json["signatures"][0]["proof"] == "本局登记簿"


def test_outside_a_workspace_nobody_is_believed(notice: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copy(notice, tmp_path / "副本.pdf"))
    said = verify(Desk(tmp_path), copy)
    assert (said.code, said.json["intact"], codes(said)) == (3, True, {"S405"})


# --- whose stamps belong there ----------------------------------------------------------------


def test_a_kind_can_be_named_for_a_paper(desk: Desk, notice: Path, form: Path) -> None:
    unit = unit_of(desk)
    assert verify(desk, notice, "--kind", "work-notice").code == 0
    assert verify(desk, form, "--kind", "application-form", "--owner", unit).code == 0
    wrong = verify(desk, form, "--kind", "work-notice")
    assert (wrong.code, wrong.json["intact"], codes(wrong)) == (3, True, {"S442", "S443"})
    other = verify(desk, form, "--kind", "application-form", "--owner", "样例别的公司")
    assert codes(other) == {"S442", "S443"}
    assert verify(desk, form, "--kind", "没有这种").code == 4


def test_an_agreement_that_the_leader_did_not_sign_lacks_a_signer(desk: Desk, form: Path) -> None:
    said = verify(desk, form, "--kind", "responsibility-agreement")
    assert (said.code, codes(said)) == (3, {"S443"})


def test_a_units_stamp_on_the_bureaus_notice_is_found_by_the_record(
    desk: Desk, notice: Path, form: Path
) -> None:
    content, unit = form.read_bytes(), unit_of(desk)
    old, new = digest_of(notice.read_bytes()), digest_of(content)
    notice.write_bytes(content)
    change_record(notice, {"sha256": new, "stamps": [f"{unit}-公章"]})
    values = (new, f"{unit}-公章", unit, old)
    change_register(
        desk, "UPDATE stamp_uses SET document=?, stamp=?, owner=? WHERE document=?", *values
    )
    said = verify(desk, notice)
    assert (said.code, said.json["intact"], codes(said)) == (3, True, {"S442", "S443"})


def test_a_contract_stamp_on_the_bureaus_notice_is_of_the_wrong_kind(
    desk: Desk, notice: Path
) -> None:
    store = StampStore(desk.root / "stamps", demo=True)
    stamp = store.sample(BUREAU, "合同专用章")
    content = notice.read_bytes()
    plain = content[: content.index(b"%%EOF") + 6]
    pdf = stamp_and_sign(plain, [Placement("stamp1", stamp)], signers=store,
                         when=datetime.now(UTC))  # fmt: skip
    notice.write_bytes(pdf)
    change_record(notice, {"sha256": digest_of(pdf), "stamps": []})
    assert codes(verify(desk, notice)) == {"S444"}


def test_a_body_that_was_renamed_since_is_still_the_owner(desk: Desk, form: Path) -> None:
    desk.json("case", "edit", CASE, "--set", "单位.名称=样例全新名称厂")
    assert unit_of(desk) == "样例全新名称厂"
    assert verify(desk, form).json["findings"] == []


# --- the register -----------------------------------------------------------------------------


def test_a_stamp_without_its_line_in_the_register_is_told(desk: Desk, notice: Path) -> None:
    change_register(desk, "DELETE FROM stamp_uses WHERE owner=?", BUREAU)
    said = verify(desk, notice)
    assert (said.code, said.json["intact"], codes(said)) == (3, True, {"S445"})


def test_a_register_that_cannot_be_read_is_told_and_the_file_judged(
    desk: Desk, notice: Path
) -> None:
    (desk.root / "register.sqlite3").write_bytes(b"nothing of the sort" * 100)
    verdict = verify_document(desk.root, notice)
    assert verdict.intact
    assert "S448" in {finding.code for finding in verdict.findings}


def test_the_register_equals_the_stamps_found_in_the_files(desk: Desk, notice: Path) -> None:
    bureau = open_bureau(desk.root, "", lambda _: None)
    assert check_register(bureau) == ()
    content = notice.read_bytes()
    notice.unlink()
    assert [finding.code for finding in check_register(bureau)] == ["S446"]
    notice.write_bytes(content)
    change_register(desk, "DELETE FROM stamp_uses WHERE owner=?", BUREAU)
    (finding,) = check_register(bureau)
    assert (finding.code, finding.place.file) == ("S445", str(notice.relative_to(desk.root)))
