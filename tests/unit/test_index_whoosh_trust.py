"""No file of the index is believed blindly: what is broken is told, what is doctored never runs."""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index.engines.engine import Asked, DamagedIndexError, Found, Sort
from index.engines.whoosh.engine import WhooshEngine
from index.queries.tree import Every, Words
from tests.tools.whoosh_put import entries

ASKED = (Asked(Words("限期整改"), sort=Sort.DATE), Asked(Every()), Asked(Words("样例")))


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound index of two segments, one document gone."""
    folder = tmp_path_factory.mktemp("sound") / "whoosh"
    engine = WhooshEngine(folder)
    engine.put(entries(1, 30))
    engine.put(entries(31, 5), gone=(3,))
    return folder


@pytest.fixture
def folder(sound: Path, tmp_path: Path) -> Path:
    """A copy of it that may be broken."""
    return Path(shutil.copytree(sound, tmp_path / "whoosh"))


def files_of(folder: Path) -> list[Path]:
    """Everything but the lock."""
    return sorted(file for file in folder.iterdir() if not file.name.endswith("LOCK"))


def answers(folder: Path) -> list[Found]:
    """What the index says to all questions."""
    return [WhooshEngine(folder).search(asked) for asked in ASKED]


def refused(folder: Path) -> bool:
    """Whether every use of the index says that it is damaged."""
    engine = WhooshEngine(folder)
    uses: list[Callable[[], object]] = [engine.count, engine.check]
    uses += [lambda asked=asked: engine.search(asked) for asked in ASKED]  # type: ignore[misc]
    uses.append(lambda: engine.put(entries(90, 1)))
    return all(map(_damaged, uses))


def _damaged(use: Callable[[], object]) -> bool:
    try:
        use()
    except DamagedIndexError:
        return True
    return False


def test_a_copy_answers_like_the_original(sound: Path, folder: Path) -> None:
    assert [found.total for found in answers(sound)] == [34, 34, 34]
    assert answers(folder) == answers(sound)
    WhooshEngine(folder).check()


def test_a_missing_file_is_damage(sound: Path, tmp_path: Path) -> None:
    for number, file in enumerate(files_of(sound)):
        broken = Path(shutil.copytree(sound, tmp_path / str(number)))
        (broken / file.name).unlink()
        assert refused(broken), file.name


def test_a_file_cut_off_anywhere_is_damage(folder: Path) -> None:
    for file in files_of(folder):
        content = file.read_bytes()
        for at in {
            at for at in (0, 1, 7, len(content) // 2, len(content) - 1) if at < len(content)
        }:
            file.write_bytes(content[:at])
            assert refused(folder), (file.name, at)
        file.write_bytes(content)
    answers(folder)


def test_a_changed_byte_is_damage_even_where_the_size_is_the_same(folder: Path) -> None:
    for file in files_of(folder):
        content = file.read_bytes()
        for at in {0, len(content) // 2, len(content) - 1}:
            file.write_bytes(content[:at] + bytes((content[at] ^ 0x55,)) + content[at + 1 :])
            assert refused(folder), (file.name, at)
        file.write_bytes(content)


def test_rot_that_leaves_no_trace_is_found_by_the_check(folder: Path) -> None:
    for file in files_of(folder):
        if file.suffix in (".files", ".toc"):
            continue
        content, times = file.read_bytes(), file.stat()
        file.write_bytes(content[:-1] + bytes((content[-1] ^ 1,)))
        os.utime(file, ns=(times.st_atime_ns, _noted_time(folder, file.name)))
        with pytest.raises(DamagedIndexError):
            WhooshEngine(folder).check()
        file.write_bytes(content)


def test_rot_anywhere_gives_an_answer_or_damage_and_nothing_else(folder: Path) -> None:
    for file in files_of(folder):
        content = file.read_bytes()
        for at in range(0, len(content), max(1, len(content) // 25)):
            file.write_bytes(content[:at] + bytes((content[at] ^ 0xFF,)) + content[at + 1 :])
            os.utime(file, ns=(0, _noted_time(folder, file.name)))
            engine = WhooshEngine(folder)
            for asked in ASKED:
                _damaged(lambda engine=engine, asked=asked: engine.search(asked))  # type: ignore[misc]
        file.write_bytes(content)


def test_an_index_of_another_form_is_damage(folder: Path) -> None:
    (listed,) = folder.glob("_MAIN_*.files")
    told = json.loads(listed.read_bytes().splitlines()[0])
    _write_list(listed, told | {"form": 99})
    assert refused(folder)


def test_an_index_made_by_whoosh_alone_is_damage(tmp_path: Path) -> None:
    from whoosh import fields, index

    made = index.create_in(str(tmp_path), fields.Schema(path=fields.ID(stored=True)))
    writer = made.writer()
    writer.add_document(path="样例")
    writer.commit()
    assert refused(tmp_path)


class _Exploit:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("touch exploited",)


class _Whoosh:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        from whoosh.filedb.filestore import FileStorage

        return FileStorage, ("样例",)


DOCTORED = [pickle.dumps(made(), protocol) for made in (_Exploit, _Whoosh) for protocol in (2, 4)]


@pytest.mark.parametrize("bad", DOCTORED, ids=("system 2", "system 4", "whoosh 2", "whoosh 4"))
@pytest.mark.parametrize("suffix", [".toc", ".pst", ".trm", ".files", ".rows"])
def test_a_doctored_index_runs_no_code(
    sound: Path, folder: Path, suffix: str, bad: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder.parent)
    truth = answers(sound)
    for file in folder.glob(f"*{suffix}"):
        original, listed = file.read_bytes(), next(folder.glob("_MAIN_*.files")).read_bytes()
        for content in _doctored(original, bad):
            file.write_bytes(content)
            assert refused(folder), (file.name, content)
            _agree_with_list(folder)
            for asked, expected in zip(ASKED, truth, strict=True):
                assert _found(folder, asked) in (None, expected)
        file.write_bytes(original)
        next(folder.glob("_MAIN_*.files")).write_bytes(listed)
    assert not (folder.parent / "exploited").exists()


def _found(folder: Path, asked: Asked) -> Found | None:
    """The answer; None where the index is refused."""
    try:
        return WhooshEngine(folder).search(asked)
    except DamagedIndexError:
        return None


def _doctored(content: bytes, bad: bytes) -> Iterator[bytes]:
    """The file with the pickle in the place of the first pickles that it holds."""
    yield bad
    for mark in (b"\x80\x02", b"\x80\x04", b"\x80\x05"):
        at = content.find(mark)
        if at >= 0:
            yield content[:at] + bad + content[at + len(bad) :]
            yield content[:at] + bad
            last = content.rindex(mark)
            yield content[:last] + bad + content[last + len(bad) :]


def _agree_with_list(folder: Path) -> None:
    """Make the list of files say what the files are, as a careful forger would."""
    (listed,) = folder.glob("_MAIN_*.files")
    try:
        told = json.loads(listed.read_bytes().splitlines()[0])
    except ValueError:
        return
    for name in told["files"]:
        state = (folder / name).stat()
        digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        told["files"][name] = (state.st_size, state.st_mtime_ns, digest)
    _write_list(listed, told)


def _write_list(listed: Path, told: object) -> None:
    body = json.dumps(told, sort_keys=True).encode()
    listed.write_bytes(body + b"\n" + hashlib.sha256(body).hexdigest().encode())


def _noted_time(folder: Path, name: str) -> int:
    (listed,) = folder.glob("_MAIN_*.files")
    try:
        told = json.loads(listed.read_bytes().splitlines()[0])
        return int(told["files"][name][1])
    except (ValueError, LookupError):
        return 0


def test_a_damaged_index_is_cleared_and_filled_anew(folder: Path) -> None:
    next(folder.glob("*.pst")).unlink()
    engine = WhooshEngine(folder)
    engine.clear()
    assert engine.count() == 0
    engine.put(entries(1, 3))
    assert engine.search(ASKED[0]).total == 3
