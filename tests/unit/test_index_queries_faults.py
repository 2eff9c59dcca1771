"""A query that cannot be understood: what is wrong, and where, all at once."""

from __future__ import annotations

import time
from datetime import date

import pytest

from cases.errors import JiangdangError, Kind
from index.queries.faults import (
    BadQueryError,
    EmptyQueryError,
    QueryTooDeepError,
    QueryTooLongError,
    TooManyTermsError,
)
from index.queries.fields import Vocabulary
from index.queries.parsing import MOST_SIGNS, parse_query

TODAY = date(2026, 11, 26)
KNOWN = Vocabulary(steps={"review": "review", "初审": "review", "复审": "again"})


def faults_of(text: str) -> list[tuple[str, str]]:
    with pytest.raises(BadQueryError) as caught:
        parse_query(text, TODAY, KNOWN)
    return [(found.code, found.place.key) for found in caught.value.findings]


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("整改 “挪用", "I314", "第 4 个字"),
        ("整改 「挪用", "I314", "第 4 个字"),
        ('5"', "I314", "第 2 个字"),
        ("整改 （甲 或 乙", "I315", "第 4 个字"),
        ("甲）乙", "I316", "第 2 个字"),
        ("或 甲", "I317", "第 1 个字"),
        ("甲 或", "I317", "第 3 个字"),
        ("甲 或 与 乙", "I317", "第 5 个字"),
        ("非", "I317", "第 1 个字"),
        ("甲 非", "I317", "第 3 个字"),
        ("(甲 与)", "I317", "第 4 个字"),
        ("甲 ()", "I318", "第 3 个字"),
        ("甲 带头入:王", "I319", "第 3 个字"),
        ("unt:甲", "I319", "第 1 个字"),
        ("甲 单位:", "I320", "第 3 个字"),
        ("单位： 带头人：王", "I320", "第 1 个字"),
        ("(单位:)", "I320", "第 2 个字"),
        ("金额>很多", "I321", "第 1 个字"),
        ("金额:-5", "I321", "第 1 个字"),
        ("金额:..", "I321", "第 1 个字"),
        ("甲 日期:某天", "I322", "第 3 个字"),
        ("日期:2019-02-30", "I322", "第 1 个字"),
        ("日期:2021..2019", "I323", "第 1 个字"),
        ("金额:5万..1万", "I323", "第 1 个字"),
        ("环节:胡写", "I324", "第 1 个字"),
        ("年度:2019-03", "I325", "第 1 个字"),
        ("条款:某条", "I326", "第 1 个字"),
        ("单位>5", "I327", "第 1 个字"),
        ("身份证:张三", "I328", "第 1 个字"),
        ("单位:*", "I329", "第 1 个字"),
        ("单位:“”", "I329", "第 1 个字"),
    ],
)
def test_a_fault_is_told_with_its_place(text, code, place):
    assert faults_of(text) == [(code, place)]


def test_all_faults_are_told_at_once():
    found = faults_of("金额:x 日期:某天 (甲 或 单位:")
    assert [code for code, _ in found] == ["I321", "I322", "I315", "I320"]


def test_a_mark_stands_below_each_fault_as_wide_as_its_signs():
    with pytest.raises(BadQueryError) as caught:
        parse_query("整改a 金额:x 或", TODAY)
    _, line, marks, *_ = caught.value.message.splitlines()
    assert line == "  整改a 金额:x 或"
    assert marks == " " * 8 + "^^^^^^ ^^"
    assert caught.value.kind is Kind.USAGE


def test_of_a_long_query_the_stretch_with_the_fault_is_shown():
    with pytest.raises(BadQueryError) as caught:
        parse_query("样" * 500 + " “甲" + "乙" * 500, TODAY)
    _, line, marks, *_ = caught.value.message.splitlines()
    assert line.startswith("  …样")
    assert line.endswith("乙…")
    assert len(line) < 70
    assert line[: len(marks)].count("样") * 2 + len("  … ") == len(marks) - 1


def test_signs_nobody_can_print_are_blanks_in_the_message():
    with pytest.raises(BadQueryError) as caught:
        parse_query("甲\n\x1b[31m\udc80 金额:\x07x", TODAY)
    text = caught.value.message + "".join(found.message for found in caught.value.findings)
    assert not {sign for sign in text if not sign.isprintable()} - {"\n"}


def test_the_nearest_names_are_suggested():
    with pytest.raises(BadQueryError) as caught:
        parse_query("带头入:王 环节:复核", TODAY, KNOWN)
    field, step = caught.value.findings
    assert field.facts["near"] == "带头人"
    assert "复审" in step.facts["near"]


@pytest.mark.parametrize("text", ["", "  　", "“”", '" "', "（“”）", "\u200b"])
def test_nothing_asked_is_said(text):
    with pytest.raises(EmptyQueryError):
        parse_query(text, TODAY)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("整" * 10_000, QueryTooLongError),
        ("(" * 5_000, QueryTooLongError),
        ("(" * MOST_SIGNS, QueryTooDeepError),
        ("甲(" * 600, QueryTooDeepError),
        ("单位:(" * 400, QueryTooDeepError),
        (("(" * 40) + "甲" + ")" * 40, QueryTooDeepError),
        (" ".join(f"词{at}" for at in range(300)), TooManyTermsError),
        ("- " * 900, None),
        ("“" * MOST_SIGNS, None),
        (")" * MOST_SIGNS, BadQueryError),
        ("非 " * 600 + "甲", None),
        ("甲(乙)" * 400, None),
        ("单位:" * 600, None),
        ("日期:2019.." * 200, BadQueryError),
        ("9" * MOST_SIGNS, None),
        ("金额:" + "9" * 1900, BadQueryError),
        ("日期:近" + "九" * 1900 + "年", BadQueryError),
        ("王" * 1900 + "~", None),
    ],
)
def test_a_hostile_query_is_answered_or_refused_quickly(text, error):
    began = time.perf_counter()
    try:
        parse_query(text, TODAY)
    except JiangdangError as caught:
        assert caught.kind is Kind.USAGE
        assert error is None or isinstance(caught, error)
    else:
        assert error is None
    assert time.perf_counter() - began < 0.5
