"""Many files at once, and what was read kept for the next time."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from index.extraction.extracted import Extracted
from index.extraction.keeping import FILE, KeptTexts
from index.extraction.pool import ReaderPool
from index.records import State
from tests.fixtures import wild_word as word

ROOT = Path(__file__).resolve().parents[2]
READ = Extracted(
    "text/plain", ("甲\t乙", ""), State.WAITING, 0.5, "I210", {"pages": "2", "count": "1"},
    (("第2页", "图片"),), (1,),
)  # fmt: skip


def files_in(folder: Path, count: int) -> dict[str, Path]:
    """Documents, some of them broken."""
    found = {}
    for at in range(count):
        path = folder / f"{at}.docx"
        torn = at % 4 == 3
        path.write_bytes(b"PK\x03\x04torn" if torn else word.word_file(word.paragraph(f"第{at}件")))
        found[str(at)] = path
    return found


def test_a_pool_reads_every_file_and_broken_ones_stop_nobody(tmp_path: Path) -> None:
    files = files_in(tmp_path, 12) | {"gone": tmp_path / "没有.docx"}
    told: list[tuple[int, int]] = []
    with ReaderPool(2) as pool:
        found = dict(pool.extract_all(files, progress=lambda done, of: told.append((done, of))))
    assert set(found) == set(files)
    assert found["0"].pages == ("第0件",)
    assert {found[key].code for key in ("3", "7", "11")} == {"I203"}
    assert found["gone"].reason == "文件不在原处，未读取文字。请从备份恢复。"
    assert told == [(at, 13) for at in range(1, 14)]


def test_stopping_in_the_middle_ends_the_children(tmp_path: Path) -> None:
    files = files_in(tmp_path, 12)
    pool = ReaderPool(2)
    with pytest.raises(KeyboardInterrupt), pool:
        for _ in pool.extract_all(files):
            raise KeyboardInterrupt
    for each in pool._readers:
        assert each._child._child is None


def test_what_was_read_is_found_whole(tmp_path: Path) -> None:
    kept = KeptTexts(tmp_path / "new")
    assert kept.find("d" * 64) is None
    kept.keep("d" * 64, READ)
    assert KeptTexts(tmp_path / "new").find("d" * 64) == READ
    kept.drop("d" * 64)
    assert kept.find("d" * 64) is None


def test_what_may_end_otherwise_another_time_is_not_kept(tmp_path: Path) -> None:
    kept = KeptTexts(tmp_path)
    kept.keep("d" * 64, Extracted("text/plain", state=State.UNREAD, code="I212"))
    assert kept.find("d" * 64) is None


def test_another_version_of_the_reader_reads_anew(tmp_path: Path) -> None:
    old, new = KeptTexts(tmp_path, "1"), KeptTexts(tmp_path, "2")
    old.keep("d" * 64, READ)
    assert new.find("d" * 64) is None


def test_what_is_kept_of_other_files_and_other_readers_is_forgotten_to_the_last_byte(
    tmp_path: Path,
) -> None:
    random = [os.urandom(6000).hex() for _ in range(3)]
    kept = {version: KeptTexts(tmp_path, version) for version in ("1", "2", "ocr 3")}
    for version, text in zip(kept, random, strict=True):
        kept[version].keep("d" * 64, Extracted("text/plain", (text,)))
    kept["2"].keep("e" * 64, READ)
    with closing(sqlite3.connect(tmp_path / FILE)) as base:
        ((content,),) = base.execute("select content from extracted where reader = '1'").fetchall()
    before = (tmp_path / FILE).stat().st_size
    assert kept["2"].keep_only(["d" * 64], ("2", "ocr *"))
    assert kept["1"].find("d" * 64) is None
    assert kept["2"].find("e" * 64) is None
    assert [kept[version].find("d" * 64) is not None for version in kept] == [False, True, True]
    assert (tmp_path / FILE).stat().st_size < before
    assert content[2000:2100] not in b"".join(each.read_bytes() for each in tmp_path.iterdir())


@pytest.mark.parametrize(
    "damage",
    [
        lambda file: file.write_bytes(b"no database"),
        lambda file: file.write_bytes(file.read_bytes()[:4096] + os.urandom(8192)),
        lambda file: file.write_bytes(b""),
    ],
    ids=["other", "bent", "empty"],
)
def test_a_damaged_store_is_made_anew(tmp_path: Path, damage: object) -> None:
    kept = KeptTexts(tmp_path)
    for at in range(50):
        kept.keep(f"{at:064}", READ)
    assert callable(damage)
    damage(tmp_path / FILE)
    kept.find("0" * 64)
    kept.keep("e" * 64, READ)
    kept.keep("e" * 64, READ)
    assert kept.find("e" * 64) == READ


def test_a_row_nobody_wrote_so_is_read_anew(tmp_path: Path) -> None:
    kept = KeptTexts(tmp_path)
    kept.keep("d" * 64, READ)
    base = sqlite3.connect(tmp_path / FILE)
    base.execute("update extracted set content = x'00'")
    base.commit()
    base.close()
    assert kept.find("d" * 64) is None


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    kept = KeptTexts(blocked)
    kept.keep("d" * 64, READ)
    assert kept.find("d" * 64) is None


def test_two_processes_keep_at_once(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path\n"
        "from index.extraction.keeping import KeptTexts\n"
        "from index.extraction.extracted import Extracted\n"
        "kept = KeptTexts(Path(sys.argv[1]))\n"
        "read = Extracted('text/plain', ('x',))\n"
        "for at in range(60): kept.keep(f'{sys.argv[2]}{at:063}', read)\n"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", script, str(tmp_path), each], cwd=ROOT)
        for each in "ab"
    ]
    assert [each.wait(60) for each in running] == [0, 0]
    kept = KeptTexts(tmp_path)
    assert all(kept.find(f"{each}{at:063}") for each in "ab" for at in range(60))


def test_what_was_read_is_nobody_elses_to_see(tmp_path: Path) -> None:
    base = sqlite3.connect(tmp_path / FILE)  # an earlier version left it open to others
    base.execute("pragma journal_mode = wal")
    base.execute("create table other (x)")
    for each in tmp_path.iterdir():
        each.chmod(0o644)
    before = os.umask(0)
    try:
        KeptTexts(tmp_path).keep("d" * 64, READ)
        KeptTexts(tmp_path / "new").keep("d" * 64, READ)
        reader = sqlite3.connect(tmp_path / "new" / FILE)
        reader.execute("select count(*) from extracted").fetchall()  # keeps the side files
        KeptTexts(tmp_path / "new").keep("e" * 64, READ)
        made = [*tmp_path.glob(f"{FILE}*"), *(tmp_path / "new").iterdir()]
        assert {each.stat().st_mode & 0o777 for each in made} == {0o600}
        assert (tmp_path / "new" / f"{FILE}-wal").is_file()
    finally:
        os.umask(before)
        reader.close()
        base.close()
