"""Everything an act writes is in the index when its command ends, and the next search finds it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from index.store.documents import DocumentStore
from index.text.folding import fold_query
from tests.fixtures.command_line import BATCH, CASE, SAMPLES, Desk, applied_answers
from tests.fixtures.small_pdfs import paper
from tests.tools.adversity import signalled
from tests.unit.test_index_extraction_hostile import LINE

NOTICE = [
    *("--set", "申报起=2020-04-07", "--set", "申报截止=2020-04-30", "--set", "上报截止=2020-05-15"),
    *("--set", "联系人=样联络", "--set", "联系电话=021-00000000"),
]
WITHOUT_OFFICE = 7  # the paper is there as a Word file, its PDF is due
Words = tuple[str | Path, ...]


def opening(folder: Path) -> Words:
    record = folder / "批次.yaml"
    record.write_text(BATCH.replace("2020", "2021"), "utf-8")
    return ("batch", "open", "2021-1", "--record", record, "--on", "2021-04-07")


def importing(_: Path) -> Words:
    return ("case", "import", SAMPLES / "2020-SX-002.yaml")


def beginning(_: Path) -> Words:
    return (
        *("case", "new", "--batch", "2020-1", "--programme", "首席技师资助项目"),
        *("--unit", "样例新来的厂"),
    )


def editing(_: Path) -> Words:
    return ("case", "edit", CASE, "--set", "项目名称=激光干涉件项目")


def adding(folder: Path) -> Words:
    file = folder / "说明.txt"
    file.write_text("独此一份的说明", "utf-8")
    return ("evidence", "add", CASE, file, "--element", "硬件建设")


def notifying(_: Path) -> Words:
    return ("batch", "advance", "2020-1", "notify", "--on", "2020-04-07", *NOTICE)


def applying(folder: Path) -> Words:
    answers = applied_answers(folder / "答复.yaml")
    return ("case", "advance", CASE, "申报", "--on", "2020-04-13", "--record", answers)


def moving(_: Path) -> Words:
    return ("case", "edit", CASE, "--set", "单位.地址=静安区新址路9号")


def making(_: Path) -> Words:
    return ("doc", "make", CASE, "application-form")


def receiving(folder: Path) -> Words:
    file = folder / "正本.pdf"
    file.write_bytes(paper(content=LINE))
    return ("doc", "receive", "2020-1", "work-notice", file, "--on", "2020-04-07")


ACTS: list[tuple[Callable[[Path], Words], str, str, int]] = [
    (opening, "2021年首席技师资助项目", "batches/2021-1/batch.yaml", 0),
    (importing, "2020-SX-002", "cases/2020-SX-002/case.yaml", 0),
    (beginning, "样例新来的厂", "cases/2020-SX-003/case.yaml", 0),
    (editing, "激光干涉件项目", f"cases/{CASE}/case.yaml", 0),
    (adding, "独此一份的说明", f"cases/{CASE}/evidence/要素/硬件建设/说明.txt", 0),
    (notifying, "静人社〔2020〕1号", "batches/2020-1/documents/", WITHOUT_OFFICE),
    (applying, "资助申请表", f"cases/{CASE}/documents/", WITHOUT_OFFICE),
    (moving, "新址路9号", f"cases/{CASE}/case.yaml", 0),
    (making, "新址路9号", f"cases/{CASE}/documents/", WITHOUT_OFFICE),
    (receiving, "text that is long", "batches/2020-1/documents/", 0),
]


def held(desk: Desk, words: str) -> set[str]:
    """The paths of the documents that hold the words, as the index stands on the disk now."""
    (generation,) = (desk.root / "index").glob("g*")
    store = DocumentStore(generation)
    try:
        return {entry.path for entry in store.entries() if fold_query(words) in entry.text}
    finally:
        store.close()


def found(desk: Desk, words: str) -> set[str]:
    return {hit["path"] for hit in desk.json("search", f'"{words}"', "--limit", "100")["hits"]}


def test_what_every_act_writes_is_in_the_index_when_its_command_ends(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JIANGDANG_SOFFICE", "/没有/soffice")
    for act, words, place, code in ACTS:
        assert not any(path.startswith(place) for path in held(desk, words)), words
        said = desk.run(*act(tmp_path))
        assert said.code == code, (said.out, said.err)
        assert "I107" not in said.err
        assert any(path.startswith(place) for path in held(desk, words)), words
        assert any(path.startswith(place) for path in found(desk, words)), words


def test_what_was_written_by_hand_is_found_by_the_next_search(desk: Desk) -> None:
    file = desk.root / "cases" / CASE / "case.yaml"
    file.write_text(file.read_text("utf-8").replace("薄壁件数控", "激光干涉件"), "utf-8")
    assert found(desk, "激光干涉件") == {f"cases/{CASE}/case.yaml"}


def test_an_act_cut_short_is_found_once_the_next_command_has_finished_it(
    desk: Desk, tmp_path: Path
) -> None:
    words, finished = adding(tmp_path), 0
    for when in (1, 2):
        root = tmp_path / f"第{when}次" / "工作区"
        shutil.copytree(desk.root, root, copy_function=shutil.copy2)
        assert signalled("rename", when, "SIGKILL", root, *words).code != 0
        left = Desk(root)
        total = left.json("search", "独此一份的说明")["total"]
        assert total == len(left.json("evidence", "list", CASE))
        finished += total
    assert finished > 0


def test_a_file_changed_behind_the_bureaus_back_is_read_anew(desk: Desk, tmp_path: Path) -> None:
    desk.json(*adding(tmp_path))
    file = desk.root / "cases" / CASE / "evidence" / "要素" / "硬件建设" / "说明.txt"
    file.write_text("改换过的说明书", "utf-8")
    desk.json("index", "update")
    assert (found(desk, "独此一份的说明"), len(found(desk, "改换过的说明书"))) == (set(), 1)
    known = file.stat()
    file.write_text("又换过的说明书", "utf-8")
    os.utime(file, ns=(known.st_atime_ns, known.st_mtime_ns))
    desk.json("index", "rebuild")
    assert (found(desk, "改换过的说明书"), len(found(desk, "又换过的说明书"))) == (set(), 1)
