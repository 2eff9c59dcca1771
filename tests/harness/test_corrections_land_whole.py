"""A correction of a batch and of its cases under kills and bad disks: everywhere or nowhere."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from cases.casefile import read_target
from cases.workspace import Workspace
from tests.fixtures.funded_workspace import BATCH, lay_down, paid_bureau
from tests.harness.conftest import Tried
from tests.tools.faults import KILL
from tests.tools.scenes import Scene
from tests.tools.soundness import problems
from tests.tools.wholeness import say, torn_files

pytestmark = [pytest.mark.harness, pytest.mark.xdist_group("harness")]
TARGETS = (BATCH, "2019-SX-001", "2019-SX-002")


@pytest.fixture(scope="module")
def before_correcting(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    desk = lay_down(paid_bureau(), tmp_path_factory.mktemp("correcting") / "工作区")
    desk.json("case", "list")
    place = len(read_target(Workspace(desk.root), BATCH).entered)
    words = (
        *("batch", "advance", BATCH, "correct", "--on", "2020-01-08", "--pdf-later"),
        *("--set", f"条目={place}", "--set", "字段=支付凭证号", "--set", "新值=P011"),
        *("--set", "理由=录入写错"),
    )
    return Scene(desk.root, words, partial(unsound, words=words))


def corrections(root: Path) -> set[int]:
    """How often the batch and each of its paid cases were corrected."""
    files = [read_target(Workspace(root), target) for target in TARGETS]
    return {sum(each["环节"] == "correct" for each in file.entered) for file in files}


def unsound(root: Path, words: tuple[str, ...]) -> list[str]:
    """What is wrong with what a fault left, and with what the next command makes of it."""
    found = torn_files(root)
    say(root, ["evidence", "list", TARGETS[1]])
    if corrections(root) not in ({0}, {1}):
        say(root, ["doctor"])
    if corrections(root) == {0}:
        said = say(root, words)
        if said.code != 0:
            found.append(f"the next command ended with {said.code}: {said.err[:300]}")
    if corrections(root) != {1}:
        found.append(f"corrected {corrections(root)} times")
    for target in TARGETS:
        facts = read_target(Workspace(root), target).facts_of("disburse")
        if facts["支付凭证号"] != "P011":
            found.append(f"{target} still reads {facts['支付凭证号']}")
    return [*found, *torn_files(root), *problems(Workspace(root))]


@pytest.mark.parametrize(
    ("fault", "codes", "stride", "offset"),
    [
        pytest.param(KILL, frozenset[int](), 17, 2, id="killed"),
        pytest.param("error=EIO", frozenset({0, 1}), 61, 5, id="input-output-error"),
    ],
)
def test_a_correction_lands_everywhere_or_nowhere(
    before_correcting: Scene,
    tried: Tried,
    fault: str,
    codes: frozenset[int],
    stride: int,
    offset: int,
) -> None:
    assert tried(before_correcting, fault, codes, stride, offset).points > 30
