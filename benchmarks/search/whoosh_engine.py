"""The Whoosh engine beside SQLite FTS5 on the same pairs, and beside Whoosh's own writer.

Cold: our caches are emptied before every question, the files are in the system's cache.
Times are processor times, so that what else runs on the machine weighs less.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from multiprocessing import get_context
from operator import add
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.search.corpus import documents
from benchmarks.search.fts5 import Fts5
from benchmarks.search.questions import questions
from benchmarks.timing import interleaved
from index.engines.engine import Asked, Sort
from index.engines.whoosh.engine import WhooshEngine
from index.queries.tree import FieldName
from index.text.words import words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from index.records import Entry

    Search = Callable[[Asked], object]

CLASSES = ("word", "and", "name", "phrase", "prefix", "filter", "facet")
QUERIES, RUNS, ROUNDS = 40, 3, 3
WRITTEN = 2_000  # documents that Whoosh's own writer is given


def own_writer(folder: Path, processes: int) -> float:
    """Whoosh as its handbook tells, given the same terms and values; seconds by the clock."""
    from whoosh import fields, index
    from whoosh.analysis import SpaceSeparatedTokenizer

    entries = list(documents(WRITTEN))
    folder.mkdir()
    terms = {"analyzer": SpaceSeparatedTokenizer(), "phrase": False}
    values = {str(name): fields.KEYWORD(commas=True) for name in FieldName}
    values |= {name: fields.STORED() for name in ("id", "text", "place")}
    values |= {"pairs": fields.TEXT(**terms), "words": fields.TEXT(**terms)}
    schema = fields.Schema(day=fields.ID(sortable=True), **values)
    options = {"procs": processes, "multisegment": True} if processes > 1 else {}
    begun = time.perf_counter()
    writer = index.create_in(str(folder), schema).writer(limitmb=256, **options)
    for entry in entries:
        writer.add_document(**_row(entry))
    writer.commit()
    return time.perf_counter() - begun


def _row(entry: Entry) -> dict[str, object]:
    """A document as Whoosh takes it."""
    text = entry.text.replace(" ", "_")
    return {
        **{str(name): ",".join(values) for name, values in entry.fields.items()},
        "id": entry.id,
        "text": entry.text,
        "place": entry.path,
        "day": entry.date or None,
        "pairs": " ".join(map(add, text, text[1:])),
        "words": " ".join(words(entry.text)),
    }


def our_writer(folder: Path) -> float:
    """The engine, in one process; seconds by the clock."""
    entries = list(documents(WRITTEN))
    begun = time.perf_counter()
    WhooshEngine(folder).put(entries)
    return time.perf_counter() - begun


def compare_writers(scratch: Path) -> None:
    """Print documents a second of two processes of Whoosh and of one of ours, each anew."""

    def alone(work: Callable[..., float], *more: int) -> float:
        with ProcessPoolExecutor(1, get_context("spawn")) as fresh:
            return fresh.submit(work, scratch / str(time.time_ns()), *more).result()

    ways = {
        "whoosh, 2 processes": partial(alone, own_writer, 2),
        "whoosh, 1 process": partial(alone, own_writer, 1),
        "ours, 1 process": partial(alone, our_writer),
    }
    took = interleaved(ways, ROUNDS)
    for name, seconds in took.items():
        rate, ratio = WRITTEN / seconds, took["whoosh, 2 processes"] / seconds
        sys.stdout.write(f"{name:20s} {rate:8.0f} documents/s   {ratio:5.2f} ×\n")


def engines(entries: Sequence[Entry], scratch: Path) -> tuple[WhooshEngine, dict[str, Search]]:
    """Both sides, filled; print how fast each was and how large it is."""
    ours = WhooshEngine(scratch / "ours")
    peers = {detail: Fts5(scratch, detail) for detail in ("none", "full")}
    for name, side in {"ours": ours, **peers}.items():
        begun = time.process_time()
        side.put(entries)
        took = time.process_time() - begun
        sys.stdout.write(f"{name:8s} {len(entries) / took:8.0f} documents/s of processor\n")
    return ours, {f"fts5 {name}": peer.search for name, peer in peers.items()}


def ways_of(ours: WhooshEngine, peers: Mapping[str, Search]) -> dict[str, Search]:
    """Ours cold, warm, and ordered by relevance, cold too; the peers as they are."""

    def cold(asked: Asked) -> object:
        ours.forget_lists()
        return ours.search(asked)

    return {
        **peers,
        "cold": cold,
        "warm": ours.search,
        "relevance": lambda asked: cold(replace(asked, sort=Sort.RELEVANCE)),
    }


def spent(search: Search, asked: Sequence[Asked]) -> list[float]:
    """The quickest of some runs of every question."""
    return [min(_once(search, each) for _ in range(RUNS)) for each in asked]


def _once(search: Search, asked: Asked) -> float:
    begun = time.process_time()
    search(asked)
    return time.process_time() - begun


def quantiles(ways: Mapping[str, Search], asked: Sequence[Asked]) -> dict[str, tuple[float, float]]:
    """p50 and p95 of every way in milliseconds, medians of interleaved rounds."""
    rounds: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, search in ways.items():
            cuts = statistics.quantiles(spent(search, asked), n=20)
            rounds[name].append((cuts[9] * 1000, cuts[18] * 1000))
    return {
        name: (statistics.median(a for a, _ in each), statistics.median(b for _, b in each))
        for name, each in rounds.items()
    }


def main() -> None:
    """Fill both sides, see that they agree, and ask every class of each in turn.

    With 0 for the number of documents only the writers are compared.
    """
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    if not count:
        with tempfile.TemporaryDirectory() as scratch:
            compare_writers(Path(scratch))
        return
    entries = list(documents(count))
    with tempfile.TemporaryDirectory() as scratch:
        ours, peers = engines(entries, Path(scratch))
        drawn = questions(entries, QUERIES)
        ways = ways_of(ours, peers)
        sys.stdout.write("p50/p95 ms  " + "".join(f"{name:>18s}" for name in ways) + "\n")
        for name in CLASSES:
            for each in drawn[name]:
                found = ours.search(each)
                truth = (found.total, [id_ for id_, _ in found.hits])
                assert all(peer(each) == truth for peer in peers.values()), each
            took = quantiles(ways, drawn[name]).values()
            figures = "".join(f"{half:9.2f}/{most:8.2f}" for half, most in took)
            sys.stdout.write(f"{name:12s}{figures}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
