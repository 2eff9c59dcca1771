"""Papers that come once for each department or expert: due, made, taken in, told apart."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from acts.advancing import Advance, advance
from acts.papers.documents import list_documents, make_documents
from acts.papers.form_contexts import candidates_of, objections
from acts.papers.parts import split_target
from acts.world import read_world
from cases.casefile import all_cases
from cases.lifecycle.documents import kinds_of_batch
from cases.workspace import Workspace
from tests.fixtures.command_line import Desk, blank_pdf
from tests.fixtures.sample_story import Alone, tell_until

BATCH, CHIEF = "2019-1", "2019-SX-001"
CULTURE, COMMERCE = "样例区文化和旅游局", "样例区商务委员会"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample story up to just before the award."""
    root = tmp_path_factory.mktemp("样板") / "工作区"
    tell_until(root, "award")
    return root


@pytest.fixture
def desk(told: Path, tmp_path: Path) -> Desk:
    shutil.copytree(told, tmp_path / "工作区")
    return Desk(tmp_path / "工作区")


def parts(desk: Desk, target: str, kind: str) -> list[str]:
    bureau = Alone(Workspace(desk.root), lambda _: None).clerk()
    return [each.part for each in list_documents(bureau, target) if each.kind == kind]


pytestmark = pytest.mark.office


def test_each_department_and_each_expert_has_a_paper(desk: Desk) -> None:
    assert parts(desk, BATCH, "candidate-list") == [CULTURE, COMMERCE]
    assert parts(desk, CHIEF, "panel-scoresheet") == [f"样专家{n}" for n in "一二三四五"]


def test_the_papers_of_one_part_are_listed_alone(desk: Desk) -> None:
    (row,) = desk.json("doc", "list", f"{CHIEF}/样专家二")
    assert row["kind"] == "panel-scoresheet"
    assert "样专家二" in row["docx"]


def test_nothing_is_due_twice_and_what_was_lost_is_due_again(desk: Desk) -> None:
    assert desk.json("doc", "make", BATCH, "--due") == []
    for path in (desk.root / "batches" / BATCH / "documents").glob(f"*{COMMERCE}*"):
        path.unlink()
    (made,) = desk.json("doc", "make", BATCH, "--due")
    assert (made["kind"], COMMERCE in made["title"]) == ("candidate-list", True)


def test_without_a_part_all_are_made_with_one_only_that(desk: Desk) -> None:
    made = desk.json("doc", "make", BATCH, "候选项目汇总表", "--on", "2019-05-09")
    assert [each["kind"] for each in made] == ["candidate-list"] * 2
    (only,) = desk.json("doc", "make", f"{BATCH}/{CULTURE}", "候选项目汇总表", "--on", "2019-05-10")
    assert CULTURE in only["title"]


@pytest.mark.parametrize(
    ("words", "code", "ended"),
    [
        (("make", f"{BATCH}/某部门", "候选项目汇总表"), "W523", 4),
        (("make", f"{BATCH}/{CULTURE}", "public-notice"), "W522", 2),
        (("make", f"{CHIEF}/样专家九", "panel-scoresheet"), "W523", 4),
    ],
)
def test_a_part_that_does_not_fit_is_refused(
    desk: Desk, words: tuple[str, ...], code: str, ended: int
) -> None:
    said = desk.run("doc", *words)
    assert said.code == ended
    assert code in said.err


def test_an_original_must_say_whose_it_is_and_replaces_only_that_draft(
    desk: Desk, tmp_path: Path
) -> None:
    scan = blank_pdf(tmp_path / "正本.pdf")
    said = desk.run("doc", "receive", BATCH, "候选项目汇总表", scan, "--on", "2019-05-07")
    assert (said.code, "W524" in said.err) == (2, True)
    words = ("doc", "receive", f"{BATCH}/{CULTURE}", "候选项目汇总表", scan, "--on", "2019-05-07")
    assert CULTURE in desk.json(*words)["title"]
    states = [line.split() for line in desk.run("doc", "list", BATCH).out.splitlines()]
    state = {row[2]: row[0] for row in states if row[1:2] == ["candidate-list"]}
    assert state[f"2019年静安区候选项目汇总表（{CULTURE}）"] == "正本"
    assert state[f"2019年静安区候选项目汇总表（{COMMERCE}）"] != "原稿"


def test_a_list_holds_what_was_recommended_by_its_day(desk: Desk) -> None:
    bureau = Alone(Workspace(desk.root), lambda _: None).clerk()
    world = read_world(bureau, BATCH)
    day = world.batch.events[0]["日期"]
    assert candidates_of(world, CULTURE, day) == {}
    (rows,) = candidates_of(world, CULTURE, day.replace(month=6)).values()
    assert [row["案卷号"] for row in rows] == [CHIEF]


def test_an_upheld_objection_stands_in_the_record_of_the_notice(desk: Desk) -> None:
    bureau = Alone(Workspace(desk.root), lambda _: None).clerk()
    world = read_world(bureau, BATCH)
    shown = {"公示": world.batch.facts_of("publicise")}
    assert objections(world, shown)["件数"] == 0
    day = world.batch.events[-1]["日期"].replace(day=30)
    facts = {"理由": "材料不实", "异议人": "样反映人", "核查结论": "属实"}
    advance(bureau, [Advance(CHIEF, "公示异议成立", day, facts)])
    (row,) = objections(read_world(bureau, BATCH), shown)["明细"]
    assert (row["异议人"], row["反映事项"], row["核查情况"]) == ("样反映人", "材料不实", "属实")


def test_an_objection_told_in_one_sentence_is_a_row_too(desk: Desk) -> None:
    bureau = Alone(Workspace(desk.root), lambda _: None).clerk()
    world = read_world(bureau, BATCH)
    facts = {"公示": world.batch.facts_of("publicise"),
             "公布": {"公示结果": "有异议，不成立", "异议处理": "已书面答复"}}  # fmt: skip
    found = objections(world, facts)
    assert found["件数"] == 1
    assert found["明细"][0]["核查情况"] == "已书面答复"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2019-1", ("2019-1", "")),
        ("2019-1/样例区教育局", ("2019-1", "样例区教育局")),
        (" 2019-SX-001 / 样专家一 ", ("2019-SX-001", "样专家一")),
    ],
)
def test_a_target_is_split_at_its_slash(text: str, found: tuple[str, str]) -> None:
    assert split_target(text) == found


def test_the_score_sheet_of_an_expert_adds_up(desk: Desk) -> None:
    bureau = Alone(Workspace(desk.root), lambda _: None).clerk()
    assert set(all_cases(bureau.workspace)) == {CHIEF, "2019-SX-002"}
    day = read_world(bureau, BATCH).batch.events[-1]["日期"]
    (made,) = make_documents(bureau, f"{CHIEF}/样专家一", ["panel-scoresheet"], "", day)
    text: Any = shutil.which("pdftotext")
    assert text
    import subprocess

    shown = subprocess.run(
        [text, "-layout", str(bureau.workspace.root / made.pdf), "-"],
        capture_output=True,
        text=True,
    ).stdout
    assert "技艺精湛，团队稳定" in shown
    assert "92" in shown


def test_no_outcome_is_due_of_a_notice_that_a_policy_leaves_out(desk: Desk) -> None:
    bureau = Alone(Workspace(desk.root), lambda _: None).clerk()
    batch = read_world(bureau, BATCH).batch
    assert "notice-outcome" in kinds_of_batch(batch, "award", {})
    shown = [each for each in batch.events if each["环节"] not in ("publicise", "公示")]
    without = replace(batch, data={**batch.data, "办理": shown})
    assert kinds_of_batch(without, "award", {}) == ("award-notice",)
