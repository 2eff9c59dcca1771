"""What a settled tree means, exactly: the measure of every engine, and the scan itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from index.queries.tree import And, Every, Field, FieldName, How, Not, Or, Related, Span, Words
from index.text.grams import bigrams

if TYPE_CHECKING:
    from collections.abc import Callable

    from index.engines.engine import Scope
    from index.queries.tree import Node
    from index.records import Entry

    Test: TypeAlias = Callable[[Entry], bool]

_SHORTEST_QUESTION = 6
_QUOTES = re.compile('["＂“”„「」『』]')
_ASKS = re.compile(
    "什么|哪|谁|多少|几|为何|怎|如何|是否|吗|何时|何地|何人|何处|能否|可否|有没有|是不是|多久|多大"
)
_AGREES: dict[How, Callable[[str, str], bool]] = {
    How.IS: str.__eq__,
    How.HAS: str.__contains__,
    How.STARTS: str.startswith,
    How.ENDS: str.endswith,
}


def holds(tree: Node, entry: Entry, scope: Scope) -> bool:
    """Whether a document answers a settled tree for whoever asks."""
    return test_of(tree, scope)(entry)


def test_of(tree: Node, scope: Scope) -> Test:
    """The meaning of a settled tree, ready to be asked of many documents."""
    meant = _test(tree, scope)
    allowed = scope.departments
    if allowed is None:
        return meant
    return lambda entry: _of_departments(entry, allowed) and meant(entry)


def searched(entry: Entry, scope: Scope) -> str:
    """The text of a document as the asking person may search it."""
    return (scope.numbers and entry.private) or entry.text


def question_of(text: str) -> bool:
    """Whether a query without quotes looks like a question put to a person."""
    plain = text.strip()
    if len(plain) < _SHORTEST_QUESTION or _QUOTES.search(plain):
        return False
    return plain[-1] in "?？" or _ASKS.search(plain) is not None


def _of_departments(entry: Entry, allowed: frozenset[str]) -> bool:
    return any(name in allowed for name in entry.fields.get(FieldName.DEPARTMENT, ()))


def _test(tree: Node, scope: Scope) -> Test:
    match tree:
        case Words(text):
            return _text_test(text, scope)
        case Field(name, how, text):
            return _field_test(name, how, text, scope)
        case Related(text):
            pairs = sorted(bigrams(text))
            return lambda entry: any(pair in searched(entry, scope) for pair in pairs)
        case Every():
            return lambda _: True
        case Span():
            return _span_test(tree)
        case _:
            return _joined_test(tree, scope)


def _joined_test(tree: Node, scope: Scope) -> Test:
    """And, or, not; what is cheap to tell is told first."""
    match tree:
        case Not(part):
            test = _test(part, scope)
            return lambda entry: not test(entry)
        case And(parts):
            tests = [_test(part, scope) for part in sorted(parts, key=_reads_text)]
            return _both(*tests) if len(tests) == 2 else _all(tests)
        case Or(parts):
            some = [_test(part, scope) for part in sorted(parts, key=_reads_text)]
            return lambda entry: any(test(entry) for test in some)
        case _:
            raise TypeError(f"not settled: {tree!r}")


def _both(one: Test, other: Test) -> Test:
    return lambda entry: one(entry) and other(entry)


def _all(tests: list[Test]) -> Test:
    return lambda entry: all(test(entry) for test in tests)


def _reads_text(tree: Node) -> bool:
    """Whether the whole text must be gone through to tell."""
    match tree:
        case And(parts) | Or(parts):
            return any(map(_reads_text, parts))
        case Not(part):
            return _reads_text(part)
        case _:
            return isinstance(tree, Words | Related)


def _text_test(text: str, scope: Scope) -> Test:
    """Where numbers may be searched, a text stands in what is shown or in what is hidden."""
    if scope.numbers:
        return lambda entry: text in entry.text or text in entry.private
    return lambda entry: text in entry.text


def _field_test(name: FieldName, how: How, text: str, scope: Scope) -> Test:
    """One value agrees; a personal number agrees for nobody who may not see it."""
    agrees = _AGREES[how]
    if name is FieldName.PERSONAL and not scope.numbers:
        return lambda _: False
    return lambda entry: any(agrees(value, text) for value in entry.fields.get(name, ()))


def _span_test(span: Span) -> Test:
    """A day, or one of the amounts, stands between the bounds."""
    if span.name is FieldName.DATE:
        first, last = str(span.low or ""), str(span.high or "9999-12-31")
        return lambda entry: bool(entry.date) and first <= entry.date <= last
    if span.name is FieldName.AMOUNT:
        return lambda entry: any(_within(amount, span) for amount in entry.amounts)
    raise TypeError(f"no span over {span.name}")


def _within(amount: int, span: Span) -> bool:
    above = span.low is None or int(span.low) <= amount
    return above and (span.high is None or amount <= int(span.high))
