"""Searching: the index brought up to date, questions asked, answers shown and exported."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from acts.exporting import export_rows
from acts.findables import OWN_KINDS, gather
from acts.showing import may_see_numbers
from acts.years import year_of
from cases.errors import JiangdangError, Kind
from cases.lifecycle.steps import STEPS, find_step
from cases.masking import masked
from cases.policy.library import shipped_policies
from doc_templates.catalogue import load_catalogue
from index.highlighting import highlights
from index.queries.parsing import parse_query
from index.engines.whoosh_engine import WhooshEngine

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from acts.bureau import Bureau
    from acts.findables import Findable
    from index.engines.engine import Hit, Results
    from index.queries.parsing import Query
    from index.records import Record

ALL = 1_000_000_000
SORTS = ("relevance", "date")
_FACETS = {
    "programme": "项目类别",
    "year": "年度",
    "step": "环节",
    "kind": "文书",
    "department": "主管委办局",
    "unit": "单位",
}
_HEADS = ("案卷", "文书", "题名", "文号", "日期", "单位", "带头人", "档号", "文件", "摘录")
_STEP_OF_PROGRESS = 50


class UnknownEngineError(JiangdangError):
    """The settings name an engine that is not there."""

    kind: ClassVar[Kind] = Kind.TOOL_MISSING
    code: ClassVar[str] = "W532"


class BadSearchDayError(JiangdangError):
    """A bound of the search is no day."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "W530"


class UnknownSortError(JiangdangError):
    """Hits are sorted by relevance or by date."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "W531"


class UnknownFilterError(JiangdangError):
    """Nobody knows a programme or kind of that name."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "W533"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: words, filters by field, how to sort, which page, where to export."""

    query: str
    named: Mapping[str, str] = field(default_factory=dict)
    sort: str = "relevance"
    limit: int = 20
    page: int = 1
    export: Path | None = None


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
            **({"exported": self.exported} if self.exported else {}),
        }

    def lines(self) -> list[str]:
        """Hits, counts by field, and what the search could not see."""
        return list(self._lines())

    def _lines(self) -> Iterator[str]:
        last = self.first + len(self.results.hits) - 1
        shown = f"，显示第 {self.first} 至 {last} 条" if self.results.hits else ""
        yield f"共 {self.total} 条{shown}，用时 {self.took_ms} 毫秒。"
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


def engine_of(bureau: Bureau) -> WhooshEngine:
    """The engine that the settings name."""
    if bureau.settings.engine.lower() != WhooshEngine.name:
        raise UnknownEngineError(engine=bureau.settings.engine)
    return WhooshEngine(bureau.workspace.index)


def update_index(bureau: Bureau, *, rebuild: bool = False) -> dict[str, Any]:
    """Take in what is new or changed and let go what has vanished; anew when asked."""
    engine = engine_of(bureau)
    if rebuild:
        engine.clear()
    held = engine.digests()
    found = gather(bureau.workspace)
    fresh = [f for path, f in found.by_path.items() if held.get(path) != f.record.digest]
    removed = [path for path in held if found.is_gone(path)]
    if fresh or removed or not held:
        engine.update(_read(bureau, fresh), removed)
    return {
        **index_status(bureau),
        "updated": len(fresh),
        "removed": len(removed),
        "findings": [each.as_json() for each in found.findings],
    }


def _read(bureau: Bureau, fresh: list[Findable]) -> Iterator[Record]:
    """The texts one after another, with progress."""
    for number, each in enumerate(fresh, start=1):
        if number % _STEP_OF_PROGRESS == 0 or number == len(fresh):
            bureau.report(f"正在读取文字：{number}/{len(fresh)}")
        yield each.read()


def index_status(bureau: Bureau) -> dict[str, Any]:
    """How much is covered and what could not be read, and why."""
    status = engine_of(bureau).status()
    return {"indexed": status.indexed, "unread": dict(status.unread)}


def search_workspace(bureau: Bureau, asked: Question) -> Answer:
    """Answer a question; who may not see personal numbers sees them masked.

    The log keeps who asked what and how much was found.
    """
    engine, query = engine_of(bureau), _query(bureau, asked)
    began = time.perf_counter()
    results = engine.search(query, sort=asked.sort, limit=asked.limit, page=asked.page)
    took = round((time.perf_counter() - began) * 1000)
    exported = _export(bureau, engine, query, asked)
    _log(bureau, asked, results.total)
    first = (asked.page - 1) * asked.limit + 1
    return Answer(_seen(bureau, results, query), took, first, _labels(bureau), exported)


def _query(bureau: Bureau, asked: Question) -> Query:
    """The question checked: known names, real days."""
    if asked.sort not in SORTS:
        raise UnknownSortError(text=asked.sort)
    named = {name: value.strip() for name, value in asked.named.items() if value.strip()}
    for name in ("date_from", "date_to"):
        if name in named:
            named[name] = _day(named[name])
    named |= {"year": year_of(named["year"])} if "year" in named else {}
    if "step" in named:
        named["step"] = find_step(named["step"]).id
    for name, known in (("kind", _kinds(bureau)), ("programme", _programmes(bureau))):
        if name in named:
            named[name] = _known(named[name], known)
    return parse_query(asked.query, **named)


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise BadSearchDayError(text=text) from error


def _known(name: str, known: Mapping[str, str]) -> str:
    """The stored form of an id or Chinese label."""
    if name not in known:
        raise UnknownFilterError(text=name, known="、".join(known))
    return known[name]


def _kinds(bureau: Bureau) -> dict[str, str]:
    """Every name of a kind with its id."""
    kinds = load_catalogue(bureau.workspace.templates).values()
    named = {name: kind.id for kind in kinds for name in (kind.id, kind.label)}
    return named | {name: own for own, label in OWN_KINDS.items() for name in (own, label)}


def _programmes(bureau: Bureau) -> dict[str, str]:
    """Every name of a programme with its label."""
    policies = [*shipped_policies().values(), bureau.policy(bureau.settings.policy)]
    return {
        name: each.label
        for policy in policies
        for each in policy.programmes.values()
        for name in (each.label, each.id, each.code)
    }


def _labels(bureau: Bureau) -> dict[str, str]:
    """Chinese labels of kinds and steps by id."""
    kinds = load_catalogue(bureau.workspace.templates).values()
    steps = {step.id: step.label for step in STEPS}
    return {**steps, **{kind.id: kind.label for kind in kinds}, **OWN_KINDS}


def _seen(bureau: Bureau, results: Results, query: Query) -> Results:
    """The hits as the acting person may see them."""
    if may_see_numbers(bureau):
        return results
    return replace(results, hits=tuple(_masked(hit, query) for hit in results.hits))


def _masked(hit: Hit, query: Query) -> Hit:
    """Title and extracts with their personal numbers hidden before they are cut out."""
    pages = tuple(masked(page) for page in hit.record.pages)
    record = replace(hit.record, title=masked(hit.record.title), pages=pages)
    return replace(hit, record=record, highlights=highlights(pages, query.terms))


def _export(bureau: Bureau, engine: WhooshEngine, query: Query, asked: Question) -> str:
    """All hits as a sheet, not only those of the page."""
    if asked.export is None:
        return ""
    everything = engine.search(query, sort=asked.sort, limit=ALL, page=1)
    labels = _labels(bureau)
    rows = [_row(hit, labels) for hit in _seen(bureau, everything, query).hits]
    export_rows(asked.export, _HEADS, rows)
    return str(asked.export)


def _row(hit: Hit, labels: Mapping[str, str]) -> tuple[str, ...]:
    r = hit.record
    kind = labels.get(r.kind, r.kind)
    names = (r.case or r.batch, kind, r.title, r.number, r.date, r.unit, r.leader)
    return (*names, r.reference_code, r.path, "\n".join(hit.highlights))


def _log(bureau: Bureau, asked: Question, total: int) -> None:
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
