"""What the fault harness works on: the sample story just before an act, and a warm cache."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from cases.journal.journal import Journal
from cases.workspace import Workspace
from tests.fixtures.sample_story import record_file, tell_until
from tests.tools.wholeness import say


@dataclass(frozen=True)
class Scene:
    """A workspace just before a command, and the words of that command."""

    root: Path
    words: tuple[str, ...]


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache of PDFs of its own, so that LibreOffice need not run at every point."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JIANGDANG_CACHE", str(folder))
        yield folder


@pytest.fixture(scope="session")
def before_award(cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """Everything is ready for the award; its notice is in the cache under the next two numbers."""
    folder = tmp_path_factory.mktemp("award")
    entry = tell_until(folder / "工作区", "award")
    record = record_file(entry, folder / "award.yaml")
    words = ("batch", "advance", "2019-1", "award", "--on", "2019-06-05", "--record", str(record))
    scene = Scene(folder / "工作区", words)
    warm_up(scene, folder / "第一个文号", voided=0)
    warm_up(scene, folder / "第二个文号", voided=1)
    return scene


@pytest.fixture(scope="session")
def before_seal(before_award: Scene, tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """A case that was not selected waits to be sealed; its forms are in the cache."""
    words = ("archive", "seal", "2019-SX-002", "--on", "2019-07-01")
    scene = Scene(before_award.root, words)
    warm_up(scene, tmp_path_factory.mktemp("seal") / "工作区", voided=0)
    return scene


@pytest.fixture(scope="session")
def before_notice(cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """A batch was opened; the work notice is the first paper, with the bureau's first stamp."""
    folder = tmp_path_factory.mktemp("notice")
    entry = tell_until(folder / "工作区", "notify")
    record = record_file(entry, folder / "notify.yaml")
    words = ("batch", "advance", "2019-1", "notify", "--on", "2019-04-08", "--record", str(record))
    scene = Scene(folder / "工作区", words)
    warm_up(scene, folder / "第一个文号", voided=0)
    warm_up(scene, folder / "第二个文号", voided=1)
    return scene


def warm_up(scene: Scene, copy: Path, voided: int) -> None:
    """Run the command once on a copy where so many numbers were voided before."""
    import shutil

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


@pytest.fixture(scope="session")
def other_people(cache: Path) -> Iterator[ProcessPoolExecutor]:
    """Two processes that give the next commands; not ours, so that owners are told apart."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(2, os.cpu_count() or 1), mp_context=context) as pool:
        yield pool
