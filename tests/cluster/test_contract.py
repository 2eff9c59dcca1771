"""The contract of all engines, held by the cluster of three nodes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from index.engines.engine import Asked, Sort
from index.queries.tree import Every, Not, Related, Words
from tests.cluster.nodes import Nodes
from tests.contract.engines import Bench, bench_of, odd_documents
from tests.contract.test_engines import *  # noqa: F403 (every test of the contract)
from tests.contract.test_engines import MANY


@contextmanager
def emptied(folder: Path) -> Iterator[Bench]:
    """A bench that leaves nothing on the cluster."""
    made = bench_of("opensearch", folder)
    try:
        yield made
    finally:
        made.engine.clear()
        made.engine.close()


@pytest.fixture(scope="module")
def bench(nodes: Nodes, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with emptied(tmp_path_factory.mktemp("opensearch")) as made:
        made.put(MANY[:200])
        made.put(MANY[200:])
        yield made


@pytest.fixture
def fresh(nodes: Nodes, tmp_path: Path) -> Iterator[Bench]:
    with emptied(tmp_path) as made:
        made.put(odd_documents())
        yield made


def test_an_index_without_documents_finds_nothing(nodes: Nodes, tmp_path: Path) -> None:
    with emptied(tmp_path) as empty:
        for _ in range(2):  # never written to, then written without documents
            assert empty.engine.count() == 0
            for tree in (Every(), Words("样例"), Not(Words("样例")), Related("样例资助")):
                assert empty.agrees(Asked(tree, sort=Sort.DATE)).total == 0
            empty.put(())
