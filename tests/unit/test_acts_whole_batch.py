"""A whole batch's papers: side by side, resumable, no case stopping another, also on a cluster."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from acts.bureau import SHANGHAI, Bureau, open_bureau
from acts.papers.records import DocumentRecord, list_records
from acts.papers.whole_batch import make_whole_batch
from tests.fixtures.command_line import Desk
from tests.fixtures.many_cases import BATCH, many_cases
from tests.tools.soundness import problems_after_next_command

pytestmark = [pytest.mark.office, pytest.mark.xdist_group("whole-batch")]
JIANGDANG = Path(sys.executable).with_name("jiangdang")
CASES, KINDS = 6, ("application-form", "internal-notice")
PAPERS = CASES * len(KINDS) + 1
NOW = datetime(2020, 4, 20, 10, 0, tzinfo=SHANGHAI)


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return many_cases(tmp_path_factory.mktemp("多案"), CASES).root


@pytest.fixture
def desk(furnished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The workspace, on a machine that has converted nothing yet."""
    monkeypatch.setenv("JIANGDANG_CACHE", str(tmp_path / "cache"))
    shutil.copytree(furnished, tmp_path / "工作区")
    return Desk(tmp_path / "工作区")


def set_executor(desk: Desk, setting: str) -> None:
    file = desk.root / "jiangdang.yaml"
    file.write_text(file.read_text("utf-8").replace("执行器: 本机", f"执行器: {setting}"), "utf-8")


def at_noon(desk: Desk) -> tuple[Bureau, list[tuple[str, int, int]]]:
    """The bureau at a fixed instant, and what it hears of the progress."""
    heard: list[tuple[str, int, int]] = []

    def listen(what: str, done: int, of: int) -> None:
        heard.append((what, done, of))

    bureau = open_bureau(desk.root, "", lambda _: None, progress=listen)
    return replace(bureau, now=NOW), heard


def papers(desk: Desk) -> dict[str, bytes]:
    found = [*desk.root.glob("cases/*/documents/*"), *desk.root.glob("batches/*/documents/*")]
    return {str(path.relative_to(desk.root)): path.read_bytes() for path in found}


def whole(desk: Desk) -> list[str]:
    """What is wrong with the batch's papers: each due one should be there once, with its PDF."""
    from cases.workspace import Workspace

    targets = [BATCH, *(f"2020-SX-{number:03d}" for number in range(1, CASES + 1))]
    records = {target: list_records(Workspace(desk.root), target) for target in targets}
    return [
        *(t for t, found in records.items() if _kinds(found) != sorted(_due(t))),
        *problems_after_next_command(desk.root),
    ]


def _due(target: str) -> tuple[str, ...]:
    return ("work-notice",) if target == BATCH else KINDS


def _kinds(records: list[DocumentRecord]) -> list[str]:
    return sorted(each.kind for each in records if each.pdf)


def test_every_case_gets_its_papers_and_a_second_run_makes_nothing(desk: Desk) -> None:
    bureau, heard = at_noon(desk)
    made = make_whole_batch(bureau, BATCH)
    assert not made.failed
    assert len(made.records) == PAPERS
    assert whole(desk) == []
    assert heard[-1] == ("转为 PDF", PAPERS, PAPERS)
    assert heard == sorted(heard, key=lambda each: (each[0] == "转为 PDF", each[1]))
    before = papers(desk)
    assert desk.json("doc", "make", BATCH, "--with-cases") == {"made": [], "failed": []}
    assert papers(desk) == before


def test_a_bad_case_is_named_and_stops_no_other(desk: Desk) -> None:
    broken = desk.root / "cases" / "2020-SX-002" / "case.yaml"
    broken.write_text("案卷号: [", "utf-8")
    odd = desk.root / "cases" / "2020-SX-003" / "case.yaml"
    odd.write_text(odd.read_text("utf-8").replace("样匠3", "样匠\U000f0001"), "utf-8")
    said = desk.run("doc", "make", BATCH, "--with-cases", "--json")
    assert said.code == 3
    failed = {each["target"]: each["error"] for each in said.json["failed"]}
    assert set(failed) == {"cases/2020-SX-002/case.yaml", "2020-SX-003"}
    assert failed["2020-SX-003"]["findings"][0]["code"] == "D203"
    assert len(said.json["made"]) == (CASES - 2) * len(KINDS)
    assert "2020-SX-003" in said.err
    assert "批次的文书" in said.err


@pytest.mark.parametrize("pattern", ["cases/*/documents/*.docx", "cases/*/documents/*.pdf"])
def test_a_kill_loses_nothing_and_the_next_run_goes_on(desk: Desk, pattern: str) -> None:
    command = [JIANGDANG, "-w", desk.root, "doc", "make", BATCH, "--with-cases"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
        limit = time.monotonic() + 120
        while len(list(desk.root.glob(pattern))) < 2 and time.monotonic() < limit:
            assert run.poll() is None, "the run ended before it could be killed"
            time.sleep(0.005)
        run.send_signal(signal.SIGKILL)
    done = {p: c for p, c in papers(desk).items() if p.endswith((".docx", ".pdf"))}
    assert 2 <= len(done) < 2 * PAPERS
    assert desk.run("doc", "make", BATCH, "--with-cases").code == 0
    assert whole(desk) == []
    after = papers(desk)
    assert {path: after[path] for path in done} == done


def test_a_worker_that_dies_takes_no_paper_with_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from doc_templates.executors import Workers

    class Dying:
        def submit(self, *_: object) -> object:
            from concurrent.futures import Future
            from concurrent.futures.process import BrokenProcessPool

            lost: Future[object] = Future()
            lost.set_exception(BrokenProcessPool("killed"))
            return lost

    @contextmanager
    def dying(_: str) -> Iterator[Workers]:
        yield Workers(Dying(), 2)  # type: ignore[arg-type]

    monkeypatch.setattr("acts.papers.whole_batch.open_executor", dying)
    assert not make_whole_batch(at_noon(desk)[0], BATCH).failed
    assert whole(desk) == []


@contextmanager
def cluster(folder: Path) -> Iterator[tuple[str, Callable[[], None]]]:
    """A real Dask scheduler with two workers on loopback; its address, and how to kill these."""
    dask, file = Path(sys.executable).with_name("dask"), folder / "scheduler.json"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
    address = f"tcp://127.0.0.1:{_free_port()}"
    host = ["--host", address, "--no-dashboard", "--scheduler-file", str(file)]
    worker = [dask, "worker", address, "--nthreads", "1", "--no-dashboard", "--nanny"]
    commands = [[dask, "scheduler", *host], worker, worker]
    running = [subprocess.Popen(each, start_new_session=True, **quiet) for each in commands]  # type: ignore[call-overload]
    try:
        _wait_for_workers(address, 2)
        yield address, lambda: _kill(running[1:])
    finally:
        _kill(running)


def _kill(processes: list[subprocess.Popen[bytes]]) -> None:
    for each in processes:
        with suppress(ProcessLookupError):
            os.killpg(each.pid, signal.SIGKILL)
        each.wait()


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for_workers(address: str, count: int) -> None:
    from distributed import Client

    with Client(address, timeout=60, set_as_default=False) as client:
        client.wait_for_workers(count, timeout=60)


@pytest.mark.filterwarnings("default")
def test_a_cluster_gives_the_same_word_files_and_the_same_pdfs(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = Desk(tmp_path / "另一处")
    shutil.copytree(desk.root, there.root)
    set_executor(desk, "本机 2 进程")
    assert not make_whole_batch(at_noon(desk)[0], BATCH).failed
    monkeypatch.setenv("JIANGDANG_CACHE", str(tmp_path / "cache2"))
    with cluster(tmp_path) as (address, _):
        set_executor(there, f"dask {address}")
        assert not make_whole_batch(at_noon(there)[0], BATCH).failed
    here, elsewhere = papers(desk), papers(there)
    assert len(here) == 3 * PAPERS
    assert {p for p in here if here[p] != elsewhere.get(p)} == set()


@pytest.mark.filterwarnings("default")
def test_a_cluster_whose_workers_are_gone_holds_nothing_up(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("doc_templates.executors._SECONDS_TO_RENDER", 0.5)
    monkeypatch.setattr("doc_templates.conversion._limit", lambda *_: 15.0)
    with cluster(tmp_path) as (address, kill_workers):
        set_executor(desk, f"dask {address}")
        bureau = replace(at_noon(desk)[0], progress=lambda *_: kill_workers())
        assert not make_whole_batch(bureau, BATCH).failed
    assert whole(desk) == []


@pytest.mark.parametrize("words", [("work-notice",), ("--number", "1号"), ("--on", "2020-04-08")])
def test_nothing_else_is_asked_for_with_a_whole_batch(desk: Desk, words: tuple[str, ...]) -> None:
    said = desk.run("doc", "make", BATCH, *words, "--with-cases")
    assert (said.code, "[W642]" in said.err) == (2, True)
    assert words[-1] in said.err


def test_an_executor_nobody_knows_is_refused(desk: Desk) -> None:
    set_executor(desk, "云端")
    said = desk.run("doc", "make", BATCH, "--with-cases")
    assert (said.code, "[D410]" in said.err) == (3, True)


@pytest.mark.filterwarnings("default")
def test_a_cluster_that_does_not_answer_is_named(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("doc_templates.executors._SECONDS_TO_CONNECT", 1)
    set_executor(desk, f"dask tcp://127.0.0.1:{_free_port()}")
    said = desk.run("doc", "make", BATCH, "--with-cases")
    assert (said.code, "[D412]" in said.err) == (7, True)


def test_without_the_cluster_component_it_is_said(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    set_executor(desk, "dask tcp://127.0.0.1:8786")
    said = desk.run("doc", "make", BATCH, "--with-cases")
    assert (said.code, "[D411]" in said.err) == (7, True)
