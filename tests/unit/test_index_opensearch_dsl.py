"""What a tree becomes in a cluster's language, and how documents lie there; no cluster needed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from index.engines.engine import Asked, Scope, Sort
from index.engines.opensearch import dsl
from index.engines.opensearch.mapping import LONGEST, NAMES, creation, document
from index.engines.opensearch.writing import MOST_LINES, encoded, lines, portions
from index.queries.tree import (
    And,
    Every,
    Field,
    FieldName,
    Fuzzy,
    How,
    Node,
    Not,
    Or,
    Related,
    Span,
    Words,
)
from index.records import Entry

ALL = {"match_all": {"boost": 0}}
NONE = {"match_none": {}}
OPEN, NUMBERS = Scope(), Scope(numbers=True)


def free(filtered: dict[str, Any]) -> dict[str, Any]:
    return {"constant_score": {"filter": filtered, "boost": 0}}


def phrase(text: str, place: str = "text") -> dict[str, Any]:
    return {"match_phrase": {place: {"query": text}}}


def either(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"bool": {"should": list(parts), "minimum_should_match": 1}}


UNIT = FieldName.UNIT
GOLDEN: list[tuple[str, Node, Scope, dict[str, Any]]] = [
    ("words", Words("整改"), OPEN, phrase("整改")),
    (
        "words where numbers may be searched",
        Words("整改"),
        NUMBERS,
        either(phrase("整改"), phrase("整改", "private")),
    ),
    ("one sign", Words("改"), OPEN, free({"term": {"text.signs": {"value": "改"}}})),
    ("no sign stands everywhere", Words(""), OPEN, ALL),
    (
        "a value",
        Field(UNIT, How.IS, "样例厂"),
        OPEN,
        free({"term": {"field.unit.is": {"value": "样例厂"}}}),
    ),
    ("part of a value", Field(UNIT, How.HAS, "例厂"), OPEN, free(phrase("例厂", "field.unit.has"))),
    (
        "one sign of a value",
        Field(UNIT, How.HAS, "厂"),
        OPEN,
        free(free({"term": {"field.unit.has.signs": {"value": "厂"}}})),
    ),
    (
        "the beginning of a value",
        Field(UNIT, How.STARTS, "样例"),
        OPEN,
        free({"prefix": {"field.unit.is": {"value": "样例"}}}),
    ),
    (
        "the end of a value",
        Field(UNIT, How.ENDS, "例厂"),
        OPEN,
        free({"prefix": {"field.unit.back": {"value": "厂例"}}}),
    ),
    ("any value", Field(UNIT, How.HAS, ""), OPEN, free({"exists": {"field": "field.unit.is"}})),
    ("a personal number for others", Field(FieldName.PERSONAL, How.HAS, "9901"), OPEN, free(NONE)),
    (
        "a personal number for whom it concerns",
        Field(FieldName.PERSONAL, How.ENDS, "12"),
        NUMBERS,
        free({"prefix": {"field.personal.back": {"value": "21"}}}),
    ),
    (
        "a value longer than a term of the cluster",
        Field(UNIT, How.IS, "题" * LONGEST),
        OPEN,
        free(phrase("\x02" + "题" * LONGEST + "\x03", "field.unit.has")),
    ),
    (
        "a beginning longer than a term of the cluster",
        Field(UNIT, How.STARTS, "题" * LONGEST),
        OPEN,
        free(phrase("\x02" + "题" * LONGEST, "field.unit.has")),
    ),
    (
        "days",
        Span(FieldName.DATE, "2019-01-01", None),
        OPEN,
        free({"range": {"day": {"gte": "2019-01-01", "lte": "9999-12-31"}}}),
    ),
    (
        "amounts",
        Span(FieldName.AMOUNT, 5, 10**30),
        OPEN,
        free({"range": {"amounts": {"gte": 5, "lte": 2**63 - 1}}}),
    ),
    (
        "any amount",
        Span(FieldName.AMOUNT, None, None),
        OPEN,
        free({"exists": {"field": "amounts"}}),
    ),
    ("everything", Every(), OPEN, ALL),
    ("all of nothing", And(()), OPEN, ALL),
    ("one of nothing", Or(()), OPEN, NONE),
    (
        "and, or, not",
        And((Words("整改"), Or((Words("挪用"), Words("截留"))), Not(Words("培训")))),
        OPEN,
        {
            "bool": {
                "must": [
                    phrase("整改"),
                    either(phrase("挪用"), phrase("截留")),
                    {"bool": {"must_not": [phrase("培训")], "boost": 0}},
                ]
            }
        },
    ),
    (
        "like in like is one",
        Or((Or((Words("甲乙"), Or((Words("乙丙"),)))), Words("丙丁"))),
        OPEN,
        either(phrase("甲乙"), phrase("乙丙"), phrase("丙丁")),
    ),
    (
        "a question",
        Related("怎么整改"),
        OPEN,
        {
            "bool": {
                "must": [{"terms": {"text": ["怎么", "么整", "整改"], "boost": 0}}],
                "should": [phrase("怎么"), phrase("么整"), phrase("整改")],
            }
        },
    ),
    ("a question without a pair", Related("改"), OPEN, NONE),
]


@pytest.mark.parametrize(
    ("tree", "scope", "told"), [each[1:] for each in GOLDEN], ids=[each[0] for each in GOLDEN]
)
def test_a_node_in_the_language_of_the_cluster(
    tree: Node, scope: Scope, told: dict[str, Any]
) -> None:
    assert dsl.clause(tree, scope) == told


def test_a_question_is_bounded_by_departments_and_by_what_the_store_let_go() -> None:
    asked = Asked(
        Every(), Scope(departments=frozenset({"乙科", "甲科"})), without=frozenset({9, 3})
    )
    departments = either({"terms": {"field.department.is": sorted({"甲科", "乙科"})}})
    without = [{"terms": {"id": [3, 9]}}]
    assert dsl.question(asked) == {
        "bool": {"must": [ALL], "filter": [departments], "must_not": without}
    }


def test_who_may_see_no_department_finds_nothing() -> None:
    told = dsl.question(Asked(Every(), Scope(departments=frozenset())))
    assert told["bool"]["filter"] == [NONE]


def test_more_ids_than_one_clause_takes_become_several(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dsl, "MOST_TERMS", 2)
    told = dsl.question(Asked(Every(), without=frozenset({1, 2, 3})))
    assert told["bool"]["must_not"] == [{"terms": {"id": [1, 2]}}, {"terms": {"id": [3]}}]


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        (Sort.RELEVANCE, {"_score": {"order": "desc"}}),
        (Sort.DATE, {"day": {"order": "desc", "missing": "_last"}}),
        (Sort.AMOUNT, {"worth": {"order": "desc", "missing": "_last"}}),
    ],
)
def test_hits_are_ordered_and_ties_go_by_path(sort: Sort, first: dict[str, Any]) -> None:
    ties = [{"path": {"order": "asc"}}, {"id": {"order": "asc"}}]
    assert dsl.order(sort) == [first, *ties]
    weighed = dsl.question(Asked(Words("整改"), sort=sort))["bool"]
    assert ("must" in weighed) is (sort is Sort.RELEVANCE)


def test_what_is_not_settled_is_refused() -> None:
    with pytest.raises(TypeError, match="not settled"):
        dsl.clause(And((Fuzzy("整改"),)), OPEN)


def test_an_index_uses_builtin_analysis_only_and_keeps_no_text() -> None:
    told = creation("jiangdang", "writing", shards=3, replicas=1)
    analysis = told["settings"]["analysis"]
    assert {each["type"] for each in analysis["tokenizer"].values()} == {"ngram"}
    assert told["mappings"]["_source"] == {"enabled": False}
    assert told["mappings"]["dynamic"] == "strict"
    assert set(told["mappings"]["properties"]["field"]["properties"]) == set(NAMES)


def test_a_document_as_the_cluster_takes_it() -> None:
    entry = Entry(
        7,
        "cases/样例/7.docx",
        "样例",
        "样例19900001234",
        {UNIT: ("样例厂",)},
        "2019-05-01",
        -3,
        (10**20,),
    )
    assert document(entry) == {
        "id": 7,
        "path": "cases/样例/7.docx",
        "text": "样例",
        "private": "样例19900001234",
        "has_private": True,
        "day": "2019-05-01",
        "worth": -3,
        "amounts": [2**63 - 1],
        "field": {"unit": {"is": ["样例厂"], "back": ["厂例样"], "has": ["\x02样例厂\x03"]}},
    }
    assert set(document(Entry(8, "a", "乙"))) == {"id", "path", "text", "amounts", "field"}


def test_halves_of_broken_characters_are_sent_as_signs_that_nobody_uses() -> None:
    assert encoded("样\ud800例\udfff").decode("utf-8") == '"样\U0010f800例\U0010ffff"'


def test_portions_are_bounded_and_what_goes_is_sent_first() -> None:
    entries = [Entry(id_, f"样例/{id_}", "文" * 1_500_000) for id_ in (1, 2)]
    made = list(portions(lines(entries, gone=range(100, 100 + MOST_LINES))))
    assert [len(portion) for portion in made] == [MOST_LINES, 1, 1]
    assert made[0][0].sent == b'{"delete":{"_id":"100"}}\n'
    action, told = made[1][0].sent.splitlines()
    assert json.loads(action) == {"index": {"_id": "1"}}
    assert json.loads(told)["id"] == 1
