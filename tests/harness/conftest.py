"""What the fault harness works on: the sample story just before an act, and a warm cache."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from tests.tools import scenes
from tests.tools.faults import Report, run_faults
from tests.tools.scenes import Scene

Tried = Callable[[Scene, str, frozenset[int], int, int], Report]


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache of PDFs of its own, so that LibreOffice need not run at every point."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JIANGDANG_CACHE", str(folder))
        yield folder


@pytest.fixture(scope="session")
def before_edit(cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return scenes.before_edit(tmp_path_factory.mktemp("edit"))


@pytest.fixture(scope="session")
def before_evidence(cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return scenes.before_evidence(tmp_path_factory.mktemp("evidence"))


@pytest.fixture(scope="session")
def before_following(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return scenes.before_following(tmp_path_factory.mktemp("following"))


@pytest.fixture(scope="session")
def before_indexing(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return scenes.before_indexing(tmp_path_factory.mktemp("indexing"))


@pytest.fixture(scope="session")
def before_rebuilding(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return scenes.before_rebuilding(tmp_path_factory.mktemp("rebuilding"))


@pytest.fixture(scope="session")
def before_award(cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return scenes.before_award(tmp_path_factory.mktemp("award"))


@pytest.fixture(scope="session")
def before_seal(before_award: Scene, tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return scenes.before_seal(before_award, tmp_path_factory.mktemp("seal"))


@pytest.fixture(scope="session")
def before_notice(cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return scenes.before_notice(tmp_path_factory.mktemp("notice"))


@pytest.fixture(scope="session")
def other_people(cache: Path) -> Iterator[ProcessPoolExecutor]:
    """Two processes that give the next commands; not ours, so that owners are told apart."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(2, os.cpu_count() or 1), mp_context=context) as pool:
        yield pool


@pytest.fixture
def tried(other_people: ProcessPoolExecutor, tmp_path: Path) -> Tried:
    """The harness on a scene: no problem at any point tried, every fault really made."""

    def run(scene: Scene, fault: str, codes: frozenset[int], stride: int, offset: int) -> Report:
        def look(copy: Path) -> list[str]:
            return other_people.submit(scene.look, copy).result()

        plan = replace(scene.plan(tmp_path, fault, codes), check=look)
        report = run_faults(plan, stride=stride, offset=offset)
        sys.stdout.write(f"{' '.join(scene.words[:2])}, {fault}: {report}\n")
        assert not report.problems, str(report)
        assert report.hit == report.tried
        return report

    return run
