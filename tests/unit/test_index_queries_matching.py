"""What a settled tree means on a document."""

from __future__ import annotations

import pytest

from index.engines.engine import Scope
from index.queries.matching import holds
from index.queries.tree import (
    And,
    Every,
    Field,
    FieldName,
    Fuzzy,
    How,
    Not,
    Or,
    Pinyin,
    Related,
    Span,
    Words,
)
from index.records import Entry
from index.text.folding import MASK, SEPARATOR

ALL = Scope()
NUMBERS = Scope(numbers=True)
ENTRY = Entry(
    1,
    "cases/甲.docx",
    f"关于限期整改的通知{SEPARATOR}样例玉雕有限公司 {MASK * 6}",
    private=f"关于限期整改的通知{SEPARATOR}样例玉雕有限公司 310106197503150018",
    fields={
        FieldName.UNIT: ("样例玉雕有限公司",),
        FieldName.DEPARTMENT: ("区样例局",),
        FieldName.NUMBER: ("样府(2019)12号", "样府(2020)3号"),
        FieldName.PERSONAL: ("310106197503150018",),
    },
    date="2019-03-25",
    amount=5000000,
    amounts=(5000000, 120),
)
BARE = Entry(2, "cases/乙.docx", "")


@pytest.mark.parametrize(
    ("tree", "held"),
    [
        (Words("整改的"), True),
        (Words("通知样例"), False),  # in two cells
        (Words("公示"), False),
        (Field(FieldName.UNIT, How.HAS, "玉雕"), True),
        (Field(FieldName.UNIT, How.IS, "玉雕"), False),
        (Field(FieldName.UNIT, How.IS, "样例玉雕有限公司"), True),
        (Field(FieldName.UNIT, How.STARTS, "样例"), True),
        (Field(FieldName.UNIT, How.STARTS, "玉雕"), False),
        (Field(FieldName.UNIT, How.ENDS, "公司"), True),
        (Field(FieldName.NUMBER, How.IS, "样府(2020)3号"), True),
        (Field(FieldName.LEADER, How.HAS, "样"), False),
        (Span(FieldName.DATE, "2019-03-25", "2019-03-25"), True),
        (Span(FieldName.DATE, "2019-03-26", None), False),
        (Span(FieldName.DATE, None, "2019-03-24"), False),
        (Span(FieldName.DATE, None, None), True),
        (Span(FieldName.AMOUNT, 100, 200), True),
        (Span(FieldName.AMOUNT, 121, 4999999), False),
        (Span(FieldName.AMOUNT, 5000000, None), True),
        (Span(FieldName.AMOUNT, None, 119), False),
        (Related("怎样整改"), True),
        (Related("怎样公示"), False),
        (Related("改"), False),
        (Every(), True),
        (And(()), True),
        (Or(()), False),
        (And((Words("整改"), Words("公示"))), False),
        (And((Words("整改"), Not(Words("公示")), Every())), True),
        (Or((Words("公示"), Words("整改"))), True),
        (Not(Or(())), True),
    ],
)
def test_a_tree_holds_for_a_document(tree, held):
    assert holds(tree, ENTRY, ALL) is held


def test_a_document_without_day_or_amount_stands_in_no_span():
    assert not holds(Span(FieldName.DATE, None, None), BARE, ALL)
    assert not holds(Span(FieldName.AMOUNT, None, None), BARE, ALL)


@pytest.mark.parametrize(
    "tree",
    [
        Words("19750315"),
        Field(FieldName.PERSONAL, How.ENDS, "0018"),
        Field(FieldName.PERSONAL, How.HAS, ""),
        Related("150018"),
    ],
)
def test_personal_numbers_are_found_only_by_who_may_see_them(tree):
    assert holds(tree, ENTRY, NUMBERS)
    assert not holds(tree, ENTRY, ALL)


def test_who_may_see_numbers_still_finds_what_is_shown():
    assert holds(Words(f"公司 {MASK}"), ENTRY, NUMBERS)
    assert holds(Words("整改"), ENTRY, NUMBERS)


def test_documents_of_other_departments_do_not_exist():
    own, other = (Scope(departments=frozenset({name})) for name in ("区样例局", "区别的局"))
    for tree in (Every(), Words("整改"), Not(Words("公示"))):
        assert holds(tree, ENTRY, own)
        assert not holds(tree, ENTRY, other)
        assert not holds(tree, BARE, own)


@pytest.mark.parametrize("tree", [Fuzzy("甲"), Pinyin("jia"), Not(Fuzzy("甲"))])
def test_what_is_not_settled_has_no_meaning_yet(tree):
    with pytest.raises(TypeError, match="not settled"):
        holds(tree, ENTRY, ALL)
