"""The exact scan: totals, order, pages and counts, straight from the documents."""

from __future__ import annotations

import pytest

from index.engines.engine import Asked, Scope, Sort
from index.engines.scan import ScanEngine
from index.queries.relevance import scores, totals_of, weighed_terms
from index.queries.tree import And, Every, Field, FieldName, How, Not, Or, Related, Words
from index.records import Entry


def entry(id_: int, path: str, text: str, **more: object) -> Entry:
    unit = more.pop("unit", "")
    fields = {FieldName.UNIT: (str(unit),)} if unit else {}
    return Entry(id_, path, text, fields=fields, **more)  # type: ignore[arg-type]


ENTRIES = (
    entry(1, "d", "整改通知整改", date="2019-03-01", amount=5, amounts=(5,), unit="甲"),
    entry(2, "c", "整改通知和一些别的话放在后面", date="2020-01-01", unit="甲"),
    entry(3, "b", "公示名单", date="2019-03-01", amount=9, amounts=(9,), unit="乙"),
    entry(4, "a", "整改复查", unit="乙"),
)
ENGINE = ScanEngine(lambda: iter(ENTRIES))


def ids(tree, **more) -> list[int]:
    return [id_ for id_, _ in ENGINE.search(Asked(tree, **more)).hits]


def test_the_newest_first_ties_by_path_and_undated_last():
    assert ids(Every(), sort=Sort.DATE) == [2, 3, 1, 4]


def test_the_largest_first_and_without_amount_last():
    assert ids(Every(), sort=Sort.AMOUNT) == [3, 1, 4, 2]


def test_what_says_it_more_and_is_shorter_comes_first():
    assert ids(Words("整改")) == [1, 4, 2]


def test_without_words_relevance_is_the_order_of_paths():
    assert ids(Every()) == [4, 3, 2, 1]


def test_pages_and_totals():
    found = ENGINE.search(Asked(Words("整改"), sort=Sort.DATE, offset=1, limit=1))
    assert (found.total, [id_ for id_, _ in found.hits]) == (3, [1])
    assert ENGINE.search(Asked(Words("整改"), offset=9)).hits == ()
    assert ENGINE.count() == 4


def test_facets_count_all_hits_the_most_frequent_first():
    facets = ENGINE.search(Asked(Words("整改"), limit=1)).facets
    assert list(facets[FieldName.UNIT].items()) == [("甲", 2), ("乙", 1)]
    assert facets[FieldName.YEAR] == {}
    assert ENGINE.search(Asked(Words("整改"), facets=False)).facets == {}


def test_what_the_store_let_go_is_left_out_of_everything():
    found = ENGINE.search(Asked(Words("整改"), without=frozenset({1})))
    assert found.total == 2
    assert found.facets[FieldName.UNIT] == {"甲": 1, "乙": 1}


def test_rights_go_before_counts():
    scope = Scope(departments=frozenset({"某局"}))
    assert ENGINE.search(Asked(Every(), scope=scope)).total == 0


def test_a_question_finds_what_is_near_the_nearest_first():
    assert ids(Related("怎样整改通知"))[0] == 1


@pytest.mark.parametrize(
    ("tree", "terms"),
    [
        (Words("限期整改"), ("整改", "期整", "限期")),
        (Words("一"), ("一",)),
        (And((Words("整改"), Not(Words("公示")))), ("整改",)),
        (Or((Words("整改"), Words("公示"))), ("公示", "整改")),
        (Field(FieldName.UNIT, How.HAS, "整改"), ()),
    ],
)
def test_only_what_is_asked_for_weighs(tree, terms):
    assert weighed_terms(tree) == terms


def test_a_rare_term_weighs_more_than_a_common_one():
    tree = Or((Words("公示"), Words("整改")))
    totals = totals_of(weighed_terms(tree), ENTRIES)
    weighed = scores(tree, ENTRIES, totals)
    assert weighed[3] > weighed[4] > 0
    assert weighed == scores(tree, reversed(ENTRIES), totals)
