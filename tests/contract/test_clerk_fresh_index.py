"""What an act wrote is found at once, and no damage to the index changes an answer."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from index.store.documents import DocumentStore
from tests.fixtures.command_line import CASE, Desk

ASKED = ("测量机", "样例", "通知", "首席技师 申报")


def text_file(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_text(text, "utf-8")
    return file


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = Desk(tmp_path_factory.mktemp("样板") / "工作区")
    made.furnish(CASE, "2020-SX-002", "2020-DS-001")
    folder = tmp_path_factory.mktemp("材料")
    papers = [text_file(folder, f"记录{n}.txt", f"第{n}次讨论三坐标测量机。") for n in range(5)]
    made.json("evidence", "add", CASE, *papers, "--element", "硬件建设")
    made.json("index", "rebuild")
    return made.root


@pytest.fixture
def desk(furnished: Path, tmp_path: Path) -> Desk:
    shutil.copytree(furnished, tmp_path / "工作区", copy_function=shutil.copy2)
    return Desk(tmp_path / "工作区")


def answers(desk: Desk, questions: tuple[str, ...] = ASKED) -> list[Any]:
    """How many, which, and the counts by field, of some searches."""
    said = [desk.json("search", asked, "--limit", "100") for asked in questions]
    return [(e["total"], sorted(h["path"] for h in e["hits"]), e["facets"]) for e in said]


def same_hits(desk: Desk, before: list[Any], questions: tuple[str, ...] = ASKED) -> bool:
    return answers(desk, questions) == before[: len(questions)]


def test_evidence_is_found_within_the_command_that_took_it_in(desk: Desk, tmp_path: Path) -> None:
    paper = text_file(tmp_path, "新材料.txt", "独此一份的说明")
    desk.json("evidence", "add", CASE, paper, "--element", "硬件建设")
    assert desk.json("search", "独此一份")["total"] == 1


def test_a_case_edited_by_hand_is_found_by_its_new_words(desk: Desk) -> None:
    file = desk.root / "cases" / CASE / "case.yaml"
    text = file.read_text("utf-8")
    assert "薄壁件数控" in text
    file.write_text(text.replace("薄壁件数控", "激光干涉件"), "utf-8")
    found = desk.json("search", "激光干涉件 文书:案卷")
    assert [hit["case"] for hit in found["hits"]] == [CASE]


def test_a_deleted_index_is_made_anew_by_the_search_itself(desk: Desk) -> None:
    before = answers(desk)
    shutil.rmtree(desk.root / "index")
    said = desk.run("search", ASKED[0])
    assert said.code == 0
    assert "索引" in said.err
    assert same_hits(desk, before)


def half(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def noise(file: Path) -> None:
    file.write_bytes(b"\xa5" * 300)


@pytest.mark.parametrize("damage", [half, noise, Path.unlink])
def test_every_file_of_the_index_may_be_damaged_without_changing_an_answer(
    desk: Desk, damage: Callable[[Path], None]
) -> None:
    before, kept = answers(desk, ASKED[:1]), desk.root.parent / "索引"
    shutil.move(desk.root / "index", kept)
    for file in sorted(each for each in kept.rglob("*") if each.is_file() and each.stat().st_size):
        shutil.copytree(kept, desk.root / "index")
        damage(desk.root / "index" / file.relative_to(kept))
        assert same_hits(desk, before, ASKED[:1]), file.name
        shutil.rmtree(desk.root / "index")


@pytest.mark.parametrize("words", [("search", "样例"), ("index", "update"), ("index", "rebuild")])
def test_a_first_commit_cut_short_is_made_good_by_whatever_comes_next(
    desk: Desk, words: tuple[str, str]
) -> None:
    before = answers(desk, ASKED[:1])
    (generation,) = (desk.root / "index").glob("g*")
    store = DocumentStore(generation)
    store.begin_flush(5)
    store.close()
    (table,) = (generation / "whoosh").glob("*.toc")
    table.rename(table.with_name("_MAIN_0.toc.1"))
    assert desk.run(*words).code == 0
    assert same_hits(desk, before, ASKED[:1])


def start(desk: Desk, *words: str | Path) -> subprocess.Popen[str]:
    return started("-c", "from cli.main import run; run()", "-w", desk.root, *words)


def started(*words: str | Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )


LOOKING = """
import io, json, sys
from contextlib import redirect_stdout
from cli.main import answer
for turn in range(10):
    out = io.StringIO()
    with redirect_stdout(out):
        code = answer(["-w", sys.argv[1], "search", "三坐标测量机", "--limit", "1", "--json"])
    total = json.loads(out.getvalue()).get("total") if code == 0 else ""
    print(code, total, flush=True)
"""
REBUILDING = """
import sys
from cli.main import answer
sys.exit(max(answer(["-w", sys.argv[1], "index", "rebuild", "--json"]) for _ in range(3)))
"""


def test_several_people_at_once_lose_nothing_while_the_index_is_made_anew(
    desk: Desk, tmp_path: Path
) -> None:
    before = desk.json("search", "三坐标测量机")["total"]
    papers = [text_file(tmp_path, f"并行{n}.txt", f"并行材料编号{n}完") for n in range(2)]
    rebuilding = started("-c", REBUILDING, str(desk.root))
    looking = started("-c", LOOKING, str(desk.root))
    adding = [
        start(desk, "evidence", "add", case, paper, "--element", "硬件建设", "--json")
        for case, paper in zip((CASE, "2020-SX-002"), papers, strict=True)
    ]
    for child, codes in ((rebuilding, (0, 5)), *((each, (0,)) for each in adding)):
        out, err = child.communicate(timeout=120)
        assert child.returncode in codes, (out, err)
        assert "I106" not in err
    told, err = looking.communicate(timeout=120)
    assert {tuple(line.split()) for line in told.splitlines()} == {("0", str(before))}, err
    for n in range(2):
        assert desk.json("search", f"编号{n}完")["total"] == 1


def test_a_rebuild_cut_short_leaves_the_old_index_and_is_taken_up_again(desk: Desk) -> None:
    before = answers(desk)
    used = json.loads((desk.root / "index" / "当前.json").read_text("utf-8"))["代"]
    for delay in (0.5, 0.9):
        child = start(desk, "index", "rebuild")
        time.sleep(delay)
        os.kill(child.pid, signal.SIGKILL)
        child.communicate()
        assert same_hits(desk, before)
    desk.json("index", "rebuild")
    now = json.loads((desk.root / "index" / "当前.json").read_text("utf-8"))["代"]
    assert now > used
    assert same_hits(desk, before)
    folders = [each.name for each in (desk.root / "index").iterdir() if each.is_dir()]
    assert folders == [now]


def test_an_index_that_cannot_be_written_still_answers(desk: Desk) -> None:
    before = answers(desk)
    places = [desk.root / "index", *(desk.root / "index").rglob("*")]
    for place in places:
        place.chmod(0o555 if place.is_dir() else 0o444)
    assert same_hits(desk, before)
