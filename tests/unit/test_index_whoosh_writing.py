"""Commits of the Whoosh engine: one at a time, never in the way of readers, few segments."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.saving import CannotSaveError
from index.engines.engine import Asked, IndexBusyError, Sort
from index.engines.whoosh.committing import MOST_SEGMENTS, written
from index.engines.whoosh.counting import BigramPool, Postings, encoded
from index.engines.whoosh.engine import WhooshEngine
from index.engines.whoosh.storage import IndexStorage
from index.queries.tree import Every, Words
from index.records import Entry
from index.text.folding import MASK, SEPARATOR
from index.text.grams import bigram_counts
from tests.tools.whoosh_put import entries

ALL = Asked(Every(), sort=Sort.DATE, limit=10_000)


@pytest.fixture
def engine(tmp_path: Path) -> WhooshEngine:
    return WhooshEngine(tmp_path / "whoosh", wait_seconds=0.1)


def test_two_processes_write_in_turn_and_readers_see_whole_commits(engine: WhooshEngine) -> None:
    line = [sys.executable, "-m", "tests.tools.whoosh_put", str(engine.folder)]
    engine.put(entries(9_000, 5))
    writers = [subprocess.Popen([*line, first, "7", "12"]) for first in ("1", "1000")]
    seen = set()
    while any(writer.poll() is None for writer in writers):
        seen.add(engine.search(ALL).total)
    assert [writer.wait() for writer in writers] == [0, 0]
    assert seen <= {5, 12, 19}
    found = {id_ for id_, _ in engine.search(ALL).hits}
    assert found == {*range(9_000, 9_005), *range(78, 85), *range(1077, 1084)}
    engine.check()


def test_who_waits_too_long_for_another_writer_is_told(engine: WhooshEngine) -> None:
    engine.put(entries(1, 2))
    with written(IndexStorage(engine.folder), 1.0):
        with pytest.raises(IndexBusyError):
            engine.put(entries(3, 1))
        assert engine.search(ALL).total == 2
    engine.put(entries(3, 1))
    assert engine.search(ALL).total == 3


def test_a_reader_goes_on_while_its_generation_is_replaced(engine: WhooshEngine) -> None:
    engine.put(entries(1, 50))
    failed: list[BaseException] = []
    done = threading.Event()

    def read() -> None:
        mine = WhooshEngine(engine.folder)
        while not done.is_set():
            try:
                assert mine.search(Asked(Words("限期整改"))).total == 50
            except BaseException as error:
                failed.append(error)
                return

    reader = threading.Thread(target=read)
    reader.start()
    for turn in range(15):
        engine.put(entries(51 + 50 * turn, 50), gone=range(1 + 50 * turn, 51 + 50 * turn))
    done.set()
    reader.join()
    assert not failed


def test_many_commits_leave_few_segments_and_every_document(engine: WhooshEngine) -> None:
    for number in range(1, 60):
        engine.put(entries(number, 1), gone=(number - 7,))
    assert len(list(engine.folder.glob("*.pst"))) <= MOST_SEGMENTS
    assert {id_ for id_, _ in engine.search(ALL).hits} == set(range(53, 60))
    engine.check()


def test_an_id_put_twice_is_there_once(engine: WhooshEngine) -> None:
    engine.put(entries(1, 3))
    engine.put([replace(each, text="重新写过") for each in entries(2, 1)])
    assert engine.count() == 3
    assert [id_ for id_, _ in engine.search(Asked(Words("重新"))).hits] == [2]


def test_a_commit_of_nothing_changes_no_file(engine: WhooshEngine) -> None:
    engine.put(entries(1, 3))
    before = {file: file.stat().st_mtime_ns for file in engine.folder.iterdir()}
    engine.put((), gone=(77,))
    assert {file: file.stat().st_mtime_ns for file in engine.folder.iterdir()} == before


def test_nobody_else_may_read_the_files(engine: WhooshEngine) -> None:
    engine.put(entries(1, 3))
    files = [file for file in engine.folder.iterdir() if file.stat().st_size]
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


def test_a_folder_that_cannot_be_written_is_told_and_still_read(
    engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.put(entries(1, 3))

    def refused(*_: object, **__: object) -> None:
        raise OSError(30, "Read-only file system")

    with monkeypatch.context() as patch:
        patch.setattr(IndexStorage, "create_file", refused)
        with pytest.raises(CannotSaveError):
            engine.put(entries(4, 1))
    assert engine.search(ALL).total == 3
    assert len(list(engine.folder.iterdir())) == 8


def test_merging_keeps_everything_a_document_has(engine: WhooshEngine) -> None:
    odd = Entry(1, "样例/一", "甲乙" + SEPARATOR, "甲乙丙1", {}, "", None, (3, -2))
    engine.put([odd])
    for number in range(2, 30):
        engine.put(entries(number, 1))
    from index.engines.whoosh.segment import ListCache
    from index.engines.whoosh.snapshot import Snapshot

    snapshot = Snapshot.newest(IndexStorage(engine.folder), ListCache(0))
    kept = [
        entry
        for segment in snapshot.segments
        for entry in segment.rows.entries(segment.living().tolist())
    ]
    assert sorted(kept, key=lambda entry: entry.id) == [odd, *entries(2, 28)]


@given(st.lists(st.text("甲乙𠮷a " + SEPARATOR + MASK), max_size=6))
def test_pairs_are_counted_as_the_text_says(texts: list[str]) -> None:
    pool = BigramPool()
    for doc, text in enumerate(texts):
        pool.add(doc, text, "")
    counted: dict[int, dict[bytes, int]] = {doc: {} for doc in range(len(texts))}
    postings = pool.postings()["text"]
    for term, doc, times in _listed(postings):
        counted[doc][term] = times
    expected = [{encoded(p): n for p, n in bigram_counts(text).items()} for text in texts]
    assert list(counted.values()) == expected
    assert list(postings.terms) == sorted(postings.terms)


def _listed(postings: Postings) -> list[tuple[bytes, int, int]]:
    return [
        (term, int(postings.docs[at]), int(postings.times[at]))
        for i, term in enumerate(postings.terms)
        for at in range(postings.starts[i], postings.starts[i + 1])
    ]


def test_portions_are_joined_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"甲乙{n % 7}丙{n % 3}" * (n % 4 + 1) for n in range(50)]
    whole, parts = BigramPool(), BigramPool()
    for doc, text in enumerate(texts):
        whole.add(doc, text, text + "密" if doc % 5 == 0 else "")
    monkeypatch.setattr("index.engines.whoosh.counting.PORTION", 40)
    for doc, text in enumerate(texts):
        parts.add(doc, text, text + "密" if doc % 5 == 0 else "")
    for name in ("text", "private"):
        assert _listed(whole.postings()[name]) == _listed(parts.postings()[name])


def test_whoosh_itself_reads_the_index_and_weighs_alike(tmp_path: Path) -> None:
    from whoosh import index, query, scoring

    from index.engines.whoosh.schema import SCHEMA

    texts = [f"甲乙{'丙丁' * (n % 300)}{'戊己' * (n % 7)}" for n in range(700)]
    engine = WhooshEngine(tmp_path)
    engine.put(Entry(n + 1, f"{n:04d}", text) for n, text in enumerate(texts))
    opened = index.open_dir(str(tmp_path), schema=SCHEMA)
    with opened.searcher(weighting=scoring.BM25F()) as searcher:
        for pair in ("甲乙", "丙丁", "戊己", "丁戊", "无有"):
            theirs = searcher.search(query.Term("text", pair), limit=None).docs()
            ours = engine.search(Asked(Words(pair), limit=1000))
            assert {doc + 1 for doc in theirs} == {id_ for id_, _ in ours.hits}
            matcher = searcher.reader().postings("text", pair) if theirs else None
            weights = {}
            while matcher and matcher.is_active():
                weights[matcher.id()] = matcher.weight()
                matcher.next()
            assert weights == {doc: Counter(_pairs(texts[doc]))[pair] for doc in theirs}


def _pairs(text: str) -> list[str]:
    return [text[at : at + 2] for at in range(len(text) - 1)]


def test_long_lists_come_in_blocks(engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.engines.whoosh.segment_writing.BLOCK", 16)
    engine.put(Entry(n, f"{n:04d}", "甲乙" if n % 3 else "丙") for n in range(1, 400))
    found = engine.search(Asked(Words("甲乙"), limit=1000))
    assert sorted(id_ for id_, _ in found.hits) == [n for n in range(1, 400) if n % 3]


def test_full_segments_are_followed_by_others(
    engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.engines.whoosh.segment_writing.MOST_SIGNS", 200)
    engine.put(entries(1, 40))
    assert len(list(engine.folder.glob("*.pst"))) > MOST_SEGMENTS // 2
    assert engine.search(ALL).total == 40
