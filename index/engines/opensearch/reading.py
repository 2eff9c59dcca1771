"""Asking questions: pages of any depth, exact counts, partial answers tried again and told."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cases.words import message
from index.engines.engine import FACETS, Found
from index.engines.opensearch.answers import Told, counts_of, missing_of, page_of
from index.engines.opensearch.dsl import order, question
from index.engines.opensearch.troubles import QuestionTooLargeError
from index.engines.opensearch.writing import encoded, refusal

if TYPE_CHECKING:
    from index.engines.engine import Asked
    from index.engines.opensearch.answers import Counts, Page
    from index.engines.opensearch.cluster import Answer, Cluster
    from index.queries.tree import FieldName

AT_ONCE = 5_000  # hits in one answer
DEEPEST = 10_000  # beyond it, the family wants to be told where the last page ended
MOST_VALUES = 1_000  # of a facet in one answer
_PAUSES = (0.3, 1.0)
_KEPT = (
    "timed_out,_shards.total,_shards.failed,hits.total,hits.hits._id,hits.hits._score,"
    "hits.hits.sort,aggregations,error.type"
)


@dataclass(frozen=True, slots=True)
class Reader:
    """Questions to one index."""

    cluster: Cluster
    index: str

    def found(self, asked: Asked) -> Found:
        """The answer to a question; what is missing from it is said."""
        query = question(asked)
        last = asked.offset + asked.limit
        body = {"query": query, "sort": order(asked.sort), "track_total_hits": True}
        if asked.facets:
            body["aggs"] = {name: _values(name) for name in FACETS}
        near = last <= DEEPEST
        size = min(asked.limit, AT_ONCE) if near else AT_ONCE
        answer = self._complete(body | {"size": size, "from": asked.offset if near else 0})
        page = page_of(answer)
        skipped = asked.offset if near else 0
        hits, missing = self._further(body, page, size, last - skipped)
        shown = hits if near else hits[asked.offset :]
        facets, untold = self._facets(answer, query) if asked.facets else ({}, ())
        told = tuple(dict.fromkeys((*missing, *untold)))
        return Found(page.total, shown[: asked.limit], facets, told)

    def _further(
        self, body: dict[str, Any], page: Page, size: int, wanted: int
    ) -> tuple[tuple[tuple[int, float], ...], tuple[str, ...]]:
        """The hits of a page and of those behind it, until so many are there."""
        hits, missing = dict(page.hits), list(page.missing)
        read = len(page.hits)
        lean = {name: part for name, part in body.items() if name != "aggs"}
        first = page
        while page.after is not None and read < wanted and len(page.hits) == size:
            answer = self._complete(lean | {"size": size, "search_after": page.after})
            page = page_of(answer)
            hits.update(page.hits)
            read += len(page.hits)
            missing += page.missing
        if page is not first and (len(hits), page.total) != (read, first.total):
            missing.append(message("I371", {}))
        return tuple(hits.items()), tuple(missing)

    def _facets(
        self, answer: Answer, query: dict[str, Any]
    ) -> tuple[dict[FieldName, dict[str, int]], tuple[str, ...]]:
        """The counts of every facet, to the last value."""
        counted: dict[FieldName, dict[str, int]] = {}
        missing: list[str] = []
        for name in FACETS:
            counts = counts_of(answer, name)
            values = counts.values
            if not counts.whole:
                values, untold = self._every_value(name, query)
                missing += untold
            counted[name] = dict(sorted(values.items(), key=lambda each: (-each[1], each[0])))
        return counted, tuple(missing)

    def _every_value(
        self, name: FieldName, query: dict[str, Any]
    ) -> tuple[dict[str, int], list[str]]:
        """The counts of a facet with more values than one answer holds."""
        source = {"value": {"terms": {"field": f"field.{name}.is"}}}
        paged: dict[str, Any] = {"size": AT_ONCE, "sources": [source]}
        values: dict[str, int] = {}
        missing: list[str] = []
        counts: Counts | None = None
        while counts is None or counts.after:
            asked = paged | ({"after": counts.after} if counts else {})
            body = {"size": 0, "query": query, "aggs": {"all": {"composite": asked}}}
            answer = self._complete(body)
            missing += missing_of(Told(answer, answer.told))
            counts = counts_of(answer, "all")
            if counts.values.keys() <= values.keys():
                break
            values |= counts.values
        return values, missing

    def _complete(self, body: dict[str, Any]) -> Answer:
        """The answer of all shards, if need be after a little while; else what there is."""
        path = self._path(body)
        sent = encoded(body | {"_source": False, "timeout": self._time()})
        answer = self._searched(path, sent)
        for pause in _PAUSES:
            if not missing_of(Told(answer, answer.told)):
                break
            time.sleep(pause)
            answer = self._searched(path, sent)
        return answer

    def _searched(self, path: str, sent: bytes) -> Answer:
        answer = self.cluster.ask("POST", path, sent)
        if answer.status == 400:
            raise QuestionTooLargeError(reason=answer.reason())
        if answer.status != 200:
            raise refusal(answer)
        return answer

    def _path(self, body: dict[str, Any]) -> str:
        """The same copies for all pages of a question, so that weights and order agree."""
        same = hashlib.sha256(encoded([body["query"], body.get("sort")])).hexdigest()[:16]
        weighed = {"_score": {"order": "desc"}} in body.get("sort", ())
        way = "dfs_query_then_fetch" if weighed else "query_then_fetch"
        return (
            f"/{self.index}/_search?allow_partial_search_results=true"
            f"&search_type={way}&preference=q{same}&filter_path={_KEPT}"
        )

    def _time(self) -> str:
        """How long shards may search: a little less than the answer is waited for."""
        return f"{max(1, int(self.cluster.patience.answer * 0.8))}s"


def _values(name: FieldName) -> dict[str, Any]:
    return {"terms": {"field": f"field.{name}.is", "size": MOST_VALUES}}
