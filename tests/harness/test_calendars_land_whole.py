"""Replacing a year's notice under kills and bad disks: the old year or the new, never a part."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from cases.holidays.keeping import kept_notice
from cases.workspace import Workspace
from tests.fixtures.command_line import Desk
from tests.fixtures.notices import NOTICE_2027
from tests.harness.conftest import Tried
from tests.tools.faults import KILL
from tests.tools.scenes import Scene
from tests.tools.soundness import problems
from tests.tools.wholeness import digests_of, say, torn_files

pytestmark = [pytest.mark.harness, pytest.mark.xdist_group("harness")]
DISK = frozenset({0, 1})
KILLED = frozenset[int]()
YEAR = "calendar/2027.yaml"


@pytest.fixture(scope="module")
def before_replacing(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    folder = tmp_path_factory.mktemp("calendar")
    first, second = folder / "通知.txt", folder / "更正.txt"
    first.write_text(NOTICE_2027, "utf-8")
    second.write_text(NOTICE_2027.replace("10月9日（周六）", "10月10日（周日）"), "utf-8")
    desk = Desk(folder / "工作区")
    desk.furnish()
    desk.json("calendar", "add", first)
    words = ("calendar", "add", str(second), "--replace", "--reason", "样例更正")
    (old,) = digests_of(desk.root, YEAR).values()
    return Scene(desk.root, words, partial(unsound, words=words, old=old))


def unsound(root: Path, words: tuple[str, ...], old: str) -> list[str]:
    """What is wrong with what a fault left, and with what the next command makes of it."""
    found = torn_files(root)
    said = say(root, words)
    if said.code != 0:
        found.append(f"the next command ended with {said.code}: {said.err[:300]}")
    kept = kept_notice(Workspace(root), 2027)
    if kept is None or str(kept[0].holidays[-1].worked[-1]) != "2027-10-10":
        found.append("the year was not replaced")
    if list(digests_of(root, "calendar/earlier/*.yaml").values()) != [old]:
        found.append("the replaced year is not kept once")
    if len(digests_of(root, "calendar/originals/*.txt")) != 2:
        found.append("an original is missing")
    return [*found, *torn_files(root), *problems(Workspace(root))]


@pytest.mark.parametrize(
    ("fault", "codes", "stride", "offset"),
    [
        pytest.param(KILL, KILLED, 14, 1, id="killed"),
        pytest.param("error=EIO", DISK, 34, 3, id="input-output-error"),
        pytest.param("error=ENOSPC", DISK, 34, 11, id="disk-full"),
    ],
)
def test_a_year_is_replaced_wholly_or_not_at_all(
    before_replacing: Scene,
    tried: Tried,
    fault: str,
    codes: frozenset[int],
    stride: int,
    offset: int,
) -> None:
    assert tried(before_replacing, fault, codes, stride, offset).points > 30
