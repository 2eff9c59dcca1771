"""Ten thousand documents on three nodes, and what happens when nodes die: nothing in silence.

The tests of this file share one index and follow each other.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

import pytest

from benchmarks.search.corpus import documents
from benchmarks.search.questions import questions
from index.engines.engine import Asked, Found, Scope, Sort
from index.engines.opensearch.addresses import parse_addresses
from index.engines.opensearch.cluster import Cluster, Login, Patience
from index.engines.opensearch.engine import OpenSearchEngine
from index.engines.opensearch.health import Colour
from index.engines.opensearch.troubles import ClusterSilentError
from index.engines.scan import ScanEngine
from index.queries.tree import Every, Words
from index.records import Entry
from tests.cluster.nodes import Nodes

MANY = 10_000
ASKED = Asked(Words("整改"), sort=Sort.DATE, limit=50)


@dataclass
class City:
    """A large index, the scan of the same documents, and the nodes it lies on."""

    nodes: Nodes
    engine: OpenSearchEngine
    entries: list[Entry]
    scan: ScanEngine = field(init=False)

    def __post_init__(self) -> None:
        self.scan = ScanEngine(lambda: self.entries)

    def agrees(self, asked: Asked) -> None:
        """The same documents as the scan, in the same order, with nothing missing."""
        found, truth = self.engine.search(asked), self.scan.search(asked)
        assert (found.total, found.missing) == (truth.total, ())
        assert (found.hits, found.facets) == (truth.hits, truth.facets)


@pytest.fixture(scope="module")
def city(nodes: Nodes, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    nodes.heal()
    cluster = Cluster(parse_addresses(nodes.addresses), Login(), Patience(2.0, 10.0, 20.0))
    engine = OpenSearchEngine(cluster, "city", tmp_path_factory.mktemp("city") / "g0001")
    yield City(nodes, engine, list(documents(MANY, seed=5)))
    nodes.heal()
    engine.clear()
    engine.close()


def test_a_node_killed_while_indexing_loses_nothing_and_all_is_there_at_the_end(
    city: City,
) -> None:
    sent = 0

    def killing() -> Iterator[Entry]:
        nonlocal sent
        for sent, entry in enumerate(city.entries):
            if sent == MANY // 2:
                city.nodes.kill(1)  # the node that is asked first, in the middle of its work
            yield entry

    city.engine.put(killing())
    assert sent == MANY - 1
    assert city.engine.count() == MANY
    city.agrees(Asked(Every(), sort=Sort.DATE, limit=MANY))


def test_a_cluster_that_is_half_up_is_said_to_be(city: City) -> None:
    status = city.engine.status()
    assert (status.colour, status.nodes) == (Colour.YELLOW, 2)
    assert status.notes(MANY) == (
        "集群有副本没有就位（现有 2 个节点）：目前能查全，再有节点停止就可能查不全。",
    )


def test_ten_thousand_documents_are_found_as_by_the_scan(city: City) -> None:
    for name, asked in questions(city.entries, count=4, seed=9).items():
        for each in () if name == "one" else asked:
            city.agrees(Asked(each.tree, each.scope, Sort.DATE, limit=100))


def test_a_node_killed_while_searching_leaves_answers_whole_or_says_what_is_missing(
    city: City,
) -> None:
    city.nodes.heal()
    truth = city.scan.search(ASKED)
    killer = threading.Timer(0.5, city.nodes.kill, (2,))
    killer.start()
    answers = [city.engine.search(ASKED) for _ in _seconds(4)]
    killer.join()
    assert 2 not in city.nodes.running
    assert all(_honest(found, truth) for found in answers)
    assert city.engine.search(ASKED) == truth


def test_a_node_that_hangs_delays_an_answer_or_is_named_and_falsifies_none(city: City) -> None:
    city.nodes.heal()
    truth = city.scan.search(ASKED)
    with city.nodes.frozen(3), suppress(ClusterSilentError):
        assert _honest(city.engine.search(ASKED), truth)
    city.nodes.kill(3)  # as its keeper would: left alone, it takes a minute and more to find back
    city.nodes.heal()
    assert city.engine.search(ASKED) == truth


def test_with_two_nodes_gone_less_is_found_and_that_is_said(city: City) -> None:
    truth = city.scan.search(ASKED)
    city.nodes.kill(2, 3)
    found = _answered(city)
    assert _honest(found, truth)
    assert re.fullmatch("集群的 3 个分片中有 [12] 个没有应答，结果不全。.*", found.missing[0])
    assert city.engine.count() == MANY  # as noted: it is no reason to build anew
    city.engine._patience = 3.0
    with pytest.raises(ClusterSilentError, match="检索集群没有应答"):
        city.engine.put([city.entries[0]])


def test_with_all_nodes_gone_the_addresses_tried_are_named(city: City) -> None:
    city.nodes.kill(1)
    with pytest.raises(ClusterSilentError) as silent:
        city.engine.search(ASKED)
    assert all(f"{address} 没有在运行" in silent.value.message for address in city.nodes.addresses)


def test_restarted_nodes_answer_as_before(city: City) -> None:
    city.nodes.heal()
    assert city.engine.status().colour is Colour.GREEN
    assert city.engine.count() == MANY
    city.agrees(ASKED)
    city.agrees(Asked(Every(), Scope(numbers=True), Sort.AMOUNT, offset=9_950, limit=100))


def _answered(city: City) -> Found:
    """The first answer; until the last node has understood, it may give none, and says so."""
    for _ in _seconds(40):
        with suppress(ClusterSilentError):
            return city.engine.search(ASKED)
    raise TimeoutError(city.nodes.logs())


def _seconds(many: float) -> Iterator[None]:
    end = time.monotonic() + many
    while time.monotonic() < end:
        yield


def _honest(found: Found, truth: Found) -> bool:
    """Whole and right, or said not to be whole and no more than there is."""
    if found.missing:
        return found.total <= truth.total
    return found == truth
