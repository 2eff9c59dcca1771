"""One broken case file hides no other case."""

from __future__ import annotations

from tests.fixtures.command_line import CASE, Desk


def test_the_others_are_listed_and_the_broken_one_is_named(desk: Desk) -> None:
    broken = desk.root / "cases/2020-SX-009/case.yaml"
    broken.parent.mkdir()
    broken.write_text("案卷号: [2020-SX-009\n", "utf-8")
    said = desk.run("case", "list", "--json")
    assert said.code == 3
    assert [row["case"] for row in said.json] == [CASE]
    assert "cases/2020-SX-009/case.yaml" in said.err
    assert desk.run("case", "show", CASE).code == 0


def test_sound_files_leave_nothing_to_say(desk: Desk) -> None:
    said = desk.run("case", "list")
    assert (said.code, said.err) == (0, "")
