"""The search finds every substring, and only what holds it."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from index.engines.whoosh_engine import DamagedIndexError, NoIndexError, WhooshEngine
from index.queries.parsing import EmptyQueryError, parse_query
from index.records import Record
from index.text.folding import fold


def _record(path: str, *pages: str, **fields: str) -> Record:
    return Record(path=path, digest=path, title=fields.pop("title", path), pages=pages, **fields)


@pytest.fixture
def engine(tmp_path: Path) -> WhooshEngine:
    engine = WhooshEngine(tmp_path / "index")
    chief = {"date": "2021-01-01", "programme": "首席技师资助项目"}
    order = ("责令限期\n整改通知书", "样例精密机械有限公司")
    notice = "关于公布名单的通知 静人社〔２０１９〕12号"
    engine.update(
        [
            _record("a", *order, date="2020-05-01", year="2019"),
            _record("b", notice, date="2019-06-20", unit="样例厂"),
            _record("c", "資助資金專款專用 A&B 第 12 条", **chief),
        ]
    )
    return engine


def _paths(engine: WhooshEngine, text: str, **filters: str) -> list[str]:
    found = engine.search(parse_query(text, **filters), sort="relevance", limit=20, page=1)
    return sorted(hit.record.path for hit in found.hits)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("限期整改", ["a"]),
        ("期整", ["a"]),
        ("静人社〔2019〕12号", ["b"]),
        ("静人社[2019]12号", ["b"]),
        ("静人社（2019）12 号", ["b"]),
        ("第12条", ["c"]),
        ("资助资金专款专用", ["c"]),
        ("a&b", ["c"]),
        ("第 13 条", []),
        ('"第 12 条"', ["c"]),
        ("通知 -公布", ["a"]),
        ("条", ["c"]),
        ("不在其中", []),
    ],
)
def test_any_substring_is_found_and_nothing_else(
    engine: WhooshEngine, asked: str, expected: list[str]
) -> None:
    assert _paths(engine, asked) == expected


def test_filters_narrow_by_metadata_and_dates(engine: WhooshEngine) -> None:
    assert _paths(engine, "", unit="样例") == ["b"]
    assert _paths(engine, "通知", date_from="2020-01-01") == ["a"]
    assert _paths(engine, "", programme="首席技师资助项目") == ["c"]


def test_sorting_by_date_puts_the_newest_first(engine: WhooshEngine) -> None:
    found = engine.search(parse_query("", date_from="2000-01-01"), sort="date", limit=2, page=1)
    assert [hit.record.path for hit in found.hits] == ["c", "a"]
    assert found.total == 3


def test_a_highlight_shows_the_original_and_its_page(engine: WhooshEngine) -> None:
    found = engine.search(parse_query("限期整改"), sort="date", limit=5, page=1)
    assert found.hits[0].highlights == ("第1页：责令【限期 整改】通知书",)


def test_facets_count_what_was_found(engine: WhooshEngine) -> None:
    found = engine.search(parse_query("通知"), sort="date", limit=1, page=1)
    assert found.facets["unit"] == {"样例厂": 1}
    assert found.facets["year"] == {"2019": 1}


def test_an_updated_record_replaces_the_old_one(engine: WhooshEngine) -> None:
    engine.update([_record("a", "全新内容")], removed=["b"])
    assert _paths(engine, "限期整改") == []
    assert _paths(engine, "全新") == ["a"]
    assert set(engine.digests()) == {"a", "c"}


def test_unread_files_are_counted_in_every_answer(engine: WhooshEngine) -> None:
    engine.update([Record(path="d", digest="d", title="扫描件", unread="没有可读取的文字")])
    assert engine.search(parse_query("通知"), sort="date", limit=5, page=1).unread == 1
    assert engine.status().unread == {"d": "没有可读取的文字"}


def test_asking_nothing_is_refused() -> None:
    with pytest.raises(EmptyQueryError):
        parse_query("  ")


def test_searching_without_an_index_says_so(tmp_path: Path) -> None:
    with pytest.raises(NoIndexError):
        WhooshEngine(tmp_path).search(parse_query("词"), sort="date", limit=1, page=1)


class _Exploit:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        import os

        return os.system, ("touch exploited",)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_doctored_index_runs_no_code(
    engine: WhooshEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    toc = next(engine.folder.glob("_MAIN_*.toc"))
    content = toc.read_bytes()
    at = content.rindex(b"\x80", 0, content.rindex(b"Segment"))
    toc.write_bytes(content[:at] + pickle.dumps(_Exploit(), 2))
    with pytest.raises(DamagedIndexError):
        engine.search(parse_query("通知"), sort="date", limit=1, page=1)
    assert not (tmp_path / "exploited").exists()


def test_folding_keeps_the_way_back_to_the_original() -> None:
    folded = fold("资 助\n㎡Ａ")
    assert folded.text == "资助m2a"
    assert folded.original_span(0, 2) == (0, 3)
