"""Searching: questions asked of the index, every answer logged."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from acts.audit.search_log import log_search
from acts.search.answers import Answer, shows_numbers
from acts.search.indexing import mended, opened
from acts.search.questions import (
    Question,
    labels_of,
    limits_of,
    read_question,
    scope_of,
    settled,
    sort_of,
)
from cases.words import message
from index.engines.engine import DamagedIndexError
from index.finding.finder import Wanted, find, found_ids, shown_hits
from index.finding.terms import terms_of
from index.queries.expanding import loosened
from index.queries.matching import question_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from acts.audit.hit_sheets import Exported
    from acts.bureau import Bureau
    from index.engines.engine import Found, Scope, Sort
    from index.finding.results import Hit, Results
    from index.generations import Generation
    from index.queries.tree import Node


@dataclass(frozen=True, slots=True)
class Ready:
    """A question ready to be answered: the index, the settled tree, for whom, in which order.

    ``read`` is the tree as it was asked, before anything was looked up.
    """

    generation: Generation
    tree: Node
    scope: Scope
    sort: Sort
    exhaustive: bool
    told: tuple[str, ...]
    read: Node
    related: bool = False

    def page(self, offset: int, limit: int) -> Results:
        """Some of the hits with totals and counts."""
        found = find(self.generation, self._wanted(offset, limit))
        return replace(found, told=self.told, related=self.related)

    def everything(self) -> Found:
        """The ids of all hits in their order."""
        most = self.generation.store.coverage().total
        return found_ids(self.generation, self._wanted(0, max(1, most)))

    def shown(self, found: Found) -> Iterator[Hit]:
        """The hits themselves, a portion at a time."""
        store = self.generation.store
        return shown_hits(store, found.hits, terms_of(self.tree), self.scope)

    def all_hits(self) -> Iterator[Hit]:
        """Every hit."""
        return self.shown(self.everything())

    def _wanted(self, offset: int, limit: int) -> Wanted:
        return Wanted(self.tree, self.scope, self.sort, offset, limit, self.exhaustive)


def search_workspace(bureau: Bureau, asked: Question) -> Answer:
    """Answer a question; who may not see personal numbers neither finds nor sees them.

    The log keeps who asked what and how much was found, nothing found included.
    """
    answer, ready, facts = answered(bureau, asked)
    log_search(bureau, asked, ready.read, facts)
    return answer


def answered(bureau: Bureau, asked: Question) -> tuple[Answer, Ready, dict[str, object]]:
    """The answer, and what the log is to keep of it."""
    began = time.perf_counter()
    ready, results = first_page(bureau, asked)
    took = round((time.perf_counter() - began) * 1000)
    exported = _exported(bureau, asked, ready, results)
    first = (asked.page - 1) * asked.limit + 1
    place = str(exported.file) if exported else ""
    answer = Answer(results, took, first, labels_of(bureau), ready.scope, place)
    return answer, ready, found_facts(ready, results, exported)


def first_page(bureau: Bureau, asked: Question) -> tuple[Ready, Results]:
    """The question made ready and the page asked for; a damaged index is mended on the way."""
    sort, tree = sort_of(asked), read_question(bureau, asked)
    generation, offset = opened(bureau), (asked.page - 1) * asked.limit
    try:
        ready = _made_ready(bureau, asked, tree, sort, generation)
        return _answered(bureau, asked, ready, offset)
    except DamagedIndexError as error:
        generation = mended(bureau, error, generation.name)
        ready = _made_ready(bureau, asked, tree, sort, generation)
        return _answered(bureau, asked, ready, offset)


def _made_ready(
    bureau: Bureau, asked: Question, tree: Node, sort: Sort, generation: Generation
) -> Ready:
    """The question settled and bound to an index."""
    found = settled(bureau, generation.store, tree)
    scope, told = scope_of(bureau), (*limits_of(bureau), *found.told)
    return Ready(generation, found.tree, scope, sort, asked.exhaustive, told, tree)


def found_facts(
    ready: Ready, results: Results, exported: Exported | None = None
) -> dict[str, object]:
    """What the log keeps of an answer: how much, by which engine, what was shown and exported."""
    facts: dict[str, object] = {"命中": results.total, "引擎": results.engine}
    seen = exported.with_numbers if exported else sum(map(shows_numbers, results.hits))
    if ready.scope.numbers and seen:
        facts["显示个人信息"] = seen
    if exported:
        facts |= {"导出": exported.file.name, "清单摘要": exported.digest}
    if results.missing:
        facts["不完整"] = list(results.missing)
    return facts


def _answered(bureau: Bureau, asked: Question, ready: Ready, offset: int) -> tuple[Ready, Results]:
    """The page; where there is nothing, what is near a sentence or a name."""
    results = ready.page(offset, asked.limit)
    if results.total:
        return ready, results
    if not question_of(asked.query):
        from acts.search.suggesting import near_names

        told = (*ready.told, *near_names(bureau, ready.generation.store, ready.read))
        return ready, replace(results, told=told)
    tree, told = loosened(ready.tree), (*ready.told, message("I331", {}))
    near = replace(ready, tree=tree, related=True, told=told)
    return near, near.page(offset, asked.limit)


def _exported(bureau: Bureau, asked: Question, ready: Ready, results: Results) -> Exported | None:
    """All hits as a sheet, not only those of the page."""
    if asked.export is None:
        return None
    from acts.audit.hit_sheets import About, export_hits

    about = About(bureau, asked, ready.read, ready.generation.name, results)
    return export_hits(asked.export, about, ready.all_hits())
