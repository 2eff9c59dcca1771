"""One cluster for the whole run; each test finds it whole and gets an engine of its own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from index.engines.opensearch.addresses import parse_addresses
from index.engines.opensearch.cluster import Cluster, Login, Patience
from index.engines.opensearch.engine import OpenSearchEngine
from tests.cluster.nodes import Nodes, three_nodes
from tests.contract.engines import CLUSTER

_NUMBERS = count(1)


@pytest.fixture(scope="session")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nodes]:
    """Three nodes, started once."""
    made = three_nodes(tmp_path_factory.mktemp("cluster"))
    made.start()
    try:
        made.heal()
        os.environ[CLUSTER] = ",".join(made.addresses)
        yield made
    finally:
        made.stop()


@pytest.fixture
def whole(nodes: Nodes) -> Nodes:
    """The cluster with every node and every copy, whatever the test before did to it."""
    nodes.heal()
    return nodes


@pytest.fixture
def engine_of(whole: Nodes, tmp_path: Path) -> Iterator[Callable[..., OpenSearchEngine]]:
    """Engines by the name of their generation, under an alias that is this test's own."""
    alias, made = f"test-{next(_NUMBERS)}", []

    def engine(generation: str = "g0001", again: float = 20.0) -> OpenSearchEngine:
        patience = Patience(connect=2.0, answer=10.0, again=again)
        cluster = Cluster(parse_addresses(whole.addresses), Login(), patience)
        made.append(OpenSearchEngine(cluster, alias, tmp_path / generation))
        return made[-1]

    yield engine
    whole.heal()
    for each in made:
        each.clear()
        each.close()


@pytest.fixture
def engine(engine_of: Callable[..., OpenSearchEngine]) -> OpenSearchEngine:
    """An engine without documents."""
    return engine_of()
