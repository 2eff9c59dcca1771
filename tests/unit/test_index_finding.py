"""A question finds every substring, in the engine and in what the engine does not hold yet."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from index.engines.engine import DamagedIndexError, NoIndexError, Scope, Sort
from index.engines.registry import EngineSettings, UnknownEngineError
from index.finding.finder import Wanted, find
from index.finding.results import Results
from index.generations import Generation, IndexFolder
from index.queries.parsing import narrowed, parse_query
from index.queries.tree import Every, FieldName
from index.records import Record, State
from index.store.preparing import prepare

TODAY = date(2026, 1, 5)
ORDER = ("责令限期\n整改通知书", "样例精密机械有限公司")
RECORDS = (
    Record("a", "a", "甲件", pages=ORDER, date="2020-05-01", year="2019"),
    Record(
        "b",
        "b",
        "乙件",
        pages=("关于公布名单的通知 静人社〔２０１９〕12号",),
        date="2019-06-20",
        unit="样例厂",
    ),
    Record(
        "c",
        "c",
        "丙件",
        pages=("資助資金專款專用 A&B 第 12 条",),
        date="2021-01-01",
        department="样例区国资委",
    ),
)


def filled(folder: Path, engine: str, held: int) -> Generation:
    """An index of three documents of which the engine holds some, the rest is pending."""
    index = IndexFolder(folder, EngineSettings(engine))
    made = index.building()
    made.store.put(map(prepare, RECORDS[:held]))
    entries, gone = made.store.begin_flush(10)
    made.engine.put(entries, gone)
    made.store.end_flush([each.id for each in entries], gone, made.engine.count())
    made.store.put(map(prepare, RECORDS[held:]))
    index.adopt(made)
    return made


@pytest.fixture(
    scope="module", params=[("whoosh", 3), ("whoosh", 1), ("tantivy", 2), ("tantivy", 0)], ids=str
)
def generation(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Generation:
    return filled(tmp_path_factory.mktemp("索引"), *request.param)


def asked(generation: Generation, text: str, **more: object) -> Results:
    wanted = Wanted(parse_query(text, TODAY), Scope(), **more)  # type: ignore[arg-type]
    return find(generation, wanted)


def paths(found: Results) -> list[str]:
    return [hit.record.path for hit in found.hits]


@pytest.mark.parametrize("exhaustive", [False, True], ids=["引擎", "逐字"])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("限期整改", ["a"]),
        ("期整", ["a"]),
        ("静人社〔2019〕12号", ["b"]),
        ("静人社[2019]12号", ["b"]),
        ("静人社（2019）12 号", ["b"]),
        ("文号:静人社[2019]12号", ["b"]),
        ("第12条", ["c"]),
        ("条款:12", ["c"]),
        ("资助资金专款专用", ["c"]),
        ("a&b", ["c"]),
        ('"第 13 条"', []),
        ('"第 12 条"', ["c"]),
        ("通知 -公布", ["a"]),
        ("通知 或 资助", ["a", "b", "c"]),
        ("条", ["c"]),
        ("不在其中", []),
        ("书样", []),
    ],
)
def test_any_substring_is_found_and_nothing_else(
    generation: Generation, text: str, expected: list[str], exhaustive: bool
) -> None:
    found = asked(generation, text, exhaustive=exhaustive)
    assert sorted(paths(found)) == expected
    assert found.total == len(expected)


def test_filters_narrow_by_metadata_and_days(generation: Generation) -> None:
    def narrow(tree: object, *days: str, **named: str) -> list[str]:
        fields = {FieldName(name): value for name, value in named.items()}
        wanted = Wanted(narrowed(tree, fields, *days), Scope())  # type: ignore[arg-type]
        return sorted(paths(find(generation, wanted)))

    assert narrow(Every(), unit="样例") == ["b"]
    assert narrow(parse_query("通知", TODAY), "2020-01-01") == ["a"]
    assert narrow(Every()) == ["a", "b", "c"]


def test_sorting_by_day_puts_the_newest_first_page_by_page(generation: Generation) -> None:
    whole = [
        path
        for offset in range(4)
        for path in paths(asked(generation, "通知 或 资助", sort=Sort.DATE, offset=offset, limit=1))
    ]
    assert whole == ["c", "a", "b"]


def test_a_highlight_shows_the_original_and_its_page(generation: Generation) -> None:
    (hit,) = asked(generation, "限期整改").hits
    assert hit.highlights == ("第1页：责令【限期 整改】通知书",)


def test_facets_count_what_was_found_as_it_was_written(generation: Generation) -> None:
    found = asked(generation, "通知", limit=1)
    assert found.facets["unit"] == {"样例厂": 1}
    assert found.facets["year"] == {"2019": 1}


def test_the_paper_that_bears_a_number_comes_before_those_that_mention_it(tmp_path: Path) -> None:
    made = filled(tmp_path, "whoosh", 3)
    own = "静人社〔2019〕12号"
    many = own * 5
    made.store.put(
        [
            prepare(Record("提及", "1", "目录", pages=(many,))),
            prepare(Record("正文", "2", "通知", pages=("申报工作" * 40,), number=own)),
        ]
    )
    assert paths(asked(made, "静人社[2019]12号"))[0] == "正文"
    assert asked(made, "静人社[2019]12号").total == 3


def test_rights_go_before_totals_and_counts(generation: Generation) -> None:
    scope = Scope(departments=frozenset({"样例区国资委"}))
    found = find(generation, Wanted(Every(), scope))
    assert (found.total, paths(found)) == (1, ["c"])
    assert found.facets["unit"] == {}


def test_a_changed_document_is_found_by_its_new_words_alone(tmp_path: Path) -> None:
    made = filled(tmp_path, "whoosh", 3)
    made.store.put([prepare(Record("a", "a2", "甲件", pages=("全新内容",)))], ["b"])
    assert paths(asked(made, "限期整改")) == []
    assert paths(asked(made, "全新")) == ["a"]
    assert paths(asked(made, "名单")) == []
    assert asked(made, "甲件 或 乙件 或 丙件").total == 2


def test_what_was_not_read_is_counted_in_every_answer(tmp_path: Path) -> None:
    made = filled(tmp_path, "whoosh", 1)
    lost = Record("d", "d", "扫描件", state=State.WAITING, unread="没有可读取的文字")
    made.store.put([prepare(lost)])
    assert asked(made, "通知").unread == 1
    assert made.store.unread() == {"d": "没有可读取的文字"}


def test_a_folder_without_an_index_says_so(tmp_path: Path) -> None:
    with pytest.raises(NoIndexError):
        IndexFolder(tmp_path, EngineSettings()).current()


NOTES = (
    "",
    "{",
    '{"格式": 9, "代": "g0001", "引擎": "whoosh"}',
    '{"格式": 1}',
    '{"格式": 1, "代": "../g1", "引擎": "whoosh"}',
)


@pytest.mark.parametrize("note", NOTES)
def test_a_note_that_names_no_generation_is_damage(tmp_path: Path, note: str) -> None:
    filled(tmp_path, "whoosh", 1).close()
    (tmp_path / "当前.json").write_text(note, "utf-8")
    with pytest.raises(DamagedIndexError):
        IndexFolder(tmp_path, EngineSettings()).current()


def test_an_engine_nobody_has_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnknownEngineError):
        IndexFolder(tmp_path, EngineSettings("没有的引擎")).building()


def test_a_new_engine_is_filled_beside_the_one_in_use(tmp_path: Path) -> None:
    filled(tmp_path, "whoosh", 3).close()
    other = IndexFolder(tmp_path, EngineSettings("tantivy"))
    assert other.current().engine_name == "whoosh"
    assert paths(asked(other.current(), "限期整改")) == ["a"]
    building = other.building()
    assert building.name == "g0002"
    assert other.current().name == "g0001"
    other.adopt(building)
    assert other.current().engine_name == "tantivy"
    assert not (tmp_path / "g0001").exists()
