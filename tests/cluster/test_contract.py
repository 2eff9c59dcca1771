"""The contract of all engines, held by the cluster of three nodes."""

from __future__ import annotations

import pytest

from tests.cluster.nodes import Nodes
from tests.contract.engines import Bench, bench_of, odd_documents
from tests.contract.test_engines import *  # noqa: F403 (every test of the contract)
from tests.contract.test_engines import MANY


@pytest.fixture(scope="module")
def bench(nodes: Nodes, tmp_path_factory: pytest.TempPathFactory) -> Bench:
    made = bench_of("opensearch", tmp_path_factory.mktemp("opensearch"))
    made.put(MANY[:200])
    made.put(MANY[200:])
    return made


@pytest.fixture
def fresh(nodes: Nodes, tmp_path_factory: pytest.TempPathFactory) -> Bench:
    made = bench_of("opensearch", tmp_path_factory.mktemp("opensearch"))
    made.put(odd_documents())
    return made
