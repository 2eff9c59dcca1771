"""A paper of ours from draft to stamp: the registers and the issue sheet say who did what."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from acts.bureau import SHANGHAI
from cases.register.reading import Register
from cases.workspace import Workspace
from doc_templates.stamping.signers.certificates import pack
from index.extraction.reading import extract
from tests.fixtures.command_line import Desk
from tests.fixtures.people import CLERK, ISSUER, NOTIFY, REVIEWER, Office
from tests.fixtures.small_pdfs import RING, SECRET, pair_of

pytestmark = pytest.mark.office
OWNER = "上海市静安区人力资源和社会保障局"
NUMBER = "静人社〔2020〕1号"


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A work notice issued by three people in a workspace that is no demonstration.

    The day of the sample policy is long past, so this bureau gives itself years to stamp.
    """
    desk = Desk(tmp_path_factory.mktemp("样板") / "工作区")
    desk.furnish()
    settings = desk.root / "jiangdang.yaml"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace("盖章期限天数: 7", "盖章期限天数: 36500"), "utf-8")
    picture, keys = desk.root.parent / "印模.svg", desk.root.parent / "证书.p12"
    picture.write_bytes(RING)
    keys.write_bytes(pack(pair_of(owner=OWNER), "own", [], SECRET))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JIANGDANG_P12_PASSPHRASE", SECRET.value.decode())
        desk.json("stamp", "import", picture, keys)
    office = Office(desk)
    office.signed(*NOTIFY)
    said = office.run(CLERK, *NOTIFY)
    assert said.code == 0, said.err
    return desk.root


@pytest.fixture
def desk(issued: Path, tmp_path: Path) -> Desk:
    shutil.copytree(issued, tmp_path / "工作区")
    return Desk(tmp_path / "工作区")


def notice(desk: Desk) -> dict[str, Any]:
    row: dict[str, Any] = desk.json("doc", "list", "2020-1")[0]
    return row


def test_the_stamp_is_entered_with_number_digest_and_the_approval_of_the_chain(
    desk: Desk,
) -> None:
    paper = notice(desk)
    assert paper["stamps"], "stamped"
    register = Register(Workspace(desk.root))
    (use,) = register.stamp_uses()
    assert (use.number, use.document, use.actor) == (NUMBER, paper["sha256"], CLERK)
    held = register.approval(use.approval)
    assert (held.reviewed_by, held.consent_by, held.used_by) == (REVIEWER, ISSUER, use.act)


def test_the_register_names_title_pages_and_people(desk: Desk) -> None:
    paper = notice(desk)
    (line,) = desk.json("stamp", "register")
    shown = (line["title"], line["pages"], line["reviewer"], line["issuer"])
    assert shown == (paper["title"], paper["pages"], REVIEWER, ISSUER)
    assert line["owner"] == OWNER


def test_a_day_of_signing_that_is_not_the_papers_is_never_silent(desk: Desk) -> None:
    text = (desk.root / notice(desk)["pdf"]).with_suffix(".json").read_text("utf-8")
    assert "签发日" in text
    assert "与成文日期 2020年4月7日 不同" in text


def test_the_issue_sheet_prints_who_drafted_reviewed_signed_and_stamped(desk: Desk) -> None:
    made = desk.run("doc", "make", f"2020-1/{NUMBER}", "发文稿纸", "--actor", CLERK, "--json")
    assert made.code == 0, made.err
    text = "".join(extract(desk.root / made.json[0]["pdf"]).pages).replace(" ", "")
    today = datetime.now(SHANGHAI).date()
    day = f"{today.year}年{today.month}月{today.day}日"
    for name in (REVIEWER, ISSUER, CLERK):
        assert name in text
    assert text.count(day) >= 4
    assert (NUMBER in text, "公章" in text, "2020年4月7日" in text) == (True, True, True)
    assert made.json[0]["pages"] == 1


def test_a_signed_paper_is_not_issued_twice(desk: Desk) -> None:
    said = desk.run(*NOTIFY, "--actor", CLERK)
    assert said.code == 3
    numbers = Register(Workspace(desk.root)).numbers()
    assert [row.text for row in numbers] == [NUMBER]
