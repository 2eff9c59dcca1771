"""The Tantivy engine and bare tantivy-py: the same pairs of signs, the same questions."""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from operator import add
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.search.corpus import documents
from benchmarks.search.questions import questions
from benchmarks.timing import interleaved
from index.engines.engine import FACETS, Asked, Sort
from index.engines.tantivy.engine import TantivyEngine
from index.queries.tree import And, Field, FieldName, How, Node, Words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from index.records import Entry

CLASSES = ("word", "and", "name", "phrase", "prefix", "filter", "facet")
QUERIES, RUNS, ROUNDS = 40, 3, 3
_ESCAPED = str.maketrans({"(": "\\(", ")": "\\)"})


class Bare:
    """What a plain program does with tantivy-py: pairs with places, fields whole, one commit."""

    def __init__(self, folder: Path) -> None:
        """Make an empty index in a new folder."""
        from tantivy import Index, SchemaBuilder, TextAnalyzerBuilder, Tokenizer

        builder = SchemaBuilder()
        builder.add_text_field("pairs", tokenizer_name="pairs")
        builder.add_unsigned_field("id", indexed=True, fast=True)
        builder.add_unsigned_field("day", indexed=True, fast=True)
        for name in FieldName:
            builder.add_text_field(
                name, tokenizer_name="raw", index_option="basic", fast=name in FACETS
            )
        self.schema = builder.build()
        folder.mkdir()
        self.index = Index(self.schema, path=str(folder))
        self.index.register_tokenizer("pairs", TextAnalyzerBuilder(Tokenizer.whitespace()).build())

    def put(self, entries: Sequence[Entry]) -> None:
        """Index everything in one commit."""
        from tantivy import Document

        writer = self.index.writer(2 * 64 * 1024 * 1024, 2)
        for entry in entries:
            made = Document()
            made.add_unsigned("id", entry.id)
            text = entry.text.replace(" ", "_")
            made.add_text("pairs", " ".join(map(add, text, text[1:])))
            if entry.date:
                made.add_unsigned("day", int(entry.date.replace("-", "")))
            for name, values in entry.fields.items():
                for value in values:
                    made.add_text(name, value)
            writer.add_document(made)
        writer.commit()
        writer.wait_merging_threads()
        self.index.reload()
        self.searcher = self.index.searcher()

    def search(self, asked: Asked) -> tuple[int, list[int]]:
        """The first twenty with the exact total; by day where that was asked."""
        query = self.query(asked.tree)
        order = {"order_by_field": "day"} if asked.sort is Sort.DATE else {}
        found = self.searcher.search(query, limit=asked.limit, **order)
        if asked.facets:
            self.searcher.aggregate(
                query, {n: {"terms": {"field": n, "size": 60_000}} for n in FACETS}
            )
        return found.count, self.searcher.fast_field_values("id", [hit[1] for hit in found.hits])

    def query(self, tree: Node) -> Any:
        """The query as one would write it by hand."""
        from tantivy import Occur, Query

        match tree:
            case Words(text):
                pairs = list(map(add, text.replace(" ", "_"), text.replace(" ", "_")[1:]))
                if len(pairs) == 1:
                    return Query.term_query(self.schema, "pairs", pairs[0])
                return Query.phrase_query(self.schema, "pairs", pairs)
            case Field(name, How.IS, text):
                return Query.term_query(self.schema, name, text)
            case Field(name, How.STARTS, text):
                return Query.regex_query(self.schema, name, f"{text.translate(_ESCAPED)}.*")
            case And(parts):
                return Query.boolean_query([(Occur.Must, self.query(part)) for part in parts])
            case _:
                raise TypeError(tree)


def asked_questions(entries: Sequence[Entry]) -> dict[str, tuple[Asked, ...]]:
    """By relevance, but where a filter goes with the order by day."""
    by_relevance = questions(entries, QUERIES, sort=Sort.RELEVANCE)
    by_relevance["filter"] = questions(entries, QUERIES)["filter"]
    return {name: by_relevance[name] for name in CLASSES}


def quantile(search: Callable[[Asked], object], asked: Sequence[Asked], part: int) -> float:
    """A quantile over questions, in seconds, of the quickest of some runs of each."""
    return statistics.quantiles([_quickest(search, each) for each in asked], n=20)[part - 1]


def _quickest(search: Callable[[Asked], object], asked: Asked) -> float:
    spent = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        search(asked)
        spent.append(time.perf_counter() - begun)
    return min(spent)


def indexing(entries: Sequence[Entry], scratch: Path) -> tuple[Bare, TantivyEngine]:
    """Index with both, turn by turn; print documents a second."""
    made: dict[str, Any] = {}

    def put(name: str, make: Callable[[Path], Any]) -> float:
        engine = make(scratch / f"{name}{time.time_ns()}")
        begun = time.perf_counter()
        engine.put(entries)
        made[name] = engine
        return time.perf_counter() - begun

    ways = {"bare": lambda: put("bare", Bare), "ours": lambda: put("ours", TantivyEngine)}
    spent = interleaved(ways, ROUNDS)
    for name, seconds in spent.items():
        rate, ratio = len(entries) / seconds, spent["bare"] / seconds
        sys.stdout.write(f"{name:8s} {rate:8.0f} documents/s   {ratio:5.2f} ×\n")
    return made["bare"], made["ours"]


def main() -> None:
    """Index, then ask every class of both in turn."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    entries = list(documents(count))
    with tempfile.TemporaryDirectory() as scratch:
        bare, ours = indexing(entries, Path(scratch))
        sys.stdout.write("class       bare p50   p95   ours p50   p95 ms   p95 ours/bare\n")
        for name, asked in asked_questions(entries).items():
            for each in asked:
                assert bare.search(each)[0] == ours.search(each).total, each
            ways = {
                (way, part): lambda e=engine, p=part, a=asked: quantile(e.search, a, p)
                for way, engine in (("bare", bare), ("ours", ours))
                for part in (10, 19)
            }
            took = interleaved(ways, ROUNDS)
            figures = "  ".join(f"{seconds * 1000:7.2f}" for seconds in took.values())
            ratio = took["ours", 19] / took["bare", 19]
            sys.stdout.write(f"{name:10s} {figures}   {ratio:5.2f} ×\n")


if __name__ == "__main__":
    main()
