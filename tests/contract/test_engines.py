"""One contract for every engine: the same tree, the same hits and order as by the scan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.search.questions import questions
from index.engines.engine import Asked, Scope, Sort
from index.queries.tree import (
    And,
    Every,
    Field,
    FieldName,
    How,
    Node,
    Not,
    Or,
    Related,
    Span,
    Words,
)
from index.text.folding import MASK, SEPARATOR
from tests.contract.engines import (
    EVERYTHING,
    IDENTITY,
    NAMES,
    PHONE,
    WITH_NUMBERS,
    Bench,
    bench_of,
    ids,
    many_documents,
    odd,
    odd_documents,
)

NUMBERS = Scope(numbers=True)
MANY = many_documents()
SORTS = tuple(Sort)


@pytest.fixture(scope="module", params=NAMES)
def bench(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Bench:
    made = bench_of(request.param, tmp_path_factory.mktemp(request.param))
    made.put(MANY[:200])
    made.put(MANY[200:])
    return made


@pytest.fixture(params=NAMES)
def fresh(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Bench:
    made = bench_of(request.param, tmp_path_factory.mktemp(request.param))
    made.put(odd_documents())
    return made


def _all(tree: Node, **how: object) -> Asked:
    return replace(Asked(tree, sort=Sort.DATE, limit=EVERYTHING), **how)


def _drawn() -> Iterator[Asked]:
    """Questions of every class but single characters, which go to the scan anyway."""
    for name, asked in questions(MANY[:280], count=8, seed=3).items():
        yield from () if name == "one" else asked


@pytest.mark.parametrize("sort", SORTS)
def test_every_class_of_question_is_answered_as_by_the_scan(bench: Bench, sort: Sort) -> None:
    for asked in _drawn():
        bench.agrees(replace(asked, sort=sort, facets=True))


def test_every_stretch_of_a_text_is_found(bench: Bench) -> None:
    entry = MANY[5]
    for length in (2, 3, 4, 5, 8, 13):
        for at in range(0, len(entry.text) - length, 41):
            piece = entry.text[at : at + length]
            if SEPARATOR not in piece:
                assert entry.id in ids(bench.agrees(_all(Words(piece))))


@pytest.mark.parametrize(
    "text",
    [
        *("甲乙丙丁", "乙丙丙丁", "丙丙", "丙丁戊", "甲乙丙", "丙丁", "双字", "单字"),
        *("𠮷田", "𠮷", "田𫖯与", "𡈽先生", "spindle is", "spindleis", "e s", "a vmc-850 of"),
        *(
            "a b",
            "a\u2423b",
            "ab a",
            "哈哈",
            "哈哈哈",
            "哈哈哈哈哈哈哈",
            "长尾",
            "尾巴文",
            ".*+?()[]",
        ),
        *("●●", "●●●●●●", "没有的字句", "\\值", "$\\", "^$", ""),
    ],
)
def test_odd_stretches_are_found_where_they_stand_and_nowhere_else(bench: Bench, text: str) -> None:
    if len(text) > 1:
        bench.agrees(_all(Words(text)))
        bench.agrees(_all(Words(text), scope=NUMBERS))


def test_a_term_of_ten_thousand_characters_is_answered(bench: Bench) -> None:
    assert bench.agrees(_all(Words("长" * 3_000 + "尾巴" + "文" * 3_000))).total == 1
    assert bench.agrees(_all(Words("样例资助" * 2_500))).total == 0
    for how in How:
        bench.agrees(_all(Field(FieldName.TITLE, how, "题" * 10_000)))
        bench.agrees(_all(Field(FieldName.TITLE, how, "题" * 12_000)))


@pytest.mark.parametrize("how", list(How))
def test_values_of_fields_agree_whole_in_part_at_the_start_and_at_the_end(
    bench: Bench, how: How
) -> None:
    for entry in MANY[3:280:90]:
        for name, values in entry.fields.items():
            for text in (values[0], values[0][:3], values[0][-3:], values[0][1:-1] or "无"):
                bench.agrees(_all(Field(name, how, text)))
    for text in (".*", "a.*+?", "()[]{}|^$\\-~&#", "#b", "a", "[a-z]"):
        bench.agrees(_all(Field(FieldName.TITLE, how, text)))


@pytest.mark.parametrize(
    ("low", "high"),
    [
        *(("2018-01-01", "2019-12-31"), ("2020-02-29", "2020-02-29"), (None, "2016-06-30")),
        *(("2024-01-01", None), (None, None), ("2021-01-01", "2020-01-01")),
    ],
)
def test_days_between_bounds(bench: Bench, low: str | None, high: str | None) -> None:
    bench.agrees(_all(Span(FieldName.DATE, low, high)))


@pytest.mark.parametrize(
    ("low", "high"),
    [(0, 0), (5, 7), (None, -1), (100_000_00, None), (None, None), (8, 7), (500_00, 50_000_00)],
)
def test_amounts_between_bounds_count_every_amount_of_a_text(
    bench: Bench, low: int | None, high: int | None
) -> None:
    bench.agrees(_all(Span(FieldName.AMOUNT, low, high), sort=Sort.AMOUNT))


@pytest.mark.parametrize("sort", SORTS)
def test_pages_follow_each_other_without_gap_or_overlap(bench: Bench, sort: Sort) -> None:
    for tree in (Every(), Words("样例"), Field(FieldName.YEAR, How.IS, "2019")):
        whole = ids(bench.agrees(_all(tree, sort=sort)))
        pages = (
            bench.engine.search(_all(tree, sort=sort, offset=at, limit=23, facets=False))
            for at in range(0, len(whole) + 23, 23)
        )
        assert [each for page in pages for each in ids(page)] == whole


def test_a_page_of_nothing_still_counts(bench: Bench) -> None:
    assert bench.agrees(Asked(Words("样例"), limit=0)).hits == ()
    assert bench.agrees(Asked(Words("样例"), limit=0, sort=Sort.DATE)).total > 200
    assert bench.agrees(Asked(Words("样例"), offset=EVERYTHING)).hits == ()
    assert bench.agrees(Asked(Every(), offset=EVERYTHING, sort=Sort.AMOUNT)).hits == ()
    assert bench.agrees(Asked(Words("样例"), limit=10**12)).total > 200


def test_only_allowed_departments_are_found_and_counted(bench: Bench) -> None:
    some = MANY[0].fields[FieldName.DEPARTMENT][0]
    for allowed in ({some}, {"示例南区", some}, {"没有这个部门"}, set()):
        scope = Scope(departments=frozenset(allowed))
        for tree in (Every(), Words("样例"), Not(Words("资助")), Related("资助资金专款专用")):
            bench.agrees(_all(tree, scope=scope))
    found = bench.engine.search(_all(Every(), scope=Scope(departments=frozenset({some}))))
    assert 0 < found.total < len(MANY)


def test_personal_numbers_are_found_only_by_those_who_may_see_them(bench: Bench) -> None:
    for probe in (IDENTITY, IDENTITY[:4], IDENTITY[-6:], PHONE, PHONE[2:6], f"号{IDENTITY[:2]}"):
        assert WITH_NUMBERS not in ids(bench.agrees(_all(Words(probe))))
        assert WITH_NUMBERS in ids(bench.agrees(_all(Words(probe), scope=NUMBERS)))
    for how, text in ((How.IS, PHONE), (How.ENDS, IDENTITY[-4:]), (How.HAS, IDENTITY[5:9])):
        assert bench.agrees(_all(Field(FieldName.PERSONAL, how, text))).total == 0
        assert bench.agrees(_all(Field(FieldName.PERSONAL, how, text), scope=NUMBERS)).total > 0


def test_probing_beside_or_without_hidden_numbers_tells_nothing(bench: Bench) -> None:
    probe, other = Words(IDENTITY[-6:]), Words("样例甲")
    assert bench.agrees(_all(And((other, probe)))).total == 0
    assert bench.agrees(_all(And((other, Not(probe))))).total == 1
    assert (
        bench.agrees(_all(Related(IDENTITY))).total
        == bench.scan.search(_all(Related(IDENTITY))).total
    )
    found = bench.agrees(_all(Words(f"号{MASK * 6},电话"), scope=NUMBERS))
    assert ids(found) == ids(bench.agrees(_all(Words(f"号{MASK * 6},电话"))))


def test_documents_let_go_by_the_store_are_neither_found_nor_counted(bench: Bench) -> None:
    gone = frozenset(entry.id for entry in MANY[::3])
    for tree in (Every(), Words("样例"), Related("资助资金"), Not(Words("样例"))):
        for sort in SORTS:
            bench.agrees(_all(tree, without=gone, sort=sort))
    bench.agrees(_all(Every(), without=gone | {999_999_999}))


@pytest.mark.parametrize(
    "question",
    ["整改期限到什么时候", "样例甲的电话是多少", "曲轴磨削振纹", "哈哈", "无", "zzzz", "𠮷田是谁"],
)
def test_a_question_finds_every_document_that_shares_a_pair_of_signs(
    bench: Bench, question: str
) -> None:
    for scope in (Scope(), NUMBERS):
        bench.agrees(_all(Related(question), sort=Sort.RELEVANCE, scope=scope))


def test_a_question_in_the_words_of_one_document_finds_it_first(bench: Bench) -> None:
    entry = odd_documents()[5]
    assert ids(bench.engine.search(Asked(Related(entry.text))))[0] == entry.id


PIECES = st.builds(
    lambda which, at, length: (MANY[which].private or MANY[which].text)[at : at + length],
    st.integers(0, len(MANY) - 1),
    st.integers(0, 500),
    st.integers(2, 9),
).filter(lambda piece: len(piece) > 1 and SEPARATOR not in piece)
HELD = sorted({(n, v) for e in MANY for n, vs in e.fields.items() for v in vs if len(v) < 99})
VALUES = st.integers(0, len(HELD) - 1).map(lambda at: HELD[at])
LEAVES: st.SearchStrategy[Node] = st.one_of(
    PIECES.map(Words),
    st.builds(
        lambda value, how, cut: Field(value[0], how, value[1][cut:] or value[1]),
        VALUES,
        st.sampled_from(How),
        st.integers(0, 3),
    ),
    st.builds(
        lambda low, high: Span(
            FieldName.DATE, low and f"20{low}-03-01", high and f"20{high}-09-30"
        ),
        st.none() | st.integers(15, 26),
        st.none() | st.integers(15, 26),
    ),
    st.builds(
        lambda low, high: Span(FieldName.AMOUNT, low, high),
        st.none() | st.integers(-400, 200_000_00),
        st.none() | st.integers(0, 200_000_00),
    ),
    PIECES.map(Related),
    st.just(Every()),
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda parts: And(tuple(parts))),
        st.lists(inner, max_size=3).map(lambda parts: Or(tuple(parts))),
        inner.map(Not),
    ),
    max_leaves=8,
)


@given(tree=TREES, sort=st.sampled_from(Sort), numbers=st.booleans(), offset=st.integers(0, 30))
@settings(max_examples=80, deadline=None, suppress_health_check=[*HealthCheck])
def test_any_tree_is_answered_as_by_the_scan(
    bench: Bench, tree: Node, sort: Sort, numbers: bool, offset: int
) -> None:
    bench.agrees(Asked(tree, Scope(numbers), sort, offset, limit=11))


def test_an_index_without_documents_finds_nothing(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> None:
    for name in NAMES[:2]:
        empty = bench_of(name, tmp_path_factory.mktemp(name))
        for _ in range(2):  # never written to, then written without documents
            assert empty.engine.count() == 0
            for tree in (Every(), Words("样例"), Not(Words("样例")), Related("样例资助")):
                assert empty.agrees(_all(tree)).total == 0
            empty.put(())


def test_documents_come_and_go_in_one_commit(fresh: Bench) -> None:
    old = fresh.kept.entries[1003]
    new = replace(old, id=3000, text="双字改为三字")
    fresh.put([new, odd(40, "又一份样例")], gone=(1003, 1002))
    assert fresh.engine.count() == len(odd_documents())
    assert ids(fresh.agrees(_all(Words("双字")))) == [3000]
    for tree in (Every(), Words("样例"), Words("三字"), Field(FieldName.UNIT, How.IS, "样例厂")):
        fresh.agrees(_all(tree))
    fresh.put((), gone=(3000, 424_242))
    assert fresh.agrees(_all(Words("双字"))).total == 0
    assert fresh.engine.count() == len(odd_documents()) - 1


def test_what_was_put_is_there_after_closing_and_for_others(fresh: Bench) -> None:
    before = fresh.agrees(_all(Words("样例")))
    fresh.engine.close()
    assert fresh.agrees(_all(Words("样例"))) == before
    other = fresh.remake()
    assert other.search(_all(Words("样例"))) == before
    fresh.put([odd(41, "后来的样例")])
    assert other.search(_all(Words("样例"))).total == before.total + 1
    other.close()


def test_an_engine_forgets_everything_when_cleared(fresh: Bench) -> None:
    fresh.engine.clear()
    fresh.scan.clear()
    assert fresh.engine.count() == 0
    assert fresh.agrees(_all(Every())).total == 0
    fresh.put([odd(42, "重新放入的样例")])
    assert ids(fresh.agrees(_all(Words("重新")))) == [1042]


def test_documents_that_stop_coming_leave_the_index_as_it_was(fresh: Bench) -> None:
    def breaking() -> Iterator[object]:
        yield odd(43, "写到一半的样例")
        raise RuntimeError("样例中断")

    with pytest.raises(RuntimeError, match="样例中断"):
        fresh.engine.put(breaking(), gone=(1003,))  # type: ignore[arg-type]
    assert fresh.engine.count() == len(odd_documents())
    fresh.agrees(_all(Every()))
    fresh.put([odd(44, "随后的样例")])
    fresh.agrees(_all(Words("样例")))


def test_an_unsettled_tree_is_refused(bench: Bench) -> None:
    from index.queries.tree import Fuzzy, Pinyin

    for tree in (Fuzzy("整改"), Pinyin("zhanggong"), And((Words("整改"), Fuzzy("期限")))):
        with pytest.raises(TypeError):
            bench.engine.search(Asked(tree))
