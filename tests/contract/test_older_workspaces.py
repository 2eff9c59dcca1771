"""A workspace that an earlier version made goes on under this one, by the policy it began with."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from acts.demo.samples import Entry, sample_entries
from cases.workspace import Workspace
from tests.fixtures.command_line import Desk
from tests.fixtures.sample_story import Alone

KEPT = Path(__file__).parents[1] / "fixtures" / "workspaces"
FORMER_TEXT = "sha256:5bff69dc3d17693dc996d208d501c29887ba0252c702008366357e42ebd123cf"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    root = tmp_path_factory.mktemp("旧工作区") / "匠档"
    with tarfile.open(KEPT / "0.1.0.tar.xz") as packed:
        packed.extractall(root, filter="data")
    return Desk(root)


def still_to_do() -> list[Entry]:
    """The story from where the old version stopped up to the payment."""
    steps = [entry for entry in sample_entries() if entry.raw.get("环节")]
    first = next(n for n, entry in enumerate(steps) if entry.raw["环节"] == "score")
    rest = steps[first:]
    last = next(n for n, entry in enumerate(rest) if entry.raw["环节"] == "disburse")
    return rest[: last + 1]


def test_upgrading_finds_nothing_lost(desk):
    before = {path: path.read_bytes() for path in desk.root.rglob("*.yaml")}
    desk.json("upgrade")
    assert {path: path.read_bytes() for path in before} == before
    assert desk.json("audit", "verify")["findings"] == []


def test_its_batch_goes_on_under_the_text_of_the_policy_it_began_with(desk):
    assert desk.json("batch", "show", "2019-1")["政策摘要"] == FORMER_TEXT
    assert desk.run("case", "check", "2019-SX-001").code == 0


def test_its_cases_are_found_and_listed_as_due(desk):
    assert desk.json("search", "样例玉雕艺术有限公司")["total"] > 0
    assert "2019-1" in {row["target"] for row in desk.json("todo", "--within", "3660")}


@pytest.mark.office
def test_the_story_goes_on_to_the_payment(desk):
    people = Alone(Workspace(desk.root), lambda text: None)
    for entry in still_to_do():
        entry.carry_out(people)
    papers = {row["kind"] for row in desk.json("doc", "list", "2019-1")}
    assert {"panel-summary", "public-notice", "award-notice", "disbursement-notice"} <= papers
    assert desk.json("batch", "show", "2019-1")["政策摘要"] == FORMER_TEXT
    assert desk.json("audit", "verify")["findings"] == []
