"""A settled tree in the cluster's language, with what every product of the family knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from index.engines.engine import Sort
from index.engines.opensearch.mapping import FIRST, LAST, LONGEST, bounded
from index.queries.tree import And, Every, Field, FieldName, How, Not, Or, Related, Span, Words
from index.text.grams import query_bigrams

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from index.engines.engine import Asked, Scope
    from index.queries.tree import Node

    Clause: TypeAlias = dict[str, Any]

MOST_TERMS = 60_000  # the family's limit is 65,536 in one clause
MOST_WEIGHED = 200  # pairs of a question that are weighed; all of them are found
EVERYTHING: Clause = {"match_all": {"boost": 0}}
NOTHING: Clause = {"match_none": {}}
_LATEST = "9999-12-31"


def question(asked: Asked) -> Clause:
    """The query of a question: what is asked, for whom, without what the store let go."""
    weighed = asked.sort is Sort.RELEVANCE
    meant = clause(asked.tree, asked.scope)
    within = [] if asked.scope.departments is None else [_departments(asked.scope.departments)]
    told: Clause = {"must": [meant], "filter": within} if weighed else {"filter": [meant, *within]}
    if asked.without:
        told["must_not"] = [{"terms": {"id": some}} for some in _portions(asked.without)]
    return {"bool": told}


def order(sort: Sort) -> list[Clause]:
    """By what hits are sorted: without a day or an amount last, ties by path."""
    ties: list[Clause] = [{"path": {"order": "asc"}}, {"id": {"order": "asc"}}]
    if sort is Sort.RELEVANCE:
        return [{"_score": {"order": "desc"}}, *ties]
    name = "day" if sort is Sort.DATE else "worth"
    return [{name: {"order": "desc", "missing": "_last"}}, *ties]


def clause(tree: Node, scope: Scope) -> Clause:
    """One node; only words and questions weigh."""
    match tree:
        case Words(text):
            return _words(text, scope)
        case Related(text):
            return _related(text, scope)
        case Field(name, how, text):
            return _unweighed(_field(name, how, text, scope))
        case Span():
            return _unweighed(_span(tree))
        case Every():
            return EVERYTHING
        case Not(part):
            return {"bool": {"must_not": [clause(part, scope)], "boost": 0}}
        case And() | Or():
            return _joined(tree, scope)
        case _:
            raise TypeError(f"not settled: {tree!r}")


def _joined(tree: And | Or, scope: Scope) -> Clause:
    """And, or; the cluster bounds how deep they may be nested, so like in like is one."""
    parts = [clause(part, scope) for part in _flat(tree, type(tree))]
    if isinstance(tree, And):
        return {"bool": {"must": parts}} if parts else EVERYTHING
    return _any(parts)


def _flat(tree: And | Or, kind: type[And | Or]) -> Iterable[Node]:
    for part in tree.parts:
        if isinstance(part, kind):
            yield from _flat(part, kind)
        else:
            yield part


def _any(parts: list[Clause]) -> Clause:
    if not parts:
        return NOTHING
    return {"bool": {"should": parts, "minimum_should_match": 1}}


def _unweighed(meant: Clause) -> Clause:
    return {"constant_score": {"filter": meant, "boost": 0}}


def _words(text: str, scope: Scope) -> Clause:
    """A stretch of text, in what is shown or, for whom it may concern, in what is hidden."""
    if not text:
        return EVERYTHING
    places = ("text", "private") if scope.numbers else ("text",)
    parts = [_stretch(place, text) for place in places]
    return parts[0] if len(parts) == 1 else _any(parts)


def _stretch(place: str, text: str) -> Clause:
    """A text as it stands, whole and unbroken."""
    if len(text) == 1:
        return _unweighed({"term": {f"{place}.signs": {"value": text}}})
    return {"match_phrase": {place: {"query": text}}}


def _related(text: str, scope: Scope) -> Clause:
    """Whatever shares a pair with the question, weighed by its pairs and longer words."""
    pairs = list(query_bigrams(text))
    if not pairs:
        return NOTHING
    if not scope.numbers:
        return _sharing("text", text, pairs)
    open_only = {"bool": {"must_not": [{"term": {"has_private": {"value": True}}}]}}
    shown = {"bool": {"must": [_sharing("text", text, pairs)], "filter": [open_only]}}
    return _any([shown, _sharing("private", text, pairs)])


def _sharing(place: str, text: str, pairs: list[str]) -> Clause:
    from index.text.words import words

    long_words = dict.fromkeys(word for word in words(text) if len(word) > 2)
    stretches = [*pairs[:MOST_WEIGHED], *list(long_words)[:MOST_WEIGHED]]
    found = {"terms": {place: pairs[:MOST_TERMS], "boost": 0}}
    weighed = [_stretch(place, stretch) for stretch in stretches]
    return {"bool": {"must": [found], "should": weighed}}


def _field(name: FieldName, how: How, text: str, scope: Scope) -> Clause:
    """One value of a field agrees; personal numbers agree for nobody who may not see them."""
    if name in (FieldName.DATE, FieldName.AMOUNT):
        return NOTHING  # their values are asked for by spans
    if name is FieldName.PERSONAL and not scope.numbers:
        return NOTHING
    place = f"field.{name}"
    if not text and how is not How.IS:
        return {"exists": {"field": f"{place}.is"}}
    if how is How.HAS:
        return _stretch(f"{place}.has", text)
    if len(text) < LONGEST:
        return _edge(place, how, text)
    ends = {How.IS: f"{FIRST}{text}{LAST}", How.STARTS: f"{FIRST}{text}", How.ENDS: f"{text}{LAST}"}
    return _stretch(f"{place}.has", ends[how])


def _edge(place: str, how: How, text: str) -> Clause:
    """A value by its whole, its beginning or its end, as single terms know it."""
    if how is How.IS:
        return {"term": {f"{place}.is": {"value": text}}}
    if how is How.STARTS:
        return {"prefix": {f"{place}.is": {"value": text}}}
    return {"prefix": {f"{place}.back": {"value": text[::-1]}}}


def _span(span: Span) -> Clause:
    if span.name is FieldName.DATE:
        first, last = str(span.low or ""), str(span.high or _LATEST)
        return {"range": {"day": {"gte": first, "lte": last}}}
    if span.name is not FieldName.AMOUNT:
        raise TypeError(f"no span over {span.name}")
    bounds = {"gte": span.low, "lte": span.high}
    told = {name: bounded(int(bound)) for name, bound in bounds.items() if bound is not None}
    return {"range": {"amounts": told}} if told else {"exists": {"field": "amounts"}}


def _departments(allowed: Collection[str]) -> Clause:
    parts: list[Clause] = [
        {"terms": {"field.department.is": some}}
        for some in _portions({name[:LONGEST] for name in allowed})
    ]
    return _any(parts)


def _portions(values: Collection[Any]) -> list[list[Any]]:
    """The values in order, in portions that one clause can take."""
    ordered = sorted(values)
    return [ordered[start : start + MOST_TERMS] for start in range(0, len(ordered), MOST_TERMS)]
