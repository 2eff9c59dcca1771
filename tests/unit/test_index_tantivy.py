"""The Tantivy index: damage is told, one writer at a time, a killed writer loses nothing."""

from __future__ import annotations

import builtins
import json
import os
import re
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cases.errors import JiangdangError, Kind
from index.engines.engine import Asked, DamagedIndexError, IndexBusyError, Scope, Sort
from index.engines.tantivy.engine import TantivyEngine
from index.engines.tantivy.folder import CHECKED, META
from index.engines.tantivy.tokens import phrase, text_tokens
from index.queries.tree import Every, Field, FieldName, How, Node, Words
from index.records import Entry
from index.text.folding import SEPARATOR
from tests.contract.engines import Scanned
from tests.tools.adversity import namespaces

ROOT = Path(__file__).parents[2]


def _entries(count: int, start: int = 0) -> Iterator[Entry]:
    for at in range(start, start + count):
        yield Entry(at, f"样例/{at:05d}", f"样例文书第{at:05d}号,责令限期整改", date="2021-03-04")


def _spoil(engine: TantivyEngine, file: Path, content: bytes) -> None:
    """Another file of the same name; what is mapped into memory must not shrink under us."""
    engine.close()
    other = file.with_suffix(".other")
    other.write_bytes(content)
    other.replace(file)


def _total(engine: TantivyEngine, tree: Node) -> int:
    return engine.search(Asked(tree)).total


@pytest.fixture
def engine(tmp_path: Path) -> TantivyEngine:
    made = TantivyEngine(tmp_path / "tantivy")
    made.put(_entries(30))
    made.put((), gone=(7,))
    return made


def _files(engine: TantivyEngine) -> list[Path]:
    return sorted(each for each in engine.folder.iterdir() if len(each.stem) >= 32)


def test_a_flipped_byte_in_any_file_is_told(engine: TantivyEngine) -> None:
    for file in _files(engine):
        sound = file.read_bytes()
        body = len(sound) - 8 - int.from_bytes(sound[-8:-4], "little")
        for at in {0, body // 2, max(0, body - 1), len(sound) - 9}:
            _spoil(engine, file, sound[:at] + bytes([sound[at] ^ 1]) + sound[at + 1 :])
            with pytest.raises(DamagedIndexError):
                engine.search(Asked(Words("整改")))
        _spoil(engine, file, sound)
        assert engine.count() == 29


def test_files_cut_short_emptied_or_gone_are_told(engine: TantivyEngine) -> None:
    for file in _files(engine):
        sound = file.read_bytes()
        for content in (b"", sound[:-1], sound[: len(sound) // 2], b"\x00" * len(sound)):
            _spoil(engine, file, content)
            with pytest.raises(DamagedIndexError):
                engine.count()
        file.unlink()
        with pytest.raises(DamagedIndexError):
            engine.search(Asked(Every()))
        _spoil(engine, file, sound)
    assert _total(engine, Words("整改")) == 29


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b'{"segments": [{}]}', b'{"segments": 3}', b"\xff\xfe", b"{}"],
)
def test_a_spoilt_list_of_segments_is_told(engine: TantivyEngine, content: bytes) -> None:
    _spoil(engine, engine.folder / META, content)
    with pytest.raises(DamagedIndexError):
        engine.count()
    with pytest.raises(DamagedIndexError):
        engine.put(_entries(1, start=50))


def test_an_index_of_another_form_is_told(engine: TantivyEngine) -> None:
    file = engine.folder / META
    told = json.loads(file.read_text("utf-8"))
    told["schema"] = told["schema"][:-1]
    file.write_text(json.dumps(told), "utf-8")
    with pytest.raises(DamagedIndexError, match="schema"):
        engine.count()


def test_a_note_of_checked_files_that_is_spoilt_only_costs_a_check(engine: TantivyEngine) -> None:
    for content in (b"", b"[]", b'{"form": 99}', b'{"form": 1, "files": 3}'):
        (engine.folder / CHECKED).write_bytes(content)
        engine.close()
        assert engine.count() == 29


def test_without_a_list_of_segments_nothing_is_guessed(engine: TantivyEngine) -> None:
    engine.close()
    (engine.folder / META).unlink()
    with pytest.raises(DamagedIndexError):
        engine.count()


def test_a_file_spoilt_under_an_open_index_is_told_a_moment_later(engine: TantivyEngine) -> None:
    assert engine.count() == 29
    file = _files(engine)[0]
    other = file.with_suffix(".other")
    other.write_bytes(file.read_bytes()[:-1])
    other.replace(file)
    time.sleep(0.06)
    with pytest.raises(DamagedIndexError):
        engine.count()


def test_a_deleted_folder_holds_nothing_and_can_be_filled_again(engine: TantivyEngine) -> None:
    engine.clear()
    assert (engine.count(), _total(engine, Every())) == (0, 0)
    engine.put(_entries(3))
    assert engine.count() == 3


def test_only_one_writes_and_the_other_is_told(engine: TantivyEngine) -> None:
    other = TantivyEngine(engine.folder)

    def meanwhile() -> Iterator[Entry]:
        yield from _entries(300, start=500)
        with pytest.raises(IndexBusyError):
            other.put(_entries(1, start=90))
        assert other.count() == 29
        yield from _entries(100, start=100)

    engine.put(meanwhile())
    other.put(_entries(1, start=90))
    assert engine.count() == other.count() == 430


KILLED = """
    import sys
    from pathlib import Path
    from index.engines.tantivy.engine import TantivyEngine
    from index.records import Entry

    engine = TantivyEngine(Path(sys.argv[1]))
    for batch in range(10_000):
        engine.put([Entry(batch * 10 + n, f"{batch}-{n}", f"样例{batch}批{n}") for n in range(10)])
        print(batch, flush=True)
"""


def test_a_writer_killed_at_any_time_loses_nothing_it_had_told(tmp_path: Path) -> None:
    engine = TantivyEngine(tmp_path / "tantivy")
    told = -1
    for patience in (3, 9):
        engine.clear()
        script = [sys.executable, "-c", textwrap.dedent(KILLED), str(engine.folder)]
        with subprocess.Popen(script, cwd=ROOT, stdout=subprocess.PIPE, text=True) as writing:
            assert writing.stdout is not None
            for _ in range(patience):
                told = int(writing.stdout.readline())
                assert (told + 1) * 10 <= engine.count()  # others see each commit, and no error
            os.kill(writing.pid, signal.SIGKILL)
            told = max([told, *map(int, re.findall(r"^\d+$", writing.stdout.read(), re.M))])
        assert engine.count() in {(told + 1) * 10, (told + 2) * 10}  # the last may not be told
        assert _total(engine, Words(f"样例{told}批9")) == 1
        engine.put([Entry(1_000_000, "后来", "死锁没有留下")])
        assert _total(engine, Words("死锁没有")) == 1


def test_a_disk_that_takes_no_more_is_told_and_the_index_stays(tmp_path: Path) -> None:
    folder = tmp_path / "tantivy"
    TantivyEngine(folder).put(_entries(30))
    script = f"""
        import resource, signal, sys
        from pathlib import Path
        from cases.saving import CannotSaveError
        from index.engines.tantivy.engine import TantivyEngine
        from index.records import Entry
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
        text = "".join(map(chr, range(0x4e00, 0x9000)))
        try:
            TantivyEngine(Path({str(folder)!r})).put([Entry(99, "大", text)])
        except CannotSaveError:
            sys.exit(42)
    """
    ended = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)], cwd=ROOT, check=False, capture_output=True
    )
    assert ended.returncode == 42, ended.stderr.decode()[-2000:]
    assert TantivyEngine(folder).count() == 30


def test_without_tantivy_the_error_says_what_to_install(
    engine: TantivyEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.close()
    for name in [each for each in sys.modules if each.split(".")[0] == "tantivy"]:
        monkeypatch.delitem(sys.modules, name)
    real = builtins.__import__

    def without(name: str, *rest: object, **more: object) -> object:
        if name.split(".")[0] == "tantivy":
            raise ImportError(name)
        return real(name, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(JiangdangError) as told:
        engine.count()
    assert told.value.kind is Kind.TOOL_MISSING
    assert "jiangdang[tantivy]" in str(told.value)


def test_single_characters_are_found_wherever_they_stand(tmp_path: Path) -> None:
    engine, scan = TantivyEngine(tmp_path / "tantivy"), Scanned()
    texts = ("单", f"前后{SEPARATOR}尾", "𠮷", "a b", ".*", "", "的的的", "\\d")
    entries = [Entry(at, f"{at}", text, private=f"{text}7") for at, text in enumerate(texts)]
    for each in (engine, scan):
        each.put(entries)
    for sign in "单前后尾𠮷ab.*\\d的7 ":
        for scope in (Scope(), Scope(numbers=True)):
            asked = Asked(Words(sign), scope, Sort.DATE)
            assert engine.search(asked) == scan.search(asked), sign


def test_many_equals_at_the_end_of_a_page_are_still_by_path(tmp_path: Path) -> None:
    engine = TantivyEngine(tmp_path / "tantivy")
    for start in (200, 0, 100):  # segments not in the order of paths
        engine.put(
            Entry(n, f"{n * 7 % 300:03d}", "同样的样例文书") for n in range(start, start + 100)
        )
    for offset in (0, 5, 100, 295):
        hits = engine.search(Asked(Words("样例文书"), offset=offset, limit=10)).hits
        paths = [f"{id_ * 7 % 300:03d}" for id_, _ in hits]
        assert paths == [f"{n:03d}" for n in range(offset, min(offset + 10, 300))]


def test_of_very_many_equals_the_newest_are_first_then_it_goes_by_path(tmp_path: Path) -> None:
    engine = TantivyEngine(tmp_path / "tantivy")
    days = ("", *(f"20{year}-0{month}-11" for year in range(10, 26) for month in range(1, 10)))
    entries = [
        Entry(n, f"{n * 7 % 3001:04d}", "同样的样例文书", date=days[n * n % len(days)])
        for n in range(3000)
    ]
    better = Entry(9000, "最后", "样例文书样例文书样", date="1999-01-01")
    engine.put([*entries[:1000], better])
    engine.put(entries[1000:])
    entries.sort(key=lambda entry: entry.path)
    entries.sort(key=lambda entry: entry.date, reverse=True)
    wanted = [better.id, *(entry.id for entry in entries)]
    for offset in (0, 1, 17, 60, 95, 130, 1500, 2990):
        hits = engine.search(Asked(Words("样例文书"), offset=offset, limit=10)).hits
        assert [id_ for id_, _ in hits] == wanted[offset : offset + 10]
        assert list(hits) == sorted(hits, key=lambda hit: -hit[1])


def test_half_characters_in_texts_and_questions_do_no_harm(tmp_path: Path) -> None:
    engine = TantivyEngine(tmp_path / "tantivy")
    engine.put([Entry(1, "坏\udc80名", "坏\ud800字的样例", fields={FieldName.TITLE: ("\udc80",)})])
    assert _total(engine, Words("字的样例")) == 1
    assert _total(engine, Words("坏\ud800")) == 0
    assert _total(engine, Field(FieldName.TITLE, How.HAS, "\udc80")) == 0


def test_amounts_too_large_for_the_index_are_held_as_the_largest(tmp_path: Path) -> None:
    engine = TantivyEngine(tmp_path / "tantivy")
    engine.put([Entry(1, "大", "样例", amount=10**30, amounts=(10**30, -(10**30)))])
    engine.put([Entry(2, "小", "样例", amount=5, amounts=(5,))])
    found = engine.search(Asked(Words("样例"), sort=Sort.AMOUNT))
    assert [id_ for id_, _ in found.hits] == [1, 2]


def test_a_phrase_needs_every_other_pair_only() -> None:
    assert phrase("甲乙") == [(0, "甲乙")]
    assert phrase("甲乙丙") == [(0, "甲乙"), (1, "乙丙")]
    assert phrase("甲乙丙丁") == [(0, "甲乙"), (2, "丙丁")]
    assert text_tokens("甲 a").split(" ") == ["甲\x1c", "\x1ca", f"a{SEPARATOR}", ""]


LOOKING = """
    import sys
    from pathlib import Path
    from cases.saving import CannotSaveError
    from index.engines.engine import Asked
    from index.engines.tantivy.engine import TantivyEngine
    from index.queries.tree import Words

    engine = TantivyEngine(Path(sys.argv[1]))
    assert engine.search(Asked(Words("整改"))).total == 29
    try:
        engine.put(())
    except CannotSaveError:
        sys.exit(42)
"""


@pytest.mark.skipif(not namespaces(), reason="no mount namespaces here")
def test_an_index_on_a_read_only_disk_is_searched_and_not_written(engine: TantivyEngine) -> None:
    mounted = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"'
    python = [sys.executable, "-c", textwrap.dedent(LOOKING), str(engine.folder)]
    ended = subprocess.run(
        [*namespaces(), "sh", "-c", mounted, str(engine.folder), *python],
        cwd=ROOT,
        check=False,
        capture_output=True,
    )
    assert ended.returncode == 42, ended.stderr.decode()[-2000:]
