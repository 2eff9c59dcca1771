"""A search cluster of three processes on this machine: for information, there is no peer here.

Run: ``.venv/bin/python -m benchmarks.search_cluster [documents]``; needs Java 17 and Maven.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.search.corpus import documents
from benchmarks.search.questions import questions
from index.engines.engine import Asked, Sort
from index.engines.opensearch.engine import OpenSearchEngine
from index.engines.registry import EngineSettings
from tests.cluster.nodes import three_nodes

SHOWN = ("word", "and", "name", "phrase", "prefix", "filter", "facet")


def main(count: int) -> None:
    """Put the invented archive in, ask every class of question, print what it took."""
    with tempfile.TemporaryDirectory() as folder:
        nodes = three_nodes(Path(folder))
        nodes.start()
        try:
            nodes.heal()
            settings = EngineSettings("opensearch", nodes.addresses)
            _measure(OpenSearchEngine.of(settings, Path(folder) / "g0001"), count)
        finally:
            nodes.stop()


def _measure(engine: OpenSearchEngine, count: int) -> None:
    entries = list(documents(count))
    warm = entries[:200]
    engine.put(warm)
    begun = time.perf_counter()
    engine.put(entries[len(warm) :])
    spent = time.perf_counter() - begun
    _say(f"写入 {(count - len(warm)) / spent:.0f} 份/秒")
    for sort in (Sort.DATE, Sort.RELEVANCE):
        asked = questions(entries, count=30, seed=2, sort=sort)
        for name in SHOWN:
            for each in asked[name]:
                engine.search(each)
            took = sorted(_seconds(engine, each) for each in asked[name])
            middle, high = statistics.median(took), took[int(len(took) * 0.95)]
            _say(f"{sort:9s} {name:8s} p50 {middle * 1000:7.1f} ms   p95 {high * 1000:7.1f} ms")
    engine.close()


def _seconds(engine: OpenSearchEngine, asked: Asked) -> float:
    begun = time.perf_counter()
    engine.search(asked)
    return time.perf_counter() - begun


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
