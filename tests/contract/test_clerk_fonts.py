"""A clerk makes the form of a leader with a rare name: it prints, and what drew it is said once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.fixtures.command_line import BATCH, CASE, SAMPLES, Desk, applied_answers

pytestmark = pytest.mark.office
NAME = "样䶮𠮷"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path / "工作区")
    record, sample = tmp_path / "批次.yaml", tmp_path / f"{CASE}.yaml"
    record.write_text(BATCH, "utf-8")
    sample.write_text((SAMPLES / sample.name).read_text("utf-8").replace("样精工", NAME), "utf-8")
    made.json("init", made.root)
    made.json("batch", "open", "2020-1", "--record", record, "--on", "2020-04-07")
    made.json("case", "import", sample)
    return made


def test_a_rare_name_prints_and_the_run_says_once_what_drew_it(desk: Desk, tmp_path: Path) -> None:
    answers = applied_answers(tmp_path / "答复.yaml")
    words = ("--on", "2020-04-13", "--record", answers)
    desk.json("batch", "advance", "2020-1", "notify", "--on", "2020-04-07")
    desk.json("case", "advance", CASE, "apply", *words)
    said = desk.run("doc", "make", CASE, "application-form", "internal-notice")
    assert said.code == 0, said.err
    assert said.err.count("[W690]") <= 1
    assert said.err.count("[W691]") == 1
    assert "䶮→" in said.err
    records = [
        json.loads(path.read_text("utf-8"))
        for path in sorted((desk.root / "cases" / CASE / "documents").glob("*.json"))
    ]
    for record in records:
        drawn = dict(pair.split("→") for pair in record["fallback_fonts"])
        assert {"䶮", "𠮷"} <= set(drawn)
        assert record["validation"]["findings"] == 0


def test_a_name_that_no_font_here_draws_is_refused_by_name(desk: Desk, tmp_path: Path) -> None:
    answers = applied_answers(tmp_path / "答复.yaml")
    path = desk.root / "cases" / CASE / "case.yaml"
    path.write_text(path.read_text("utf-8").replace(NAME, "样\U000f0000"), "utf-8")
    words = ("--on", "2020-04-13", "--record", answers)
    desk.json("batch", "advance", "2020-1", "notify", "--on", "2020-04-07")
    said = desk.run("case", "advance", CASE, "apply", *words, "--json")
    assert said.code == 3
    assert any("U+F0000" in found["message"] for found in said.json["error"]["findings"])
