"""A settled tree as a Tantivy query that means exactly the same."""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING, Any

from index.engines.tantivy import fields
from index.engines.tantivy.tokens import encodable, pair, phrase
from index.queries.tree import And, Every, Field, FieldName, How, Not, Or, Related, Span, Words
from index.text.grams import bigrams

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from index.engines.engine import Asked
    from index.queries.tree import Node

_MOST_SIGNS = 64  # of a pattern; longer texts are compared with every value held
_SPECIAL = frozenset("\\.+*?()|[]{}^$#&-~")


def compiled(asked: Asked, searcher: Any) -> Any:
    """The query for what is asked, within its scope and without what is gone."""
    from tantivy import Occur

    compiler = _Compiler(searcher, numbers=asked.scope.numbers)
    clauses = [(Occur.Must, compiler.query(asked.tree))]
    if asked.scope.departments is not None:
        allowed = _one_of(FieldName.DEPARTMENT, sorted(asked.scope.departments))
        clauses.append((Occur.Must, allowed))
    if asked.without:
        clauses.append((Occur.MustNot, these(asked.without)))
    return clauses[0][1] if len(clauses) == 1 else _query().boolean_query(clauses)


def these(ids: Collection[int]) -> Any:
    """The documents of these ids."""
    return _query().term_set_query(fields.schema(), fields.ID, sorted(ids))


def is_weighed(tree: Node) -> bool:
    """Whether some documents answer better than others."""
    match tree:
        case Words(text):
            return len(text) > 1
        case Related():
            return True
        case And(parts) | Or(parts):
            return any(map(is_weighed, parts))
        case _:
            return False


def weighs_one_text(tree: Node) -> bool:
    """Whether a score is that of one text alone: then equal scores are equal in any company."""
    if isinstance(tree, And):
        weighed = [part for part in tree.parts if is_weighed(part)]
        return len(weighed) == 1 and weighs_one_text(weighed[0])
    return isinstance(tree, Words)


def since(day: int) -> Any:
    """The documents of a day or later."""
    from tantivy import FieldType

    return _between(fields.DAY, FieldType.Unsigned, day, 99_991_231)


def both(one: Any, other: Any) -> Any:
    """What answers both."""
    from tantivy import Occur

    return _query().boolean_query([(Occur.Must, one), (Occur.Must, other)])


class _Compiler:
    """Compiles the nodes of one tree for one searcher."""

    def __init__(self, searcher: Any, *, numbers: bool) -> None:
        self._searcher, self._numbers = searcher, numbers

    def query(self, tree: Node) -> Any:
        """The query of a node."""
        match tree:
            case Words(text):
                return self._text(text)
            case Field(name, how, text):
                return self._field(name, how, text)
            case Related(text):
                return self._related(text)
            case Every():
                return _weightless(_query().all_query())
            case Span():
                return _span(tree)
            case _:
                return self._joined(tree)

    def _joined(self, tree: Node) -> Any:
        from tantivy import Occur

        match tree:
            case Not(part):
                return self._all((Not(part),))
            case And(parts):
                return self._all(parts)
            case Or(parts):
                some = [(Occur.Should, self.query(part)) for part in parts]
                return _query().boolean_query(some) if some else _query().empty_query()
            case _:
                raise TypeError(f"not settled: {tree!r}")

    def _all(self, parts: Sequence[Node]) -> Any:
        """Every part holds; what must not hold is taken from the rest."""
        from tantivy import Occur

        wanted = [(Occur.Must, self.query(p)) for p in parts if not isinstance(p, Not)]
        unwanted = [(Occur.MustNot, self.query(p.part)) for p in parts if isinstance(p, Not)]
        if not wanted:
            wanted = [(Occur.Must, _weightless(_query().all_query()))]
        return _query().boolean_query([*wanted, *unwanted])

    def _text(self, text: str) -> Any:
        """The text stands in what is shown, or in what is hidden where that may be searched."""
        if not text:
            return _weightless(_query().all_query())
        if not encodable(text):
            return _query().empty_query()
        return self._either(lambda name: _stretch(name, text))

    def _either(self, of: Any) -> Any:
        """What is asked of the text; without weight also of the hidden one, for some."""
        from tantivy import Occur

        shown = of(fields.TEXT)
        if not self._numbers:
            return shown
        hidden = _weightless(of(fields.PRIVATE))
        return _query().boolean_query([(Occur.Should, shown), (Occur.Should, hidden)])

    def _related(self, text: str) -> Any:
        """Any pair of the question; its longer words weigh beside them."""
        from index.text.words import words

        if not encodable(text) or not (pairs := sorted(bigrams(text))):
            return _query().empty_query()
        known = words(text)
        return self._either(lambda name: self._any_of(name, pairs, known))

    def _any_of(self, name: str, pairs: Sequence[str], words: Sequence[str]) -> Any:
        """Any of the pairs; a word counts beside its pairs, as much as the rarest of them."""
        from tantivy import Occur

        query, schema = _query(), fields.schema()
        some = [query.term_query(schema, name, pair(each), "freq") for each in pairs]
        for word in words:
            rare = [self._rarity(name, each) for _, each in phrase(word)]
            some.append(query.boost_query(_stretch(name, word), max(rare) / sum(rare)))
        return query.boolean_query([(Occur.Should, each) for each in some])

    def _rarity(self, name: str, held: str) -> float:
        """What Tantivy lets a pair weigh."""
        total = self._searcher.num_docs
        having = min(self._searcher.doc_freq(name, held), total)  # it counts what is gone too
        return log(1 + (total - having + 0.5) / (having + 0.5))

    def _field(self, name: FieldName, how: How, text: str) -> Any:
        """One value agrees; a personal number agrees for nobody who may not see it."""
        secret = name is FieldName.PERSONAL and not self._numbers
        if secret or not encodable(text) or len(text) > fields.LONGEST:
            return _query().empty_query()
        if how is How.IS:
            return _one_of(name, [text])
        if len(text) <= _MOST_SIGNS:
            pattern = _PATTERNS[how].format(_escaped(text))
            return _weightless(_pattern(fields.value_field(name), pattern))
        return _one_of(name, list(self._agreeing(name, how, text)))

    def _agreeing(self, name: FieldName, how: How, text: str) -> Iterator[str]:
        """The values held that agree with a text too long for a pattern."""
        start = text if how is How.STARTS else ""
        for value, _ in self._searcher.terms_with_prefix(fields.value_field(name), start):
            if (how is not How.HAS or text in value) and (
                how is not How.ENDS or value.endswith(text)
            ):
                yield value


_PATTERNS = {How.HAS: ".*{}.*", How.STARTS: "{}.*", How.ENDS: ".*{}"}


def _query() -> Any:
    from tantivy import Query

    return Query


def _weightless(query: Any) -> Any:
    return _query().const_score_query(query, 0.0)


def _pattern(name: str, pattern: str) -> Any:
    return _query().regex_query(fields.schema(), name, pattern)


def _escaped(text: str) -> str:
    return "".join(f"\\{sign}" if sign in _SPECIAL else sign for sign in text)


def _one_of(name: FieldName, values: list[str]) -> Any:
    """A field has one of these values."""
    if not values:
        return _query().empty_query()
    held, query = fields.value_field(name), _query()
    if len(values) == 1:
        return _weightless(query.term_query(fields.schema(), held, values[0], "basic"))
    return _weightless(query.term_set_query(fields.schema(), held, values))


def _stretch(name: str, text: str) -> Any:
    """A stretch of text: a phrase of pairs; one sign is the first of some pair."""
    if len(text) == 1:
        return _weightless(_pattern(name, f"{_escaped(pair(text))}."))
    pairs = phrase(text)
    if len(pairs) == 1:
        return _query().term_query(fields.schema(), name, pairs[0][1], "freq")
    return _query().phrase_query(fields.schema(), name, pairs)


def _span(span: Span) -> Any:
    """A day, or one of the amounts, stands between the bounds."""
    from tantivy import FieldType

    if span.name is FieldName.DATE:
        first = fields.day_number(str(span.low)) if span.low else 0
        last = fields.day_number(str(span.high)) if span.high else 99_991_231
        return _between(fields.DAY, FieldType.Unsigned, first, last)
    if span.name is FieldName.AMOUNT:
        least = fields.bounded(-(2**63) if span.low is None else int(span.low))
        most = fields.bounded(2**63 if span.high is None else int(span.high))
        return _between(fields.AMOUNTS, FieldType.Integer, least, most)
    raise TypeError(f"no span over {span.name}")


def _between(name: str, kind: Any, low: int, high: int) -> Any:
    if low > high:
        return _query().empty_query()
    return _weightless(_query().range_query(fields.schema(), name, kind, low, high))
