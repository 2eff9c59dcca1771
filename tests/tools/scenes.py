"""Workspaces just before an act, for the fault harness: edit, evidence, award, notice, seal.

A scene knows the words of its command and what must hold after a fault in it.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pytest

from cases.journal.journal import Journal
from cases.workspace import Workspace
from tests.fixtures.command_line import CASE, Desk
from tests.fixtures.sample_story import record_file, tell_until
from tests.tools.faults import Plan
from tests.tools.wholeness import (
    after_award,
    after_edit,
    after_evidence,
    after_following,
    after_indexing,
    after_notice,
    after_seal,
    digests_of,
    say,
)

JIANGDANG = Path(sys.executable).with_name("jiangdang")
SEALED_CASE = "2019-SX-002"


@dataclass(frozen=True)
class Scene:
    """A workspace just before a command, its words, and the look at what a fault leaves."""

    root: Path
    words: tuple[str, ...]
    look: Callable[[Path], list[str]]
    derived: bool = False

    def command(self, copy: Path) -> list[str]:
        """The command line on a copy of the workspace."""
        return [str(JIANGDANG), "-w", str(copy), *self.words]

    def plan(self, scratch: Path, fault: str, codes: frozenset[int] = frozenset()) -> Plan:
        """What the harness is to do."""
        return Plan(self.command, self.root, self.look, scratch, fault, codes, derived=self.derived)


def before_edit(folder: Path) -> Scene:
    """A case is about to be saved with another value."""
    desk = Desk(folder / "工作区")
    desk.furnish()
    words = ("case", "edit", CASE, "--set", "单位.联系电话=021-11111111")
    path = f"cases/{CASE}/case.yaml"
    (old,) = digests_of(desk.root, path).values()
    return Scene(desk.root, words, partial(after_edit, words=words, path=path, old=old))


def before_evidence(folder: Path) -> Scene:
    """Two files are about to be taken in as evidence."""
    desk = Desk(folder / "工作区")
    desk.furnish()
    papers = [folder / "照片说明.txt", folder / "清单 〔样例〕.txt"]
    for number, paper in enumerate(papers):
        paper.write_text(f"样例材料 {number}\n" * 4000, "utf-8")
    words = ("evidence", "add", CASE, *map(str, papers), "--element", "硬件建设")
    return Scene(desk.root, words, partial(after_evidence, words=words, papers=papers))


def before_following(folder: Path) -> Scene:
    """Two files are about to be taken in; the faults strike while the index follows."""
    scene = before_evidence(folder)
    return replace(scene, look=partial(after_following, words=scene.words), derived=True)


def before_indexing(folder: Path) -> Scene:
    """Papers came while the index was not there; it is about to be brought up to date."""
    return _behind(folder, "update")


def before_rebuilding(folder: Path) -> Scene:
    """The same, and the index is about to be made anew."""
    return _behind(folder, "rebuild")


def _behind(folder: Path, act: str) -> Scene:
    """A workspace whose index knows one of three papers, and the case by its old name."""
    desk = Desk(folder / "工作区")
    desk.furnish()
    papers = [folder / f"材料{number}.txt" for number in range(3)]
    for number, paper in enumerate(papers):
        paper.write_text(f"第{number}份说明，讨论三坐标测量机", "utf-8")
    desk.json("evidence", "add", CASE, papers[0], "--element", "硬件建设")
    desk.json("index", "update")
    shutil.copytree(desk.root / "index", folder / "索引")
    desk.json("evidence", "add", CASE, *papers[1:], "--element", "硬件建设")
    desk.json("case", "edit", CASE, "--set", "项目名称=激光干涉件项目")
    shutil.rmtree(desk.root / "index")
    shutil.move(folder / "索引", desk.root / "index")
    kept = digests_of(desk.root, "cases/**/*")
    look = partial(after_indexing, words=("index", act), kept=kept)
    return Scene(desk.root, ("index", act), look, derived=True)


def before_award(folder: Path) -> Scene:
    """Everything is ready for the award; its notice is in the cache under the next two numbers."""
    return _before_numbered(folder, "award", "2019-06-05", after_award)


def before_notice(folder: Path) -> Scene:
    """A batch was opened; the work notice is the first paper, with the bureau's first stamp."""
    return _before_numbered(folder, "notify", "2019-04-08", after_notice)


def _before_numbered(
    folder: Path, step: str, on: str, look: Callable[[Path, Sequence[str]], list[str]]
) -> Scene:
    """The batch before a step with one numbered paper, which may get either of two numbers."""
    entry = tell_until(folder / "工作区", step)
    record = record_file(entry, folder / f"{step}.yaml")
    words = ("batch", "advance", "2019-1", step, "--on", on, "--record", str(record))
    scene = Scene(folder / "工作区", words, partial(look, words=words))
    warm_up(scene, folder / "第一个文号", voided=0)
    warm_up(scene, folder / "第二个文号", voided=1)
    return scene


def before_seal(award: Scene, folder: Path) -> Scene:
    """A case that was not selected waits to be sealed; its forms are in the cache."""
    words = ("archive", "seal", SEALED_CASE, "--on", "2019-07-01")
    originals = digests_of(award.root, f"cases/{SEALED_CASE}/documents/*")
    assert len(originals) >= 6
    look = partial(after_seal, words=words, originals=originals)
    scene = Scene(award.root, words, look)
    warm_up(scene, folder / "工作区", voided=0)
    return scene


def warm_up(scene: Scene, copy: Path, voided: int) -> None:
    """Run the command once on a copy where so many numbers were voided before."""
    shutil.copytree(scene.root, copy)
    workspace = Workspace(copy)
    for _ in range(voided):
        void_a_number(workspace)
    said = say(copy, scene.words)
    assert said.code == 0, said.err


def void_a_number(workspace: Workspace) -> None:
    """An act that takes a number and dies."""
    from datetime import UTC, datetime

    journal = Journal(workspace, datetime.now(UTC))
    with pytest.raises(RuntimeError), journal.act("award", "样经办", "2019-1") as act:
        act.reserve("静人社", 2019)
        raise RuntimeError
