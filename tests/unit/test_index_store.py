"""The store keeps every document with its text; ids are never given twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from index.engines.engine import DamagedIndexError, NoIndexError, Scope
from index.queries.matching import holds
from index.queries.tree import Field, FieldName, How, Words
from index.records import Record, State
from index.store.documents import DocumentStore
from index.store.preparing import prepare

ID = "310106199001011234"


def record(path: str, *pages: str, **more: str) -> Record:
    return Record(
        path=path, digest=f"摘要-{path}", title=more.pop("title", path), pages=pages, **more
    )


@pytest.fixture
def store(tmp_path: Path) -> DocumentStore:
    made = DocumentStore(tmp_path / "g0001")
    made.create()
    return made


def put(store: DocumentStore, *records: Record) -> None:
    store.put(map(prepare, records))


def test_a_document_put_in_is_pending_until_the_engine_holds_it(store: DocumentStore) -> None:
    put(store, record("甲", "责令限期整改"))
    (entry,) = store.pending()
    assert "责令限期整改" in entry.text
    entries, gone = store.begin_flush(10)
    store.end_flush([entry.id for entry in entries], gone, 1)
    assert store.pending() == []
    assert store.engine_count() == 1


def test_a_changed_document_gets_a_new_id_and_the_old_one_is_gone(store: DocumentStore) -> None:
    put(store, record("甲", "旧文"))
    (old,) = store.pending()
    entries, gone = store.begin_flush(10)
    store.end_flush([entry.id for entry in entries], gone, 1)
    put(store, record("甲", "新文"))
    (new,) = store.pending()
    assert new.id > old.id
    assert store.gone_ids() == {old.id}
    assert store.coverage().total == 1


def test_a_flush_cut_short_gives_its_documents_new_ids(store: DocumentStore) -> None:
    put(store, record("甲", "甲文"), record("乙", "乙文"))
    first, _ = store.begin_flush(10)
    assert store.engine_count() is None
    again, gone = store.begin_flush(10)
    assert gone == {entry.id for entry in first}
    assert not gone & {entry.id for entry in again}
    assert [entry.path for entry in again] == ["甲", "乙"]
    assert [s.record.pages for s in store.stored([e.id for e in again], numbers=False)] == [
        ("甲文",),
        ("乙文",),
    ]


def test_a_personal_number_stands_only_in_the_private_text(store: DocumentStore) -> None:
    put(store, record("甲", f"带头人样甲，身份证号{ID}。"))
    (entry,) = store.pending()
    assert ID not in entry.text
    assert ID in entry.private
    suffix = Field(FieldName.PERSONAL, How.ENDS, "1234")
    for tree in (Words(ID), Words(ID[:6]), Words("1234"), suffix):
        assert holds(tree, entry, Scope(numbers=True))
        assert not holds(tree, entry, Scope(numbers=False))
    (shown,) = store.stored([entry.id], numbers=False)
    assert ID not in shown.record.pages[0]
    (whole,) = store.stored([entry.id], numbers=True)
    assert ID in whole.record.pages[0]


def test_numbers_and_amounts_mentioned_are_fields(store: DocumentStore) -> None:
    put(store, record("甲", "依据静人社〔2019〕12号，拨付资助经费伍万元整，见第十二条。"))
    (entry,) = store.pending()
    assert any(v.endswith("静人社(2019)12号") for v in entry.fields[FieldName.NUMBER])
    assert entry.amounts == (5_000_000,)
    assert entry.amount == 5_000_000
    assert entry.fields[FieldName.CLAUSE] == ("12",)


def test_what_was_not_read_is_counted_and_named_with_its_parts(store: DocumentStore) -> None:
    lost = Record("丙", "3", "丙", state=State.UNREAD, unread="文件已加密")
    partly = Record("丁", "4", "丁", pages=("有字",), unread_parts=(("附件.7z", "不支持"),))
    put(store, record("甲", "文"), lost, partly)
    assert store.unread() == {"丙": "文件已加密", "丁!附件.7z": "不支持"}
    assert store.coverage().unread == 2


def test_a_store_with_any_page_broken_is_damaged_or_says_the_same(store: DocumentStore) -> None:
    put(store, *(record(f"件{n:03}", f"第{n}件材料" * 50) for n in range(60)))
    store.close()
    sound = store.file.read_bytes()
    expected = sorted(e.text for e in store.entries())
    store.close()
    noticed = 0
    for at in range(0, len(sound), 4096):
        store.file.write_bytes(sound[:at] + b"\xa5" * 512 + sound[at + 512 :])
        try:
            store.check()
            assert sorted(e.text for e in store.entries()) == expected
        except (DamagedIndexError, NoIndexError):
            noticed += 1
        store.close()
    assert noticed > len(sound) / 4096 / 2


def test_a_store_of_another_form_is_refused(store: DocumentStore) -> None:
    import sqlite3

    connection = sqlite3.connect(store.file)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(DamagedIndexError):
        store.coverage()


_WRITER = """
import sys, pathlib
from index.records import Record
from index.store.documents import DocumentStore
from index.store.preparing import prepare
store = DocumentStore(pathlib.Path(sys.argv[1]))
for n in range(10_000):
    store.put([prepare(Record(f"件{n:05}", "x", "题", pages=("材料文字" * 200,)))])
    print(n, flush=True)
"""


def test_what_was_acknowledged_survives_a_kill(store: DocumentStore) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(store.file.parent)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert child.stdout is not None
    assert child.stdout.readline()
    time.sleep(0.3)
    os.kill(child.pid, signal.SIGKILL)
    said = child.communicate()[0].split()
    acknowledged = int(said[-1]) if said else 0
    assert store.coverage().total >= acknowledged + 1
    store.check()


def test_a_hidden_number_is_no_amount_that_could_be_narrowed_down(store: DocumentStore) -> None:
    put(store, record("甲", "联系人样某，手机13866667777元"))
    (entry,) = store.pending()
    assert entry.amounts == ()


def test_any_flipped_letter_of_a_text_is_damage(store: DocumentStore) -> None:
    put(store, record("甲", "责令限期整改通知书，逾期不改的追回资助资金。" * 3))
    store.close()
    sound = store.file.read_bytes()
    at = sound.index("限期整改通知书".encode())
    store.file.write_bytes(sound[: at + 4] + bytes([sound[at + 4] ^ 1]) + sound[at + 5 :])
    with pytest.raises(DamagedIndexError):
        store.check()
