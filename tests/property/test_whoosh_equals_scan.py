"""Whatever documents come and go, the Whoosh engine answers as a look at every text would."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from index.engines.engine import Asked, Scope, Sort
from index.engines.scan import ScanEngine
from index.engines.whoosh.engine import WhooshEngine
from index.queries.tree import And, Every, Field, FieldName, How, Node, Not, Or, Span, Words
from index.records import Entry
from index.text.folding import MASK, SEPARATOR

SIGNS = "甲乙丙a1 " + SEPARATOR
TEXTS = st.text(SIGNS, max_size=12)
VALUES = st.lists(st.text("甲乙1", min_size=1, max_size=3), max_size=2).map(tuple)
DAYS = st.sampled_from(("", "2019-12-31", "2020-01-01", "2020-02-29"))
ENTRIES = st.builds(
    lambda text, number, unit, department, day, amount: Entry(
        0,
        f"{text[:2]}/{unit}",
        f"{text}{MASK * 6}" if number else text,
        f"{text}{number}" if number else "",
        {FieldName.UNIT: unit, FieldName.DEPARTMENT: department, FieldName.PERSONAL: (number,)},
        day,
        amount,
        () if amount is None else (amount, amount // 2),
    ),
    TEXTS,
    st.sampled_from(("", "", "1a1a", "11")),
    VALUES,
    VALUES,
    DAYS,
    st.none() | st.integers(-3, 9),
)
BATCHES = st.lists(
    st.tuples(st.lists(ENTRIES, max_size=5), st.sets(st.integers(1, 20), max_size=3)),
    min_size=1,
    max_size=12,
)
QUERY = st.text(SIGNS.replace(SEPARATOR, MASK), min_size=1, max_size=4)
LEAVES: st.SearchStrategy[Node] = st.one_of(
    QUERY.map(Words),
    st.builds(
        Field,
        st.sampled_from((FieldName.UNIT, FieldName.DEPARTMENT, FieldName.PERSONAL)),
        st.sampled_from(How),
        st.text("甲乙1", max_size=2),
    ),
    st.builds(Span, st.just(FieldName.DATE), DAYS, DAYS),
    st.builds(Span, st.just(FieldName.AMOUNT), st.none() | st.integers(-3, 5), st.integers(0, 9)),
    st.just(Every()),
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda parts: And(tuple(parts))),
        st.lists(inner, max_size=3).map(lambda parts: Or(tuple(parts))),
        inner.map(Not),
    ),
    max_leaves=6,
)
SCOPES = st.builds(
    Scope, st.booleans(), st.none() | st.frozensets(st.sampled_from(("甲", "乙", "甲1")))
)
ASKED = st.builds(
    Asked,
    TREES,
    SCOPES,
    st.sampled_from((Sort.DATE, Sort.AMOUNT)),
    st.integers(0, 5),
    st.integers(0, 9),
    without=st.frozensets(st.integers(1, 9), max_size=2),
)


@given(batches=BATCHES, questions=st.lists(ASKED, min_size=1, max_size=8))
@settings(max_examples=40, deadline=None)
def test_every_history_and_question_is_answered_as_by_the_scan(
    batches: list[tuple[list[Entry], set[int]]], questions: list[Asked]
) -> None:
    held: dict[int, Entry] = {}
    last = 0
    with TemporaryDirectory() as folder:
        engine = WhooshEngine(Path(folder) / "whoosh")
        for entries, gone in batches:
            numbered = [replace(entry, id=last + n) for n, entry in enumerate(entries, 1)]
            last += len(entries)
            engine.put(numbered, gone=gone)
            held = {id_: entry for id_, entry in held.items() if id_ not in gone}
            held |= {entry.id: entry for entry in numbered}
            now = list(held.values())
            scan = ScanEngine(now.__iter__)
            assert engine.count() == len(now)
            for asked in questions:
                assert engine.search(asked) == scan.search(asked)
