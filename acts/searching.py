"""Searching: questions asked of the index, answers shown and exported, every search logged."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from acts.exporting import export_rows
from acts.indexing import mended, opened
from acts.questions import (
    Question,
    filtered,
    labels_of,
    read_question,
    scope_of,
    settled,
    sort_of,
)
from cases.words import message
from index.engines.engine import DamagedIndexError
from index.finding.finder import Wanted, find
from index.queries.questions import loosened, question_of
from index.queries.tree import Related
from index.text.folding import fold_query

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from acts.bureau import Bureau
    from index.engines.engine import Scope, Sort
    from index.finding.results import Hit, Results
    from index.generations import Generation
    from index.queries.tree import Node

_FACETS = {
    "programme": "项目类别",
    "year": "年度",
    "step": "环节",
    "kind": "文书",
    "department": "主管委办局",
    "unit": "单位",
}
_PORTION = 1000
_HEADS = ("案卷", "文书", "题名", "文号", "日期", "单位", "带头人", "档号", "文件", "摘录")


@dataclass(frozen=True, slots=True)
class Answer:
    """The hits of one page with counts, as the person asking may see them."""

    results: Results
    took_ms: int
    first: int
    labels: Mapping[str, str]
    exported: str = ""

    @property
    def total(self) -> int:
        """How many were found in all."""
        return self.results.total

    def as_json(self) -> dict[str, Any]:
        """As ``search --json`` shows it."""
        return {
            "total": self.results.total,
            "took_ms": self.took_ms,
            "engine": self.results.engine,
            "hits": [_hit_json(hit) for hit in self.results.hits],
            "facets": {name: dict(counts) for name, counts in self.results.facets.items()},
            "unread": self.results.unread,
            **({"related": True} if self.results.related else {}),
            **({"told": list(self.results.told)} if self.results.told else {}),
            **({"missing": list(self.results.missing)} if self.results.missing else {}),
            **({"exported": self.exported} if self.exported else {}),
        }

    def lines(self) -> list[str]:
        """Hits, counts by field, and what the search could not see."""
        return list(self._lines())

    def _lines(self) -> Iterator[str]:
        last = self.first + len(self.results.hits) - 1
        shown = f"，显示第 {self.first} 至 {last} 条" if self.results.hits else ""
        yield f"共 {self.total} 条{shown}，用时 {self.took_ms} 毫秒。"
        yield from self.results.told
        yield from self.results.missing
        for number, hit in enumerate(self.results.hits, start=self.first):
            yield from self._hit_lines(number, hit)
        for name, counts in self.results.facets.items():
            if len(counts) > 1:
                told = "、".join(f"{self._label(v)} {n}" for v, n in list(counts.items())[:8])
                yield f"{_FACETS[name]}：{told}"
        if self.results.unread:
            yield f"另有 {self.results.unread} 份材料没有读到文字，见 jiangdang index status。"
        if self.exported:
            yield f"全部 {self.total} 条已导出：{self.exported}"

    def _hit_lines(self, number: int, hit: Hit) -> Iterator[str]:
        record = hit.record
        kind = self._label(record.kind)
        parts = (record.case or record.batch, kind, record.title, record.number, record.date)
        yield f"{number}. " + "  ".join(part for part in parts if part)
        yield f"   {record.path}"
        yield from (f"   {line}" for line in hit.highlights)

    def _label(self, value: str) -> str:
        return self.labels.get(value, value)


def _hit_json(hit: Hit) -> dict[str, object]:
    record = hit.record
    return {
        "case": record.case,
        "kind": record.kind,
        "title": record.title,
        "path": record.path,
        "date": record.date,
        "score": hit.score,
        "highlights": list(hit.highlights),
    }


@dataclass(frozen=True, slots=True)
class Ready:
    """A question ready to be answered: the index, the settled tree, for whom, in which order."""

    generation: Generation
    tree: Node
    scope: Scope
    sort: Sort
    exhaustive: bool
    told: tuple[str, ...]
    related: bool = False

    def page(self, offset: int, limit: int) -> Results:
        """Some of the hits with totals and counts."""
        wanted = Wanted(self.tree, self.scope, self.sort, offset, limit, self.exhaustive)
        found = find(self.generation, wanted)
        return replace(found, told=self.told, related=self.related)

    def all_hits(self) -> Iterator[Hit]:
        """Every hit, a portion at a time."""
        offset = 0
        while hits := self.page(offset, _PORTION).hits:
            yield from hits
            offset += len(hits)


def search_workspace(bureau: Bureau, asked: Question) -> Answer:
    """Answer a question; who may not see personal numbers neither finds nor sees them.

    The log keeps who asked what and how much was found, nothing found included.
    """
    began = time.perf_counter()
    ready, results = first_page(bureau, asked)
    took = round((time.perf_counter() - began) * 1000)
    exported = _export(bureau, asked, ready)
    log_search(bureau, asked, results.total)
    first = (asked.page - 1) * asked.limit + 1
    return Answer(results, took, first, labels_of(bureau), exported)


def first_page(bureau: Bureau, asked: Question) -> tuple[Ready, Results]:
    """The question made ready and the page asked for; a damaged index is mended on the way."""
    ready = make_ready(bureau, asked, opened(bureau))
    offset = (asked.page - 1) * asked.limit
    try:
        return _answered(bureau, asked, ready, offset)
    except DamagedIndexError as error:
        ready = make_ready(bureau, asked, mended(bureau, error))
        return _answered(bureau, asked, ready, offset)


def make_ready(bureau: Bureau, asked: Question, generation: Generation) -> Ready:
    """The question read, settled, and bound to an index."""
    sort, tree = sort_of(asked), read_question(bureau, asked)
    found = settled(bureau, generation.store, tree)
    return Ready(generation, found.tree, scope_of(bureau), sort, asked.exhaustive, found.told)


def _answered(bureau: Bureau, asked: Question, ready: Ready, offset: int) -> tuple[Ready, Results]:
    """The page; where nothing holds the words of a sentence, what is near it, and said so."""
    results = ready.page(offset, asked.limit)
    if results.total or not question_of(asked.query):
        return ready, results
    near = replace(ready, tree=loosened(ready.tree), related=True, told=(*ready.told, message("I331", {})))
    return near, near.page(offset, asked.limit)


def _export(bureau: Bureau, asked: Question, ready: Ready) -> str:
    """All hits as a sheet, not only those of the page."""
    if asked.export is None:
        return ""
    labels = labels_of(bureau)
    export_rows(asked.export, _HEADS, (_row(hit, labels) for hit in ready.all_hits()))
    return str(asked.export)


def _row(hit: Hit, labels: Mapping[str, str]) -> tuple[str, ...]:
    r = hit.record
    kind = labels.get(r.kind, r.kind)
    names = (r.case or r.batch, kind, r.title, r.number, r.date, r.unit, r.leader)
    return (*names, r.reference_code, r.path, "\n".join(hit.highlights))


def log_search(bureau: Bureau, asked: Question, total: int) -> None:
    """Keep who asked what; a person the settings do not know leaves no line."""
    if bureau.person is None:
        return
    facts: dict[str, object] = {"检索词": asked.query, "命中": total}
    filters = "；".join(f"{name}={value}" for name, value in asked.named.items() if value)
    facts |= {"条件": filters} if filters else {}
    facts |= {"导出": asked.export.name} if asked.export else {}
    own = f"检索 {bureau.now.isoformat()} {os.getpid()}"
    with bureau.journal.act("search", bureau.person.name, own) as act:
        act.enter("search", "检索", facts)
