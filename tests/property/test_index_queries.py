"""Queries of any kind: read or refused, and meaning what logic says."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cases.errors import JiangdangError, Kind
from index.engines.engine import Scope
from index.queries.faults import EmptyQueryError
from index.queries.likeness import shorter_texts, variants_in
from index.queries.matching import holds
from index.queries.parsing import parse_query
from index.queries.tree import And, Every, Field, FieldName, How, Node, Not, Or, Span, Words
from index.records import Entry
from index.text.folding import fold_query

TODAY = date(2026, 11, 26)
_SIGNS_OF_SYNTAX = '()（）“”"「」『』‘’:：><=＞《》-－！!*＊~～ 　\n\0\x1f\u200b𠀀ﷺa'
_WORDS_OF_SYNTAX = (
    "与 或 非 AND || .. … 单位 金额 日期 年度 条款 身份证 拼音 文号 甲 整改 去年 5万 2019"
)
_SYNTAX = st.sampled_from(
    [*_SIGNS_OF_SYNTAX, *_WORDS_OF_SYNTAX.split(), "静人社〔2019〕12号"],
)
_TYPED = st.lists(_SYNTAX, max_size=25).map("".join)
_QUOTED = st.text(st.characters(exclude_characters='"＂“”„‟〝〞', codec="utf-8"), max_size=30)
_SIGNS = "甲乙丙 "


@settings(max_examples=400, deadline=None)
@given(st.one_of(_TYPED, st.text(max_size=60)))
@example("金额:" + "٣" * 5)
@example("条款:第²条")
@example("日期:²⁰¹⁹")
@example("身份证:①②③④")
def test_any_text_is_read_or_refused_as_asked_wrongly(text):
    try:
        parse_query(text, TODAY)
    except JiangdangError as error:
        assert error.kind is Kind.USAGE
        assert error.message
        assert all(found.message != found.code for found in error.findings)


@settings(max_examples=200, deadline=None)
@given(_QUOTED)
def test_a_quoted_text_is_that_text(text):
    folded = fold_query(text)
    if folded:
        assert parse_query(f"“{text}”", TODAY) == Words(folded)
    else:
        with pytest.raises(EmptyQueryError):
            parse_query(f"“{text}”", TODAY)


@settings(max_examples=300, deadline=None)
@given(st.text("甲乙丙 ，。、《》（）〔〕·/&@.2019年第号条a“”", min_size=1, max_size=20))
def test_a_bare_text_is_found_where_it_stands(text):
    entry = Entry(1, "a", fold_query(f"前{text}后"))
    try:
        tree = parse_query(text, TODAY)
    except JiangdangError:
        return
    assert holds(tree, entry, Scope())


_texts = st.text(_SIGNS, min_size=1, max_size=3)
_leaves: st.SearchStrategy[Node] = st.one_of(
    _texts.map(Words),
    st.builds(Field, st.just(FieldName.UNIT), st.sampled_from(How), _texts),
    st.builds(
        Span,
        st.just(FieldName.AMOUNT),
        st.none() | st.integers(0, 5),
        st.none() | st.integers(0, 5),
    ),
    st.just(Every()),
)
_trees = st.recursive(
    _leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda parts: And(tuple(parts))),
        st.lists(inner, max_size=3).map(lambda parts: Or(tuple(parts))),
        inner.map(Not),
    ),
    max_leaves=8,
)
_entries = st.builds(
    lambda text, unit, amounts: Entry(
        1, "a", text, fields={FieldName.UNIT: (unit,)}, amounts=tuple(amounts)
    ),
    st.text(_SIGNS, max_size=8),
    _texts,
    st.lists(st.integers(0, 5), max_size=2),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_trees, max_size=3), _entries)
def test_not_all_is_some_not_and_order_changes_nothing(parts, entry):
    def held(tree: Node) -> bool:
        return holds(tree, entry, Scope())

    negated = tuple(map(Not, parts))
    assert held(Not(And(tuple(parts)))) == held(Or(negated))
    assert held(Not(Or(tuple(parts)))) == held(And(negated))
    assert held(And(tuple(parts))) == all(map(held, parts)) == held(And(tuple(reversed(parts))))
    assert held(Or(tuple(parts))) == any(map(held, parts)) == held(Or(tuple(reversed(parts))))


def _near(one: str, other: str) -> bool:
    """At most one sign other, more or fewer, told the long way."""
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) <= 1
    short, long = sorted((one, other), key=len)
    return len(long) == len(short) + 1 and short in shorter_texts(long)


@settings(max_examples=300, deadline=None)
@given(st.text("甲乙丙", min_size=3, max_size=5), st.text("甲乙丙丁", max_size=12))
def test_the_forms_near_a_text_are_all_that_stand_one_sign_away(text, where):
    forms = {text, *shorter_texts(text), *variants_in([where], text)}
    stretches = {where[i:j] for i in range(len(where)) for j in range(i + 1, len(where) + 1)}
    assert any(form in where for form in forms) == any(_near(text, each) for each in stretches)
