"""A joint paper comes of one line of the record: all names in order, a stamp over each."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from cases.workspace import DEMO_MARK
from tests.fixtures.command_line import Desk

pytestmark = pytest.mark.office

BUREAU = "上海市静安区人力资源和社会保障局"
OTHERS = ("样例区财政局", "样例区总工会")
RECORD = """申报起: 2020-04-07
申报截止: 2020-04-30
上报截止: 2020-05-15
联系人: 样联络
联系电话: "021-00000000"
联合发文: [样例区财政局, 样例区总工会]
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A demonstration whose work notice is a joint one."""
    made = Desk(tmp_path_factory.mktemp("联合") / "工作区")
    made.furnish()
    (made.root / DEMO_MARK).touch()
    record = made.root.parent / "record.yaml"
    record.write_text(RECORD, "utf-8")
    made.json("batch", "advance", "2020-1", "notify", "--on", "2020-04-07", "--record", record)
    return made


def test_in_a_demonstration_every_bodys_sample_is_pressed_and_entered_the_bureaus_first(
    desk: Desk,
) -> None:
    (record,) = desk.json("doc", "list", "2020-1")
    assert [each["stamp"] for each in desk.json("stamp", "register")] == record["stamps"]
    assert record["stamps"] == [f"{body}-公章" for body in (BUREAU, *OTHERS)]
    verdict = desk.json("doc", "verify", desk.root / record["pdf"])
    assert verdict["intact"]
    assert [each["signer"] for each in verdict["signatures"]] == [BUREAU, *OTHERS]


def test_the_printed_names_stand_in_order_and_the_head_is_the_bureaus_alone(desk: Desk) -> None:
    (record,) = desk.json("doc", "list", "2020-1")
    content = (desk.root / record["pdf"]).read_bytes()
    pages = [page.extract_text() for page in PdfReader(BytesIO(content)).pages]
    last = "".join(pages[-1].split())
    places = [last.index(body) for body in (BUREAU, *OTHERS)]
    assert places == sorted(places)
    assert "样例区财政局" not in pages[0]


def test_too_many_bodies_are_refused_before_anything_is_made(tmp_path: Path) -> None:
    made = Desk(tmp_path / "工作区")
    made.furnish()
    record = tmp_path / "record.yaml"
    record.write_text(
        RECORD.partition("联合发文")[0] + f"联合发文: [{'、'.join('甲乙丙丁戊己')}]\n", "utf-8"
    )
    said = made.run(
        "batch", "advance", "2020-1", "notify", "--on", "2020-04-07", "--record", record
    )
    assert said.code == 3
    assert "[L807]" in said.err
    assert made.json("doc", "list", "2020-1") == []
