"""Nothing is missed: every engine against the scan; and questions that find their paragraph."""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.search import wording
from benchmarks.search.corpus import documents
from benchmarks.search.questions import questions
from index.engines.engine import Asked, Engine
from index.engines.scan import ScanEngine
from index.queries.tree import Related
from index.records import Entry
from index.text.folding import SEPARATOR
from index.text.grams import bigrams
from index.text.words import words

EXACT = ("name", "brackets", "prefix", "random 2", "random 4", "random 8", "traditional")
EVERYTHING = 10_000_000
QUESTIONS = 1_000


def engines(scratch: Path, entries: Sequence[Entry]) -> dict[str, Engine]:
    """The embedded engines, filled."""
    from index.engines.tantivy.engine import TantivyEngine
    from index.engines.whoosh.engine import WhooshEngine

    made: dict[str, Engine] = {
        "whoosh": WhooshEngine(scratch / "whoosh"),
        "tantivy": TantivyEngine(scratch / "tantivy"),
    }
    for engine in made.values():
        engine.put(entries)
    return made


def recall(count: int, queries: int) -> None:
    """How many of the scan's hits each engine has, and how many it has beyond."""
    entries = list(documents(count))
    scan = ScanEngine(lambda: entries)
    asked = questions(entries, queries, seed=5)
    with tempfile.TemporaryDirectory() as scratch:
        made = engines(Path(scratch), entries)
        for name in EXACT:
            whole = [replace(a, limit=EVERYTHING, facets=False) for a in asked[name]]
            truth = [_ids(scan, each) for each in whole]
            told = (f"{n} {_share(e, whole, truth)}" for n, e in made.items())
            hits = sum(map(len, truth))
            sys.stdout.write(f"{count:7d} {name:12s} {hits:9d} hits   {'   '.join(told)}\n")


def _ids(engine: Any, asked: Asked) -> set[int]:
    return {each for each, _ in engine.search(asked).hits}


def _share(engine: Engine, asked: Sequence[Asked], truth: Sequence[set[int]]) -> str:
    """Recall, and hits that the scan does not have."""
    found = [_ids(engine, each) for each in asked]
    held = sum(len(one & other) for one, other in zip(found, truth, strict=True))
    beyond = sum(len(one - other) for one, other in zip(found, truth, strict=True))
    return f"{held / sum(map(len, truth)):.4%} (+{beyond})"


def paragraphs(count: int) -> list[Entry]:
    """The paragraphs of so many documents, each a document of its own."""
    cells = (cell for entry in documents(count) for cell in entry.text.split(SEPARATOR)[5:])
    return [Entry(at, f"{at:07d}", cell) for at, cell in enumerate(cells)]


def asked_of(entries: Sequence[Entry], seed: int = 9) -> list[tuple[str, int]]:
    """Questions in other words and another order than the sentence that answers them."""
    chance = random.Random(seed)
    made: list[tuple[str, int]] = []
    while len(made) < QUESTIONS:
        entry = chance.choice(entries)
        for sentence in entry.text.split("。"):
            parts = [next((p for p in some if p in sentence), "") for some in _PARTS]
            if all(parts):
                when, what, who, does, so = (part[chance.choice((0, 0, 1)) :] for part in parts)
                asking = chance.choice(_ASKING)
                made.append((asking.format(when, what, who, so, does[-2:]), entry.id))
    return made[:QUESTIONS]


_PARTS = (wording.WHEN, wording.WHAT, wording.WHO, wording.DOES, wording.SO)
_ASKING = (
    "请问{0}是不是由{2}去{4}{1}的",
    "{1}后来{3}了吗?是{2}在{0}经手的",
    "{2}做的关于{1}的工作,{0}有什么结果",
    "哪一份材料写到{3},又提到{1}和{2}",
)


def related(count: int) -> None:
    """Share of questions whose paragraph is the first, among the first ten."""
    entries = paragraphs(count)
    asked = asked_of(entries)
    with tempfile.TemporaryDirectory() as scratch:
        ways: dict[str, Callable[[str], list[int]]] = {
            "pairs alone": _alone(entries, lambda text: sorted(bigrams(text))),
            "words alone": _alone(entries, words),
        }
        for name, engine in engines(Path(scratch), entries).items():
            ways[name] = lambda text, e=engine: [
                each for each, _ in e.search(Asked(Related(text), limit=10, facets=False)).hits
            ]
        for name, way in ways.items():
            places = [_place(way(text), wanted) for text, wanted in asked]
            first, ten = (sum(place <= most for place in places) for most in (1, 10))
            sys.stdout.write(
                f"{len(entries):7d} {name:12s} hit@1 {first / len(asked):.3f}"
                f"   hit@10 {ten / len(asked):.3f}\n"
            )


def _place(found: Sequence[int], wanted: int) -> int:
    return found.index(wanted) + 1 if wanted in found else len(found) + 1_000


def _alone(
    entries: Sequence[Entry], terms: Callable[[str], list[str]]
) -> Callable[[str], list[int]]:
    """BM25 over one kind of terms, by bare tantivy-py."""
    from tantivy import Document, Index, Occur, Query, SchemaBuilder, TextAnalyzerBuilder, Tokenizer

    builder = SchemaBuilder().add_text_field("terms", tokenizer_name="t", index_option="freq")
    schema = builder.add_unsigned_field("id", fast=True).build()
    index = Index(schema)
    index.register_tokenizer("t", TextAnalyzerBuilder(Tokenizer.whitespace()).build())
    writer = index.writer(64 * 1024 * 1024, 1)
    for entry in entries:
        made = Document()
        made.add_unsigned("id", entry.id)
        text = entry.text.replace(" ", "_")
        pairs = [text[at : at + 2] for at in range(len(text) - 1)]
        made.add_text("terms", " ".join(words(text) if terms is words else pairs))
        writer.add_document(made)
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def search(text: str) -> list[int]:
        some = [(Occur.Should, Query.term_query(schema, "terms", t, "freq")) for t in terms(text)]
        found = searcher.search(Query.boolean_query(some), limit=10)
        return searcher.fast_field_values("id", [place for _, place in found.hits])

    return search


def main() -> None:
    """Recall at the sizes given (1,000 10,000 100,000), questions at the smaller ones."""
    for size in [int(each) for each in sys.argv[1:]] or [1_000, 10_000, 100_000]:
        recall(size, 60 if size < 100_000 else 20)
        if size < 100_000:
            related(size)


if __name__ == "__main__":
    main()
