"""Which documents of a segment a settled tree holds for, the rarest part first."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from index.engines.whoosh.counting import encoded
from index.engines.whoosh.segment import NOBODY, as_docs
from index.queries.tree import And, Every, Field, FieldName, Not, Or, Related, Span, Words
from index.text.grams import query_bigrams

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from numpy.typing import NDArray

    from index.engines.engine import Scope
    from index.engines.whoosh.segment import Extent, Segment
    from index.queries.tree import Node

    Docs = NDArray[np.uint32]
    _List: TypeAlias = tuple[str, bytes, Extent]
    Among: TypeAlias = Docs | None  # None is every document of the segment

_TEXTS_A_POSTING = 200  # so many postings are read in the time in which one text is looked at


@dataclass(frozen=True, slots=True)
class _Step:
    """One narrowing: about how many documents are left after it, and how it is done.

    What is ``spared`` need not be done where a later step tells the same exactly.
    """

    size: int
    narrow: Callable[[Among], Docs]
    spared: bool = False


@dataclass(frozen=True, slots=True)
class Selection:
    """The documents of one segment that somebody may find."""

    segment: Segment
    scope: Scope
    among: Among  # what the person may find at all

    def of(self, tree: Node) -> Docs:
        """The documents for which a tree holds, in order."""
        return self._within(tree, self.among)

    def _within(self, tree: Node, among: Among) -> Docs:
        """Those of some documents for which a tree holds."""
        for step in sorted(self._steps(tree), key=lambda step: step.size):
            if among is not None and not among.size:
                break
            few = among is not None and among.size * _TEXTS_A_POSTING < step.size
            if not (step.spared and few):
                among = step.narrow(among)
        return self._everybody() if among is None else among

    def _steps(self, tree: Node) -> Iterator[_Step]:
        """What a tree asks, in steps that may be taken in any order."""
        match tree:
            case Words(text):
                yield from self._text_steps(text)
            case And(parts):
                yield from chain.from_iterable(map(self._steps, parts))
            case Field() | Span():
                found = self._of_field(tree) if isinstance(tree, Field) else self._of_span(tree)
                yield _Step(found.size, partial(self._common, found))
            case Or(parts):
                yield _Step(self._size, partial(self._any, parts))
            case Not(part):
                yield _Step(2 * self._size, partial(self._without, part))
            case Related(text):
                yield _Step(self._size, partial(self._sharing, text))
            case Every():
                return
            case _:
                raise TypeError(f"not settled: {tree!r}")

    def _text_steps(self, text: str) -> Iterator[_Step]:
        """Every pair of the text; and the text itself, where pairs alone do not tell."""
        pairs = query_bigrams(text)
        exact = len(text) == 2 and bool(pairs)
        for pair in pairs:
            lists = self._lists(pair)
            size = sum(extent.size for _, _, extent in lists)
            yield _Step(size, partial(self._in_any, lists), spared=not exact)
        if not exact:
            yield _Step(4 * self._size, partial(self._holding, text))

    @property
    def _size(self) -> int:
        return int(self.segment.size)

    @property
    def _names(self) -> tuple[str, ...]:
        return ("text", "private") if self.scope.numbers else ("text",)

    def _everybody(self) -> Docs:
        return np.arange(self._size, dtype=np.uint32)

    def _lists(self, pair: str) -> list[_List]:
        """The posting lists of a pair: one of public texts, one of what private ones have more."""
        term = encoded(pair)
        found = ((name, self.segment.extent(name, term)) for name in self._names)
        return [(name, term, extent) for name, extent in found if extent]

    def _in_any(self, lists: Iterable[_List], among: Among) -> Docs:
        return self._common(self._union(self._read(lists)), among)

    def _read(self, lists: Iterable[_List]) -> Iterator[Docs]:
        return (self.segment.listed(*each)[0] for each in lists)

    def _holding(self, text: str, among: Among) -> Docs:
        docs = self._everybody() if among is None else among
        return self.segment.rows.holding(docs, text, private=self.scope.numbers)

    def _of_field(self, asked: Field) -> Docs:
        if asked.name is FieldName.PERSONAL and not self.scope.numbers:
            return NOBODY
        values = self.segment.rows.field(asked.name)
        if values is None:
            return NOBODY
        found: Docs = values.documents(values.agreeing(asked.how, asked.text))
        return found

    def _of_span(self, span: Span) -> Docs:
        rows = self.segment.rows
        if span.name is FieldName.DATE:
            low, high = str(span.low or ""), str(span.high or "9999-12-31")
            return rows.days.documents(rows.days.between(low, high))
        if span.name is FieldName.AMOUNT:
            return rows.with_amount(*(None if b is None else int(b) for b in (span.low, span.high)))
        raise TypeError(f"no span over {span.name}")

    def _any(self, parts: Iterable[Node], among: Among) -> Docs:
        return self._union(self._within(part, among) for part in parts)

    def _without(self, part: Node, among: Among) -> Docs:
        mask = np.zeros(self._size, bool)
        mask[self._everybody() if among is None else among] = True
        mask[self._within(part, among)] = False
        return as_docs(mask)

    def _sharing(self, text: str, among: Among) -> Docs:
        lists = chain.from_iterable(map(self._lists, query_bigrams(text)))
        return self._in_any(lists, among)

    def _common(self, docs: Docs, among: Among) -> Docs:
        """What two ordered lists have in common."""
        if among is None:
            return docs
        few, many = (docs, among) if docs.size < among.size else (among, docs)
        if many.size < 16 * few.size:
            mask = np.zeros(self._size, bool)
            mask[many] = True
            return few[mask[few]]
        if not few.size:
            return few
        places = np.minimum(np.searchsorted(many, few), many.size - 1)
        common: Docs = few[many[places] == few]
        return common

    def _union(self, lists: Iterable[Docs]) -> Docs:
        """What stands in any of the lists."""
        kept = [docs for docs in lists if docs.size]
        if len(kept) < 2:
            return kept[0] if kept else NOBODY
        mask = np.zeros(self._size, bool)
        for docs in kept:
            mask[docs] = True
        return as_docs(mask)
