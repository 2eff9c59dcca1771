"""A commit of the Whoosh engine cut off at any system call leaves the index before or after it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.engines.engine import Asked, DamagedIndexError, Sort
from index.engines.whoosh.engine import WhooshEngine
from index.queries.tree import Every, Words
from tests.tools.faults import KILL, Plan, run_faults
from tests.tools.whoosh_put import entries

pytestmark = [pytest.mark.harness, pytest.mark.xdist_group("harness")]
BEFORE = [*range(1, 8)]
STRIDE = 8
AFTER = [*range(8, 15)]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an index of seven segments, so that the next commit merges."""
    folder = tmp_path_factory.mktemp("workspace")
    engine = WhooshEngine(folder / "whoosh")
    for number in range(1, 8):
        engine.put(entries(number, 1))
    return folder


def _line(root: Path) -> list[str]:
    """Seven documents in the place of seven."""
    return [sys.executable, "-m", "tests.tools.whoosh_put", str(root / "whoosh"), "8", "7", "1"]


def _faults(root: Path) -> Iterator[str]:
    """What is wrong with what is left."""
    engine = WhooshEngine(root / "whoosh")
    try:
        found = engine.search(Asked(Every(), sort=Sort.DATE, limit=99))
        engine.check()
        held = sorted(id_ for id_, _ in found.hits)
        if held not in (BEFORE, AFTER):
            yield f"holds {held}"
        if engine.search(Asked(Words("限期整改"))).total != len(held):
            yield "loses hits"
        engine.put(entries(50, 1))
        if engine.count() != len(held) + 1:
            yield "cannot go on"
    except DamagedIndexError as error:
        yield f"damaged: {error.facts}"


@pytest.mark.parametrize("fault", [KILL, "error=ENOSPC", "error=EIO"])
def test_a_commit_cut_off_anywhere_is_whole_or_was_never(
    workspace: Path, tmp_path: Path, fault: str
) -> None:
    plan = Plan(_line, workspace, _faults, tmp_path, fault, seconds=60.0)
    report = run_faults(plan, stride=STRIDE)
    assert report.hit > 5, report
    assert not report.problems, report
